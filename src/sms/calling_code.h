// The calling code and, for +1, the area code an E.164 number begins with. Any thread; pure. Source: ITU-T E.164: codes
// are prefix-free, one digit (1, 7), two, or three.
#pragma once

#include <cstdint>
#include <string_view>

namespace tidings::sms {

// 1, 44, 353; 0 when it is no number. With or without its plus.
uint32_t calling_code(std::string_view e164);
// 212 of +12125550100; 0 for other codes than +1.
uint32_t area_code(std::string_view e164);

}  // namespace tidings::sms

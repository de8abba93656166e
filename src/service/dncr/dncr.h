// Australia's Do Not Call Register by its Real Time Access: SOAP 1.1, rpc/encoded, as its WSDL says. A Washer.
// Numbers go out in national form, 0412345678, and only Australian ones. The WSDL leaves the shape of answers open:
// they are read by local names, wherever these stand. Source: reference/providers §5.1, the WSDL.
#pragma once

#include <memory>
#include <string>

#include "base/secret.h"
#include "service/washer.h"

namespace tidings::service::dncr {

inline constexpr std::string_view kUrl = "https://www.donotcall.gov.au/dncrtelem/rtw/washing.cfc";
inline constexpr size_t kNumbersAdvised = 200, kNumbersMost = 500;  // in one call

struct Options {
  std::string url{kUrl};
  std::string telemarketer_id;
  std::string wash_only_user_id;  // sub-accounts only
  Secret password;
  size_t numbers = kNumbersAdvised;
};

// Errors name the key: url, telemarketer_id, password, numbers_per_call.
Result<std::unique_ptr<Washer>> make_dncr(Options options);

}  // namespace tidings::service::dncr

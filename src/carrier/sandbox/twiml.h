// What a caller was told to do, read from TwiML as the other side would: only what the product may say, a text or a
// hang-up. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tidings::carrier::sandbox {

struct Twiml {
  std::string said, language, voice;  // of <Say>, with its escapes undone
  bool hangs_up = false;
};

// nullopt: it is no TwiML, or says what nobody here understands.
std::optional<Twiml> read_twiml(std::string_view text);

}  // namespace tidings::carrier::sandbox

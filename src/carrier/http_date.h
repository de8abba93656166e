// The dates of HTTP headers and of Twilio's JSON: "Thu, 24 Aug 2023 05:01:45 +0000", or with GMT.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace tidings::carrier {

std::optional<Instant> parse_http_date(std::string_view text);

}  // namespace tidings::carrier

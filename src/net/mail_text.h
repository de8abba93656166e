// A mail as it is written on the wire (RFC 5322, MIME): headers, an empty line, the body, every line ended by CR LF.
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/mail.h"

namespace tidings::net {

std::string mail_text(const Mail& mail, Instant now);

// Only what stands in angle brackets is an address: "Ops <ops@example.org>" → "ops@example.org".
std::string_view bare_address(std::string_view address);

}  // namespace tidings::net

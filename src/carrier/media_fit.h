// Whether a carrier takes some media together, by its rules. Asked when a message is made, and again when its sender is
// chosen. Pure, any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "carrier/contract.h"

namespace tidings::carrier {

struct Piece {
  std::string_view type;  // by its bytes
  size_t bytes = 0;
};

// Empty: they may go. Else the rule they break, in words: "takes no video/mp4", "takes at most 5 MB of image/jpeg, and
// this has 6.1 MB".
std::string misfit(const MediaRules& rules, std::span<const Piece> pieces);

}  // namespace tidings::carrier

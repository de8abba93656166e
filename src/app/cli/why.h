// The answer of /api/outbox/{id}/why as a story in plain words: what it is, what the gate decided and by which rules,
// each try at the carrier, each receipt, in the order of time. Pure.
#pragma once

#include <string>

#include "base/json.h"

namespace tidings::app::cli {

std::string why_words(const json::value& why);

}  // namespace tidings::app::cli

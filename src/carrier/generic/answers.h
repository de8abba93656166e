// Reads a gateway's answer to a send by the rules of its configuration. Pure, any thread. What no rule fits falls into
// a safe default by its HTTP status, and a 2xx that is not recognised is an unknown outcome: it may have been taken.
#pragma once

#include "carrier/contract.h"
#include "carrier/generic/config.h"

namespace tidings::carrier::generic {

SendResult read_send_answer(const Config& config, const HttpResult& result);

// Text or number at that place of a body; empty when it is not there.
std::string find_in(const Finder& finder, std::string_view body);

}  // namespace tidings::carrier::generic

// What the history says about one number, in the order it happened: for a person who looks into a broken promise.
// `TIDINGS_SIM_ABOUT=+4915…` with the seed prints it. One thread.
#pragma once

#include <string>

#include "tests/sim/history.h"

namespace tidings::sim {

std::string about(const History& history, const std::string& phone);

}  // namespace tidings::sim

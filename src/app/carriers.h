// The explicit list of carriers: from the configuration's type to the code. On the journey: read once at start-up, by
// whoever wires dispatch and intake. A new carrier is one folder under carrier/ and one line in carriers.cc.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "carrier/contract.h"

namespace tidings::app {

// Error: invalid_argument (unknown type, or a key the carrier names).
Result<std::unique_ptr<carrier::Carrier>> make_carrier(const carrier::CarrierConfig& config);

std::vector<std::string> carrier_types();  // those that can be made

}  // namespace tidings::app

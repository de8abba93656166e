// The carriers of this deployment by the names that senders refer to. Made once by app/, read only after that.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "carrier/contract.h"

namespace tidings::dispatch {

using CarrierSet = std::map<std::string, std::unique_ptr<carrier::Carrier>, std::less<>>;

inline const carrier::Carrier* find_carrier(const CarrierSet& carriers, std::string_view name) {
  const auto it = carriers.find(name);
  return it == carriers.end() ? nullptr : it->second.get();
}

}  // namespace tidings::dispatch

// The [lookup.NAME] sections: services that imports may ask about numbers, and what they may cost. Private to app/.
#pragma once

#include <vector>

#include "app/config_source.h"
#include "flow/audience/lookups.h"

namespace tidings::app {

std::vector<flow::LookupService> read_lookups(ConfigSource& in);

}  // namespace tidings::app

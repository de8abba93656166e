// The [register.NAME] sections: which do-not-contact registers bind whose numbers, for how long an answer holds, what
// happens without one. Private to app/.
#pragma once

#include <vector>

#include "app/config_source.h"
#include "domain/dnc_register.h"

namespace tidings::app {

std::vector<DncRegister> read_registers(ConfigSource& in);

}  // namespace tidings::app

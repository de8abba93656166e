// The [register.NAME] sections: which do-not-contact registers bind whose numbers, for how long an answer holds, what
// happens without one. Private to app/.
#pragma once

#include <vector>

#include "app/config_source.h"
#include "domain/dnc_register.h"
#include "flow/registers/wash_stage.h"

namespace tidings::app {

std::vector<DncRegister> read_registers(ConfigSource& in);

// How those of them are asked that are not lists.
std::vector<registers::WashRegister> read_washed(ConfigSource& in, const std::vector<DncRegister>& all);

}  // namespace tidings::app

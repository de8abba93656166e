// The section [reconciliation]: how often and how far carriers' own lists are compared. Private to app/.
#pragma once

#include "app/config_source.h"
#include "flow/watch/options.h"

namespace tidings::app {

watch::ReconcilerOptions read_reconciliation(ConfigSource& in);

}  // namespace tidings::app

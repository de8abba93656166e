// The sections [reconciliation], how often and how far carriers' own lists are compared, and [breakers]. Private to
// app/.
#pragma once

#include "app/config_source.h"
#include "flow/watch/breakers.h"
#include "flow/watch/options.h"

namespace tidings::app {

watch::ReconcilerOptions read_reconciliation(ConfigSource& in);
watch::BreakerOptions read_breakers(ConfigSource& in);

}  // namespace tidings::app

// The sections [reconciliation], [breakers] and [canary]: how often and how far carriers' own lists are compared, and
// which test messages must come back. Private to app/.
#pragma once

#include "app/config_source.h"
#include "domain/workspace.h"
#include "flow/watch/breakers.h"
#include "flow/watch/canary.h"
#include "flow/watch/options.h"
#include "flow/watch/smoke.h"

namespace tidings::app {

watch::ReconcilerOptions read_reconciliation(ConfigSource& in);
watch::BreakerOptions read_breakers(ConfigSource& in);
// Both ends of a pair must be senders of this deployment: nobody else's number is ever written to.
watch::SmokeOptions read_smoke(ConfigSource& in, const std::vector<Sender>& senders);
watch::CanaryOptions read_canary(ConfigSource& in, const std::vector<Sender>& senders);

}  // namespace tidings::app

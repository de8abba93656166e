// The audit chain: who did what, when; append-only, each row's hash covers the one before, so a changed, removed or
// inserted row shows. Written inside the transaction of the change it records.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace tidings::access {

void record(store::Session& s, std::string_view actor, std::string_view action, std::string_view subject,
            std::string_view detail, Instant now);

struct AuditVerdict {
  int64_t rows = 0;
  int64_t first_bad = 0;  // id of the first row that does not fit; 0 = the chain holds
};
// Reads the whole chain in pages.
AuditVerdict verify_audit(store::Session& s);

}  // namespace tidings::access

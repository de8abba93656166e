// Texts that stand in carriers' own logs although their person was erased: each is taken out there. Written by
// store/erasures in the transaction that wipes our own copy, and by flow/dispatch (redactor). A row goes when the
// carrier has done it, cannot, or was asked for too long.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "domain/ids.h"
#include "store/database.h"

namespace tidings::store {

struct RedactionRow {
  std::string carrier, provider_id;
  Instant begun_at;
  int tries = 0;
};

namespace redactions {

void add_message(Session& s, int64_t message, Instant now);  // texts that a carrier has; calls have none there
void add_inbound(Session& s, int64_t inbound, Instant now);
std::vector<RedactionRow> due(Session& s, Instant now, size_t most);
void done(Session& s, const RedactionRow& row);
void later(Session& s, const RedactionRow& row, Instant due_at, int tries);

}  // namespace redactions
}  // namespace tidings::store

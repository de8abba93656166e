// One message on its way out, as the API shows it. The shape is a promise: docs/api/openapi.yaml.
#pragma once

#include "base/json.h"
#include "store/calls.h"
#include "store/events.h"
#include "store/ledger.h"

namespace tidings::http::outbox {

json::value message_json(store::Session& s, const store::LedgerRow& row);
json::value call_json(const std::optional<store::CallRow>& call);  // null: it is none, or was not handed over
json::value receipt_json(const store::events::Receipt& receipt);
json::value attempt_json(const store::AttemptRecord& attempt);
// A decision of the gate with every rule it asked, in words.
json::value decision_json(const store::DecisionRecord& decision);

}  // namespace tidings::http::outbox

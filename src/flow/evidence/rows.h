// Rows of the store as lines of an evidence pack. Instants are ISO 8601 in UTC; what is empty is null. Pure.
#pragma once

#include "base/json.h"
#include "domain/contact.h"
#include "domain/medium.h"
#include "store/calls.h"
#include "store/consents.h"
#include "store/events.h"
#include "store/inbox.h"
#include "store/keys.h"
#include "store/ledger.h"
#include "store/opt_ins.h"
#include "store/optouts.h"

namespace tidings::evidence {

json::object row(const Contact& contact);
json::object row(const store::consents::Event& event);
json::object row(const store::consents::Wording& wording);
json::object row(const store::opt_ins::OptIn& question);
json::object row(const store::optouts::Suppression& suppression);
json::object row(const store::optouts::Review& review);
json::object row(const store::inbox::Conversation& conversation);
json::object row(const store::inbox::Inbound& inbound);
json::object row(const store::LedgerRow& message);
json::object row(const Medium& medium);
json::object row(const store::CallRow& call);             // how it was made, and who took it
json::object row(const store::DecisionRecord& decision);  // trace as it is stored, and in words
json::object row(const store::AttemptRecord& attempt);
json::object row(const store::events::Receipt& receipt);
json::object row(const store::keys::AuditRow& audit);

}  // namespace tidings::evidence

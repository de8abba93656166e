// What is kept of messages that are calls beyond the ledger's row: as they were made, and what the carrier said of
// them. On the journey: written by flow/dispatch when a call is handed over and by store/receipts when a word comes;
// read by http/webhook, which tells the carrier what to say, and by reports. Inside the caller's transaction.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/call.h"
#include "domain/delivery.h"
#include "domain/message.h"
#include "store/database.h"
#include "store/events.h"

namespace tidings::store {

struct CallRow {
  MessageId message;
  CampaignId campaign;
  std::string language, voice;
  MachinePolicy machine = MachinePolicy::leave_text;
  int ring_s = 30;
  CallOutcome outcome = CallOutcome::none;  // the strongest that was heard
  int duration_s = 0;
  int64_t sequence = -1;  // of the newest word, by the carrier's own order; -1 = it gives none
};

namespace calls {

// Handed over, perhaps again: nothing is heard of it yet.
void put(Session& s, const CallRow& call);
std::optional<CallRow> of(Session& s, MessageId message);
// What is known after this word: who took it is told by no later "it was answered" or "it is over"; of two words that
// say as much the later one by the carrier's order counts. Stored, where it changed anything.
void hear(Session& s, CallRow& call, const events::CallHeard& word);

// Where a word moves the call, with what is known of it: taken means sent; over means delivered, unless a machine or a
// fax took it that got nothing. none: nowhere.
std::optional<MessageState> state_for(const CallRow& call, DeliveryState word);

// Accepted or taken, and no end of it is known.
struct Unended {
  MessageId message;
  Instant handed_at;
  std::string carrier, provider_id;
};
// Handed over before then, oldest first, after that one.
std::vector<Unended> unended(Session& s, const Unended& after, Instant before, size_t most);

// How many calls of a campaign ended how, or were taken by whom; without those of which nothing was heard.
std::map<CallOutcome, int64_t> outcomes(Session& s, CampaignId campaign);

}  // namespace calls
}  // namespace tidings::store

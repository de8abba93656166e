// Stopped campaigns and silenced numbers whose messages are asked back from the carriers. Written by flow/campaign
// (stop), store/stop_number and flow/dispatch (recall, number_recall).
#pragma once

#include <optional>
#include <vector>

#include "domain/ids.h"
#include "store/ledger.h"

namespace tidings::store {

struct RecallRow {
  CampaignId campaign;
  int64_t cursor = 0;      // last message looked at in this pass
  Instant pass_at;         // when this pass began; 0 = none has
  bool last_pass = false;  // nothing was under way any more when it began
  Instant begun_at, ended_at;
};

struct RecallCounts {
  int64_t cancelled = 0;
  int64_t escaped = 0;  // the carrier said it is too late, or nothing
};

// A message to a number that was silenced when a carrier had it, or may have had.
struct NumberRecallRow {
  MessageId message;
  Instant begun_at;
  int tries = 0;
};

namespace recalls {

void begin(Session& s, CampaignId campaign, Instant now);  // once a campaign
std::optional<RecallRow> of(Session& s, CampaignId campaign);
std::vector<RecallRow> open(Session& s, int64_t most);
void save(Session& s, const RecallRow& row);

// The last of the next `most` messages of the campaign after the cursor; 0 = there is none.
int64_t page_end(Session& s, const RecallRow& row, int64_t most);
// Of those up to `end`, the ones the carrier took, has said nothing more about, and was not asked for yet.
std::vector<LedgerRow> at_carrier(Session& s, const RecallRow& row, int64_t end, size_t most);
void asked(Session& s, CampaignId campaign, MessageId message, bool cancelled);
RecallCounts counts(Session& s, CampaignId campaign);

// Everything to this number that may be at a carrier, of one workspace or (0) of all, confirmations aside. How many.
int64_t begin_number(Session& s, std::string_view phone, WorkspaceId workspace, Instant now);
std::vector<NumberRecallRow> numbers_due(Session& s, Instant now, size_t most);
void number_later(Session& s, MessageId message, Instant due, int tries);
void number_done(Session& s, MessageId message);

}  // namespace recalls
}  // namespace tidings::store

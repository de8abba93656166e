// The audience of a campaign with the facts of each, page by page: the same people in the same order as the planner
// makes rows of (flow/campaign/planner). Each page is a short read transaction of its own. One thread.
#pragma once

#include <deque>
#include <memory>

#include "domain/campaign.h"
#include "flow/compliance/gather.h"
#include "store/database.h"

namespace tidings::preflight {

struct Person {
  store::LedgerRow row;  // as the planner would write it; no id, but of a start that was undone
  compliance::Gathered gathered;
  bool by_the_clock_only = false;  // decided once: only the clock can change the decision …
  std::optional<Instant> closes;   // … until then; none: whatever comes
  bool counts_for_brand = false;   // its segments count against the day of a brand
};

class AudienceScan {
 public:
  // Borrowed: all must outlive this.
  AudienceScan(store::Database& database, compliance::Gatherer& gatherer, const Workspace& workspace,
               const Campaign& campaign, bool several_senders, bool brands)
      : database_(database),
        gatherer_(gatherer),
        workspace_(workspace),
        campaign_(campaign),
        asks_known_senders_(several_senders && workspace.policy.sticky_sender),
        brands_(brands),
        cursor_(campaign.plan_cursor),
        rows_end_(campaign.plan_cursor == 0) {}

  // The next one, or none at the end. `now`: facts are gathered for this instant, when a page is read.
  Result<std::unique_ptr<Person>> next(Instant now);
  // The ids of the rest, without their facts.
  Result<std::vector<ContactId>> next_ids();
  // Somebody met before, once more.
  Result<std::unique_ptr<Person>> again(ContactId contact, Instant now);

 private:
  // Of what it foretells: of a hybrid campaign its texts.
  Channel channel() const { return sends_texts(campaign_.type) ? Channel::text : Channel::call; }
  void read_page(store::Session& s);
  void read_rows(store::Session& s);
  void fill(store::Session& s, std::deque<std::unique_ptr<Person>>& people, Instant now);
  std::unique_ptr<Person> person(const Contact& contact) const;

  store::Database& database_;
  compliance::Gatherer& gatherer_;
  const Workspace& workspace_;
  const Campaign& campaign_;
  const bool asks_known_senders_;
  const bool brands_;
  ContactId cursor_;
  MessageId row_cursor_;
  bool rows_end_ = false;  // of those planned by a start that was undone: they stay as they are
  bool at_end_ = false;
  std::deque<std::unique_ptr<Person>> page_;
};

}  // namespace tidings::preflight

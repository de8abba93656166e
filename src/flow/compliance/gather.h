// Collects the facts about one message inside the transaction that claims it: contact, suppressions, reviews, what the
// number had lately, zones, text. The senders' room is the caller's to fill in. One thread.
#pragma once

#include "flow/compliance/compose.h"
#include "flow/compliance/facts.h"
#include "flow/compliance/register_facts.h"
#include "law/law_shelf.h"
#include "store/facts.h"
#include "store/ledger.h"

namespace tidings::compliance {

// Owns what facts point to; do not copy or move once filled.
struct Gathered {
  Facts facts;
  Contact contact;
  Candidates zones;
  std::vector<std::string> places;
  std::string text;
  int segments = 0;

  Gathered() = default;
  Gathered(const Gathered&) = delete;
};

// One message of a batch. Borrowed pointers must outlive what is gathered.
struct Wanted {
  const store::LedgerRow* row;
  const Workspace* workspace;
  const Campaign* campaign;
  Gathered* out;
};

class Gatherer {
 public:
  Gatherer(const TzStatus& tz, const law::LawShelf& laws, std::vector<DncRegister> registers = {})
      : tz_(tz), laws_(laws), registers_(std::move(registers)) {}
  // Facts of messages decided after one another in the same transaction do not see each other: a batch must not hold
  // two messages to the same number.
  void gather_all(store::Session& s, const std::vector<Wanted>& wanted, Instant now);
  void gather(store::Session& s, const store::LedgerRow& row, const Workspace* workspace, const Campaign* campaign,
              Instant now, Gathered& out) {
    gather_all(s, {{&row, workspace, campaign, &out}}, now);
  }

 private:
  void fill(store::Session& s, const Wanted& wanted, store::FactsFound found, Instant sent_since, Instant now);
  // Messages to this number from then on are asked for; now = none need to be.
  const law::LawBook& book_for(const Wanted& wanted) const;
  void take_voice_consent(store::Session& s, Gathered& out) const;
  Instant sent_since(const Wanted& wanted, std::span<const std::string> places, Instant now) const;
  void ask_registers(store::Session& s, const std::vector<Wanted>& wanted, Instant now);

  const TzStatus tz_;
  const law::LawShelf& laws_;
  RegisterDesk registers_;
  Composer composer_;
};

}  // namespace tidings::compliance

// The dispatcher: planned rows become requests to carriers. Each tick is one transaction: settle what came back, rescue
// what lapsed, claim what is due, let the gate decide about what is claimed, hand over what the buckets allow; after
// the commit the requests leave. A crash before the commit leaves planned or claimed rows; after it, handed rows, which
// become unknown. One thread runs tick(); results arrive by mailbox from the runner's threads. Options::channel says
// whether it hands over texts or calls (calls.h): a deployment has one of each, on one thread.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <span>
#include <unordered_map>

#include "base/env.h"
#include "base/haste.h"
#include "base/http.h"
#include "base/mailbox.h"
#include "domain/medium.h"
#include "flow/compliance/gate.h"
#include "flow/compliance/gather.h"
#include "flow/dispatch/brand_caps.h"
#include "flow/dispatch/calls.h"
#include "flow/dispatch/carrier_health.h"
#include "flow/dispatch/carriers.h"
#include "flow/dispatch/daily_caps.h"
#include "flow/dispatch/fair_shares.h"
#include "flow/dispatch/options.h"
#include "flow/dispatch/settle.h"
#include "flow/dispatch/token_buckets.h"
#include "flow/dispatch/troubles.h"
#include "store/ledger.h"
#include "store/turn.h"

namespace tidings::dispatch {

struct TickReport {
  size_t did = 0;       // rows claimed, decided, handed or settled
  int64_t wait_ms = 0;  // how long the next tick may wait when nothing arrives before
};

class Dispatcher {
 public:
  // Borrowed: all must outlive this. carriers is fixed.
  Dispatcher(Env env, store::Database& database, const CarrierSet& carriers, HttpRunner& runner,
             compliance::Gatherer& gatherer, Options options);
  ~Dispatcher();

  // An error (disk full, database gone) changes nothing: answers are kept and settled by a later tick.
  Result<TickReport> tick();
  // Somebody planned a message outside campaigns and waits for it: call tick_direct() next. Any thread.
  void hurry() {
    haste_.begin(env_.clock.monotonic_ms());
    direct_due_ = true;
  }
  bool direct_due() const { return direct_due_; }
  // Hands over only what belongs to no campaign, ahead of everybody's writes. What it may do tick() may do, in the same
  // order: nobody needs to call it.
  Result<TickReport> tick_direct();
  const Haste& haste() const { return haste_; }
  // Called from other threads when an answer came: wakes the loop that runs tick().
  void on_arrival(std::function<void()> wake) { mailbox_->on_put(std::move(wake)); }
  // On a database that nodes share: hands over only while the turn is this node's.
  void take_turns(const store::Turn& turn) { turn_ = &turn; }
  size_t in_flight() const { return in_flight_.size(); }
  // From now on ticks only settle, and give claimed rows back: the orderly end. Same thread as tick().
  void quiesce() { quiescing_ = true; }

 private:
  struct Answer {
    MessageId id;
    carrier::SendResult result;  // read on the runner's thread
    bool reached = false;        // the carrier answered at all
    Instant at;
    bool asked = true;  // false: it could never have been sent, so there was no request
  };
  struct Flying {
    store::LedgerRow row;
    std::string sender_address;
    const carrier::Carrier* carrier = nullptr;
  };
  struct Leaving {  // handed in this transaction, leaves after its commit
    Flying flying;
    carrier::OutgoingMessage message;
    std::vector<MediaId> media;          // of a campaign's: noted with the message now
    std::optional<store::CallRow> call;  // it is a call: message names only from whom
  };
  struct Candidate;
  struct Work;  // one tick's state, adopted when its transaction has committed

  Result<TickReport> run(Work& work);
  Result<bool> idle_calls();
  void settle_answers(store::Session& s, Work& work);
  void rescue(store::Session& s, Work& work);
  void give_back_caps(store::Session& s, Work& work, const store::LedgerRow& row);
  void give_back(Work& work);
  void claim(store::Session& s, Work& work);
  void divide_batch(store::Session& s, Work& work);
  void gather_batch(store::Session& s, Work& work, std::span<Candidate*> fresh);
  void decide(store::Session& s, Work& work);
  enum class Step { handed, ended, waits };
  Step look_at(store::Session& s, Work& work, Candidate& candidate);
  Step decide_one(store::Session& s, Work& work, Candidate& candidate);
  Step hand_over(store::Session& s, Work& work, store::LedgerRow& row, const compliance::Gathered& gathered,
                 const Sender& sender, std::optional<Instant> deliver_by);
  void write_handings(store::Session& s, Work& work);
  void keep_waiting(Work& work);
  const Workspace* workspace(store::Session& s, Work& work, WorkspaceId id);
  const Campaign* campaign(store::Session& s, Work& work, CampaignId id);
  const std::vector<Sender>& senders(store::Session& s, Work& work, WorkspaceId id);
  struct Choice {
    const Sender* sender = nullptr;  // none: nobody has room
    std::optional<Instant> stopped;  // none: and some are stopped, until then
    int64_t wait_ms = 0;             // until the carrier takes more from it
    compliance::SenderFacts facts;
  };
  Choice choose_sender(store::Session& s, Work& work, store::LedgerRow& row, int segments);
  void ask_known_senders(store::Session& s, Work& work, std::span<store::LedgerRow* const> rows);
  bool reserves_may_send(const std::vector<const Sender*>& eligible, const Choice& best, int64_t monotonic_ms) const;
  std::optional<Instant> leave_out_stopped(std::vector<const Sender*>& eligible, const store::LedgerRow& row,
                                           Instant now) const;
  size_t may_claim(store::Session& s, Work& work, const Campaign& campaign);
  bool may_have_room(store::Session& s, Work& work, const Campaign& campaign);
  int64_t& waiting_for_room(store::Session& s, Work& work, WorkspaceId id);
  const std::vector<Medium>& media_of(store::Session& s, Work& work, const store::LedgerRow& row);
  bool takes_media(const Sender& sender, const std::vector<Medium>& media) const;
  std::vector<const Sender*> eligible_senders(store::Session& s, Work& work, store::LedgerRow& row);
  int64_t remaining(store::Session& s, const Campaign& campaign, int64_t monotonic_ms);
  bool of_calls() const { return options_.channel == Channel::call; }
  bool my_turn(store::Session& s, Work& work);
  void set_fixed_rates(int64_t monotonic_ms);
  HttpRequest request_of(const Leaving& leaving) const;
  std::optional<carrier::SendResult> refused_by(const carrier::Carrier& carrier, const Leaving& leaving) const;
  Charges charges_of(const Sender& sender, int segments, Charges others) const;
  void send_all(std::vector<Leaving> leaving, int64_t leave_by_ms);
  void note_outcome(const carrier::Carrier& carrier, SenderId sender, const carrier::SendResult& result, bool reached,
                    int segments);
  int busy_in_a_row(const Flying& flying, const carrier::SendResult& result);
  int64_t sender_wait_ms(const Sender& sender, int64_t monotonic_ms) const;  // its own, or its carrier's
  int64_t carriers_wait_ms(int64_t monotonic_ms) const;

  Env env_;
  store::Database& database_;
  const CarrierSet& carriers_;
  HttpRunner& runner_;
  compliance::Gatherer& gatherer_;
  Options options_;
  compliance::Gate gate_;
  TokenBuckets buckets_;
  FairShares shares_;
  DailyCaps caps_;
  BrandCaps brands_;
  Troubles troubles_;
  int64_t lease_;
  const store::Turn* turn_ = nullptr;
  uint64_t turn_number_ = 0;
  Haste haste_;
  std::atomic<bool> direct_due_ = false;
  bool rescued_ours_ = false;  // rows of an earlier process of this deployment were looked for
  bool quiescing_ = false;
  int64_t next_rescue_ms_ = 0;
  std::deque<store::LedgerRow> claimed_;
  std::unordered_map<MessageId, Flying> in_flight_;
  std::vector<Answer> unsettled_;
  std::map<const carrier::Carrier*, CarrierHealth> health_;
  std::unordered_map<SenderId, CarrierHealth> sender_health_;  // of those the carrier had no room for
  // Every sender's day is used up: no more rows are claimed but those whose promised place has come.
  struct NoRoom {
    int64_t until_ms = 0;  // monotonic; then a few more are promised a place
    uint64_t senders = 0;  // as they were: a raised cap or another sender counts at once
  };
  std::unordered_map<CampaignId, NoRoom> no_room_;
  struct Remaining {
    int64_t n = 0;
    int64_t look_again_ms = 0;
  };
  std::unordered_map<CampaignId, Remaining> remaining_;  // of campaigns with a latest time
  std::shared_ptr<Mailbox<Answer>> mailbox_;             // shared with requests still under way when this ends
  Gauge& in_flight_gauge_;
};

}  // namespace tidings::dispatch

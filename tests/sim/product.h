// One process of the product, put together as the server does it, but for sockets and threads: its stages are ticked by
// the world's agenda, its requests leave through the runner it is given, webhooks come in as values. Dropping it is a
// kill. Where a stage's own loop would sleep a moment while nothing is to do, this one sleeps longer: a slow machine,
// and a fast simulation.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/env.h"
#include "flow/campaign/campaigns.h"
#include "flow/campaign/planner.h"
#include "flow/compliance/tz_status.h"
#include "flow/delivery/delivery.h"
#include "flow/dispatch/dispatcher.h"
#include "flow/dispatch/recall.h"
#include "flow/dispatch/resolver.h"
#include "flow/inbox/double_opt_in_stage.h"
#include "flow/inbox/inbox.h"
#include "flow/inbox/review_stage.h"
#include "flow/intake/intake_stage.h"
#include "flow/intake/receipt_queue.h"
#include "flow/media/media_stage.h"
#include "flow/preflight/preflight.h"
#include "flow/watch/reconciler.h"
#include "tests/sim/crash_database.h"

namespace tidings::sim {

struct ProductOptions {
  std::string database_path;
  dispatch::Options dispatch;
  size_t plan_chunk = 50;
  flow::PoolLimits pools;
  bool law = false;      // the standard rule pack binds
  bool opt_ins = false;  // the stage of double opt-in runs
  bool media = false;    // and that of what people send
  bool check_integrity = false;
  int64_t lazy_ms = 20'000;                      // the longest sleep of a stage that has nothing to do
  double sink_fails = 0;                         // applying a receipt fails, and is tried again from the journal
  double sink_fails_for_good = 0;                // and some every time: they become dead letters
  bool texts_fail = false;                       // the same of what people write
  double statements_fail = 0, commits_fail = 0;  // the store's
  uint64_t store_seed = 0;
};

class Product {
 public:
  // later(ms, f): f after that time, unless this process is dead by then.
  using Later = std::function<void(int64_t ms, std::function<void()>)>;

  // The database must open: the world made it.
  Product(Env env, const dispatch::CarrierSet& carriers, HttpRunner& runner, ProductOptions options, Later later);
  ~Product();
  Product(const Product&) = delete;

  void start();  // what a dead process left is taken up, the first ticks are put on the agenda
  // As http/ does it: judged, applied and journalled in one write, answered after the commit.
  HttpResponse webhook(const carrier::WebhookRequest& request, std::string_view carrier);
  // Receipts that came together, as http/ takes them: journalled in one write, applied a moment later. Only genuine
  // ones of our messages are handed in (is_receipt). False: nothing is stored.
  bool is_receipt(const carrier::WebhookRequest& request, std::string_view carrier) const;
  bool take_receipts(const std::vector<carrier::WebhookRequest>& requests, std::string_view carrier);
  // The webhook being taken could not be applied and is only kept.
  bool putting_off() const { return putting_off_; }
  void wake_all();
  void hurry();  // a message outside campaigns is being planned
  void replay_dead_letters();
  void believe_clock();  // a person has seen that the clock is right
  // The carrier is asked for everything since then; how that stands, the newest run's state.
  void reconcile(Instant since);
  std::string reconciliation();

  CrashDatabase& database() { return *database_; }
  flow::Campaigns& campaigns() { return *campaigns_; }
  preflight::Setting preflight_setting();
  bool at_rest() const { return in_flight() == 0; }
  size_t in_flight() const { return dispatcher_->in_flight(); }

 private:
  struct Loop {
    std::function<int64_t()> tick;  // how long the next one may wait
    uint64_t due = 0;               // counts wake-ups: only the newest one on the agenda is real
    int64_t due_ms = 0;             // how far away it was
  };
  void schedule(Loop& loop, int64_t ms);
  int64_t lazy(int64_t least_ms);
  bool anything_claimed();
  Result<> apply(store::Session& s, const carrier::WebhookEvent& event, std::string_view carrier);

  Env env_;
  ProductOptions options_;
  Later later_;
  std::unique_ptr<CrashDatabase> database_;
  compliance::TzStatus tz_;
  law::LawShelf laws_;
  compliance::Gatherer gatherer_;
  delivery::Delivery delivery_;
  inbox::Inbox inbox_;
  const dispatch::CarrierSet& carriers_;
  std::unique_ptr<flow::Campaigns> campaigns_;
  std::unique_ptr<flow::Planner> planner_;
  std::unique_ptr<dispatch::Dispatcher> dispatcher_;
  std::unique_ptr<dispatch::Resolver> resolver_;
  std::unique_ptr<dispatch::Recall> recall_;
  std::unique_ptr<intake::WebhookJournal> journal_;
  std::unique_ptr<intake::IntakeStage> intake_;
  std::unique_ptr<intake::ReceiptQueue> receipts_;
  std::unique_ptr<inbox::ReviewStage> review_;
  std::unique_ptr<inbox::DoubleOptInStage> opt_in_;
  std::unique_ptr<media::MediaStage> media_;
  std::unique_ptr<watch::Reconciler> reconciler_;
  bool putting_off_ = false;
  Loop dispatch_loop_, plan_loop_, intake_loop_, receipts_loop_, review_loop_, opt_in_loop_, media_loop_,
      reconcile_loop_;
};

}  // namespace tidings::sim

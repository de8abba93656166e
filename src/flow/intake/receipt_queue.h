// Receipts are answered as soon as the journal has them, and applied a moment later, many in one write: hundreds of
// receipts about neighbouring messages cost little more than one. On the journey: between the webhook door and
// delivery. The journal notes every batch that is not applied yet, so that none is lost with the process: what was left
// behind becomes pending and IntakeStage takes it up. Applying a receipt twice changes nothing.
//
//   journal()  in the write that journals the receipts, before they are answered. Any thread that holds a Session
//   add()      after that commit. Any thread
//   tick()     applies what has come. One thread
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "base/env.h"
#include "base/result.h"
#include "flow/intake/webhooks.h"
#include "store/database.h"

namespace tidings::intake {

class ReceiptQueue {
 public:
  struct Receipt {
    carrier::WebhookEvent event;
    std::string carrier;
  };

  ReceiptQueue(Env env, store::Database& database, ReceiptSink sink);

  // At start, before receipts can come. Where this process is the database's only one, nobody else holds batches.
  Result<> begin();

  // False: so many wait that the next ones are better applied before they are answered.
  bool has_room() const;
  // The batch, for add().
  int64_t journal(store::Session& s, const std::vector<const store::events::WebhookRow*>& rows) const;
  void add(int64_t batch, std::vector<Receipt> receipts);

  // Called by add() when tick() had found nothing. Set before the first receipt comes.
  void on_arrival(std::function<void()> wake) { wake_ = std::move(wake); }
  // Called by tick() for what has been applied. Set before the first receipt comes.
  void on_applied(std::function<void(const carrier::WebhookEvent&)> tell) { tell_ = std::move(tell); }

  // How many receipts were dealt with: applied or, where that failed, left to IntakeStage. Errors are the store's own:
  // then they wait here.
  Result<size_t> tick();
  // Batches of processes that died become pending. How many. One thread.
  Result<size_t> take_up_lapsed();

 private:
  struct Batch {
    int64_t id = 0;
    std::vector<Receipt> receipts;
  };
  Result<> apply(std::span<Batch> batches);
  Result<> leave(Batch& batch, const Error& why);
  Result<size_t> take_up(Instant until);

  Env env_;
  store::Database& database_;
  ReceiptSink sink_;
  std::function<void()> wake_;
  std::function<void(const carrier::WebhookEvent&)> tell_;
  Counter& left_;
  mutable std::mutex mutex_;
  std::vector<Batch> waiting_;
  size_t count_ = 0;  // receipts in waiting_
  bool idle_ = true;  // tick() found nothing
};

}  // namespace tidings::intake

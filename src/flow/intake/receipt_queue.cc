#include "flow/intake/receipt_queue.h"

#include <limits>

#include "base/limits.h"

namespace tidings::intake {

ReceiptQueue::ReceiptQueue(Env env, store::Database& database, ReceiptSink sink)
    : env_(env),
      database_(database),
      sink_(std::move(sink)),
      left_(
          env.metrics.counter("receipt_batches_left_total",
                              "batches of receipts that could not be applied together and went back to the journal")) {}

Result<> ReceiptQueue::begin() {
  if (database_.shared()) return {};
  while (TRY(take_up(Instant{std::numeric_limits<int64_t>::max()})) > 0) {
  }
  return {};
}

bool ReceiptQueue::has_room() const {
  const std::lock_guard lock(mutex_);
  return count_ < limits::kReceiptsWaiting;
}

int64_t ReceiptQueue::journal(store::Session& s, const std::vector<const store::events::WebhookRow*>& rows) const {
  return store::events::journal_batch(s, rows, env_.clock.now() + limits::kReceiptLeaseMs);
}

void ReceiptQueue::add(int64_t batch, std::vector<Receipt> receipts) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    count_ += receipts.size();
    waiting_.push_back({batch, std::move(receipts)});
    wake = std::exchange(idle_, false);
  }
  if (wake && wake_) wake_();
}

Result<size_t> ReceiptQueue::tick() {
  std::vector<Batch> batches;
  size_t n = 0;
  {
    const std::lock_guard lock(mutex_);
    size_t take = 0;
    while (take < waiting_.size() && n < limits::kReceiptsAtOnce) n += waiting_[take++].receipts.size();
    idle_ = take == 0;
    std::move(waiting_.begin(), waiting_.begin() + static_cast<ptrdiff_t>(take), std::back_inserter(batches));
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<ptrdiff_t>(take));
    count_ -= n;
  }
  if (batches.empty()) return 0;
  auto done = apply(batches);
  if (!done && !is_stores_own(done.error())) {
    done = {};
    for (size_t i = 0; i < batches.size() && done; ++i) {
      done = apply({&batches[i], 1});
      if (!done && !is_stores_own(done.error())) done = leave(batches[i], done.error());
      if (done) batches[i].receipts.clear();
    }
  }
  if (done) return n;
  const std::lock_guard lock(mutex_);
  std::erase_if(batches, [](const Batch& batch) { return batch.receipts.empty(); });
  for (const Batch& batch : batches) count_ += batch.receipts.size();
  waiting_.insert(waiting_.begin(), std::move_iterator(batches.begin()), std::move_iterator(batches.end()));
  return std::unexpected(done.error());
}

Result<> ReceiptQueue::apply(std::span<Batch> batches) {
  std::vector<Arrived> events;
  std::vector<int64_t> ids;
  for (const Batch& batch : batches) {
    ids.push_back(batch.id);
    for (const Receipt& receipt : batch.receipts) events.push_back({&receipt.event, receipt.carrier});
  }
  TRY(database_.write([&](store::Session& s) -> Result<> {
    TRY(sink_(s, events));
    store::events::close_batches(s, ids);
    return {};
  }));
  if (tell_) {
    for (const auto& one : events) tell_(*one.event);
  }
  return {};
}

// Its rows go back to the journal, where each has a transaction of its own and a poisoned one stops nobody.
Result<> ReceiptQueue::leave(Batch& batch, const Error& why) {
  left_.add();
  env_.log.warn("intake.batch_left", {{"receipts", batch.receipts.size()}, {"code", to_string(why.code)}});
  return database_.write([&](store::Session& s) -> Result<> {
    store::events::reopen_batch(s, batch.id, 0, env_.clock.now(), why.describe());
    return {};
  });
}

Result<size_t> ReceiptQueue::take_up_lapsed() { return take_up(env_.clock.now()); }

Result<size_t> ReceiptQueue::take_up(Instant until) {
  std::vector<int64_t> lapsed;
  TRY(database_.read([&](store::Session& s) -> Result<> {
    lapsed = store::events::lapsed_batches(s, until, limits::kIntakeBatch);
    return {};
  }));
  if (lapsed.empty()) return 0;
  TRY(database_.write([&](store::Session& s) -> Result<> {
    for (const int64_t batch : lapsed) store::events::reopen_batch(s, batch, 0, env_.clock.now(), {});
    return {};
  }));
  return lapsed.size();
}

}  // namespace tidings::intake

#include "flow/intake/history_stage.h"

#include "store/halts.h"
#include "store/history.h"

namespace tidings::intake {
namespace history = store::history;

HistoryStage::HistoryStage(Env env, store::Database& database, Retention retention)
    : env_(env),
      database_(database),
      retention_(retention),
      made_(env.metrics.counter("history_months_made_total", "Parts of the webhook journal made ahead")),
      dropped_(
          env.metrics.counter("history_months_dropped_total", "Parts of the webhook journal dropped by retention")),
      webhooks_(
          env.metrics.counter("history_deleted_total", "Rows deleted one by one by retention", {{"what", "webhooks"}})),
      parked_(env.metrics.counter("history_deleted_total", "Rows deleted one by one by retention",
                                  {{"what", "parked_receipts"}})) {}

int64_t HistoryStage::tick() {
  const int64_t left_ms = due_ms_ - env_.clock.monotonic_ms();
  if (due_ms_ != 0 && left_ms > 0) return left_ms;
  const auto worked = work();
  if (worked) return *worked;
  env_.log.warn("history_put_off", {{"problem", worked.error().describe()}, {"again_in_ms", limits::kHistoryAgainMs}});
  return limits::kHistoryAgainMs;
}

Result<int64_t> HistoryStage::work() {
  bool doubted = false;  // what is old by it may be of today
  TRY(database_.read([&](store::Session& s) -> Result<> {
    doubted = store::halts::clock_doubted(s);
    return {};
  }));
  if (doubted) return limits::kHistoryAgainMs;
  switch (step_) {
    case Step::months: {
      const Instant now = env_.clock.now();
      webhooks_before_ = retention_.webhooks_ms > 0 ? now - retention_.webhooks_ms : Instant{};
      parked_before_ = retention_.parked_receipts_ms > 0 ? now - retention_.parked_receipts_ms : Instant{};
      after_ = 0;
      std::optional<int> made;
      TRY(database_.write([&](store::Session& s) -> Result<> {
        made = history::make_months(s, now);
        return {};
      }));
      in_months_ = made.has_value();
      // What stands in parts goes with its part: only what is older than the oldest part that must stay is deleted
      // alone.
      if (in_months_ && webhooks_before_.ms > 0) webhooks_before_ = history::month_of(webhooks_before_);
      made_.add(made.value_or(0));
      step_ = Step::drop;
      return 0;
    }
    case Step::drop: {
      bool dropped = false;
      if (in_months_ && webhooks_before_.ms > 0) {
        TRY(database_.write([&](store::Session& s) -> Result<> {
          dropped = history::drop_month(s, webhooks_before_);
          return {};
        }));
      }
      if (dropped) {
        dropped_.add();
        return limits::kHistoryPaceMs;
      }
      step_ = Step::webhooks;
      return 0;
    }
    case Step::webhooks: {
      history::Piece piece;
      if (webhooks_before_.ms > 0) {
        TRY(database_.read([&](store::Session& s) -> Result<> {
          piece = history::next_piece(s, after_, webhooks_before_);
          return {};
        }));
      }
      if (piece.last >= piece.first && piece.last > 0) {
        int64_t deleted = 0;
        TRY(database_.write([&](store::Session& s) -> Result<> {
          deleted = history::forget(s, piece, webhooks_before_);
          return {};
        }));
        webhooks_.add(static_cast<double>(deleted));
      }
      after_ = piece.last;
      if (!piece.more) step_ = Step::parked;
      return limits::kHistoryPaceMs;
    }
    case Step::parked: {
      std::vector<int64_t> old;
      int64_t deleted = 0;
      if (parked_before_.ms > 0) {
        TRY(database_.read([&](store::Session& s) -> Result<> {
          old = history::parked_before(s, parked_before_);
          return {};
        }));
      }
      if (!old.empty()) {
        TRY(database_.write([&](store::Session& s) -> Result<> {
          deleted = history::forget_parked(s, old);
          return {};
        }));
      }
      parked_.add(static_cast<double>(deleted));
      if (std::cmp_equal(old.size(), limits::kHistoryChunk) && deleted > 0) return limits::kHistoryPaceMs;
      step_ = Step::months;
      due_ms_ = env_.clock.monotonic_ms() + limits::kHistoryMs;
      return limits::kHistoryMs;
    }
  }
  return limits::kHistoryMs;
}

}  // namespace tidings::intake

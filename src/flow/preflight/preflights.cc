#include "flow/preflight/preflights.h"

#include <fmt/format.h>

#include "base/limits.h"

namespace tidings::preflight {

Result<Kept> Preflights::make(Question question) {
  {
    const std::lock_guard hold(mutex_);
    if (under_way_ >= limits::kPreflightsAtOnce) {
      return fail(ErrorCode::unavailable, "another pre-flight is under way", {}, "try again in a moment");
    }
    ++under_way_;
  }
  question.prices_given = !question.prices.prices.empty();
  if (!question.prices_given) question.prices = prices_;
  auto made = fly(env_, database_, setting_, question);
  const std::lock_guard hold(mutex_);
  --under_way_;
  if (!made) return std::unexpected(made.error());
  const Kept out{++numbers_, std::move(*made)};
  keep(out);
  return out;
}

// Under the lock.
void Preflights::keep(const Kept& one) {
  kept_.push_front(one);
  size_t rows = 0, n = 0;
  for (; n < kept_.size() && n < limits::kPreflightsKept; ++n) {
    rows += kept_[n].made->recipients.size();
    if (n > 0 && rows > limits::kPreflightRowsKept) break;
  }
  kept_.resize(n);
}

Result<Kept> Preflights::find(CampaignId campaign, std::optional<int64_t> number) {
  const std::lock_guard hold(mutex_);
  for (const auto& one : kept_) {
    if (one.made->campaign == campaign && (!number || one.number == *number)) return one;
  }
  return fail(ErrorCode::not_found, fmt::format("no such pre-flight of campaign {} is kept", campaign.value),
              "preflight", "make one: POST /api/campaigns/{id}/preflight");
}

}  // namespace tidings::preflight

// The pre-flights of this process: how many may be under way at once, and the last ones made, whose recipients may
// still be asked for page by page. In memory only: after a restart, or when newer ones took their place, one asks
// again. Any thread.
#pragma once

#include <deque>
#include <mutex>

#include "flow/preflight/preflight.h"

namespace tidings::preflight {

struct Kept {
  int64_t number = 0;  // of this process
  std::shared_ptr<const Preflight> made;
};

class Preflights {
 public:
  // Borrowed: must outlive this. `prices`: those of the configuration, for requests that bring none.
  Preflights(Env env, store::Database& database, Setting setting, PriceList prices = {})
      : env_(env), database_(database), setting_(std::move(setting)), prices_(std::move(prices)) {}

  // Errors as fly(); unavailable when others are under way.
  Result<Kept> make(Question question);
  // The newest of a campaign, or that one. Error: not_found.
  Result<Kept> find(CampaignId campaign, std::optional<int64_t> number);

 private:
  void keep(const Kept& one);

  Env env_;
  store::Database& database_;
  const Setting setting_;
  const PriceList prices_;
  std::mutex mutex_;
  size_t under_way_ = 0;
  int64_t numbers_ = 0;
  std::deque<Kept> kept_;  // newest first
};

}  // namespace tidings::preflight

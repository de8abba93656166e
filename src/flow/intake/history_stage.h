// The journal of webhooks and parked receipts, kept as long as the deployment wants and no longer; and, where the
// engine keeps the journal in parts by month, the parts of the months to come. Daily, in small pieces. On the journey:
// behind everything. One thread, on the node whose turn it is.
#pragma once

#include "base/env.h"
#include "base/limits.h"
#include "base/result.h"
#include "store/database.h"

namespace tidings::intake {

struct Retention {  // 0: for ever
  int64_t webhooks_ms = 90 * kDayMs;
  int64_t parked_receipts_ms = 90 * kDayMs;
};

class HistoryStage {
 public:
  HistoryStage(Env env, store::Database& database, Retention retention);

  // One piece; how long the next may wait, in milliseconds. What cannot be done now (a reader is in the way of a part,
  // the disk is full) is tried again by the one after: nobody waits for it.
  int64_t tick();

 private:
  enum class Step { months, drop, webhooks, parked };
  Result<int64_t> work();

  Env env_;
  store::Database& database_;
  const Retention retention_;
  Counter &made_, &dropped_, &webhooks_, &parked_;
  Step step_ = Step::months;
  int64_t due_ms_ = 0;  // monotonic
  Instant webhooks_before_, parked_before_;
  bool in_months_ = false;
  int64_t after_ = 0;  // the last webhook looked at in this round
};

}  // namespace tidings::intake

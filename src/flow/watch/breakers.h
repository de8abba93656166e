// Circuit breakers on meaning: a campaign that people opt out of, that carriers filter, that fails, or of which nothing
// is heard any more is paused by "breaker"; a sender that is filtered is stopped, others take over. Shares over a
// sliding window, with a bound that small numbers cannot reach (breaker_bound.h). Each trip is an incident; a person
// resumes the campaign, or resolves the sender's incident, and counting begins anew. A turn of the watch; one thread.
#pragma once

#include <map>
#include <string>

#include "base/env.h"
#include "base/result.h"
#include "domain/campaign.h"
#include "flow/watch/incidents.h"
#include "store/breakers.h"
#include "store/database.h"

namespace tidings::watch {

struct BreakerOptions {  // from [breakers]; a share of 0, or silence of 0: that breaker is off
  bool on = true;
  int64_t window_ms = kDayMs;
  double opt_out_share = 0.05;          // of those a campaign wrote to, said STOP
  double filtered_share = 0.05;         // of the final words, named a filter; of campaigns and of senders
  double failed_share = 0.5;            // of the final words, were failures
  int64_t silence_ms = 15 * kMinuteMs;  // sent longer ago than this, at least kBreakerLeastOf, and no word since

  // Error: invalid_argument, where: the key of [breakers].
  Result<> validate() const;
};

class Breakers {
 public:
  Breakers(Env env, store::Database& database, Incidents& incidents, BreakerOptions options);
  Result<size_t> tick();  // how much was read

 private:
  size_t read(store::Session& s, Instant now);
  void count_sent(store::Session& s, const Campaign& campaign, Instant now);
  void judge(store::Session& s, const Campaign& campaign, Instant now);
  void judge_sender(store::Session& s, SenderId id, Instant now);
  void trip(store::Session& s, const Campaign& campaign, std::string_view breaker, const std::string& why, Instant now);
  void close_resumed(store::Session& s, Instant now);
  Counter& tripped(std::string_view breaker) const;

  Env env_;
  store::Database& database_;
  Incidents& incidents_;
  BreakerOptions options_;
};

}  // namespace tidings::watch

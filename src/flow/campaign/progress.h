// Where a campaign stands: counts by state and reason from the counters, what holds it, how fast it goes, and a
// forecast of its end that says what it rests on, or why there is none. Rates are per second, of messages. Any thread.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "domain/call.h"
#include "domain/campaign.h"
#include "domain/workspace.h"
#include "store/campaigns.h"
#include "store/ledger.h"
#include "store/recalls.h"

namespace tidings::flow {

struct Forecast {
  std::optional<Instant> ends_at;  // the last message leaves; none = unknown
  std::string words;               // what it rests on, or why it is unknown
};

// sent counts what left or may have; the rest of the names are disjoint and add up to recipients.
struct ProgressTotals {
  int64_t recipients = 0;
  int64_t queued = 0;     // planned
  int64_t in_flight = 0;  // claimed and handed
  int64_t unknown = 0;    // perhaps sent, being looked up
  int64_t accepted = 0;   // at the carrier, no final word yet
  int64_t delivered = 0;
  int64_t failed = 0;  // undelivered and failed
  int64_t blocked = 0, refused = 0, cancelled = 0, expired = 0;
  int64_t unresolved = 0;
  int64_t sent = 0;
};

// The calls of a campaign that makes any: those of a hybrid one stand beside its texts, whose totals are
// Progress::totals.
struct CallsProgress {
  ProgressTotals totals;
  std::map<CallOutcome, int64_t> outcomes;  // of those something was heard of
};

// What a stop asked back from the carriers.
struct RecallState {
  store::RecallCounts counts;
  bool done = false;
};

struct Progress {
  Campaign campaign;
  std::vector<store::ledger::StateCount> counts;
  ProgressTotals totals;               // of its texts; of a voice campaign: its calls
  std::optional<CallsProgress> calls;  // voice, hybrid
  int64_t held = 0;                    // planned, put back by the gate or the throttle with a reason
  std::optional<Instant> held_until;   // nothing is due before
  std::optional<int64_t> queue_place;  // queued: 1 is next
  std::optional<RecallState> recall;   // stopped
  Instant now;
  int64_t replies = 0;
  std::optional<double> rate_measured_per_s;  // over the last minute, as far as somebody looked
  std::optional<double> rate_average_per_s;   // since it started; pauses count
  Forecast forecast;
  std::vector<store::campaigns::Event> history;
};

ProgressTotals total(std::span<const store::ledger::StateCount> counts, Channel channel = Channel::text);
Progress read_progress(store::Session& s, Campaign campaign, Instant now);

// What the forecast rests on.
struct ForecastFacts {
  CampaignStatus status = CampaignStatus::draft;
  Instant now, starts_at, not_after;
  bool planned = false;
  int64_t remaining = 0;            // planned and claimed
  std::optional<Instant> next_due;  // of what is planned
  double campaign_per_s = 0;
  double senders_per_s = 0;    // segments, all active senders of the pool; 0 = no sender
  double workspace_per_s = 0;  // 0 = no limit
  bool calls = false;          // what is left are calls
  bool capped = false;         // every sender has a daily cap
  int64_t cap = 0;             // messages in 24 hours, all senders; only when capped
  int64_t cap_left = 0;
};
// Simple on purpose: remaining by the slowest of the rates from the next due moment on, or by the senders' daily caps
// when those are slower; windows that close in between are not foreseen, and the words say so.
Forecast forecast(const ForecastFacts& facts);

// Remembers how much was sent when somebody looked, to tell the present rate. Any thread.
class RateMeter {
 public:
  // Adds a sample; the rate over the samples of the last minute, none before two of them are a second apart.
  std::optional<double> note(CampaignId campaign, int64_t sent, int64_t monotonic_ms);

 private:
  struct Sample {
    int64_t at_ms = 0;
    int64_t sent = 0;
  };
  std::mutex lock_;
  std::map<CampaignId, std::deque<Sample>> samples_;
};

}  // namespace tidings::flow

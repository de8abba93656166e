// What would come of a campaign that started at a given time, told before it starts: the real gate and the rates of the
// dispatcher over a virtual clock. On the journey: before the start; asked by a person or a program through http/. On
// the caller's thread; reads the store page by page and writes nothing. Times are instants in UTC and mean "not
// before": a carrier that is slow or away, and other campaigns, make it later. The promise: a campaign that starts then
// differs from it by nobody, unless a fact changed meanwhile.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/env.h"
#include "base/limits.h"
#include "domain/campaign.h"
#include "domain/reason.h"
#include "flow/compliance/gather.h"
#include "flow/media/outgoing.h"
#include "flow/preflight/prices.h"
#include "store/database.h"

namespace tidings::preflight {

enum class Fate : uint8_t {
  sends,
  blocked,
  held,     // until something is changed: nobody knows when
  expires,  // its latest time comes before its turn
  later     // beyond the time a pre-flight looks ahead
};
inline constexpr Fate kFates[] = {Fate::sends, Fate::blocked, Fate::held, Fate::expires, Fate::later};
std::string_view to_string(Fate fate);
std::optional<Fate> fate_from(std::string_view name);

// One of the audience. Kept for each of millions: small.
struct Recipient {
  int64_t contact = 0;
  uint32_t after_s = 0;  // sends: seconds after the one the start falls in, not before
  uint16_t sender = 0;   // sends: of Preflight::senders
  Fate fate = Fate::later;
  uint8_t segments = 0;   // sends
  uint8_t reason = 0;     // blocked, held, expires: a Reason
  uint8_t rule = 0;       // blocked, held: of Preflight::rules
  uint8_t waits_for = 0;  // sends, later: the Reason it does not leave in its turn; 0 = none
  Reason why() const { return static_cast<Reason>(reason); }
  Reason waited() const { return static_cast<Reason>(waits_for); }
};

struct SenderShare {
  SenderId id;
  std::string address;
  int64_t messages = 0, segments = 0;
  Instant first, last;  // none when it sends nothing
};
struct ReasonShare {
  Fate fate = Fate::blocked;
  Reason reason = Reason::none;
  std::string_view rule;  // empty: not a rule of the gate
  int64_t recipients = 0;
};
struct HourShare {
  Instant hour;  // begins
  int64_t messages = 0;
};

struct Preflight {
  CampaignId campaign;
  int revision = 0;
  CampaignType type = CampaignType::sms;  // voice: segments are calls
  Instant asked_at, starts_at;
  Instant looked_until;  // later is beyond its look
  std::string tz_version, law_version;
  std::vector<SenderShare> senders;
  std::vector<std::string_view> rules;
  std::vector<ReasonShare> reasons;                   // most first
  std::vector<std::pair<Reason, int64_t>> waits_for;  // of those sent: why not in their turn
  std::vector<HourShare> hours;                       // hours in which nothing is sent are left out
  int64_t sends = 0, blocked = 0, held = 0, expires = 0, later = 0;
  int64_t segments = 0;
  Instant first_at, ends_at;  // none when nothing is sent
  Cost cost;
  std::deque<Recipient> recipients;  // in order of contact id
};

// Of somebody who is sent to; others: 0.
Instant not_before(const Preflight& all, const Recipient& one);

// What the whole deployment is set to.
struct Setting {
  double rate_per_s = 0;                     // of the deployment; 0 = none of its own
  size_t claim_batch = limits::kClaimBatch;  // these as dispatch::Options
  std::string test_recipient;
  std::function<bool(std::string_view)> has_carrier;
  // Messages a second that the carrier takes of all senders together; 0 = no such limit.
  std::function<double(std::string_view)> carrier_per_s = [](std::string_view) { return 0.0; };
  media::Outgoing outgoing = {};  // who carries media
  // Calls a second that the carrier makes of all numbers together; none = it makes no calls.
  std::function<std::optional<double>(std::string_view)> calls_per_s = [](std::string_view) { return std::nullopt; };
  // Of its own for each run: it keeps compiled templates.
  std::function<std::unique_ptr<compliance::Gatherer>()> make_gatherer;
};

struct Question {
  CampaignId campaign;
  std::optional<Instant> starts_at;  // none: when it is scheduled, else now
  PriceList prices;
  bool prices_given = false;                          // with the question, not those of the deployment
  std::function<bool()> gone = [] { return false; };  // nobody waits for the answer any more
};

// Errors: not_found; conflict (it has begun, or could not start then, in the words of a start), unavailable (gone),
// invalid_argument (starts_at lies in the past, too many recipients).
Result<std::shared_ptr<const Preflight>> fly(Env env, store::Database& database, const Setting& setting,
                                             const Question& question);

}  // namespace tidings::preflight

#include "flow/dispatch/troubles.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "store/incidents.h"
#include "store/ledger.h"

namespace tidings::dispatch {
namespace {

using store::halts::Halt;
using store::halts::kClock;
using store::incidents::Severity;

std::string outage_key(std::string_view carrier, Channel channel) {
  return fmt::format("{}:{}", channel == Channel::call ? "calls" : "carrier", carrier);
}

}  // namespace

Troubles::Troubles(Env env, const Options& options)
    : env_(env),
      channel_(options.channel),
      trial_first_ms_(options.trial_first_ms),
      trial_most_ms_(options.trial_most_ms),
      outage_ms_(options.outage_ms),
      stopped_(env.metrics.gauge("sms_senders_stopped", "senders and accounts that are stopped")),
      opened_(env.metrics.counter("incidents_opened_total", "incidents by severity", {{"severity", "critical"}})),
      resolved_(env.metrics.counter("incidents_resolved_total", "incidents that were over")) {}

void Troubles::begin(store::Session& s, Instant now, int64_t monotonic_ms, bool ours) {
  clock_before_ = clock_;
  halts_ = store::halts::all(s);
  const bool ended = std::ranges::any_of(halts_, [](const Halt& halt) { return !halt.open; });
  if (ended) {
    for (const auto& halt : halts_) {
      if (!halt.open) store::halts::remove(s, halt.key);
    }
    std::erase_if(halts_, [](const Halt& halt) { return !halt.open; });
    store::ledger::wake_stopped(s, now);
  }
  if (ours) look_at_clock(s, now, monotonic_ms);
  stopped_.set(static_cast<double>(halts_.size()));
}

void Troubles::forget() {
  failing_.clear();
  clock_ = clock_before_;
}

bool Troubles::clock_doubted() const { return std::ranges::find(halts_, kClock, &Halt::key) != halts_.end(); }

// Ahead is the direction that sends what is not due yet. Set back, nothing is due that was not before, and what has
// left is known.
void Troubles::look_at_clock(store::Session& s, Instant now, int64_t monotonic_ms) {
  const int64_t offset = now.ms - monotonic_ms;
  const int64_t ahead = offset - clock_.offset_ms.value_or(offset);
  const auto halt = std::ranges::find(halts_, kClock, &Halt::key);
  const bool halted = halt != halts_.end();
  if (ahead <= limits::kClockJumpMs) {
    clock_.offset_ms = offset;
    // A process before this one has seen the jump: it is back where it was before that.
    const bool back = std::exchange(clock_.doubted, false) || (halted && now < halt->since);
    if (!back || !halted) return;
    store::halts::remove(s, kClock);
    std::erase_if(halts_, [](const Halt& one) { return one.key == kClock; });
    resolve(s, std::string(kClock), "the clock was set back", now);
    store::ledger::wake_stopped(s, now);
    store::ledger::wake_of_the_future(s, now);
  } else if (clock_.doubted && !halted) {  // a person, or the clock of a carrier, says it is right
    clock_ = {offset, false};
  } else if (!clock_.doubted) {
    clock_.doubted = true;
    Halt doubt{.key = std::string(kClock),
               .carrier = {},
               .address = {},
               .since = now,
               .trials = 0,
               .next_trial_at = {},
               .problem = "the clock jumped ahead"};
    store::halts::put(s, doubt);
    if (!halted) halts_.push_back(std::move(doubt));
    open(s, std::string(kClock),
         fmt::format(
             "The clock of this machine has jumped ahead by {} minutes. What is due by it may not be due yet, so "
             "nothing leaves until it is set back, a carrier's own clock agrees with it, or a person resolves "
             "this.",
             ahead / kMinuteMs),
         now);
  }
}

Troubles::Standing Troubles::of(const Sender& sender, Instant now) const {
  Standing out;
  for (const auto& halt : halts_) {
    if (!halt.concerns(sender.carrier, sender.address)) continue;
    const bool by_trial = halt.next_trial_at.ms != 0;
    // A clock that was set back must not put a trial off for longer than was meant.
    const bool due = by_trial && (halt.next_trial_at <= now || halt.next_trial_at - now > trial_most_ms_);
    if (due) {
      if (out.may == May::send) out.may = May::try_one;
      continue;
    }
    out.may = May::wait;
    out.until = std::max(out.until, by_trial ? halt.next_trial_at : now + limits::kHoldRecheckMs);
  }
  return out;
}

Instant Troubles::trial_after(int64_t trials, Instant now) const {
  return now + std::min(trial_most_ms_, trial_first_ms_ << std::min<int64_t>(trials, 20));
}

void Troubles::left(store::Session& s, const Sender& sender, Instant now) {
  for (auto& halt : halts_) {
    if (!halt.concerns(sender.carrier, sender.address) || halt.next_trial_at.ms == 0) continue;
    halt.next_trial_at = trial_after(++halt.trials, now);
    store::halts::set_trial(s, halt);
  }
}

void Troubles::heard(store::Session& s, const Heard& heard, Instant now) {
  using carrier::Outcome;
  const auto& result = *heard.result;
  if (stops(result)) return stop(s, heard, now);
  if (result.outcome == Outcome::accepted) return taken(s, heard, now);
  if (result.outcome == Outcome::refused && result.error_class != ErrorClass::transient) {
    // The message was at fault: that says nothing of a sender that is tried, and another may try.
    for (auto& halt : halts_) {
      if (!halt.concerns(heard.carrier, heard.address) || halt.trials == 0 || heard.handed_at < halt.since) continue;
      halt.next_trial_at = now;
      store::halts::set_trial(s, halt);
    }
    failing_[std::string(heard.carrier)].since_ms = -1;
    return;
  }
  if (result.outcome == Outcome::busy && heard.reached && result.busy_with == carrier::BusyWith::sender) return;
  note_failure(s, heard, now);
}

bool Troubles::out(std::string_view carrier, int64_t monotonic_ms) const {
  const auto at = failing_.find(carrier);
  return at != failing_.end() && at->second.since_ms >= 0 && monotonic_ms - at->second.since_ms >= outage_ms_;
}

void Troubles::stop(store::Session& s, const Heard& heard, Instant now) {
  const auto& result = *heard.result;
  const bool whole = result.busy_with == carrier::BusyWith::account;
  Halt halt{.key = whole ? fmt::format("account:{}", heard.carrier)
                         : fmt::format("sender:{}:{}", heard.carrier, heard.address),
            .carrier = std::string(heard.carrier),
            .address = std::string(whole ? "" : heard.address),
            .since = now,
            .trials = 0,
            .next_trial_at = trial_after(0, now),
            .problem = fmt::format("{} ({})", result.error_text, result.error_code)};
  const auto known = std::ranges::find(halts_, halt.key, &Halt::key);
  // Many requests were under way when it began: one word is enough, and every trial says it again.
  if (known != halts_.end() && heard.handed_at < known->since) return;
  if (known == halts_.end()) {
    store::halts::put(s, halt);
    halts_.push_back(halt);
    stopped_.set(static_cast<double>(halts_.size()));
    env_.log.error("carrier_account_trouble",
                   {{"carrier", heard.carrier}, {"code", result.error_code}, {"problem", result.error_text}});
  }
  open(s, halt.key,
       whole ? fmt::format("The carrier {} does not take the account: {}. Nothing is sent through it, nothing is lost; "
                           "one message is tried now and then. Check its credentials, state and credit.",
                           halt.carrier, halt.problem)
             : fmt::format("The carrier {} does not take the sender {}: {}. Nothing is sent from it, nothing is lost; "
                           "one message is tried now and then. Check the sender's registration at the carrier.",
                           halt.carrier, halt.address, halt.problem),
       now);
}

void Troubles::taken(store::Session& s, const Heard& heard, Instant now) {
  auto& failing = failing_[std::string(heard.carrier)];
  failing.since_ms = -1;
  if (failing.perhaps_open) {
    failing.perhaps_open = false;
    resolve(s, outage_key(heard.carrier, channel_), "the carrier takes messages again", now);
  }
  const auto mended = [&](const Halt& halt) {
    return halt.next_trial_at.ms != 0 && heard.handed_at >= halt.since && halt.concerns(heard.carrier, heard.address);
  };
  if (std::ranges::none_of(halts_, mended)) return;
  for (const auto& halt : halts_) {
    if (!mended(halt)) continue;
    store::halts::remove(s, halt.key);
    resolve(s, halt.key, "the carrier took a message", now);
  }
  std::erase_if(halts_, mended);
  stopped_.set(static_cast<double>(halts_.size()));
  store::ledger::wake_stopped(s, now);
}

void Troubles::note_failure(store::Session& s, const Heard& heard, Instant now) {
  auto& failing = failing_[std::string(heard.carrier)];
  const int64_t now_ms = env_.clock.monotonic_ms();
  // Nothing was asked for a while: what failed before is another story.
  if (failing.since_ms >= 0 && now_ms - failing.last_ms > std::max(outage_ms_, limits::kOutageForgottenMs))
    failing.since_ms = -1;
  if (failing.since_ms < 0) {
    failing.since_ms = now_ms;
    failing.say_from_ms = now_ms + outage_ms_;
  }
  failing.last_ms = now_ms;
  if (now_ms < failing.say_from_ms) return;
  failing.say_from_ms = now_ms + std::max<int64_t>(outage_ms_, limits::kOutageForgottenMs);
  failing.perhaps_open = true;
  open(s, outage_key(heard.carrier, channel_),
       fmt::format("The carrier {} has taken no {} for {} seconds while some wait, last: {}. They are tried again "
                   "until it does. Look at the carrier's status page and at the way to it.",
                   heard.carrier, channel_ == Channel::call ? "call" : "message",
                   (now_ms - failing.since_ms) / kSecondMs, heard.result->error_code),
       now);
}

void Troubles::open(store::Session& s, const std::string& key, const std::string& text, Instant now) {
  const auto opened = store::incidents::open(s, key, Severity::critical, text, now);
  if (!opened.fresh) return;
  opened_.add();
  env_.log.error("incident_opened", {{"incident", opened.id.value}, {"key", key}, {"text", text}});
}

void Troubles::resolve(store::Session& s, const std::string& key, std::string_view why, Instant now) {
  if (!store::incidents::resolve(s, key, why, now)) return;
  resolved_.add();
  env_.log.info("incident_resolved", {{"key", key}, {"resolution", why}});
}

}  // namespace tidings::dispatch

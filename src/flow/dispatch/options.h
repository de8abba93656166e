// What an operator may set of dispatch. Times in milliseconds.
#pragma once

#include <string>

#include "base/limits.h"
#include "base/result.h"
#include "domain/channel.h"

namespace tidings::dispatch {

struct Options {
  Channel channel = Channel::text;  // what this dispatcher hands over
  double rate_per_s = 0;  // messages a second of the whole deployment, of each channel; 0 = no limit of its own
  size_t claim_batch = limits::kClaimBatch;
  size_t in_flight = limits::kInFlight;
  size_t calls_in_flight = limits::kInFlightCalls;
  int64_t lease_ms = limits::kLeaseMs;
  std::string public_url;      // of the deployment, without a slash at the end: where carriers fetch media
  std::string test_recipient;  // E.164: test mode of the whole deployment
  // Unknown outcomes: first look-up after the hand-over (longer than any request may still be under way), then again;
  // the carrier must twice not have it, and confirm_ms must have passed, before the message may be sent again.
  int64_t unknown_first_ms = 30'000;
  int64_t unknown_again_ms = 30'000;
  int64_t unknown_confirm_ms = 60'000;
  int64_t unknown_give_up_ms = 24LL * 3600 * 1000;  // then unresolved: counts as sent

  // A sender or account the carrier will not have: one message is tried after the first, then after twice as long.
  int64_t trial_first_ms = limits::kTrialFirstMs;
  int64_t trial_most_ms = limits::kTrialMostMs;
  int64_t outage_ms =
      limits::kOutageMs;  // a carrier that takes nothing for so long, while messages wait, is an incident

  // Those of the dispatcher of calls beside this one.
  Options for_calls() const;
  Result<> validate() const;
};

}  // namespace tidings::dispatch

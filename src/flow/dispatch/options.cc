#include "flow/dispatch/options.h"

namespace tidings::dispatch {

Options Options::for_calls() const {
  Options out = *this;
  out.channel = Channel::call;
  out.in_flight = calls_in_flight;
  out.claim_batch = limits::kCallClaimBatch;
  return out;
}

Result<> Options::validate() const {
  const auto bad = [](std::string what, std::string where) {
    return fail(ErrorCode::invalid_argument, std::move(what), std::move(where));
  };
  if (rate_per_s < 0 || rate_per_s > 100'000)
    return bad("must be 0 (no limit) to 100000 messages a second", "dispatch.rate_per_s");
  if (claim_batch < 1 || claim_batch > 10'000) return bad("must be 1 to 10000", "dispatch.claim_batch");
  if (in_flight < 1 || in_flight > limits::kInFlightMost) return bad("must be 1 to 4096", "dispatch.in_flight");
  if (calls_in_flight < 1 || calls_in_flight > limits::kInFlightMost)
    return bad("must be 1 to 4096", "dispatch.calls_in_flight");
  if (lease_ms < 2 * limits::kSendTimeoutMs)
    return bad("must be at least 30000, twice the time one request may take", "dispatch.lease_ms");
  if (unknown_first_ms < 100 || unknown_again_ms < 100) return bad("must be at least 100", "dispatch.unknown_first_ms");
  if (unknown_confirm_ms < unknown_first_ms)
    return bad("must not be less than unknown_first_ms", "dispatch.unknown_confirm_ms");
  if (trial_first_ms < 1000 || trial_most_ms < trial_first_ms)
    return bad("must be at least 1000, and trial_most_ms not less", "dispatch.trial_first_ms");
  if (outage_ms < 1000) return bad("must be at least 1000", "dispatch.outage_ms");
  if (!test_recipient.empty() && test_recipient.front() != '+') {
    return bad("must be an E.164 number such as +61400000001", "dispatch.test_recipient");
  }
  return {};
}

}  // namespace tidings::dispatch

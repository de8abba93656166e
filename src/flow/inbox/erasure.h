// Erasing a number at its owner's wish, in the whole organisation. In the request's own transaction: nothing is sent to
// it any more, and what stands against it is kept under its keyed hash alone. The stage does the rest a page at a time,
// over restarts: the person's fields, tags and lists, message bodies, what they wrote, webhooks that name them, and at
// last the number itself. What proves sends and opt-outs stays, under a name that stands for the number. Messages on
// their way to a carrier are waited for. Source of the rules: reference/compliance §7.
#pragma once

#include <string>

#include "base/env.h"
#include "base/result.h"
#include "store/erasures.h"

namespace tidings::inbox {

struct Erasure {
  std::string phone;  // E.164
  std::string reason;
  std::string actor;
};

// The job, as it begins. Errors: invalid_argument (no number, no reason, a reason with the number in it), too_large,
// unavailable (the keys cannot be made or read), forbidden (they may be read by others), corrupt.
Result<store::erasures::Row> erase(store::Session& s, const Erasure& what, Instant now);

// One thread.
class ErasureStage {
 public:
  ErasureStage(Env env, store::Database& database) : env_(env), database_(database) {}

  // One page of each of a few jobs; how many did something. Errors: the store's.
  Result<size_t> tick();

 private:
  Env env_;
  store::Database& database_;
};

}  // namespace tidings::inbox

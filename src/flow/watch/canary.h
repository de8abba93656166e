// The canary: every hour a message from a sender of ours to a number of our own, through the ledger, the gate, dispatch
// and the carrier, which must come back as an inbound webhook and as receipts before its deadline. Whatever breaks on
// that way is found within the hour, and without waiting for somebody's STOP. On the journey: beside all of it. tick()
// on the node whose turn it is; take() on any thread that holds a Session.
//
// It has a kind of message of its own (MessageKind::check), which no hour, cap or contact binds, and which the gate
// lets pass to numbers of ours only. Its text never reaches the inbox. Under test mode there is none: it could not come
// back.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/env.h"
#include "base/random.h"
#include "base/result.h"
#include "carrier/contract.h"
#include "flow/watch/incidents.h"
#include "store/canaries.h"

namespace tidings::watch {

struct CanaryPair {
  std::string from, to;  // a sender, and a number of ours that it writes to: not the same one
};

struct CanaryOptions {
  std::vector<CanaryPair> pairs;
  int64_t every_ms = kHourMs;
  int64_t deadline_ms = 120'000;  // from the hand-over to the last of what must come back
  bool test_mode = false;

  // Error: invalid_argument, where: the key of [canary].
  Result<> validate() const;
};

class Canary {
 public:
  // hurry: a message outside campaigns was planned. From inside the transaction.
  Canary(Env env, store::Database& database, CanaryOptions options, std::function<void()> hurry);

  // How long the next tick may wait, in milliseconds. Errors are the store's own.
  Result<int64_t> tick();

  // True: this inbound message is a canary's and goes no further.
  bool take(store::Session& s, const carrier::WebhookEvent& event, Instant now);

 private:
  bool due(store::Session& s, const CanaryPair& pair, Instant now) const;
  void begin(store::Session& s, const CanaryPair& pair, Instant now);
  bool look(store::Session& s, store::canaries::Canary& canary, Instant now) const;  // something changed
  void conclude(store::Session& s, const store::canaries::Canary& canary, Instant now);
  Counter& counter(const store::canaries::Canary& canary, store::canaries::Verdict verdict) const;
  void count(const store::canaries::Canary& canary);

  Env env_;
  store::Database& database_;
  CanaryOptions options_;
  std::function<void()> hurry_;
  Random random_;  // Env's is not for every thread
  Incidents incidents_;
  Histogram& back_after_s_;
};

}  // namespace tidings::watch

// The nightly smoke message: once a day one real message to a phone of the operator's, as anybody's would leave:
// planned, judged by the gate, handed to the carrier, followed to its receipt. Where the canary watches the way back
// every hour, this one watches what people get, over a network that is not ours. On the journey: beside all of it.
// tick() on the node whose turn it is.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/env.h"
#include "base/result.h"
#include "domain/ids.h"
#include "flow/watch/incidents.h"
#include "store/database.h"

namespace tidings::watch {

struct SmokeOptions {
  std::string to;                        // E.164; empty: there is none
  std::string from;                      // a sender; empty: the first active one
  int hour = 9;                          // of UTC: from then on. The gate may hold it until the phone's own hours begin
  int64_t deadline_ms = 10 * 60'000;     // from the hand-over to the receipt
  int64_t hold_most_ms = 18 * 3600'000;  // so long the gate may hold it

  // Error: invalid_argument, where: the key of [smoke].
  Result<> validate() const;
};

class Smoke {
 public:
  // hurry: a message outside campaigns was planned. From inside the transaction.
  Smoke(Env env, store::Database& database, SmokeOptions options, std::function<void()> hurry);

  // How long the next tick may wait, in milliseconds. Errors are the store's own.
  Result<int64_t> tick();

 private:
  struct Verdict {
    std::string word;     // "good", "failed", "late", "not_sent"
    std::string problem;  // of all but good
  };
  bool due(store::Session& s, Instant now) const;
  void begin(store::Session& s, Instant now);
  std::optional<Verdict> look(store::Session& s, MessageId message, Instant now) const;  // none: it is under way
  void conclude(store::Session& s, MessageId message, const Verdict& verdict, Instant now);
  std::string key() const;

  Env env_;
  store::Database& database_;
  SmokeOptions options_;
  std::function<void()> hurry_;
  Incidents incidents_;
};

}  // namespace tidings::watch

// Senders nothing leaves from until their trouble is over: the carrier does not take the account's credentials, or has
// barred the sender; or a breaker stopped it. Each stands beside an open incident of the same key; once a person has
// resolved that, the halt is over. Inside a transaction.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/database.h"

namespace tidings::store::halts {

struct Halt {
  std::string key;      // of its incident: "account:twilio", "sender:twilio:+12025550100"
  std::string carrier;  // as configured; empty: every carrier
  std::string address;  // empty: every sender of the carrier
  Instant since;
  int64_t trials = 0;
  Instant next_trial_at;  // one message is let through then; 0 = never, a person ends it
  std::string problem;
  bool open = true;  // read only: its incident is

  bool concerns(std::string_view of_carrier, std::string_view of_address) const {
    return (carrier.empty() || carrier == of_carrier) && (address.empty() || address == of_address);
  }
};

// Of every sender, while the clock of this machine is not believed (flow/dispatch/troubles.h).
inline constexpr std::string_view kClock = "clock";
bool clock_doubted(Session& s);

void put(Session& s, const Halt& halt);  // one of the key stays as it is
std::vector<Halt> all(Session& s);
void set_trial(Session& s, const Halt& halt);  // trials, next_trial_at
void remove(Session& s, std::string_view key);

}  // namespace tidings::store::halts

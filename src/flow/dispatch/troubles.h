// Troubles that are no message's: an account or a sender the carrier will not have, and a carrier that takes nothing at
// all. Of the first kind nothing leaves (store/halts.h) but one message now and then, which shows whether it is mended;
// both open an incident and resolve it themselves. Inside the dispatcher's transaction, its thread only; what is
// remembered beside the database are the times of a carrier's failures, monotonic milliseconds.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/env.h"
#include "carrier/contract.h"
#include "domain/workspace.h"
#include "flow/dispatch/options.h"
#include "store/halts.h"

namespace tidings::dispatch {

class Troubles {
 public:
  Troubles(Env env, const Options& options);

  // A tick begins. What a person has ended is over: its messages are due again. A clock that has jumped ahead since the
  // last one stops everything (incident `clock`) before anything is claimed by it; ours: this node hands over, so its
  // clock counts.
  void begin(store::Session& s, Instant now, int64_t monotonic_ms, bool ours);
  void forget();  // the transaction did not happen, or another node has sent meanwhile

  enum class May { send, try_one, wait };
  struct Standing {
    May may = May::send;
    Instant until;  // of wait
  };
  Standing of(const Sender& sender, Instant now) const;
  bool any() const { return !halts_.empty(); }
  // Nothing is due by this clock.
  bool clock_doubted() const;
  // It has taken nothing for so long that it is an incident.
  bool out(std::string_view carrier, int64_t monotonic_ms) const;
  void left(store::Session& s, const Sender& sender, Instant now);  // handed over: perhaps a trial

  struct Heard {
    std::string_view carrier, address;
    const carrier::SendResult* result;
    bool reached;
    Instant handed_at;
  };
  void heard(store::Session& s, const Heard& heard, Instant now);

  // Its sender's or account's trouble, and no verdict on the message.
  static bool stops(const carrier::SendResult& result) {
    return result.outcome == carrier::Outcome::busy && result.error_class == ErrorClass::sender;
  }

 private:
  struct Failing {
    int64_t since_ms = -1, last_ms = 0;  // since_ms -1: it takes messages
    int64_t say_from_ms = 0;
    bool perhaps_open = true;  // an incident of it, perhaps of an earlier process
  };
  void look_at_clock(store::Session& s, Instant now, int64_t monotonic_ms);
  void stop(store::Session& s, const Heard& heard, Instant now);
  void taken(store::Session& s, const Heard& heard, Instant now);
  void note_failure(store::Session& s, const Heard& heard, Instant now);
  void open(store::Session& s, const std::string& key, const std::string& text, Instant now);
  void resolve(store::Session& s, const std::string& key, std::string_view why, Instant now);
  Instant trial_after(int64_t trials, Instant now) const;

  Env env_;
  Channel channel_;
  int64_t trial_first_ms_, trial_most_ms_, outage_ms_;
  std::vector<store::halts::Halt> halts_;
  std::map<std::string, Failing, std::less<>> failing_;  // by carrier
  struct ClockSeen {
    std::optional<int64_t> offset_ms;  // the wall clock less the monotonic one, when it was last believed
    bool doubted = false;
  };
  ClockSeen clock_, clock_before_;  // before: of the last transaction that happened
  Gauge& stopped_;
  Counter& opened_;
  Counter& resolved_;
};

}  // namespace tidings::dispatch

// The calls the simulator was asked for, in the order they were accepted, and what lets a test see doubles. Bounded
// like the ledger of messages: the oldest calls are forgotten, counters are not. One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "carrier/sandbox/ledger.h"

namespace tidings::carrier::sandbox {

// As Twilio names them; rejected is Vonage's.
enum class CallStatus {
  queued,
  initiated,
  ringing,
  in_progress,
  completed,
  busy,
  no_answer,
  failed,
  rejected,
  canceled
};
std::string_view to_string(CallStatus status);
bool is_over(CallStatus status);

struct Call {
  Tongue tongue = Tongue::twilio;
  uint64_t number = 0;  // 1, 2, … in the order of acceptance
  uint64_t attempt = 0;
  std::string sid, to, from;
  std::string text, language, voice;  // to be said; empty where it is asked for
  std::string ask_url, callback_url;
  std::vector<std::string> events;  // Twilio: which are told
  std::string detection;            // Twilio: Enable, DetectMessageEnd; Vonage: continue, hangup; empty: none
  int ring_s = 60;
  CallStatus status = CallStatus::queued;
  std::string taken_by;  // human, machine, fax, unknown; empty: nobody yet
  std::string said;      // what was spoken to whoever took it
  bool hung_up = false;  // told to, or by detection
  std::string problem;   // of its instructions
  int64_t sequence = 0;  // of the next status callback
  int64_t duration_s = 0;
  Instant created_at, updated_at, taken_at, ended_at;
};

struct CallTotals {
  uint64_t accepted = 0, doubles = 0, most_per_recipient = 0, forgotten = 0;
};

class CallBook {
 public:
  explicit CallBook(uint64_t seed) : seed_(seed) {}

  Call& accept(Call call, Instant now);  // gives number, sid and dates
  Call* by_number(uint64_t number);
  Call* by_sid(std::string_view sid);                         // CA…, or a UUID
  uint64_t attempt(std::string_view to);                      // counts one more request for this recipient
  std::vector<uint64_t> calls_to(std::string_view to) const;  // numbers of those still remembered, rising
  uint64_t first_number() const { return first_number_; }
  uint64_t last_number() const { return first_number_ + calls_.size() - 1; }
  const CallTotals& totals() const { return totals_; }

 private:
  struct Person {
    uint64_t attempts = 0, accepted = 0;
    std::vector<uint64_t> calls;
    std::map<uint64_t, uint64_t> texts;  // by hash
  };
  uint64_t seed_;
  std::deque<Call> calls_;
  uint64_t first_number_ = 1;
  std::map<std::string, Person, std::less<>> people_;
  CallTotals totals_;
};

}  // namespace tidings::carrier::sandbox

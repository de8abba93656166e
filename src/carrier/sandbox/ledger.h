// What the simulator remembers: messages in the order they were accepted, and counters for each recipient that let a
// test see doubles and skips. Bounded by base/limits.h: the oldest messages are forgotten, counters are not; recipients
// beyond the limit are counted as not counted, so nothing is lost in silence. One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace tidings::carrier::sandbox {

// Whose wire format a message came in by; its webhooks speak the same.
enum class Tongue { twilio, openphone, vonage_sms, vonage_messages, vonage_voice };

// A medium of a message as it was fetched.
struct Fetched {
  std::string url, type;
  int status = 0;  // 0: nobody answered
  size_t bytes = 0;
};

struct Message {
  Tongue tongue = Tongue::twilio;
  std::string client_ref;  // Vonage
  uint64_t number = 0;     // 1, 2, … in the order of acceptance
  std::string sid, to, from, body, service_sid, callback_url, status;
  int error_code = 0;
  int segments = 1;
  size_t media = 0;
  uint64_t attempt = 0;                     // which request for this recipient it came from
  Instant created_at, updated_at, sent_at;  // sent_at 0: not sent
  bool inbound = false;
  std::vector<std::string> media_urls;
  std::vector<Fetched> fetched;  // outbound: of those media, in the order they came
  size_t fetching = 0;           // asked for, not there yet
};

// A webhook that was never made.
struct Lost {
  bool inbound = false;
  std::string sid, status, from, to, body;  // status: of a receipt
  Instant at;
};

struct BodyCount {
  uint64_t hash = 0;
  uint32_t count = 0;
  uint64_t first = 0;  // number of the first message with it
};

struct Recipient {
  uint64_t attempts = 0;  // requests that named it
  uint64_t accepted = 0, delivered = 0, replies = 0;
  std::vector<BodyCount> bodies;          // at most limits::kSandboxBodies; more are in bodies_not_counted
  std::vector<uint64_t> messages;         // numbers of those still remembered, rising
  std::vector<std::string> stopped_from;  // senders told STOP, for remember_stop
  Instant stop_known_at;                  // our STOP was answered 2xx; 0: none
  uint64_t after_stop = 0;                // messages accepted after that
};

struct LedgerTotals {
  uint64_t accepted = 0, recipients = 0;  // recipients: with at least one message
  uint64_t doubles = 0;                   // accepted again with the same recipient and text
  uint64_t most_per_recipient = 0, peak_per_second = 0;
  uint64_t after_stop = 0, most_after_stop = 0;
  uint64_t messages_forgotten = 0, recipients_not_counted = 0, bodies_not_counted = 0;
};

class Ledger {
 public:
  explicit Ledger(uint64_t seed) : seed_(seed) {}

  Message& accept(Message message, Instant now);   // gives number, sid and dates
  Message& receive(Message message, Instant now);  // somebody texted us: the same, counted apart
  Message* by_number(uint64_t number);
  Message* inbound_by_number(uint64_t number);
  Message* by_sid(std::string_view sid);  // of either kind
  uint64_t last_inbound() const { return first_inbound_ + inbound_.size() - 1; }
  uint64_t first_inbound() const { return first_inbound_; }
  bool texted(std::string_view own) const { return texted_.contains(own); }  // a text came in at this number of ours
  void lose(Lost lost);
  const std::deque<Lost>& lost() const { return lost_; }
  Recipient& recipient(std::string_view to);  // made when new
  void stop_known(std::string_view to, Instant now);

  uint64_t last_number() const { return first_number_ + messages_.size() - 1; }
  uint64_t first_number() const { return first_number_; }
  const std::deque<Message>& messages() const { return messages_; }
  const std::deque<Message>& inbound() const { return inbound_; }
  const std::map<std::string, Recipient, std::less<>>& recipients() const { return recipients_; }
  const LedgerTotals& totals() const { return totals_; }

 private:
  void forget_oldest();
  void count_body(Recipient& recipient, const Message& message);
  void count_peak(Instant now);

  uint64_t seed_;
  std::deque<Message> messages_, inbound_;
  uint64_t first_number_ = 1, first_inbound_ = 1;
  std::set<std::string, std::less<>> texted_;
  std::deque<Lost> lost_;
  std::map<std::string, Recipient, std::less<>> recipients_;
  Recipient overflow_;                                    // stands in for recipients beyond the limit
  std::deque<std::pair<int64_t, uint64_t>> last_second_;  // acceptances by millisecond
  uint64_t in_last_second_ = 0;
  LedgerTotals totals_;
};

std::string sid_of(std::string_view prefix, uint64_t seed, uint64_t number);  // "SM" + 32 hex digits

}  // namespace tidings::carrier::sandbox

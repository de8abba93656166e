// Those who are held for the hour only: all that decides about them later is the clock, in the zones and by the law of
// the places where they may be. Who shares these facts shares the decision, for as long as it holds; so a million who
// wait for the morning are some hundred questions to the gate. Not thread-safe.
#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "flow/compliance/gate.h"

namespace tidings::preflight {

class ClockClasses {
 public:
  explicit ClockClasses(compliance::Gate& gate) : gate_(gate) {}

  // The class of somebody whose facts these are.
  uint32_t of(const compliance::Facts& facts);
  struct Decided {
    compliance::Verdict verdict = compliance::Verdict::hold;
    Reason reason = Reason::none;
    uint8_t rule = 0;
    Instant until;
  };
  // As it would leave from a sender of that rate; 0 = from none.
  const Decided& decide(uint32_t number, double segments_per_s, Instant now);
  const std::string& region(uint32_t number) const { return all_[number].contact.region; }
  size_t size() const { return all_.size(); }

 private:
  struct Class {
    Contact contact;  // what is not its own
    compliance::Candidates zones;
    std::vector<std::string> places;
    compliance::Facts facts;
    struct Last {
      double segments_per_s = 0;
      Decided decided;
      int64_t good_until_ms = 0;
    };
    std::vector<Last> last;  // by the rate of the sender
  };
  compliance::Gate& gate_;
  std::deque<Class> all_;
  std::unordered_map<size_t, std::vector<uint32_t>> by_hash_;
};

// The rule of the list that gave this decision, and whether any rule holds without knowing until when.
uint8_t deciding_rule(const compliance::Decision& decision);
const compliance::RuleTrace* holds_for_ever(const compliance::Decision& decision);
uint8_t rule_number(std::string_view id);

}  // namespace tidings::preflight

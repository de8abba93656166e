// What happens to one request and its message: drawn from the seed, the recipient and the attempt's number alone, so
// the order in which requests arrive does not change who meets a fault. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "carrier/sandbox/options.h"

namespace tidings::carrier::sandbox {

enum class RequestFault { none, busy_429, fail_500, fail_500_after, fail_503, reset_before, reset_after, hang };

enum class Reply { none, stop, soft_stop, help, yes, other };

// Who or what takes a call, or why nobody does.
enum class CallEnd { human, machine, fax, unknown, busy, no_answer, failed, rejected };

struct Receipts {
  bool sent_lost = false, final_lost = false;
  bool sent_double = false, final_double = false;
  bool late = false, reversed = false;
};

// Everything that will happen; which part of it comes true depends on how far the message gets.
struct Fate {
  RequestFault fault = RequestFault::none;
  int error = 0;  // code answered at creation, 0 = none
  int64_t delay_ms = 0;
  Receipts receipts;
  bool undelivered = false;
  int later = 0;  // code the status callback brings, 0 = none
  Reply reply = Reply::none;
  std::string reply_text;
  bool reply_double = false;
  bool forged = false;
  CallEnd call = CallEnd::human;
};

class Draws {
 public:
  Draws(uint64_t seed, std::string_view recipient, uint64_t attempt);
  double unit(std::string_view purpose) const;  // [0, 1); the same purpose gives the same number
  uint64_t number(std::string_view purpose) const;

 private:
  uint64_t state_;
};

// attempt counts from 1.
Fate draw_fate(const SandboxOptions& options, uint64_t seed, std::string_view recipient, uint64_t attempt);

uint64_t hash_text(uint64_t start, std::string_view text);  // FNV-1a: the same on every machine

}  // namespace tidings::carrier::sandbox

#include "carrier/sandbox/call_book.h"

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "carrier/sandbox/fate.h"

namespace tidings::carrier::sandbox {

std::string_view to_string(CallStatus status) {
  static constexpr std::string_view kNames[] = {"queued", "initiated", "ringing", "in-progress", "completed",
                                                "busy",   "no-answer", "failed",  "rejected",    "canceled"};
  return kNames[static_cast<size_t>(status)];
}

bool is_over(CallStatus status) { return status >= CallStatus::completed; }

namespace {

// 32 hex digits as UUIDs are written.
std::string uuid_of(std::string digits) {
  for (const size_t at : {20, 16, 12, 8}) digits.insert(at, 1, '-');
  return digits;
}

}  // namespace

Call& CallBook::accept(Call call, Instant now) {
  call.number = last_number() + 1;
  call.sid = sid_of("CA", seed_, call.number);
  if (call.tongue == Tongue::vonage_voice) call.sid = uuid_of(call.sid.substr(2));
  call.created_at = call.updated_at = now;
  ++totals_.accepted;
  const uint64_t hash = hash_text(0, call.text + "\n" + call.language);
  if (const auto found = people_.find(call.to); found != people_.end() || people_.size() < limits::kSandboxRecipients) {
    Person& person = people_[call.to];
    totals_.most_per_recipient = std::max(totals_.most_per_recipient, ++person.accepted);
    if (person.texts.contains(hash) || person.texts.size() < limits::kSandboxBodies) {
      if (++person.texts[hash] > 1) ++totals_.doubles;
    }
    person.calls.push_back(call.number);
  }
  if (calls_.size() >= limits::kSandboxMessages) {
    if (const auto found = people_.find(calls_.front().to); found != people_.end())
      std::erase(found->second.calls, calls_.front().number);
    calls_.pop_front();
    ++first_number_;
    ++totals_.forgotten;
  }
  return calls_.emplace_back(std::move(call));
}

Call* CallBook::by_number(uint64_t number) {
  if (number < first_number_ || number > last_number()) return nullptr;
  return &calls_[number - first_number_];
}

Call* CallBook::by_sid(std::string_view sid) {
  std::string digits(sid.starts_with("CA") ? sid.substr(2) : sid);
  std::erase(digits, '-');
  if (digits.size() != 32) return nullptr;
  uint64_t number = 0;
  const auto [end, ec] = std::from_chars(digits.data() + 16, digits.data() + 32, number, 16);
  Call* call = ec == std::errc{} && end == digits.data() + 32 ? by_number(number) : nullptr;
  return call != nullptr && call->sid == sid ? call : nullptr;
}

uint64_t CallBook::attempt(std::string_view to) {
  auto found = people_.find(to);
  if (found == people_.end()) {
    if (people_.size() >= limits::kSandboxRecipients) return 1;
    found = people_.try_emplace(std::string(to)).first;
  }
  return ++found->second.attempts;
}

std::vector<uint64_t> CallBook::calls_to(std::string_view to) const {
  const auto found = people_.find(to);
  return found == people_.end() ? std::vector<uint64_t>{} : found->second.calls;
}

}  // namespace tidings::carrier::sandbox

#include "carrier/sandbox/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "base/random.h"
#include "carrier/sandbox/fate.h"

namespace tidings::carrier::sandbox {

// The number stands in the sid, so finding a message needs no index.
std::string sid_of(std::string_view prefix, uint64_t seed, uint64_t number) {
  return fmt::format("{}{:016x}{:016x}", prefix, Random(hash_text(seed, prefix) + number).next(), number);
}

namespace {

std::string_view prefix_of(const Message& message) {
  if (message.tongue == Tongue::openphone) return "AC";
  return message.media > 0 ? "MM" : "SM";
}

}  // namespace

Message& Ledger::accept(Message message, Instant now) {
  message.number = last_number() + 1;
  message.sid = sid_of(prefix_of(message), seed_, message.number);
  message.created_at = message.updated_at = now;

  Recipient& to = recipient(message.to);
  ++totals_.accepted;
  if (to.accepted == 0 && &to != &overflow_) ++totals_.recipients;
  totals_.most_per_recipient = std::max(totals_.most_per_recipient, ++to.accepted);
  if (to.stop_known_at.ms != 0) {
    ++totals_.after_stop;
    totals_.most_after_stop = std::max(totals_.most_after_stop, ++to.after_stop);
  }
  count_body(to, message);
  count_peak(now);
  if (&to != &overflow_) to.messages.push_back(message.number);
  if (messages_.size() >= limits::kSandboxMessages) forget_oldest();
  return messages_.emplace_back(std::move(message));
}

void Ledger::forget_oldest() {
  const Message& oldest = messages_.front();
  if (const auto found = recipients_.find(oldest.to); found != recipients_.end()) {
    std::erase(found->second.messages, oldest.number);
  }
  messages_.pop_front();
  ++first_number_;
  ++totals_.messages_forgotten;
}

void Ledger::count_body(Recipient& to, const Message& message) {
  if (&to == &overflow_) return;
  const uint64_t hash = hash_text(message.media, message.body);
  const auto found = std::ranges::find(to.bodies, hash, &BodyCount::hash);
  if (found != to.bodies.end()) {
    ++found->count;
    ++totals_.doubles;
  } else if (to.bodies.size() < limits::kSandboxBodies) {
    to.bodies.push_back({hash, 1, message.number});
  } else {
    ++totals_.bodies_not_counted;
  }
}

void Ledger::count_peak(Instant now) {
  if (last_second_.empty() || last_second_.back().first != now.ms) last_second_.emplace_back(now.ms, 0);
  ++last_second_.back().second;
  ++in_last_second_;
  while (last_second_.front().first <= now.ms - kSecondMs || last_second_.front().first > now.ms) {
    in_last_second_ -= last_second_.front().second;
    last_second_.pop_front();
  }
  totals_.peak_per_second = std::max(totals_.peak_per_second, in_last_second_);
}

Message* Ledger::by_number(uint64_t number) {
  if (number < first_number_ || number > last_number()) return nullptr;
  return &messages_[number - first_number_];
}

Message& Ledger::receive(Message message, Instant now) {
  message.inbound = true;
  message.number = last_inbound() + 1;
  message.media = message.media_urls.size();
  message.sid = sid_of(prefix_of(message), seed_ + 1, message.number);
  message.status = "received";
  message.created_at = message.updated_at = message.sent_at = now;
  if (inbound_.size() >= limits::kSandboxMessages) {
    inbound_.pop_front();
    ++first_inbound_;
    ++totals_.messages_forgotten;
  }
  if (texted_.size() < limits::kSandboxSenders) texted_.insert(message.to);
  return inbound_.emplace_back(std::move(message));
}

Message* Ledger::inbound_by_number(uint64_t number) {
  if (number < first_inbound_ || number > last_inbound()) return nullptr;
  return &inbound_[number - first_inbound_];
}

void Ledger::lose(Lost lost) {
  if (lost_.size() >= limits::kSandboxLost) lost_.pop_front();
  lost_.push_back(std::move(lost));
}

Message* Ledger::by_sid(std::string_view sid) {
  if (sid.size() != 34) return nullptr;
  uint64_t number = 0;
  const auto [end, ec] = std::from_chars(sid.data() + 18, sid.data() + 34, number, 16);
  if (ec != std::errc{} || end != sid.data() + 34) return nullptr;
  for (Message* message : {by_number(number), inbound_by_number(number)}) {
    if (message != nullptr && message->sid == sid) return message;
  }
  return nullptr;
}

Recipient& Ledger::recipient(std::string_view to) {
  if (const auto found = recipients_.find(to); found != recipients_.end()) return found->second;
  if (recipients_.size() >= limits::kSandboxRecipients) {
    ++totals_.recipients_not_counted;
    overflow_ = Recipient{};
    return overflow_;
  }
  return recipients_.try_emplace(std::string(to)).first->second;
}

void Ledger::stop_known(std::string_view to, Instant now) {
  Recipient& who = recipient(to);
  if (who.stop_known_at.ms == 0) who.stop_known_at = now;
}

}  // namespace tidings::carrier::sandbox

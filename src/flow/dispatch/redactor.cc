#include "flow/dispatch/redactor.h"

#include <algorithm>

#include "base/check.h"
#include "base/limits.h"

namespace tidings::dispatch {
namespace {

constexpr int64_t kLookEveryMs = 1'000;
constexpr size_t kAtOnce = 4;  // nobody waits for it: the account's requests are for messages
constexpr int64_t kAgainMs = 30'000, kAgainMostMs = 6 * kHourMs;
constexpr int64_t kLongestMs = 7 * kDayMs;

}  // namespace

Redactor::Redactor(Env env, store::Database& database, const CarrierSet& carriers, HttpRunner& runner)
    : env_(env),
      database_(database),
      carriers_(carriers),
      runner_(runner),
      mailbox_(std::make_shared<Mailbox<Answer>>()),
      done_(env.metrics.counter("sms_erasure_redacted_total", "texts of erased people taken out of carriers' logs",
                                {{"result", "done"}})),
      failed_(env.metrics.counter("sms_erasure_redacted_total", "texts of erased people taken out of carriers' logs",
                                  {{"result", "failed"}})) {}

Redactor::~Redactor() { mailbox_->on_put(nullptr); }

Result<size_t> Redactor::tick() {
  for (auto& answer : mailbox_->take()) unread_.push_back(std::move(answer));
  const size_t answered = unread_.size();
  if (answered > 0) TRY(settle());
  const int64_t monotonic_ms = env_.clock.monotonic_ms();
  if (monotonic_ms < next_look_ms_) return answered;
  const size_t asked = TRY(ask_more());
  if (asked == 0) next_look_ms_ = monotonic_ms + kLookEveryMs;
  return answered + asked;
}

Redactor::Word Redactor::read(const Answer& answer, const store::RedactionRow& row, Instant now) const {
  const auto* carrier = find_carrier(carriers_, row.carrier);
  check(carrier != nullptr, "carriers stay as long as the process");
  const auto word = carrier->read_fetch(answer.result);
  if (word || word.error().code == ErrorCode::not_found) return Word::done;  // what is not there holds no text
  return now - row.begun_at > kLongestMs ? Word::hopeless : Word::again;
}

Result<> Redactor::settle() {
  const Instant now = env_.clock.now();
  double done = 0, failed = 0;
  TRY(database_.write([&](store::Session& s) -> Result<> {
    done = failed = 0;
    for (const auto& answer : unread_) {
      const auto& row = asking_.at(answer.key);
      const Word word = read(answer, row, now);
      if (word == Word::again) {
        const int64_t wait_ms = std::min(kAgainMostMs, kAgainMs << std::min(row.tries, 12));
        store::redactions::later(s, row, now + wait_ms, row.tries + 1);
        continue;
      }
      store::redactions::done(s, row);
      (word == Word::done ? done : failed) += 1;
    }
    return {};
  }));
  done_.add(done);
  failed_.add(failed);
  for (const auto& answer : unread_) {
    if (read(answer, asking_.at(answer.key), now) == Word::hopeless)
      env_.log.warn("redaction_failed", {{"carrier", answer.key.first}, {"provider_id", answer.key.second}});
    asking_.erase(answer.key);
  }
  unread_.clear();
  return {};
}

Result<size_t> Redactor::ask_more() {
  if (asking_.size() >= kAtOnce) return size_t{0};
  const Instant now = env_.clock.now();
  std::vector<store::RedactionRow> due;
  TRY(database_.read([&](store::Session& s) -> Result<> {
    due = store::redactions::due(s, now, 2 * kAtOnce);
    return {};
  }));
  std::erase_if(due, [&](const auto& one) { return asking_.contains({one.carrier, one.provider_id}); });
  const auto request_for = [&](const store::RedactionRow& row) {
    const auto* carrier = find_carrier(carriers_, row.carrier);
    return carrier == nullptr ? std::nullopt : carrier->build_redact(row.provider_id);
  };
  // Carriers that cannot be asked, and those that are gone, keep what they have.
  std::vector<store::RedactionRow> cannot;
  std::ranges::copy_if(due, std::back_inserter(cannot), [&](const auto& row) { return !request_for(row); });
  if (!cannot.empty()) {
    TRY(database_.write([&](store::Session& s) -> Result<> {
      for (const auto& row : cannot) store::redactions::done(s, row);
      return {};
    }));
  }
  size_t asked = cannot.size();
  for (const auto& row : due) {
    auto request = request_for(row);
    if (!request || asking_.size() >= kAtOnce) continue;
    request->timeout_ms = limits::kSendTimeoutMs;
    const Key key{row.carrier, row.provider_id};
    asking_.emplace(key, row);
    ++asked;
    runner_.send(std::move(*request),
                 [mailbox = mailbox_, key](HttpResult result) { mailbox->put({key, std::move(result)}); });
  }
  return asked;
}

}  // namespace tidings::dispatch

#include "store/washes.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "store/sql.h"

namespace tidings::store::washes {
namespace {

constexpr std::array<std::string_view, 5> kStates{"asking", "unclear", "done", "refused", "lost"};

State state_from(std::string_view name) {
  for (size_t i = 0; i < kStates.size(); ++i) {
    if (kStates[i] == name) return static_cast<State>(i);
  }
  throw StoreFailure{{ErrorCode::corrupt, "a wash has an unknown state", "wash_batch", {}}};
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string join(const std::vector<std::string>& all) {
  std::string out;
  for (const auto& one : all) out += (out.empty() ? "" : " ") + one;
  return out;
}

std::vector<Batch> read_all(std::unique_ptr<Cursor> c) {
  std::vector<Batch> out;
  while (c->next()) {
    out.push_back({c->id<WashBatchId>(0), c->id<RegisterId>(1), c->string(2), state_from(c->text(3)), split(c->text(4)),
                   c->instant(5), c->instant(6), c->integer(7), c->string(8), c->instant(9)});
  }
  return out;
}

std::vector<Waiting> read_waiting(std::unique_ptr<Cursor> c) {
  std::vector<Waiting> out;
  while (c->next())
    out.push_back({c->id<MessageId>(0), c->string(1), c->instant(2), static_cast<Channel>(c->integer(3))});
  return out;
}

int64_t day_of(Instant at) { return at.ms / kDayMs; }

}  // namespace

std::string_view to_string(State state) { return kStates[static_cast<size_t>(state)]; }

WashBatchId add(Session& s, const Batch& batch) {
  const auto id = s.one(sql::washes::insert, batch.of, batch.reference, join(batch.numbers), batch.numbers.size(),
                        batch.asked_at, batch.next_at);
  check(id.has_value(), "an inserted wash has an id");
  return WashBatchId{*id};
}

std::optional<Batch> by_id(Session& s, WashBatchId id) {
  auto found = read_all(s.query(sql::washes::by_id, id));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Batch> open(Session& s) { return read_all(s.query(sql::washes::open)); }

std::vector<Batch> page(Session& s, WashBatchId before, int64_t most) {
  return read_all(s.query(sql::washes::page, before, most));
}

bool move(Session& s, const Batch& batch) {
  return s.exec(sql::washes::move, batch.id, to_string(batch.state), batch.next_at, batch.looks, batch.problem,
                batch.ended_at) > 0;
}

void use(Session& s, std::string_view service, Instant now, int64_t n) {
  s.exec(sql::washes::use, service, day_of(now), n);
}

int64_t used(Session& s, std::string_view service, Instant since) {
  return s.one(sql::washes::used, service, day_of(since)).value_or(0);
}

std::vector<Waiting> planned(Session& s, CampaignId campaign, Instant due, MessageId after, int64_t most,
                             Channel channel) {
  return read_waiting(s.query(sql::washes::planned, campaign, due, after, most, channel));
}

std::vector<Waiting> held(Session& s, MessageId after, int64_t most) {
  return read_waiting(s.query(sql::washes::held, after, most));
}

void wake(Session& s, const std::vector<Waiting>& held, Instant now) {
  for (const auto& one : held) {
    if (one.not_before > now) s.exec(sql::washes::wake, one.id, now);
  }
}

}  // namespace tidings::store::washes

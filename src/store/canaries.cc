#include "store/canaries.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "store/sql.h"

namespace tidings::store::canaries {
namespace {

constexpr std::array<std::string_view, 4> kVerdicts{"", "good", "missed", "not_sent"};
constexpr std::string_view kBegin = "Tidings check ";
constexpr size_t kTokenBytes = 16;

Verdict verdict_from(std::string_view name) {
  for (size_t i = 0; i < kVerdicts.size(); ++i) {
    if (kVerdicts[i] == name) return static_cast<Verdict>(i);
  }
  throw StoreFailure{{ErrorCode::corrupt, "a canary has a verdict nobody knows", "canary", {}}};
}

std::vector<Canary> read_all(std::unique_ptr<Cursor> c) {
  std::vector<Canary> out;
  while (c->next()) {
    out.push_back({c->id<CanaryId>(0), c->string(1), c->string(2), c->string(3), c->string(4), c->id<MessageId>(5),
                   c->instant(6), c->instant(7), c->instant(8), c->instant(9), verdict_from(c->text(10)), c->string(11),
                   c->instant(12)});
  }
  return out;
}

std::optional<Canary> first(std::vector<Canary> found) {
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  return verdict == Verdict::running ? "running" : kVerdicts[static_cast<size_t>(verdict)];
}

CanaryId add(Session& s, const Canary& x) {
  const auto id = s.one(sql::canaries::insert, x.carrier, x.from, x.to, x.token, x.message, x.planned_at);
  check(id.has_value(), "an inserted canary has an id");
  return CanaryId{*id};
}
std::vector<Canary> open(Session& s, int64_t most) { return read_all(s.query(sql::canaries::open, int64_t{0}, most)); }
std::optional<Canary> newest(Session& s, std::string_view from, std::string_view to) {
  return first(read_all(s.query(sql::canaries::newest, from, to)));
}
std::vector<Canary> page(Session& s, CanaryId before, int64_t most) {
  return read_all(s.query(sql::canaries::page, before, most));
}
void came_in(Session& s, CanaryId id, Instant at) { s.exec(sql::canaries::came_in, id, at); }
void move(Session& s, const Canary& x) {
  s.exec(sql::canaries::move, x.id, x.handed_at, x.receipt_at, kVerdicts[static_cast<size_t>(x.verdict)], x.problem,
         x.ended_at);
}
void forget(Session& s, std::string_view from, std::string_view to, Instant before) {
  s.exec(sql::canaries::forget, from, to, before);
}

std::string text_of(std::string_view token) {
  return std::string(kBegin) + std::string(token) + ": an automatic test of this number, no answer is needed";
}

std::optional<Canary> of_text(Session& s, std::string_view text) {
  const size_t at = text.find(kBegin);
  if (at == std::string_view::npos) return std::nullopt;
  const auto token = text.substr(at + kBegin.size(), kTokenBytes);
  if (token.size() != kTokenBytes || token.find_first_not_of("0123456789abcdef") != std::string_view::npos)
    return std::nullopt;
  return first(read_all(s.query(sql::canaries::by_token, token)));
}

}  // namespace tidings::store::canaries

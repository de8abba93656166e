#include "store/lookups.h"

#include <vector>

#include "store/sql.h"

namespace tidings::store::lookups {

void words(Session& s, std::string_view service, std::span<const int64_t> numbers,
           const std::function<void(size_t, std::optional<Word>)>& each) {
  if (numbers.empty()) return;
  std::vector<Param> params;
  params.reserve(numbers.size() * 2);
  for (const int64_t number : numbers) {
    params.emplace_back(number);
    params.emplace_back(service);
  }
  s.open_many(sql::lookups::one, params, 2, [&](size_t i, Cursor& row) {
    if (!row.next()) return each(i, std::nullopt);
    each(i, Word{.answered = row.integer(0) == 1,
                 .tries = row.integer(1),
                 .asked_at = row.instant(2),
                 .expires_at = row.instant(3),
                 .answer = {row.boolean(4), row.boolean(5), row.string(6), {}, {}}});
  });
}

bool ask(Session& s, std::string_view service, int64_t number, Instant now, Instant expires_at, Instant asked_before) {
  return s.exec(sql::lookups::ask, number, service, now, expires_at, asked_before) > 0;
}

void release(Session& s, std::string_view service, int64_t number, bool uncount) {
  s.exec(sql::lookups::release, number, service, uncount);
}

void answer(Session& s, std::string_view service, int64_t number, const Answer& a, Instant expires_at) {
  s.exec(sql::lookups::answer, number, service, expires_at, a.valid, a.reachable, a.line_type, a.country, a.carrier);
}

bool unreachable(Session& s, int64_t number, Instant now) {
  return s.one(sql::lookups::unreachable, number, now).value_or(0) != 0;
}

int64_t forget_old(Session& s, Instant now, int64_t most) {
  std::vector<std::pair<int64_t, std::string>> old;
  auto c = s.query(sql::lookups::old, now, most);
  while (c->next()) old.emplace_back(c->integer(0), c->string(1));
  c.reset();
  for (const auto& [number, service] : old) s.exec(sql::lookups::forget, number, service);
  return static_cast<int64_t>(old.size());
}

}  // namespace tidings::store::lookups

#include "store/halts.h"

#include <algorithm>

#include "store/sql.h"

namespace tidings::store::halts {

void put(Session& s, const Halt& halt) {
  s.exec(sql::halts::put, halt.key, halt.carrier, halt.address, halt.since, halt.next_trial_at, halt.problem);
}

std::vector<Halt> all(Session& s) {
  auto c = s.query(sql::halts::all);
  std::vector<Halt> out;
  while (c->next()) {
    out.push_back({c->string(0), c->string(1), c->string(2), c->instant(3), c->integer(4), c->instant(5), c->string(6),
                   c->integer(7) == 1});
  }
  return out;
}

bool clock_doubted(Session& s) {
  return std::ranges::any_of(all(s), [](const Halt& halt) { return halt.key == kClock && halt.open; });
}

void set_trial(Session& s, const Halt& halt) { s.exec(sql::halts::trial, halt.key, halt.trials, halt.next_trial_at); }
void remove(Session& s, std::string_view key) { s.exec(sql::halts::remove, key); }

}  // namespace tidings::store::halts

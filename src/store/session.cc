#include "base/check.h"
#include "store/database.h"

namespace tidings::store {

std::vector<int64_t> Session::run_many(const Statement& statement, const std::vector<Param>& params, size_t width) {
  check(width > 0 && params.size() % width == 0, "every row has all its parameters");
  std::vector<int64_t> changed;
  changed.reserve(params.size() / width);
  for (size_t at = 0; at < params.size(); at += width) changed.push_back(run(statement, params.data() + at, width));
  return changed;
}

int64_t Session::run_all(const Statement& statement, const std::vector<Param>& params, size_t width) {
  int64_t changed = 0;
  for (const int64_t rows : run_many(statement, params, width)) changed += rows;
  return changed;
}

void Session::open_many(const Statement& statement, const std::vector<Param>& params, size_t width,
                        const std::function<void(size_t, Cursor&)>& each) {
  check(width > 0 && params.size() % width == 0, "every row has all its parameters");
  for (size_t at = 0; at < params.size(); at += width) {
    const auto rows = open(statement, params.data() + at, width);
    each(at / width, *rows);
  }
}

}  // namespace tidings::store

// Many rows of one statement: as arrays in one statement where it can be asked so, else sent one after the other
// without waiting for each answer.
#include <fmt/format.h>

#include "base/check.h"
#include "store/postgres/connection.h"
#include "store/postgres/dialect.h"
#include "store/postgres/wire.h"

namespace tidings::store::postgres {
namespace {

constexpr size_t kFew = 2;         // rows that are not worth arrays
constexpr size_t kAtOnce = 1'000;  // rows in one statement: bounds what is held of it on both sides

}  // namespace

Connection::RowsPrepared* Connection::rows_prepared(const Statement& statement, const std::vector<Param>& params,
                                                    size_t width) {
  check(width > 0 && params.size() % width == 0, "every row has all its parameters");
  if (params.size() / width <= kFew) return nullptr;
  const auto types = types_of(params, width);
  if (!types) return nullptr;
  const auto index = static_cast<size_t>(statement.index);
  if (rows_statements_.size() <= index) rows_statements_.resize(index + 1);
  auto& variants = rows_statements_[index];
  auto known = std::ranges::find(variants, *types, [](const auto& one) { return one->types; });
  if (known == variants.end()) {
    auto fresh = std::make_unique<RowsPrepared>(RowsPrepared{
        *types, fmt::format("{}/rows/{}", statement.name, variants.size()), many_rows(statement.sql, *types)});
    if (fresh->how) {
      PQclear(good(PQprepare(connection_, fresh->name.c_str(), dialect(fresh->how->sql).c_str(), 0, nullptr),
                   statement.name));
    }
    variants.push_back(std::move(fresh));
    known = variants.end() - 1;
  }
  auto& found = **known;
  const bool fits = found.how && (!found.how->one_each || first_differs(params, width));
  return fits ? &found : nullptr;
}

std::shared_ptr<pg_result> Connection::run_rows(const RowsPrepared& prepared, std::span<const Param> rows) {
  const size_t width = prepared.types.size();
  std::vector<std::string> arrays;
  std::vector<const char*> values;
  std::vector<int> lengths;
  const std::vector<int> formats(width, 1);
  arrays.reserve(width);
  for (size_t column = 0; column < width; ++column) {
    const auto& array = arrays.emplace_back(array_of(rows, width, column, prepared.types[column]));
    values.push_back(array.data());
    lengths.push_back(static_cast<int>(array.size()));
  }
  return {good(PQexecPrepared(connection_, prepared.name.c_str(), static_cast<int>(width), values.data(),
                              lengths.data(), formats.data(), 0),
               prepared.name),
          PQclear};
}

std::vector<ResultHandle> Connection::pipelined(const Statement& statement, const std::vector<Param>& params,
                                                size_t width) {
  check(width > 0 && params.size() % width == 0, "every row has all its parameters");
  constexpr size_t kTogether = 256;  // answers that may wait unread
  const size_t rows = params.size() / width;
  std::vector<ResultHandle> out;
  out.reserve(rows);
  std::vector<const Prepared*> plans(kTogether);
  for (size_t first = 0; first < rows; first += kTogether) {
    const size_t n = std::min(kTogether, rows - first);
    // Preparing one may move what was prepared before: names first, then the addresses.
    for (size_t i = 0; i < n; ++i) prepared(statement, &params[(first + i) * width], width);
    for (size_t i = 0; i < n; ++i) plans[i] = &prepared(statement, &params[(first + i) * width], width);
    bool sent = PQenterPipelineMode(connection_) == 1;
    for (size_t i = 0; sent && i < n; ++i) {
      const Values values(&params[(first + i) * width], width, plans[i]->types.data());
      sent = PQsendQueryPrepared(connection_, plans[i]->name.c_str(), static_cast<int>(width), values.values(),
                                 values.lengths(), values.formats(), 0) == 1;
    }
    sent = sent && PQpipelineSync(connection_) == 1;
    PGresult* failed = nullptr;
    for (size_t i = 0; sent && i < n; ++i) {
      PGresult* result = PQgetResult(connection_);
      const auto status = PQresultStatus(result);
      if (failed == nullptr && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        failed = result;
        if (result == nullptr) break;
      } else {
        out.emplace_back(result, PQclear);
      }
      if (result != nullptr) PQclear(PQgetResult(connection_));  // the null between two results
      if (lost()) break;
    }
    if (sent && !lost()) PQclear(PQgetResult(connection_));  // of the sync
    if (!sent || failed != nullptr || lost()) {
      out.clear();
      if (!lost()) PQexitPipelineMode(connection_);
      good(failed, statement.name);
      throw StoreFailure{error_of("", first_line(PQerrorMessage(connection_)), statement.name)};
    }
    PQexitPipelineMode(connection_);
  }
  return out;
}

std::vector<int64_t> Connection::run_many(const Statement& statement, const std::vector<Param>& params, size_t width) {
  std::vector<int64_t> changed;
  const auto* prepared = rows_prepared(statement, params, width);
  if (prepared == nullptr || prepared->how->shape == RowsShape::some || prepared->how->shape == RowsShape::query) {
    for (const auto& result : pipelined(statement, params, width)) changed.push_back(rows_changed(result.get()));
    return changed;
  }
  changed.assign(params.size() / width, prepared->how->shape == RowsShape::insert ? 1 : 0);
  for (size_t first = 0; first < changed.size(); first += kAtOnce) {
    const size_t n = std::min(kAtOnce, changed.size() - first);
    const auto result = run_rows(*prepared, std::span(params).subspan(first * width, n * width));
    if (prepared->how->shape == RowsShape::insert) {
      check(rows_changed(result.get()) == static_cast<int64_t>(n), "every row is inserted");
      continue;
    }
    const int which = PQnfields(result.get()) - 1;
    for (int i = 0; i < PQntuples(result.get()); ++i) {
      ++changed[first + static_cast<size_t>(integer_at(result.get(), i, which)) - 1];
    }
  }
  return changed;
}

int64_t Connection::run_all(const Statement& statement, const std::vector<Param>& params, size_t width) {
  int64_t changed = 0;
  const auto* prepared = rows_prepared(statement, params, width);
  if (prepared == nullptr || prepared->how->shape == RowsShape::query) {
    for (const auto& result : pipelined(statement, params, width)) changed += rows_changed(result.get());
    return changed;
  }
  for (size_t first = 0; first < params.size(); first += kAtOnce * width) {
    const size_t n = std::min(kAtOnce * width, params.size() - first);
    changed += rows_changed(run_rows(*prepared, std::span(params).subspan(first, n)).get());
  }
  return changed;
}

void Connection::open_many(const Statement& statement, const std::vector<Param>& params, size_t width,
                           const std::function<void(size_t, Cursor&)>& each) {
  const auto* prepared = rows_prepared(statement, params, width);
  const bool inserts = prepared != nullptr && prepared->how->shape == RowsShape::insert;
  if (prepared == nullptr || (!inserts && prepared->how->shape != RowsShape::query)) {
    auto results = pipelined(statement, params, width);
    for (size_t i = 0; i < results.size(); ++i) each(i, *cursor_over(results[i].release()));
    return;
  }
  const size_t rows = params.size() / width;
  for (size_t first = 0; first < rows; first += kAtOnce) {
    const size_t n = std::min(kAtOnce, rows - first);
    const auto result = run_rows(*prepared, std::span(params).subspan(first * width, n * width));
    const int found = PQntuples(result.get()), which = PQnfields(result.get()) - 1;
    check(!inserts || found == static_cast<int>(n), "every row is inserted, in order");
    int at = 0;
    for (size_t i = 0; i < n; ++i) {
      const int from = at;
      if (inserts) {
        ++at;
      } else {
        while (at < found && integer_at(result.get(), at, which) == static_cast<int64_t>(i) + 1) ++at;
      }
      each(first + i, *cursor_over(result, from, at));
    }
  }
}

}  // namespace tidings::store::postgres

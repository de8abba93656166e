#include "store/copy.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "store/history.h"
#include "store/sql.h"
#include "store/workspaces.h"

namespace tidings::store {
namespace {

constexpr size_t kBatch = 500;
constexpr int64_t kPage = 5000;
constexpr size_t kLargeBatch = 4;  // of tables with bytes, whose rows are as large as a part of a medium
constexpr int64_t kLargePage = 32;
constexpr std::string_view kOwn = "schema_migration";  // the target has its own

std::vector<TableShape> shape_of(Session& s) {
  auto tables = s.shape();
  std::erase_if(tables, [](const TableShape& t) { return t.name == kOwn; });
  std::ranges::sort(tables, {}, &TableShape::name);
  for (auto& table : tables) std::ranges::sort(table.columns, {}, &ColumnShape::name);
  return tables;
}

int64_t count(Session& s, const std::string& table) {
  auto rows = s.open_text("SELECT count(*) FROM " + table, nullptr, 0);
  return rows->next() ? rows->integer(0) : 0;
}

std::string names_of(const TableShape& table) {
  std::string out;
  for (const auto& column : table.columns) out += (out.empty() ? "" : ", ") + column.name;
  return out;
}

bool has_bytes(const TableShape& table) {
  return std::ranges::count(table.columns, Param::Type::blob, &ColumnShape::type) > 0;
}

// Rows on their way: their texts live here until they are written.
class Batch {
 public:
  Batch(Session& to, const TableShape& table, int number)
      : to_(to), table_(table), most_(has_bytes(table) ? kLargeBatch : kBatch) {
    std::string places;
    for (size_t i = 1; i <= table.columns.size(); ++i) places += fmt::format("{}?{}", i > 1 ? ", " : "", i);
    sql_ = fmt::format("INSERT INTO {} ({}) VALUES ({})", table.name, names_of(table), places);
    // Beyond the named ones, so that the engine keeps it prepared.
    insert_ = {sql::kStatements + number, table.name, sql_};
  }
  void add(Cursor& row) {
    int at = 0;
    for (const auto& column : table_.columns) {
      if (row.null(at)) {
        params_.emplace_back(std::nullopt);
      } else if (column.type == Param::Type::integer) {
        params_.emplace_back(row.integer(at));
      } else if (column.type == Param::Type::real) {
        params_.emplace_back(row.real(at));
      } else if (column.type == Param::Type::blob) {
        params_.emplace_back(Blob{texts_.emplace_back(row.blob(at))});
      } else {
        params_.emplace_back(std::string_view(texts_.emplace_back(row.text(at))));
      }
      ++at;
    }
    if (params_.size() >= most_ * table_.columns.size()) write();
  }
  void write() {
    if (!params_.empty()) to_.run_many(insert_, params_, table_.columns.size());
    params_.clear();
    texts_.clear();
  }

 private:
  Session& to_;
  const TableShape& table_;
  const size_t most_;
  std::string sql_;
  Statement insert_{};
  std::vector<Param> params_;
  std::deque<std::string> texts_;
};

int64_t copy_table(Session& from, Session& to, const TableShape& table, int number) {
  const auto id = std::ranges::find(table.columns, "id", &ColumnShape::name);
  const bool paged = id != table.columns.end() && id->type == Param::Type::integer;
  const int id_at = static_cast<int>(id - table.columns.begin());
  const int64_t page = has_bytes(table) ? kLargePage : kPage;
  Batch batch(to, table, number);
  int64_t rows = 0, last = std::numeric_limits<int64_t>::min();
  while (true) {
    const Param params[] = {Param(last), Param(page)};
    const std::string select = fmt::format("SELECT {} FROM {}", names_of(table), table.name);
    auto cursor = paged ? from.open_text(select + " WHERE id > ?1 ORDER BY id LIMIT ?2", params, 2)
                        : from.open_text(select, nullptr, 0);
    int64_t met = 0;
    while (cursor->next()) {
      if (paged) last = cursor->integer(id_at);
      batch.add(*cursor);
      ++met;
    }
    rows += met;
    if (!paged || met < page) break;
  }
  batch.write();
  if (const int64_t highest = std::max(table.last_id, last); paged && highest > 0) to.set_last_id(table.name, highest);
  return rows;
}

Result<> check_version(Session& s, std::string_view which) {
  int newest = 0;
  for (const auto& migration : sql::kMigrations) newest = std::max(newest, migration.number);
  if (s.one(sql::schema::version).value_or(0) == newest) return {};
  return fail(ErrorCode::version_mismatch, fmt::format("the {} is not of this program's schema", which),
              std::string(which), "run `tidings migrate` on it first");
}

Result<> copy_all(Session& from, Session& to, CopyReport& report, const CopyProgress& progress) {
  TRY(check_version(from, "source"));
  TRY(check_version(to, "target"));
  if (const auto moved = workspaces::setting(from, workspaces::kMovedTo)) {
    return fail(ErrorCode::conflict, "the source was moved before, to " + *moved, "source", "that one is in use now");
  }
  const auto tables = shape_of(from), wanted = shape_of(to);
  const auto same = [](const TableShape& a, const TableShape& b) {
    return a.name == b.name && std::ranges::equal(a.columns, b.columns, {}, &ColumnShape::name, &ColumnShape::name);
  };
  if (!std::ranges::equal(tables, wanted, same))
    return fail(ErrorCode::corrupt, "the two databases do not have the same tables", "target", "use an empty database");
  for (const auto& table : wanted) {
    if (count(to, table.name) > 0)
      return fail(ErrorCode::already_exists, "the target already holds rows", table.name, "name an empty database");
  }
  history::make_room_for(from, to);
  for (size_t i = 0; i < tables.size(); ++i) {
    const int64_t rows = copy_table(from, to, tables[i], static_cast<int>(i));
    if (const int64_t arrived = count(to, tables[i].name); arrived != rows) {
      return fail(ErrorCode::corrupt, fmt::format("{} rows left and {} arrived", rows, arrived), tables[i].name,
                  "nothing was moved; look at the log of the database server");
    }
    report.rows += rows;
    ++report.tables;
    progress(tables[i].name, rows);
  }
  return {};
}

}  // namespace

Result<CopyReport> move_database(Database& from, Database& to, std::string_view to_name, const CopyProgress& progress) {
  CopyReport report;
  // Inside a write of the source: nobody else changes it meanwhile. The target is stored first: a crash between the two
  // leaves a copy beside a source that is still whole.
  TRY(from.write([&](Session& source) -> Result<> {
    TRY(to.write([&](Session& target) { return copy_all(source, target, report, progress); }));
    workspaces::put_setting(source, workspaces::kMovedTo, to_name);
    return {};
  }));
  return report;
}

}  // namespace tidings::store

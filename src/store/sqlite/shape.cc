// The tables as SQLite describes them.
#include "store/sqlite/connection.h"

namespace tidings::store::sqlite {

std::vector<TableShape> Connection::shape() {
  std::vector<TableShape> out;
  {
    auto rows = open_text(
        "SELECT m.name, coalesce(q.seq, 0) FROM sqlite_master m LEFT JOIN sqlite_sequence q ON q.name = m.name "
        "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name",
        nullptr, 0);
    while (rows->next()) out.push_back({rows->string(0), {}, rows->integer(1)});
  }
  for (auto& table : out) {
    const Param params[] = {Param(table.name)};
    auto rows = open_text("SELECT name, upper(type) FROM pragma_table_info(?1)", params, 1);
    while (rows->next()) {
      const auto type = rows->text(1);
      table.columns.push_back({rows->string(0), type.contains("INT")    ? Param::Type::integer
                                                : type.contains("DOUB") ? Param::Type::real
                                                : type.contains("BLOB") ? Param::Type::blob
                                                                        : Param::Type::text});
    }
  }
  return out;
}

void Connection::set_last_id(const std::string& table, int64_t id) {
  const Param params[] = {Param(table), Param(id)};
  for (const char* sql : {"UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1",
                          "INSERT INTO sqlite_sequence (name, seq) SELECT ?1, ?2 "
                          "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?1)"}) {
    const auto rows = open_text(sql, params, 2);
    while (rows->next()) {
    }
  }
}

}  // namespace tidings::store::sqlite

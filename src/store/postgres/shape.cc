// The tables as PostgreSQL describes them.
#include "store/postgres/connection.h"

namespace tidings::store::postgres {

std::vector<TableShape> Connection::shape() {
  std::vector<TableShape> out;
  auto rows = open_text(
      "SELECT table_name, column_name, data_type, is_identity FROM information_schema.columns "
      "WHERE table_schema = current_schema() AND table_name NOT IN (SELECT relname FROM pg_class WHERE relispartition "
      "AND relnamespace = current_schema()::regnamespace) ORDER BY table_name, ordinal_position",
      nullptr, 0);
  while (rows->next()) {
    if (out.empty() || out.back().name != rows->text(0)) out.push_back({rows->string(0), {}, 0});
    const auto type = rows->text(2);
    out.back().columns.push_back({rows->string(1), type == "bigint"             ? Param::Type::integer
                                                   : type == "double precision" ? Param::Type::real
                                                   : type == "bytea"            ? Param::Type::blob
                                                                                : Param::Type::text});
    if (rows->text(3) != "YES") continue;
    // A sequence that was never asked has no value yet; the name is the table's own.
    const std::string sql =
        "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('" + out.back().name + "', 'id')::regclass), 0)";
    auto last = open_text(sql, nullptr, 0);
    if (last->next()) out.back().last_id = last->integer(0);
  }
  return out;
}

void Connection::set_last_id(const std::string& table, int64_t id) {
  const Param params[] = {Param(table), Param(id)};
  const auto rows = open_text("SELECT setval(pg_get_serial_sequence(?1, 'id'), ?2)", params, 2);
  while (rows->next()) {
  }
}

}  // namespace tidings::store::postgres

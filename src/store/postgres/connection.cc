#include "store/postgres/connection.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include "base/limits.h"
#include "store/postgres/dialect.h"
#include "store/postgres/wire.h"

namespace tidings::store::postgres {
namespace {

// Plans are made once and kept, often while the tables are empty or a day old: none of them may rest on statistics.
// There is an index for everything that is asked often, so an index is used always, as by the embedded engine.
constexpr std::string_view kPlans =
    "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off; "
    "SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off; SET jit = off; "
    "SET max_parallel_workers_per_gather = 0; ";

}  // namespace

Error error_of(std::string_view sqlstate, std::string_view message, std::string_view doing) {
  const std::string where(doing);
  const auto is = [&](std::string_view start) { return sqlstate.starts_with(start); };
  if (sqlstate.empty() || is("08") || is("57P")) {
    return {ErrorCode::unavailable, fmt::format("the database server does not answer: {}", message), where,
            "check that PostgreSQL runs and can be reached; it is tried again by itself"};
  }
  if (is("53100") || is("58")) {
    return {ErrorCode::storage_full, fmt::format("the disk of the database server failed: {}", message), where,
            "free space on that disk; sending goes on by itself afterwards"};
  }
  if (is("25006") || is("25P")) {
    return {ErrorCode::storage_full, fmt::format("the database cannot be written: {}", message), where,
            "is this a read-only replica? Name the primary"};
  }
  if (is("53")) {
    return {ErrorCode::unavailable, fmt::format("the database server has no room for this: {}", message), where,
            "raise max_connections or the memory of PostgreSQL"};
  }
  if (is("55P03") || is("40") || is("57014")) {
    return {ErrorCode::unavailable, fmt::format("another node kept the database for too long: {}", message), where,
            "try again; nothing of this was stored"};
  }
  if (is("28") || is("42501")) {
    return {ErrorCode::forbidden, fmt::format("the database server refuses this user: {}", message), where,
            "check user, password and rights in store.database"};
  }
  if (is("3D")) {
    return {ErrorCode::not_found, fmt::format("there is no such database: {}", message), where,
            "make it with `createdb`; its tables are made at the first start"};
  }
  if (is("XX")) {
    return {ErrorCode::corrupt, fmt::format("the database is damaged: {}", message), where,
            "stop, keep its files, and restore the last backup"};
  }
  if (is("23")) return {ErrorCode::conflict, fmt::format("the store refused a row: {}", message), where, {}};
  return {ErrorCode::internal, fmt::format("the store failed: {} ({})", message, sqlstate), where, {}};
}

Connection::Connection(const std::string& url, Role role) {
  const std::string timeout = std::to_string(limits::kStoreConnectMs / 1000);
  const std::string user_timeout = std::to_string(limits::kStoreAnswerMs);
  // What stands before dbname is a default that the URL may change.
  const char* const keys[] = {"connect_timeout",
                              "application_name",
                              "keepalives_idle",
                              "keepalives_interval",
                              "keepalives_count",
                              "tcp_user_timeout",
                              "dbname",
                              "client_encoding",
                              nullptr};
  const char* const values[] = {timeout.c_str(),      "tidings",   "5",    "5",    "3",
                                user_timeout.c_str(), url.c_str(), "UTF8", nullptr};
  connection_ = PQconnectdbParams(keys, values, 1);
  try {
    if (PQstatus(connection_) != CONNECTION_OK) {
      const std::string message = first_line(PQerrorMessage(connection_));
      // libpq keeps no SQLSTATE of a refused connection; the server's words are all there is.
      std::string_view state;
      if (message.contains("does not exist") && message.contains("database")) state = "3D000";
      if (message.contains("authentication failed") || message.contains("no password supplied")) state = "28P01";
      throw StoreFailure{error_of(state, message, "store.database")};
    }
    PQsetNoticeProcessor(connection_, [](void*, const char*) {}, nullptr);
    plain(
        fmt::format("{}SET idle_in_transaction_session_timeout = {}; SET lock_timeout = {}; SET statement_timeout = 0; "
                    "SET default_transaction_isolation = 'read committed'; "
                    "SELECT set_config('synchronous_commit', 'on', false) "
                    "WHERE current_setting('synchronous_commit') = 'off'",
                    kPlans, role == Role::writer ? limits::kStorePausedWriterMs : limits::kStorePausedReaderMs,
                    limits::kStoreTurnMs)
            .c_str());
  } catch (const StoreFailure&) {
    PQfinish(connection_);
    throw;
  }
}

Connection::~Connection() { PQfinish(connection_); }

bool Connection::lost() const { return PQstatus(connection_) != CONNECTION_OK; }
bool Connection::failed_transaction() const { return PQtransactionStatus(connection_) == PQTRANS_INERROR; }
bool Connection::in_transaction() const {
  const auto status = PQtransactionStatus(connection_);
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

pg_result* Connection::good(pg_result* result, std::string_view doing) {
  const auto status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return result;
  const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  // The primary line only: the details of a conflict hold values of the row.
  const char* primary = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string message = primary != nullptr ? primary : first_line(PQerrorMessage(connection_));
  const std::string code = state == nullptr ? "" : state;
  PQclear(result);
  throw StoreFailure{error_of(lost() ? "" : code, message, doing)};
}

const Connection::Prepared& Connection::prepared(const Statement& statement, const Param* params, size_t count) {
  const auto index = static_cast<size_t>(statement.index);
  if (statements_.size() <= index) statements_.resize(index + 1);
  auto& variants = statements_[index];
  for (const auto& known : variants) {
    bool fits = known.types.size() == count;
    for (size_t i = 0; fits && i < count; ++i) {
      const Oid type = type_of(params[i]);
      fits = type == 0 || known.types[i] == 0 || known.types[i] == type;
    }
    if (fits) return known;
  }
  Prepared fresh{fmt::format("{}/{}", statement.name, variants.size()), {}};
  for (size_t i = 0; i < count; ++i) fresh.types.push_back(type_of(params[i]));
  PQclear(good(PQprepare(connection_, fresh.name.c_str(), dialect(statement.sql).c_str(), static_cast<int>(count),
                         fresh.types.data()),
               statement.name));
  return variants.emplace_back(std::move(fresh));
}

pg_result* Connection::run_prepared(const Statement& statement, const Param* params, size_t count) {
  const auto& st = prepared(statement, params, count);
  const Values values(params, count, st.types.data());
  return good(PQexecPrepared(connection_, st.name.c_str(), static_cast<int>(count), values.values(), values.lengths(),
                             values.formats(), 0),
              statement.name);
}

int64_t Connection::run(const Statement& statement, const Param* params, size_t count) {
  PGresult* result = run_prepared(statement, params, count);
  const int64_t rows = rows_changed(result);
  PQclear(result);
  return rows;
}

std::unique_ptr<Cursor> Connection::open(const Statement& statement, const Param* params, size_t count) {
  return cursor_over(run_prepared(statement, params, count));
}

std::unique_ptr<Cursor> Connection::open_text(const std::string& sql, const Param* params, size_t count) {
  std::vector<Oid> types;
  for (size_t i = 0; i < count; ++i) types.push_back(type_of(params[i]));
  const Values values(params, count, types.data());
  return cursor_over(good(PQexecParams(connection_, dialect(sql).c_str(), static_cast<int>(count), types.data(),
                                       values.values(), values.lengths(), values.formats(), 0),
                          sql));
}

void Connection::script(std::string_view sql) {
  PQclear(good(PQexec(connection_, schema_dialect(sql).c_str()), "script"));
}

void Connection::plain(const char* sql) { PQclear(good(PQexec(connection_, sql), sql)); }

std::string Connection::text_of(const char* sql) {
  PGresult* result = good(PQexec(connection_, sql), sql);
  std::string out = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
  PQclear(result);
  return out;
}

// Not now(): that is when the transaction began, and it may have waited for its turn to write.
std::optional<int64_t> Connection::server_time_ms() {
  return std::stoll(text_of("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"));
}

// An advisory lock that its session alone holds: free means that there is no such session. Ours ends with the
// transaction.
bool Connection::present(int64_t key) {
  return text_of(fmt::format("SELECT pg_try_advisory_xact_lock_shared({})", key).c_str()) != "t";
}
void Connection::hold(int64_t key) { plain(fmt::format("SELECT pg_advisory_lock({})", key).c_str()); }

bool Connection::commit() {
  PGresult* result = good(PQexec(connection_, "COMMIT"), "commit");
  const bool stored = std::string_view(PQcmdStatus(result)) == "COMMIT";
  PQclear(result);
  return stored;
}

}  // namespace tidings::store::postgres

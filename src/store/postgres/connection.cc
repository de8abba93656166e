#include "store/postgres/connection.h"

#include <endian.h>
#include <fmt/format.h>
#include <libpq-fe.h>

#include <charconv>
#include <cstring>

#include "base/check.h"
#include "base/limits.h"
#include "store/postgres/dialect.h"

namespace tidings::store::postgres {
namespace {

// Plans are made once and kept, often while the tables are empty or a day old: none of them may rest on statistics.
// There is an index for everything that is asked often, so an index is used always, as by the embedded engine.
constexpr std::string_view kPlans =
    "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off; "
    "SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off; SET jit = off; "
    "SET max_parallel_workers_per_gather = 0; ";

constexpr Oid kInt8 = 20, kText = 25, kFloat8 = 701;  // of every PostgreSQL's pg_type

Oid type_of(const Param& param) {
  switch (param.type()) {
    case Param::Type::null:
      return 0;
    case Param::Type::integer:
      return kInt8;
    case Param::Type::real:
      return kFloat8;
    case Param::Type::text:
      return kText;
  }
  return 0;
}

// Parameters in the shape libpq takes. Where the type is ours they go as bytes, else as text for the server to read.
class Values {
 public:
  Values(const Param* params, size_t count, const unsigned* types) {
    values_.resize(count), lengths_.resize(count), formats_.resize(count);
    numbers_.resize(count), texts_.resize(count);
    for (size_t i = 0; i < count; ++i) set(i, params[i], types[i] != 0);
  }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void set(size_t i, const Param& param, bool typed) {
    switch (param.type()) {
      case Param::Type::null:
        return;
      case Param::Type::integer:
        typed ? number(i, static_cast<uint64_t>(param.integer())) : text(i, fmt::format("{}", param.integer()));
        return;
      case Param::Type::real: {
        uint64_t bits = 0;
        const double value = param.real();
        std::memcpy(&bits, &value, sizeof bits);
        typed ? number(i, bits) : text(i, fmt::format("{}", value));
        return;
      }
      case Param::Type::text: {
        auto encoded = encode_text(param.text());
        if (encoded || !typed) {
          text(i, encoded ? std::move(*encoded) : std::string(param.text()));
        } else {
          values_[i] = param.text().data() == nullptr ? "" : param.text().data();
          lengths_[i] = static_cast<int>(param.text().size());
          formats_[i] = 1;
        }
        return;
      }
    }
  }
  void number(size_t i, uint64_t bits) {
    numbers_[i] = htobe64(bits);
    values_[i] = reinterpret_cast<const char*>(&numbers_[i]);
    lengths_[i] = 8;
    formats_[i] = 1;
  }
  void text(size_t i, std::string value) {
    texts_[i] = std::move(value);
    values_[i] = texts_[i].c_str();
  }

  std::vector<const char*> values_;
  std::vector<int> lengths_, formats_;
  std::vector<uint64_t> numbers_;
  std::vector<std::string> texts_;
};

int64_t rows_changed(PGresult* result) {
  const std::string_view changed = PQcmdTuples(result);
  int64_t rows = 0;
  std::from_chars(changed.data(), changed.data() + changed.size(), rows);
  return rows;
}

class PostgresCursor final : public Cursor {
 public:
  explicit PostgresCursor(PGresult* result) : result_(result), rows_(PQntuples(result)) {}
  ~PostgresCursor() override { PQclear(result_); }
  PostgresCursor(const PostgresCursor&) = delete;

  bool next() override {
    decoded_.clear();
    if (row_ + 1 >= rows_) {
      row_ = rows_;
      return false;
    }
    ++row_;
    return true;
  }
  bool null(int column) override { return PQgetisnull(result_, row_, column) != 0; }
  int64_t integer(int column) override {
    const auto text = raw(column);
    int64_t out = 0;
    if (text == "t") return 1;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
  }
  double real(int column) override {
    const auto text = raw(column);
    double out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
  }
  std::string_view text(int column) override {
    const auto stored = raw(column);
    auto decoded = decode_text(stored);
    if (!decoded) return stored;
    return *decoded_.emplace_back(std::make_unique<std::string>(std::move(*decoded)));
  }

 private:
  std::string_view raw(int column) const {
    return {PQgetvalue(result_, row_, column), static_cast<size_t>(PQgetlength(result_, row_, column))};
  }
  PGresult* result_;
  int rows_;
  int row_ = -1;
  std::vector<std::unique_ptr<std::string>> decoded_;
};

std::string first_line(const char* text) {
  const std::string_view all = text == nullptr ? "" : text;
  return std::string(all.substr(0, all.find('\n')));
}

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

std::vector<std::unique_ptr<pg_result, void (*)(pg_result*)>> Connection::pipelined(const Statement& statement,
                                                                                    const std::vector<Param>& params,
                                                                                    size_t width) {
  check(width > 0 && params.size() % width == 0, "every row has all its parameters");
  constexpr size_t kTogether = 256;  // answers that may wait unread
  const size_t rows = params.size() / width;
  std::vector<std::unique_ptr<pg_result, void (*)(pg_result*)>> out;
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
  for (const auto& result : pipelined(statement, params, width)) changed.push_back(rows_changed(result.get()));
  return changed;
}

void Connection::open_many(const Statement& statement, const std::vector<Param>& params, size_t width,
                           const std::function<void(size_t, Cursor&)>& each) {
  auto results = pipelined(statement, params, width);
  for (size_t i = 0; i < results.size(); ++i) {
    PostgresCursor cursor(results[i].release());
    each(i, cursor);
  }
}

std::unique_ptr<Cursor> Connection::open(const Statement& statement, const Param* params, size_t count) {
  return std::make_unique<PostgresCursor>(run_prepared(statement, params, count));
}

std::unique_ptr<Cursor> Connection::open_text(const std::string& sql, const Param* params, size_t count) {
  std::vector<Oid> types;
  for (size_t i = 0; i < count; ++i) types.push_back(type_of(params[i]));
  const Values values(params, count, types.data());
  return std::make_unique<PostgresCursor>(
      good(PQexecParams(connection_, dialect(sql).c_str(), static_cast<int>(count), types.data(), values.values(),
                        values.lengths(), values.formats(), 0),
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

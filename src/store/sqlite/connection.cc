#include "store/sqlite/connection.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>

#include "base/check.h"
#include "base/limits.h"

namespace tidings::store::sqlite {
namespace {

// The tokens in which the engines differ. append_identity: a table whose newest row is never deleted, so that the
// engine need not remember the highest key. own_key: the key is ours.
std::string dialect(std::string_view sql) {
  static constexpr std::pair<std::string_view, std::string_view> kTokens[] = {
      {"@identity@", "INTEGER PRIMARY KEY AUTOINCREMENT"},
      {"@append_identity@", "INTEGER PRIMARY KEY"},
      {"@month_identity@", "INTEGER PRIMARY KEY"},
      {"@by_month_received_at@", ")"},
      {"@rest_of_webhook_event@", ""},
      {"@own_key@", "INTEGER PRIMARY KEY"},
      {"@blob@", "BLOB"},
      {"@skip_locked@", ""},
  };
  std::string out(sql);
  for (const auto& [token, text] : kTokens) {
    for (size_t at = out.find(token); at != std::string::npos; at = out.find(token, at + text.size())) {
      out.replace(at, token.size(), text);
    }
  }
  return out;
}

// SQLite counts its memory for whoever asks, under a lock at every allocation; nobody asks. Only before its first use.
int without_memory_counts() { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

bool is_full(int number) { return number == ENOSPC || number == EDQUOT || number == EFBIG; }

// SQLite calls a disk full for ENOSPC only; a quota or a limit on file sizes ends the same way. The journal is the WAL.
int code_of(sqlite3* db) {
  const int code = sqlite3_extended_errcode(db);
  if ((code & 0xff) != SQLITE_IOERR) return code;
  int number = 0;
  sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &number);
  if (is_full(number)) return SQLITE_FULL;
  sqlite3_file* journal = nullptr;
  sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal);
  if (journal == nullptr || journal->pMethods == nullptr) return code;
  journal->pMethods->xFileControl(journal, SQLITE_FCNTL_LAST_ERRNO, &number);
  return is_full(number) ? SQLITE_FULL : code;
}

}  // namespace

Error error_of(int code, std::string_view message, std::string_view doing) {
  const std::string where(doing);
  switch (code & 0xff) {
    case SQLITE_FULL:
      return {ErrorCode::storage_full, "the disk of the database is full; nothing of this was stored", where,
              "free space on that disk; sending goes on by itself afterwards"};
    case SQLITE_READONLY:
      return {ErrorCode::storage_full, "the database file cannot be written", where, "check its owner and permissions"};
    case SQLITE_IOERR:
      return {ErrorCode::storage_full, fmt::format("the disk of the database failed: {}", message), where,
              "check the disk and the system log; nothing of this was stored"};
    case SQLITE_CANTOPEN:
      return {ErrorCode::unavailable, "the database file cannot be opened", where,
              "check the path and its permissions"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::unavailable, "the database is locked by another process", where,
              "is another `tidings serve` running on the same data folder?"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {ErrorCode::corrupt, fmt::format("the database file is damaged: {}", message), where,
              "stop, keep the file, and restore the last backup"};
    case SQLITE_CONSTRAINT:
      return {ErrorCode::conflict, fmt::format("the store refused a row: {}", message), where, {}};
    default:
      return {ErrorCode::internal, fmt::format("the store failed: {}", message), where, {}};
  }
}

class SqliteCursor final : public Cursor {
 public:
  SqliteCursor(Connection& connection, sqlite3_stmt* st, bool owned)
      : connection_(connection), st_(st), owned_(owned) {}
  ~SqliteCursor() override {
    if (owned_) {
      sqlite3_finalize(st_);
    } else {
      sqlite3_reset(st_);
      sqlite3_clear_bindings(st_);
    }
  }
  bool next() override {
    if (ended_) return false;
    const int code = sqlite3_step(st_);
    if (code == SQLITE_ROW) return true;
    ended_ = true;
    if (code != SQLITE_DONE) connection_.failed(sqlite3_sql(st_));
    return false;
  }
  bool null(int column) override { return sqlite3_column_type(st_, column) == SQLITE_NULL; }
  int64_t integer(int column) override { return sqlite3_column_int64(st_, column); }
  double real(int column) override { return sqlite3_column_double(st_, column); }
  std::string_view text(int column) override {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(st_, column));
    return bytes == nullptr ? std::string_view{}
                            : std::string_view(bytes, static_cast<size_t>(sqlite3_column_bytes(st_, column)));
  }
  std::string_view blob(int column) override {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(st_, column));
    return bytes == nullptr ? std::string_view{}
                            : std::string_view(bytes, static_cast<size_t>(sqlite3_column_bytes(st_, column)));
  }

 private:
  Connection& connection_;
  sqlite3_stmt* st_;
  bool owned_;
  bool ended_ = false;
};

Connection::Connection(const std::string& path, bool read_only) {
  [[maybe_unused]] static const int once = without_memory_counts();
  const int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(path.c_str(), &db_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    const Error error = error_of(code, db_ == nullptr ? "out of memory" : sqlite3_errmsg(db_), path);
    sqlite3_close_v2(db_);
    throw StoreFailure{error};
  }
  // SQLite opens a file it may not write for reading, and would say so at some later write only.
  if (!read_only && sqlite3_db_readonly(db_, "main") == 1) {
    sqlite3_close_v2(db_);
    throw StoreFailure{error_of(SQLITE_READONLY, {}, path)};
  }
  sqlite3_extended_result_codes(db_, 1);
  // Else a statement whose plan might depend on a bound value is compiled again with every value.
  sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
  sqlite3_busy_timeout(db_, 5000);
  try {
    if (!read_only) text_of("PRAGMA journal_mode=WAL");
    plain("PRAGMA synchronous=FULL");
    plain("PRAGMA temp_store=MEMORY");
    plain("PRAGMA cache_size=-65536");
    plain("PRAGMA foreign_keys=OFF");
    if (!read_only) text_of(fmt::format("PRAGMA wal_autocheckpoint={}", limits::kLogPages).c_str());
  } catch (const StoreFailure&) {
    for (auto& [sql, st] : plain_) sqlite3_finalize(st);
    sqlite3_close_v2(db_);
    throw;
  }
}

Connection::~Connection() {
  for (auto* st : statements_) sqlite3_finalize(st);
  for (auto& [sql, st] : plain_) sqlite3_finalize(st);
  sqlite3_close_v2(db_);
}

void Connection::checkpoint_by_hand() {
  // This hook takes the place of the one that makes checkpoints.
  sqlite3_wal_hook(
      db_,
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Connection*>(self)->log_pages_ = pages;
        return SQLITE_OK;
      },
      this);
}

int64_t Connection::checkpoint() {
  int in_log = 0, moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
  return code == SQLITE_OK ? in_log - moved : 0;
}

void Connection::failed(std::string_view doing) {
  throw StoreFailure{error_of(code_of(db_), sqlite3_errmsg(db_), doing)};
}

sqlite3_stmt* Connection::prepared(const Statement& statement) {
  const auto index = static_cast<size_t>(statement.index);
  if (statements_.size() <= index) statements_.resize(index + 1);
  auto*& st = statements_[index];
  if (st == nullptr) {
    const std::string sql = dialect(statement.sql);
    if (sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &st, nullptr) !=
        SQLITE_OK) {
      failed(statement.name);
    }
  }
  check(!sqlite3_stmt_busy(st), "a named statement is not run while its own cursor is open");
  return st;
}

void Connection::bind(sqlite3_stmt* st, const Param* params, size_t count, std::string_view name, bool kept) {
  check(static_cast<size_t>(sqlite3_bind_parameter_count(st)) == count, name);
  for (size_t i = 0; i < count; ++i) {
    const int at = static_cast<int>(i) + 1;
    switch (params[i].type()) {
      case Param::Type::null:
        sqlite3_bind_null(st, at);
        break;
      case Param::Type::integer:
        sqlite3_bind_int64(st, at, params[i].integer());
        break;
      case Param::Type::real:
        sqlite3_bind_double(st, at, params[i].real());
        break;
      case Param::Type::text: {
        const auto text = params[i].text();
        sqlite3_bind_text64(st, at, text.data() == nullptr ? "" : text.data(), text.size(),
                            kept ? SQLITE_STATIC : SQLITE_TRANSIENT, SQLITE_UTF8);
        break;
      }
      case Param::Type::blob: {
        const auto bytes = params[i].text();
        sqlite3_bind_blob64(st, at, bytes.data() == nullptr ? "" : bytes.data(), bytes.size(),
                            kept ? SQLITE_STATIC : SQLITE_TRANSIENT);
        break;
      }
    }
  }
}

int64_t Connection::run(const Statement& statement, const Param* params, size_t count) {
  auto* st = prepared(statement);
  bind(st, params, count, statement.name, true);
  int code;
  while ((code = sqlite3_step(st)) == SQLITE_ROW) {
  }
  const int64_t changed = sqlite3_changes64(db_);
  if (code != SQLITE_DONE) {
    const Error error = error_of(code_of(db_), sqlite3_errmsg(db_), statement.name);
    sqlite3_reset(st);
    throw StoreFailure{error};
  }
  sqlite3_reset(st);
  sqlite3_clear_bindings(st);
  return changed;
}

std::unique_ptr<Cursor> Connection::open(const Statement& statement, const Param* params, size_t count) {
  auto* st = prepared(statement);
  bind(st, params, count, statement.name, false);
  return std::make_unique<SqliteCursor>(*this, st, false);
}

std::unique_ptr<Cursor> Connection::open_text(const std::string& sql, const Param* params, size_t count) {
  sqlite3_stmt* st = nullptr;
  if (sqlite3_prepare_v2(db_, sql.data(), static_cast<int>(sql.size()), &st, nullptr) != SQLITE_OK) failed(sql);
  auto cursor = std::make_unique<SqliteCursor>(*this, st, true);
  bind(st, params, count, sql, false);
  return cursor;
}

void Connection::script(std::string_view sql) {
  const std::string text = dialect(sql);
  if (sqlite3_exec(db_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) failed("script");
}

void Connection::plain(const char* sql) {
  sqlite3_stmt* st = nullptr;
  for (auto& [text, kept] : plain_) {
    if (text == sql) st = kept;
  }
  if (st == nullptr) {
    if (sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, nullptr) != SQLITE_OK) failed(sql);
    plain_.emplace_back(sql, st);
  }
  int code;
  while ((code = sqlite3_step(st)) == SQLITE_ROW) {
  }
  if (code != SQLITE_DONE) {
    const Error error = error_of(code_of(db_), sqlite3_errmsg(db_), sql);
    sqlite3_reset(st);
    throw StoreFailure{error};
  }
  sqlite3_reset(st);
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }

int64_t Connection::bytes() {
  return std::stoll(text_of("PRAGMA page_count")) * std::stoll(text_of("PRAGMA page_size"));
}

void Connection::quick_check(std::string_view path) {
  const std::string verdict = text_of("PRAGMA quick_check(1)");
  if (verdict != "ok") throw StoreFailure{error_of(SQLITE_CORRUPT, verdict, path)};
}

std::string Connection::text_of(const char* sql) {
  auto cursor = open_text(sql, nullptr, 0);
  std::string out;
  if (cursor->next()) out = cursor->string(0);
  while (cursor->next()) {
  }
  return out;
}

}  // namespace tidings::store::sqlite

// One SQLite connection: prepared statements by index, binding, cursors, errors turned into StoreFailure. One thread at
// a time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "store/database.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tidings::store::sqlite {

class Connection final : public Session {
 public:
  // Opens with WAL and synchronous=FULL. Throws StoreFailure.
  Connection(const std::string& path, bool read_only);
  ~Connection() override;
  Connection(const Connection&) = delete;

  void script(std::string_view sql) override;
  std::unique_ptr<Cursor> open_text(const std::string& sql, const Param* params, size_t count) override;
  int64_t run(const Statement& statement, const Param* params, size_t count) override;
  std::unique_ptr<Cursor> open(const Statement& statement, const Param* params, size_t count) override;
  std::vector<TableShape> shape() override;
  void set_last_id(const std::string& table, int64_t id) override;

  void plain(const char* sql);           // one statement without parameters, kept prepared by address
  bool in_transaction() const;           // false after SQLite rolled back by itself (disk full, I/O error)
  std::string text_of(const char* sql);  // first column of the first row
  // From now on commits make no checkpoints of their own.
  void checkpoint_by_hand();
  int64_t log_pages() const { return log_pages_; }  // after this connection's last commit
  void forget_log_pages() { log_pages_ = 0; }
  // Moves what the log holds into the main file as far as nobody still needs it there, beside a writer too. Pages that
  // stay behind; what fails stays too.
  int64_t checkpoint();
  int64_t bytes();  // of the database, what is still in the WAL included
  // Reads all of it: about a second a gigabyte in memory. Throws corrupt.
  void quick_check(std::string_view path);
  sqlite3* handle() { return db_; }

 private:
  sqlite3_stmt* prepared(const Statement& statement);
  [[noreturn]] void failed(std::string_view doing);
  // kept: the text outlives the statement's run, so it need not be copied.
  void bind(sqlite3_stmt* st, const Param* params, size_t count, std::string_view name, bool kept);

  sqlite3* db_ = nullptr;
  int64_t log_pages_ = 0;
  std::vector<sqlite3_stmt*> statements_;
  std::vector<std::pair<const char*, sqlite3_stmt*>> plain_;
  friend class SqliteCursor;
};

// What an engine's result code means for the caller.
Error error_of(int code, std::string_view message, std::string_view doing);

}  // namespace tidings::store::sqlite

// One PostgreSQL connection: prepared statements by index, binding, results, errors turned into StoreFailure. A lost
// connection stays lost: make a new one. One thread at a time.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "store/database.h"
#include "store/postgres/many_rows.h"

struct pg_conn;
struct pg_result;

namespace tidings::store::postgres {

class Connection final : public Session {
 public:
  enum class Role { writer, reader };
  // A URL or key words as libpq reads them. Throws StoreFailure.
  Connection(const std::string& url, Role role);
  ~Connection() override;
  Connection(const Connection&) = delete;

  void script(std::string_view sql) override;
  std::unique_ptr<Cursor> open_text(const std::string& sql, const Param* params, size_t count) override;
  int64_t run(const Statement& statement, const Param* params, size_t count) override;
  std::unique_ptr<Cursor> open(const Statement& statement, const Param* params, size_t count) override;
  std::vector<int64_t> run_many(const Statement& statement, const std::vector<Param>& params, size_t width) override;
  int64_t run_all(const Statement& statement, const std::vector<Param>& params, size_t width) override;
  void open_many(const Statement& statement, const std::vector<Param>& params, size_t width,
                 const std::function<void(size_t, Cursor&)>& each) override;

  std::vector<TableShape> shape() override;
  void set_last_id(const std::string& table, int64_t id) override;
  std::optional<int> make_months(const HistoryTable& table, Instant from, Instant to) override;
  bool drop_month(const HistoryTable& table, Instant before) override;
  std::optional<int64_t> server_time_ms() override;
  bool present(int64_t key) override;

  void plain(const char* sql);           // statements without parameters, one round trip, results thrown away
  std::string text_of(const char* sql);  // first column of the first row
  void hold(int64_t key);                // present until this session ends
  bool commit();                         // false: the server rolled back instead
  bool lost() const;                     // nothing more comes over it
  bool failed_transaction() const;       // only a rollback helps
  bool in_transaction() const;

 private:
  struct Prepared {
    std::string name;
    std::vector<unsigned> types;  // 0 = the server found it out
  };
  const Prepared& prepared(const Statement& statement, const Param* params, size_t count);
  pg_result* run_prepared(const Statement& statement, const Param* params, size_t count);
  // Many rows of one statement, sent together; results in their order.
  std::vector<std::unique_ptr<pg_result, void (*)(pg_result*)>> pipelined(const Statement& statement,
                                                                          const std::vector<Param>& params,
                                                                          size_t width);
  // The same as arrays; nullptr: this statement, or these rows, cannot be asked so.
  struct RowsPrepared {
    std::vector<Param::Type> types;
    std::string name;
    std::optional<ManyRows> how;  // none: not as arrays
  };
  RowsPrepared* rows_prepared(const Statement& statement, const std::vector<Param>& params, size_t width);
  std::shared_ptr<pg_result> run_rows(const RowsPrepared& prepared, std::span<const Param> rows);
  // Throws unless the result is one of success; a failed one is freed.
  pg_result* good(pg_result* result, std::string_view doing);

  pg_conn* connection_ = nullptr;
  std::vector<std::vector<Prepared>> statements_;  // by Statement::index, one for each set of types
  std::vector<std::vector<std::unique_ptr<RowsPrepared>>> rows_statements_;
};

// What an error of the server means for the caller. sqlstate empty: the connection is gone.
Error error_of(std::string_view sqlstate, std::string_view message, std::string_view doing);

}  // namespace tidings::store::postgres

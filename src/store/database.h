// The seam between the product and a database engine: transactions as functions, named statements, typed columns.
// write() returns when the commit is on disk. Writes of many threads share a commit (group commit); each runs under its
// own savepoint, so one that fails takes nobody along. reads see a snapshot. Any thread; never write() from inside a
// write.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "store/statement.h"

namespace tidings::store {

// Thrown by Session and Cursor when the engine reports a failure; ends the transaction. Never leaves a Database.
struct StoreFailure {
  Error error;
};

// Bytes that are no text: a column of type @blob@.
struct Blob {
  std::string_view bytes;
};

// One parameter. Text and bytes are views: they must live until the call returns.
class Param {
 public:
  enum class Type { null, integer, real, text, blob };
  Param(std::nullopt_t) {}
  Param(bool v) : type_(Type::integer), integer_(v) {}
  template <class T>
    requires std::is_integral_v<T>
  Param(T v) : type_(Type::integer), integer_(static_cast<int64_t>(v)) {}
  template <class E>
    requires std::is_enum_v<E>
  Param(E v) : type_(Type::integer), integer_(static_cast<int64_t>(v)) {}
  Param(double v) : type_(Type::real), real_(v) {}
  Param(std::string_view v) : type_(Type::text), text_(v) {}
  Param(const std::string& v) : type_(Type::text), text_(v) {}
  Param(const char* v) : type_(Type::text), text_(v) {}
  Param(Blob v) : type_(Type::blob), text_(v.bytes) {}
  Param(Instant v) : type_(Type::integer), integer_(v.ms) {}
  template <class Tag>
  Param(Id<Tag> v) : type_(Type::integer), integer_(v.value) {}
  template <class T>
  Param(const std::optional<T>& v) {
    if (v) *this = Param(*v);
  }

  Type type() const { return type_; }
  int64_t integer() const { return integer_; }
  double real() const { return real_; }
  std::string_view text() const { return text_; }  // of a blob its bytes

 private:
  Type type_ = Type::null;
  int64_t integer_ = 0;
  double real_ = 0;
  std::string_view text_;
};

// Rows of one query, one at a time. Views stay valid until the next next(). Columns count from 0.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual bool next() = 0;
  virtual bool null(int column) = 0;
  virtual int64_t integer(int column) = 0;
  virtual double real(int column) = 0;
  virtual std::string_view text(int column) = 0;
  virtual std::string_view blob(int column) = 0;

  std::string string(int column) { return std::string(text(column)); }
  bool boolean(int column) { return integer(column) != 0; }
  Instant instant(int column) { return {integer(column)}; }
  template <class IdType>
  IdType id(int column) {
    return IdType{integer(column)};
  }
};

// A table as its engine describes it. last_id: the highest key it ever gave out; 0 = keys are not the engine's.
struct ColumnShape {
  std::string name;
  Param::Type type = Param::Type::text;
};
struct TableShape {
  std::string name;
  std::vector<ColumnShape> columns;
  int64_t last_id = 0;
};

// A table of history that an engine may keep in parts, one a month of UTC (store/history.h).
struct HistoryTable {
  std::string_view name;
  std::string_view at;                 // the column of Unix milliseconds that says which month
  std::vector<std::string_view> kept;  // selects from {}, a part that is dropped, the rows that stay
};

class NumberKeys;

// One connection inside one transaction.
class Session {
 public:
  virtual ~Session() = default;

  // Under which erased numbers are recognised (store/erased_numbers.h); nullptr: this process has none.
  NumberKeys* number_keys = nullptr;

  // Rows changed.
  template <class... P>
  int64_t exec(const Statement& statement, const P&... params) {
    const std::array<Param, sizeof...(P)> list{Param(params)...};
    return run(statement, list.data(), list.size());
  }
  template <class... P>
  std::unique_ptr<Cursor> query(const Statement& statement, const P&... params) {
    const std::array<Param, sizeof...(P)> list{Param(params)...};
    return open(statement, list.data(), list.size());
  }
  // First column of the first row of a query or an INSERT … RETURNING; nullopt when there is no row.
  template <class... P>
  std::optional<int64_t> one(const Statement& statement, const P&... params) {
    auto rows = query(statement, params...);
    if (!rows->next()) return std::nullopt;
    const int64_t value = rows->integer(0);
    while (rows->next()) {
    }
    return value;
  }
  // One statement for many rows, each of `width` parameters; rows changed by each. An engine behind a socket makes one
  // statement of them, or sends them together instead of waiting for each answer.
  virtual std::vector<int64_t> run_many(const Statement& statement, const std::vector<Param>& params, size_t width);
  // The same where only the number of all rows changed is asked for.
  virtual int64_t run_all(const Statement& statement, const std::vector<Param>& params, size_t width);
  // The same for queries, and for inserts that return something; each(row, cursor) is called once for every row of
  // parameters, in order.
  virtual void open_many(const Statement& statement, const std::vector<Param>& params, size_t width,
                         const std::function<void(size_t, Cursor&)>& each);

  // For copying whole databases (store/copy.h): all tables; the next key of a table is above this one.
  virtual std::vector<TableShape> shape() { return {}; }
  virtual void set_last_id(const std::string&, int64_t) {}
  // Parts for the months of these two instants and between, where there are none. What no part is for is never
  // refused: it stands in a part of its own. nullopt: the table is one piece here; else how many were made.
  virtual std::optional<int> make_months(const HistoryTable&, Instant, Instant) { return std::nullopt; }
  // The oldest part that ended before, unless too many of its rows must stay. True: one was dropped, there may be more.
  virtual bool drop_month(const HistoryTable&, Instant) { return false; }
  // The clock all nodes share, in Unix milliseconds; nullopt: this process is the only one, its own clock does.
  virtual std::optional<int64_t> server_time_ms() { return std::nullopt; }
  // Somebody's Presence of this key is there.
  virtual bool present(int64_t) { return true; }

  // SQL made at run time (migrations, filters of lists). Same parameters, not kept prepared.
  virtual void script(std::string_view sql) = 0;
  virtual std::unique_ptr<Cursor> open_text(const std::string& sql, const Param* params, size_t count) = 0;

  virtual int64_t run(const Statement& statement, const Param* params, size_t count) = 0;
  virtual std::unique_ptr<Cursor> open(const Statement& statement, const Param* params, size_t count) = 0;
};

// A session that shows other nodes that this process lives: the engine ends it when the process dies. One thread at a
// time.
class Presence {
 public:
  virtual ~Presence() = default;
  // Asks the engine, now. Once it is not, it never is again.
  virtual bool there() = 0;
};

class Database {
 public:
  // An error returned by the work rolls its own changes back and is handed on.
  using Work = std::function<Result<>(Session&)>;
  using Done = std::function<void(Result<>)>;

  virtual ~Database() = default;
  virtual Result<> write(const Work& work) = 0;
  virtual void write_async(Work work, Done done) = 0;  // done runs on the engine's thread: be short
  // A short write that somebody waits for: ahead of those that are queued, where the engine can.
  virtual Result<> write_first(const Work& work) { return write(work); }
  virtual Result<> read(const Work& work) = 0;

  // A consistent copy while writes go on. Error: already_exists, storage_full.
  virtual Result<> backup(const std::string& path) = 0;
  // Ends all connections after the queued writes are done. Idempotent.
  virtual void stop() = 0;
  virtual size_t queued_writes() const = 0;
  // The disk of the database has room for more than the next small write. Error: storage_full.
  virtual Result<> room() const { return {}; }
  // Other processes write it too: what was read stays true within a transaction only, rows of another lease may have a
  // living owner.
  virtual bool shared() const { return false; }
  // Of a key that nobody used before. nullptr: it cannot be made now, or there are no others.
  virtual std::unique_ptr<Presence> presence(int64_t) { return nullptr; }
};

// Brings the schema up to the newest migration, one transaction each. Error: version_mismatch when the database is
// newer than this program.
Result<> migrate(Database& database);

// A write that hands a value out.
template <class T, class F>
Result<T> write_value(Database& database, F work, bool first = false) {
  std::optional<T> value;
  const Database::Work all = [&](Session& session) -> Result<> {
    Result<T> out = work(session);
    if (!out) return std::unexpected(out.error());
    value.emplace(std::move(*out));
    return {};
  };
  TRY(first ? database.write_first(all) : database.write(all));
  return std::move(*value);
}

template <class T, class F>
Result<T> read_value(Database& database, F work) {
  std::optional<T> value;
  TRY(database.read([&](Session& session) -> Result<> {
    Result<T> out = work(session);
    if (!out) return std::unexpected(out.error());
    value.emplace(std::move(*out));
    return {};
  }));
  return std::move(*value);
}

}  // namespace tidings::store

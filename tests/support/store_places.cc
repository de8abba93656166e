#include "tests/support/store_places.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "base/check.h"
#include "store/postgres/many_rows.h"
#include "store/postgres/postgres_database.h"
#include "store/sqlite/sqlite_database.h"
#include "tests/support/postgres_server.h"
#include "tests/support/test_env.h"

namespace tidings::test {
namespace {

size_t highest_parameter(std::string_view sql) {
  size_t highest = 0;
  for (size_t at = sql.find('?'); at != std::string_view::npos; at = sql.find('?', at + 1)) {
    highest = std::max<size_t>(highest, static_cast<size_t>(std::atoi(sql.data() + at + 1)));
  }
  return highest;
}

class SqlitePlace final : public StorePlace {
 public:
  Result<std::unique_ptr<store::Database>> open(Env env, bool inline_writes) override {
    return store::sqlite::open(env, {.path = folder_.file("store.db"), .inline_writes = inline_writes});
  }
  std::string backup_path(std::string_view name) const override { return folder_.file(name); }
  Result<std::unique_ptr<store::Database>> open_backup(Env env, std::string_view name) override {
    return store::sqlite::open(env, {.path = backup_path(name)});
  }
  void damage() override {
    const std::string path = folder_.file("store.db");
    const auto size = std::filesystem::file_size(path);
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(200);  // the header stays: it is still a database to look at
    file << std::string(size - 200, '\x5a');
  }
  // Only the new size limit matters: SQLite takes the present size when less is asked for.
  std::string no_room() const override { return "PRAGMA max_page_count = 1"; }
  std::string room() const override { return "PRAGMA max_page_count = 1000000"; }
  std::string read_only() const override { return "PRAGMA query_only = 1"; }
  std::vector<PlanStep> plan_of(store::Session& s, const store::Statement& statement) const override {
    std::vector<PlanStep> out;
    std::string sort, sql = "EXPLAIN QUERY PLAN " + std::string(statement.sql);
    for (const std::string_view token : {"@skip_locked@"}) {
      if (const auto at = sql.find(token); at != std::string::npos) sql.erase(at, token.size());
    }
    const std::vector<store::Param> nulls(highest_parameter(sql), std::nullopt);
    const auto rows = s.open_text(sql, nulls.data(), nulls.size());
    while (rows->next()) {
      std::istringstream line(rows->string(3));
      std::string how, table, word, index;
      line >> how >> table;
      if (rows->text(3).contains("TEMP B-TREE FOR ORDER BY")) sort = rows->string(3);
      if (how != "SCAN" && how != "SEARCH") continue;
      while (line >> word && index.empty()) {
        if (word == "INDEX") line >> index;
      }
      if (how == "SCAN" && index.empty() && kSmall.contains(table)) continue;
      out.push_back({rows->string(3), index.empty() ? table : index, how == "SEARCH"});
    }
    if (!sort.empty() && !out.empty()) out.push_back({sort, std::string(kSort), false});
    return out;
  }

 private:
  // Tables of people's making, under their own and their statements' names, and what a statement makes up itself.
  static inline const std::set<std::string> kSmall{
      "campaign", "import_job", "j",      "e",       "workspace",   "sender",  "l",
      "setting",  "place",      "page",   "one",     "CONSTANT",    "api_key", "turn",
      "recall",   "sender_use", "theirs", "erasure", "erasure_key", "h",       "sender_halt"};
  TempFolder folder_;
};

class PostgresPlace final : public StorePlace {
 public:
  Result<std::unique_ptr<store::Database>> open(Env env, bool inline_writes) override {
    return store::postgres::open(env, {.url = url_, .inline_writes = inline_writes, .readers = 4});
  }
  bool backs_up() const override { return false; }
  std::string backup_path(std::string_view name) const override { return std::string(name); }
  Result<std::unique_ptr<store::Database>> open_backup(Env, std::string_view) override {
    return fail(ErrorCode::invalid_argument, "PostgreSQL has its own tools for backups");
  }
  void damage() override {
    const std::string path = server_.file_of_table(url_, "schema_migration");
    server_.stop();
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file << std::string(std::filesystem::file_size(path), '\x5a');
    file.close();
    server_.start();
  }
  // A server whose disk is full says so with this code, whatever it was asked.
  std::string no_room() const override {
    return "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
           "'BEGIN RAISE EXCEPTION USING ERRCODE = ''53100'', MESSAGE = ''could not extend file''; END'; "
           "CREATE TRIGGER no_room BEFORE INSERT ON setting EXECUTE FUNCTION no_room()";
  }
  std::string room() const override { return "DROP FUNCTION no_room CASCADE"; }
  std::string read_only() const override { return "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"; }
  std::vector<PlanStep> plan_of(store::Session& s, const store::Statement& statement) const override {
    std::map<std::string, std::string> first_columns;
    auto indexes = s.open_text("SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid, 1, false) FROM pg_index",
                               nullptr, 0);
    while (indexes->next()) first_columns.emplace(indexes->string(0), indexes->string(1));
    // Parts of a table, and their indexes, by the name of the whole.
    std::map<std::string, std::string> wholes;
    auto parts = s.open_text("SELECT inhrelid::regclass::text, inhparent::regclass::text FROM pg_inherits", nullptr, 0);
    while (parts->next()) wholes.emplace(parts->string(0), parts->string(1));
    const auto whole = [&](const std::string& name) { return wholes.contains(name) ? wholes.at(name) : name; };
    const size_t parameters = highest_parameter(statement.sql);
    auto lines = explained(s, std::string(statement.sql), parameters);
    // The same statement asked for many rows at once.
    if (const auto rows = store::postgres::many_rows(statement.sql, types_of_asked(s, parameters))) {
      s.script("DEALLOCATE asked");
      for (auto& line : explained(s, rows->sql, parameters)) lines.push_back(std::move(line));
    }
    s.script("DEALLOCATE asked");
    std::vector<PlanStep> out;
    for (size_t i = 0; i < lines.size(); ++i) {
      static const std::regex kScan(R"((Seq|Index|Index Only) Scan(?: Backward)?(?: using (\w+))? on (\w+))");
      std::smatch found;
      if (!std::regex_search(lines[i], found, kScan) || !kBig.contains(whole(found[3]))) continue;
      PlanStep step{lines[i], whole(found[2]), false};
      // What belongs to it stands below it, before the next step.
      for (size_t k = i + 1; k < lines.size() && !lines[k].contains("->"); ++k) {
        if (lines[k].contains("Index Cond:") && lines[k].contains(first_columns.at(found[2]))) step.entered = true;
      }
      out.push_back(std::move(step));
    }
    for (size_t i = 1; i < lines.size(); ++i) {
      // Parts that are in order already are only merged.
      const bool sorts = lines[i].contains("Sort Key:") && !lines[i - 1].contains("Merge Append");
      if (sorts && !out.empty()) out.push_back({lines[i], std::string(kSort), false});
    }
    return out;
  }

 private:
  static std::vector<std::string> explained(store::Session& s, const std::string& sql, size_t parameters) {
    std::vector<std::string> lines;
    s.script("PREPARE asked AS " + sql);
    std::string nulls;
    for (size_t i = 0; i < parameters; ++i) nulls += i == 0 ? "(NULL" : ", NULL";
    auto rows = s.open_text("EXPLAIN (COSTS OFF) EXECUTE asked" + (nulls.empty() ? "" : nulls + ")"), nullptr, 0);
    while (rows->next()) lines.push_back(rows->string(0));
    return lines;
  }
  static std::vector<store::Param::Type> types_of_asked(store::Session& s, size_t parameters) {
    std::vector<store::Param::Type> out;
    auto rows = s.open_text("SELECT unnest(parameter_types)::text FROM pg_prepared_statements WHERE name = 'asked'",
                            nullptr, 0);
    while (rows->next()) {
      out.push_back(rows->text(0) == "text"               ? store::Param::Type::text
                    : rows->text(0) == "bytea"            ? store::Param::Type::blob
                    : rows->text(0) == "double precision" ? store::Param::Type::real
                                                          : store::Param::Type::integer);
    }
    check(out.size() == parameters, "every parameter has a type");
    return out;
  }
  static inline const std::set<std::string> kBig{
      "message",     "contact",       "receipt",       "webhook_event", "decision",      "attempt",
      "suppression", "review",        "inbound",       "conversation",  "contact_tag",   "list_member",
      "import_seen", "import_reject", "recall_asked",  "audit",         "consent_event", "number_recall",
      "media",       "media_part",    "message_media", "campaign_media"};
  PostgresServer& server_ = PostgresServer::get();
  std::string url_ = server_.new_database();
};

}  // namespace

const std::vector<StoreEngine>& store_engines() {
  static const std::vector<StoreEngine> kEngines{
      {"sqlite", [] { return std::make_unique<SqlitePlace>(); }},
      {"postgres", [] { return std::make_unique<PostgresPlace>(); }},
  };
  return kEngines;
}

}  // namespace tidings::test

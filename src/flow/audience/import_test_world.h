// For the tests of imports: a real embedded database and a folder of spooled files, a clock turned by hand, and a
// database that dies at the n-th statement of a write, as a process that is killed there does.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "flow/audience/import_json.h"
#include "flow/audience/import_stage.h"
#include "flow/audience/imports.h"
#include "store/consents.h"
#include "store/contacts.h"
#include "store/erasures.h"
#include "store/number_keys.h"
#include "store/optouts.h"
#include "store/sqlite/sqlite_database.h"
#include "store/workspaces.h"

namespace tidings::flow::test {

class DyingSession final : public store::Session {
 public:
  DyingSession(store::Session& inner, int64_t& left, const Error& error, const std::function<void()>& each)
      : inner_(inner), left_(left), error_(error), each_(each) {
    number_keys = inner.number_keys;
  }
  void script(std::string_view sql) override { inner_.script(sql); }
  std::unique_ptr<store::Cursor> open_text(const std::string& sql, const store::Param* p, size_t n) override {
    step();
    return inner_.open_text(sql, p, n);
  }
  int64_t run(const store::Statement& st, const store::Param* p, size_t n) override {
    step();
    return inner_.run(st, p, n);
  }
  std::unique_ptr<store::Cursor> open(const store::Statement& st, const store::Param* p, size_t n) override {
    step();
    return inner_.open(st, p, n);
  }

 private:
  void step() {
    if (each_) each_();
    if (left_ > 0 && --left_ == 0) throw store::StoreFailure{error_};
  }
  store::Session& inner_;
  int64_t& left_;
  const Error& error_;
  const std::function<void()>& each_;
};

class DyingDatabase final : public store::Database {
 public:
  Result<> write(const Work& work) override {
    return inner->write([&](store::Session& s) {
      DyingSession dying(s, statements_left, error, each_statement);
      return work(dying);
    });
  }
  void write_async(Work work, Done done) override { done(write(work)); }
  Result<> read(const Work& work) override { return inner->read(work); }
  Result<> backup(const std::string& path) override { return inner->backup(path); }
  void stop() override { inner->stop(); }
  size_t queued_writes() const override { return inner->queued_writes() + others_wait; }

  std::unique_ptr<store::Database> inner;
  int64_t statements_left = 0;  // of all writes from now on; 0 = it lives
  Error error{ErrorCode::unavailable, "killed here", {}, {}};
  size_t others_wait = 0;
  std::function<void()> each_statement;
};

class ImportWorld {
 public:
  explicit ImportWorld(ImportStageOptions options = {.chunk = 10, .cleanup = 7}, bool writer_thread = false)
      : options_(options), writer_thread_(writer_thread) {
    static int number = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("imports_" + std::to_string(::getpid()) + "_" + std::to_string(number++));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    open();
    begin_again(options);
  }
  ~ImportWorld() {
    stage.reset();
    database.inner.reset();
    std::filesystem::remove_all(folder_);
  }
  ImportWorld(const ImportWorld&) = delete;

  // An empty workspace, and a stage of its own.
  void begin_again(ImportStageOptions options) {
    options_ = options;
    stage = std::make_unique<ImportStage>(env, database, folder_.string(), options_);
    const std::string name = "clinic " + std::to_string(++workspaces_);
    write([&](store::Session& s) { workspace = store::workspaces::insert(s, Workspace{.name = name}); });
  }
  // The process ends and starts again.
  void open() {
    stage.reset();
    imports.reset();
    database.inner.reset();
    auto opened =
        store::sqlite::open(env, {.path = (folder_ / "db").string(),
                                  .inline_writes = !writer_thread_,
                                  .check_integrity = false,
                                  .number_keys = std::make_shared<store::NumberKeys>(file_path("erasure.keys"))});
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().describe());
    database.inner = std::move(*opened);
    EXPECT_TRUE(store::migrate(database));
    imports = std::make_unique<Imports>(env, database, folder_.string());
    stage = std::make_unique<ImportStage>(env, database, folder_.string(), options_);
  }

  template <class F>
  void write(F work) {
    const auto done = database.inner->write([&](store::Session& s) -> Result<> {
      work(s);
      return {};
    });
    ASSERT_TRUE(done) << done.error().describe();
  }
  template <class F>
  auto read(F work) {
    std::optional<decltype(work(std::declval<store::Session&>()))> out;
    const auto done = database.read([&](store::Session& s) -> Result<> {
      out.emplace(work(s));
      return {};
    });
    EXPECT_TRUE(done) << (done ? "" : done.error().describe());
    return std::move(*out);
  }

  std::string file_path(const std::string& name = "people.csv") const { return (folder_ / name).string(); }
  void spool(std::string_view text, const std::string& name = "people.csv") {
    std::ofstream(file_path(name), std::ios::binary) << text;
  }
  Result<ImportJob> create(ImportRequest request = {}) {
    if (request.path.empty()) request.path = "people.csv";
    return imports->create(workspace, request);
  }
  // Spools the text, imports it to the end and gives the job as it ended.
  ImportJob import(std::string_view text, ImportRequest request = {}) {
    spool(text);
    const auto made = create(std::move(request));
    EXPECT_TRUE(made) << (made ? "" : made.error().describe());
    if (!made) return {};
    finish();
    return job(made->id);
  }
  // Ticks until there is nothing left to do.
  void finish() {
    for (int i = 0; i < 100'000; ++i) {
      const auto done = stage->tick();
      ASSERT_TRUE(done) << done.error().describe();
      if (*done == 0) return;
    }
    FAIL() << "the stage never comes to rest";
  }

  ImportJob job(ImportId id) { return imports->get(id).value(); }
  std::optional<Contact> contact(std::string_view phone) {
    return read([&](store::Session& s) {
      auto out = store::contacts::by_phone(s, workspace, phone);
      if (out) out->tags = store::contacts::tags(s, out->id);
      return out;
    });
  }
  int64_t contacts() {
    return read([&](store::Session& s) { return store::contacts::count(s, workspace); });
  }
  int64_t members(std::string_view list) {
    return read([&](store::Session& s) {
      const auto id = store::contacts::find_list(s, workspace, list);
      return id ? store::contacts::list_count(s, *id) : -1;
    });
  }
  std::vector<store::consents::Event> consents(std::string_view phone) {
    const auto known = contact(phone);
    if (!known) return {};
    return read([&](store::Session& s) { return store::consents::history(s, known->id); });
  }
  std::vector<store::imports::Reject> rejects(ImportId id) { return imports->rejects(id, 0, 1000).value(); }
  std::string notes(ImportId id) {  // "code:column=n " for each
    std::string out;
    for (const auto& note : job(id).notes) out += note.code + ":" + note.column + "=" + std::to_string(note.n) + " ";
    return out;
  }
  // Puts somebody there before the file comes.
  ContactId know(Contact contact) {
    contact.workspace = workspace;
    std::optional<ContactId> id;
    write([&](store::Session& s) { id = store::contacts::insert(s, contact, clock.now()); });
    return id.value_or(ContactId{});
  }

  ManualClock clock{Instant{1'780'000'000'000}};
  Random random{7};
  std::unique_ptr<Log> log = make_silent_log();
  Metrics metrics;
  Env env{clock, random, *log, metrics};
  DyingDatabase database;
  std::unique_ptr<Imports> imports;
  std::unique_ptr<ImportStage> stage;
  WorkspaceId workspace;

 private:
  ImportStageOptions options_;
  bool writer_thread_;
  int workspaces_ = 0;
  std::filesystem::path folder_;
};

// A valid number of the United States; different for each n below 8,000.
inline std::string us_phone(int n) { return "+1202" + std::to_string(2'010'000 + n); }

inline void expect_counts(const ImportJob& job, int64_t imported, int64_t updated, int64_t duplicates,
                          int64_t rejected) {
  EXPECT_EQ(job.imported, imported);
  EXPECT_EQ(job.updated, updated);
  EXPECT_EQ(job.duplicates, duplicates);
  EXPECT_EQ(job.rejected, rejected);
}

}  // namespace tidings::flow::test

// For the tests of this room: a real embedded database in a file of its own, a clock turned by hand, and a database
// that dies at the n-th statement of a write, as a process that is killed there does.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "base/env.h"
#include "base/json.h"
#include "flow/campaign/campaigns.h"
#include "flow/campaign/planner.h"
#include "store/campaigns.h"
#include "store/contacts.h"
#include "store/ledger.h"
#include "store/sqlite/sqlite_database.h"
#include "store/workspaces.h"

namespace tidings::flow::test {

// A session that throws at a chosen statement.
class DyingSession final : public store::Session {
 public:
  DyingSession(store::Session& inner, int64_t& left) : inner_(inner), left_(left) {}
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
    if (left_ > 0 && --left_ == 0) throw store::StoreFailure{{ErrorCode::unavailable, "killed here", {}, {}}};
  }
  store::Session& inner_;
  int64_t& left_;
};

// Hands everything to the real one; writes die after `statements_left` statements when that is above 0.
class DyingDatabase final : public store::Database {
 public:
  Result<> write(const Work& work) override {
    if (auto meanwhile = std::exchange(before_write, nullptr)) meanwhile();
    return inner->write([&](store::Session& s) {
      DyingSession dying(s, statements_left);
      return work(dying);
    });
  }
  void write_async(Work work, Done done) override { inner->write_async(std::move(work), std::move(done)); }
  Result<> read(const Work& work) override { return inner->read(work); }
  Result<> backup(const std::string& path) override { return inner->backup(path); }
  void stop() override { inner->stop(); }
  size_t queued_writes() const override { return inner->queued_writes(); }

  std::unique_ptr<store::Database> inner;
  int64_t statements_left = 0;
  std::function<void()> before_write;  // once: what somebody else does just before the next write
};

inline Instant at(std::string_view text) { return parse_utc(text).value(); }

class World {
 public:
  explicit World(PlannerOptions options = {.chunk = 10, .sweep = 10}) : options_(options) {
    static int number = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("campaign_" + std::to_string(::getpid()) + "_" + std::to_string(number++) + ".db");
    remove_files();
    open();
    write([&](store::Session& s) {
      workspace = store::workspaces::insert(s, Workspace{.name = "clinic"});
      sender = store::workspaces::put_sender(
          s, {.workspace = workspace, .address = "+15005550006", .carrier = "sandbox", .daily_cap = 0});
    });
  }
  ~World() {
    database.inner.reset();
    remove_files();
  }
  World(const World&) = delete;

  // The process ends and starts again.
  void open() {
    planner.reset();
    campaigns.reset();
    database.inner.reset();
    auto opened = store::sqlite::open(env, {.path = path_.string(), .inline_writes = true, .check_integrity = false});
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().describe());
    database.inner = std::move(*opened);
    EXPECT_TRUE(store::migrate(database));
    campaigns = std::make_unique<Campaigns>(env, database, campaign_options);
    planner = std::make_unique<Planner>(env, database, options_);
  }

  template <class F>
  void write(F work) {
    const auto done = database.write([&](store::Session& s) -> Result<> {
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

  ListId list(std::string_view name, int people, int first = 0) {
    ListId out;
    write([&](store::Session& s) {
      out = store::contacts::list_of_name(s, workspace, name, clock.now());
      for (int i = first; i < first + people; ++i) {
        const auto id = store::contacts::insert(
            s, Contact{.workspace = workspace, .phone = "+1202555" + std::to_string(1000 + i), .region = "US"},
            clock.now());
        if (id) store::contacts::add_to_list(s, out, *id);
      }
    });
    return out;
  }

  static json::value body(std::string_view text) { return parse_json(text).value(); }
  Result<Campaign> create(std::string_view text) { return campaigns->create(workspace, body(text), "ann"); }
  // Of the list "all", started at once; extra: further fields, with a leading comma.
  Campaign running(const std::string& extra = "") {
    auto made = create(R"({"name":"c","body":"hello","audience":{"list":"all"},"start":true)" + extra + "}");
    EXPECT_TRUE(made) << (made ? "" : made.error().describe());
    return made.value_or(Campaign{});
  }
  Campaign campaign(CampaignId id) { return campaigns->get(id).value(); }
  CampaignStatus status(CampaignId id) { return campaign(id).status; }
  int64_t in_state(CampaignId id, MessageState state) {
    const auto counts = read([&](store::Session& s) { return store::ledger::counts(s, id); });
    return count_in(counts, {state});
  }
  std::vector<store::LedgerRow> rows(CampaignId id) {
    return read([&](store::Session& s) { return store::ledger::of_campaign(s, id, {}, 1'000'000); });
  }
  std::vector<store::campaigns::Event> history(CampaignId id) {
    return read([&](store::Session& s) { return store::campaigns::events(s, id); });
  }
  // Ticks until nothing is left to do.
  void settle(int most = 1000) {
    while (most-- > 0 && planner->tick() > 0) {
    }
    ASSERT_GE(most, 0) << "the planner never comes to rest";
  }
  // Claims and moves the first n due rows of a campaign as dispatch would.
  void dispatch(CampaignId id, size_t n, MessageState to) {
    write([&](store::Session& s) {
      store::Ledger book(s, clock.now());
      for (auto& row : book.claim(id, MessageKind::campaign, n, 1, clock.now() + kMinuteMs)) {
        if (to == MessageState::claimed) continue;
        ASSERT_TRUE(book.hand(row, {.sender = sender,
                                    .sent_to = row.phone,
                                    .carrier = "sandbox",
                                    .body = "hello",
                                    .segments = 1,
                                    .lease_until = clock.now() + kMinuteMs}));
        if (to == MessageState::handed) continue;
        ASSERT_TRUE(book.accept(row, MessageState::accepted, "SM" + std::to_string(row.id.value)));
        if (to != MessageState::accepted) ASSERT_TRUE(book.carrier_word(row, to, "", "", ""));
      }
      book.close();
    });
  }
  void expect_counts_equal_rows(CampaignId id) {
    const auto key = [](const store::ledger::StateCount& c) { return std::tuple(c.state, c.reason, c.n); };
    const auto kept = read([&](store::Session& s) { return store::ledger::counts(s, id); });
    const auto real = read([&](store::Session& s) { return store::ledger::recount(s, id); });
    EXPECT_TRUE(std::ranges::equal(kept, real, {}, key, key));
  }

  ManualClock clock{at("2026-06-01T12:00:00Z")};
  Random random{7};
  std::unique_ptr<Log> log = make_silent_log();
  Metrics metrics;
  Env env{clock, random, *log, metrics};
  DyingDatabase database;
  CampaignOptions campaign_options;
  std::unique_ptr<Campaigns> campaigns;
  std::unique_ptr<Planner> planner;
  WorkspaceId workspace;
  SenderId sender;

 private:
  void remove_files() {
    for (const char* end : {"", "-wal", "-shm", ".lock"}) std::filesystem::remove(path_.string() + end);
  }
  PlannerOptions options_;
  std::filesystem::path path_;
};

}  // namespace tidings::flow::test

// A whole database moved between engines, both ways: every row as it was, keys that are never used again, and a source
// that says it is not the one in use.
#include "store/copy.h"

#include "store/contacts.h"
#include "store/events.h"
#include "store/history.h"
#include "store/ledger.h"
#include "store/media.h"
#include "store/sql.h"
#include "store/workspaces.h"
#include "tests/conformance/store_place_test.h"

namespace tidings::store {
namespace {

class StoreCopy : public StorePlaceTest {
 protected:
  void SetUp() override {
    StorePlaceTest::SetUp();
    open(true);
    const auto& engines = test::store_engines();
    // Into the other engine: the one before it in the list, round and round.
    for (size_t i = 0; i < engines.size(); ++i) {
      if (engines[i].name == GetParam().name) other_place_ = engines[(i + 1) % engines.size()].make();
    }
    auto opened = other_place_->open(world_.env, true);
    ASSERT_TRUE(opened) << opened.error().describe();
    other_ = std::move(*opened);
    ASSERT_TRUE(migrate(*other_));
  }
  void TearDown() override {
    other_.reset();
    StorePlaceTest::TearDown();
  }
  Result<CopyReport> move() {
    return move_database(*db_, *other_, "elsewhere", [](std::string_view, int64_t) {});
  }
  // Every table as text, row by row.
  std::string all_of(Database& db) {
    std::string out;
    EXPECT_TRUE(db.read([&](Session& s) -> Result<> {
      auto tables = s.shape();
      std::ranges::sort(tables, {}, &TableShape::name);
      for (auto& table : tables) {
        std::ranges::sort(table.columns, {}, &ColumnShape::name);
        std::string names;
        for (const auto& column : table.columns) names += (names.empty() ? "" : ", ") + column.name;
        std::set<std::string> lines;
        auto rows = s.open_text("SELECT " + names + " FROM " + table.name, nullptr, 0);
        while (rows->next()) {
          std::string line;
          for (size_t i = 0; i < table.columns.size(); ++i) {
            const int at = static_cast<int>(i);
            const bool real = table.columns[i].type == Param::Type::real;
            const bool bytes = table.columns[i].type == Param::Type::blob;
            line += rows->null(at) ? "null"
                    : real         ? std::to_string(rows->real(at))
                    : bytes        ? std::string(rows->blob(at))
                                   : rows->string(at);
            line += '|';
          }
          if (!line.starts_with("elsewhere") && !line.contains("moved_to")) lines.insert(table.name + ": " + line);
        }
        for (const auto& line : lines) out += line + "\n";
      }
      return {};
    }));
    return out;
  }

  std::unique_ptr<test::StorePlace> other_place_;
  std::unique_ptr<Database> other_;
};
TIDINGS_FOR_EVERY_ENGINE(StoreCopy);

TEST_P(StoreCopy, EverythingArrivesAndKeysGoOn) {
  const Instant now = world_.clock.now();
  MessageId last;
  write([&](Session& s) {
    const auto home = workspaces::insert(s, {.name = "main", .rate_per_s = 12.5});
    workspaces::put_setting(s, "odd", std::string("\0\xff it's", 7));
    for (int i = 0; i < 40; ++i) {  // more than a page of what is large
      const auto id = media::came(s, {.workspace = home, .inbound = InboundId{1}, .url = "u", .created_at = now});
      media::put_part(s, id, 0, std::string("\0\xff\\x27", 5) + std::to_string(i));
    }
    Ledger ledger(s, now);
    for (int i = 0; i < 1200; ++i) {  // more than a batch
      last = *ledger.plan({.workspace = home,
                           .kind = MessageKind::single,
                           .phone = "+1202555" + std::to_string(1000 + i),
                           .body = "Grüße 👋",
                           .not_before = now});
    }
    ledger.record_decision(last, {now, 1, Reason::none, now, "{}"});
    ledger.close();
  });
  const std::string before = all_of(*db_);
  const auto moved = move();
  ASSERT_TRUE(moved) << moved.error().describe();
  EXPECT_EQ(all_of(*other_), before);
  EXPECT_GT(moved->rows, 1200);
  db_ = std::move(other_);
  MessageId next;
  write([&](Session& s) {
    Ledger ledger(s, now);
    next = *ledger.plan({.workspace = WorkspaceId{1}, .kind = MessageKind::single, .phone = "+12025550000"});
    ledger.close();
    EXPECT_FALSE(ledger::decisions(s, last).empty());
  });
  EXPECT_GT(next, last);
}

TEST_P(StoreCopy, KeysOfRowsThatAreGoneAreNotUsedAgain) {
  WorkspaceId first;
  write([&](Session& s) { first = workspaces::insert(s, {.name = "a"}); });
  write([&](Session& s) {
    workspaces::insert(s, {.name = "b"});
    s.script("DELETE FROM workspace WHERE name = 'b'");
  });
  ASSERT_TRUE(move());
  db_ = std::move(other_);
  write([&](Session& s) { EXPECT_GT(workspaces::insert(s, {.name = "c"}).value, first.value + 1); });
}

TEST_P(StoreCopy, HistoryArrivesInItsMonths) {
  const Instant now = world_.clock.now();
  std::vector<WebhookEventId> ids;
  for (const Instant at : {now - 400 * kDayMs, now, Instant{5}}) {
    write([&](Session& s) {
      ids.push_back(events::journal(s, {.carrier = "x", .received_at = at, .method = "POST", .state = "applied"}));
    });
  }
  ASSERT_TRUE(move());
  db_ = std::move(other_);
  read([&](Session& s) {
    for (const auto id : ids) EXPECT_TRUE(events::by_id(s, id));
    return 0;
  });
  bool in_months = false;
  write([&](Session& s) { in_months = history::make_months(s, now).has_value(); });
  if (!in_months) return;
  read([&](Session& s) {
    auto rest = s.open_text("SELECT id FROM webhook_event_rest", nullptr, 0);
    EXPECT_TRUE(rest->next());
    EXPECT_EQ(rest->id<WebhookEventId>(0), ids.back()) << "of 1970, too far from the newest for a part of its own";
    EXPECT_FALSE(rest->next());
    return 0;
  });
}

TEST_P(StoreCopy, OnlyOnceAndOnlyIntoAnEmptyOne) {
  ASSERT_TRUE(put("a", "1"));
  ASSERT_TRUE(other_->write([](Session& s) -> Result<> {
    workspaces::put_setting(s, "b", "2");
    return {};
  }));
  const auto full = move();
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::already_exists);
  EXPECT_EQ(get(std::string(workspaces::kMovedTo)), "none") << "the source is as it was";
  ASSERT_TRUE(other_->write([](Session& s) -> Result<> {
    s.script("DELETE FROM setting");
    return {};
  }));
  ASSERT_TRUE(move());
  EXPECT_EQ(get(std::string(workspaces::kMovedTo)), "elsewhere");
  const auto again = move();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
}

}  // namespace
}  // namespace tidings::store

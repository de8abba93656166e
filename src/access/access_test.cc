#include <gtest/gtest.h>

#include <filesystem>

#include "access/audit.h"
#include "access/keys.h"
#include "base/crypto.h"
#include "base/env.h"
#include "store/sqlite/sqlite_database.h"

namespace tidings::access {
namespace {

class Access : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() / ("tidings-access-" + crypto::random_token(6));
    std::filesystem::create_directories(path_);
    auto opened =
        store::sqlite::open({clock_, random_, *log_, metrics_}, {.path = path_ / "t.db", .inline_writes = true});
    ASSERT_TRUE(opened);
    db_ = std::move(*opened);
    ASSERT_TRUE(store::migrate(*db_));
  }
  void TearDown() override {
    db_.reset();
    std::filesystem::remove_all(path_);
  }
  Result<Principal> ask(const std::string& name, const std::string& value) {
    HttpHeaders headers;
    headers.add(name, value);
    return store::read_value<Principal>(*db_, [&](store::Session& s) { return authenticate(s, headers); });
  }

  ManualClock clock_{Instant{1'795'000'000'000}};
  Random random_{1};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
  std::filesystem::path path_;
  std::unique_ptr<store::Database> db_;
};

const KeepKey kept = [](const std::string&) { return Result<>(); };

TEST_F(Access, TheFirstKeyIsKeptBeforeItIsCommitted) {
  const KeepKey not_kept = [](const std::string&) -> Result<> { return fail(ErrorCode::storage_full, "full", "here"); };
  ASSERT_FALSE(ensure_first_key(*db_, clock_.now(), not_kept));
  EXPECT_TRUE(ensure_first_key(*db_, clock_.now(), kept)->has_value()) << "a key nobody has seen is none";
}

TEST_F(Access, TheFirstKeyIsMadeOnce) {
  const auto key = ensure_first_key(*db_, clock_.now(), kept);
  ASSERT_TRUE(key);
  EXPECT_TRUE(key->has_value());
  EXPECT_FALSE(ensure_first_key(*db_, clock_.now(), kept)->has_value());
}

TEST_F(Access, KeysAreAskedForAndChecked) {
  const std::string key = **ensure_first_key(*db_, clock_.now(), kept);
  EXPECT_EQ(ask("Authorization", "Bearer " + key)->name, "administrator");
  EXPECT_EQ(ask("x-api-key", key)->name, "administrator");
  EXPECT_EQ(ask("Authorization", "Basic " + crypto::to_base64("any:" + key))->name, "administrator");
  EXPECT_EQ(ask("Authorization", "Bearer tid_wrong").error().code, ErrorCode::unauthenticated);
  EXPECT_EQ(ask("Accept", "x").error().code, ErrorCode::unauthenticated);
}

TEST_F(Access, AChangedAuditRowShows) {
  ASSERT_TRUE(db_->write([&](store::Session& s) -> Result<> {
    for (int i = 0; i < 5; ++i) record(s, "me", "campaign.start", std::to_string(i), "", clock_.now());
    return {};
  }));
  const auto verdict = [&] {
    AuditVerdict out;
    EXPECT_TRUE(db_->read([&](store::Session& s) -> Result<> {
      out = verify_audit(s);
      return {};
    }));
    return out;
  };
  EXPECT_EQ(verdict().rows, 5);
  EXPECT_EQ(verdict().first_bad, 0);
  ASSERT_TRUE(db_->write([&](store::Session& s) -> Result<> {
    s.script("UPDATE audit SET actor = 'somebody else' WHERE id = 3");
    return {};
  }));
  EXPECT_EQ(verdict().first_bad, 3);
}

}  // namespace
}  // namespace tidings::access

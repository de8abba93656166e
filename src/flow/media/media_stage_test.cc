#include "flow/media/media_stage.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/limits.h"
#include "store/media.h"
#include "store/sqlite/sqlite_database.h"

namespace tidings::media {
namespace {

constexpr const char* kApi = "https://api.carrier.example";
const std::string kPicture = "\xFF\xD8\xFF\xE0 a picture";

// Asks its own place with a key, and only that.
class KeyedCarrier final : public carrier::Carrier {
 public:
  std::string_view name() const override { return "tw"; }
  size_t most_characters() const override { return 1600; }
  HttpRequest build_send(const carrier::OutgoingMessage&) const override { return {}; }
  carrier::SendResult read_send(const HttpResult&) const override { return {}; }
  carrier::Signature check_signature(const carrier::WebhookRequest&, Instant) const override { return {}; }
  Result<carrier::WebhookEvent> read_webhook(const carrier::WebhookRequest&) const override { return {}; }
  HttpResponse answer(const carrier::WebhookEvent&) const override { return {}; }
  std::string_view api_url() const override { return kApi; }
  HttpRequest build_fetch_media(std::string_view url, Instant now) const override {
    auto request = Carrier::build_fetch_media(url, now);
    if (url.starts_with(std::string(kApi) + "/")) request.headers.add("Authorization", "key");
    return request;
  }
};

class FakeRunner final : public HttpRunner {
 public:
  void send(HttpRequest request, Done done) override {
    asked.push_back(request.url);
    keys.emplace_back(request.headers.get("Authorization"));
    waiting.push_back(std::move(done));
  }
  void answer(int status, std::string body, std::string location = {}) {
    HttpResult result{Transport::answered, {status, {}, std::move(body)}, {}};
    if (!location.empty()) result.response.headers.add("Location", location);
    answer(std::move(result));
  }
  void answer(HttpResult result) {
    ASSERT_FALSE(waiting.empty());
    const Done done = std::move(waiting.front());
    waiting.erase(waiting.begin());
    done(std::move(result));
  }
  std::vector<std::string> asked, keys;
  std::vector<Done> waiting;
};

class MediaStageTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string made = (std::filesystem::temp_directory_path() / "tidings-media-XXXXXX").string();
    ASSERT_NE(::mkdtemp(made.data()), nullptr);
    folder_ = made;
    auto opened = store::sqlite::open(env_, {.path = (folder_ / "t.db").string(), .inline_writes = true});
    ASSERT_TRUE(opened);
    db_ = std::move(*opened);
    ASSERT_TRUE(store::migrate(*db_));
    make();
  }
  void TearDown() override {
    stage_.reset();
    db_.reset();
    std::filesystem::remove_all(folder_);
  }
  void make() {
    runner_.waiting.clear();
    stage_ = std::make_unique<MediaStage>(env_, *db_, runner_, std::vector<const carrier::Carrier*>{&carrier_});
  }
  MediaId came(std::string url = std::string(kApi) + "/media/1", std::string carrier = "tw",
               std::string said = "image/png") {
    MediaId out;
    EXPECT_TRUE(db_->write([&](store::Session& s) -> Result<> {
      out = store::media::came(s, {.workspace = WorkspaceId{1},
                                   .inbound = InboundId{++inbound_},
                                   .carrier = std::move(carrier),
                                   .url = std::move(url),
                                   .said_type = std::move(said),
                                   .created_at = clock_.now()});
      return {};
    }));
    return out;
  }
  void tick() {
    const auto done = stage_->tick();
    ASSERT_TRUE(done) << done.error().describe();
  }
  Medium row(MediaId id) {
    Medium out;
    EXPECT_TRUE(db_->read([&](store::Session& s) -> Result<> {
      out = store::media::by_id(s, id).value_or(Medium{});
      return {};
    }));
    return out;
  }
  std::string bytes(MediaId id) {
    std::string out;
    EXPECT_TRUE(db_->read([&](store::Session& s) -> Result<> {
      out = store::media::read(s, *store::media::by_id(s, id));
      return {};
    }));
    return out;
  }
  int64_t parts() {
    int64_t n = -1;
    EXPECT_TRUE(db_->read([&](store::Session& s) -> Result<> {
      auto rows = s.open_text("SELECT count(*) FROM media_part", nullptr, 0);
      rows->next();
      n = rows->integer(0);
      return {};
    }));
    return n;
  }

  ManualClock clock_{Instant{1'780'000'000'000}};
  Random random_{1};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
  Env env_{clock_, random_, *log_, metrics_};
  std::filesystem::path folder_;
  std::unique_ptr<store::Database> db_;
  KeyedCarrier carrier_;
  FakeRunner runner_;
  std::unique_ptr<MediaStage> stage_;
  int64_t inbound_ = 0;
};

TEST_F(MediaStageTest, FetchesAndStoresByWhatItIs) {
  const auto id = came();
  EXPECT_EQ(row(id).state, MediumState::waiting);
  tick();
  tick();
  ASSERT_EQ(runner_.asked.size(), 1U) << "one question, however often it looks";
  EXPECT_EQ(runner_.keys[0], "key");
  runner_.answer(200, kPicture);
  tick();
  const auto done = row(id);
  EXPECT_EQ(done.state, MediumState::stored);
  EXPECT_EQ(done.said_type, "image/png");
  EXPECT_EQ(done.type, "image/jpeg");
  EXPECT_EQ(done.bytes, static_cast<int64_t>(kPicture.size()));
  EXPECT_EQ(done.sha256.size(), 64U);
  EXPECT_EQ(bytes(id), kPicture);
  EXPECT_EQ(stage_->in_flight(), 0U);
}

TEST_F(MediaStageTest, WhereTheWebhookNamedNoTypeTheAnswerMay) {
  const auto id = came(std::string(kApi) + "/media/1", "tw", "");
  tick();
  HttpResult result{Transport::answered, {200, {}, kPicture}, {}};
  result.response.headers.add("Content-Type", "text/html; charset=utf-8");
  runner_.answer(result);
  tick();
  EXPECT_EQ(row(id).said_type, "text/html");
  EXPECT_EQ(row(id).type, "image/jpeg");
}

TEST_F(MediaStageTest, ALargeOneIsKeptInParts) {
  const auto id = came();
  std::string body = kPicture;
  for (size_t i = 0; body.size() < 2 * limits::kMediaPartBytes + 100; ++i) body += static_cast<char>(i * 31 >> 3);
  tick();
  runner_.answer(200, body);
  tick();
  EXPECT_EQ(bytes(id), body);
  EXPECT_EQ(parts(), 3);
}

TEST_F(MediaStageTest, FollowsRedirectsWithoutTheKey) {
  const auto id = came();
  tick();
  runner_.answer(307, "", "https://cdn.example/x?signed");
  tick();
  ASSERT_EQ(runner_.asked.size(), 2U);
  EXPECT_EQ(runner_.asked[1], "https://cdn.example/x?signed");
  EXPECT_EQ(runner_.keys[1], "");
  runner_.answer(302, "", "/y");
  tick();
  EXPECT_EQ(runner_.asked[2], "https://cdn.example/y");
  runner_.answer(200, kPicture);
  tick();
  EXPECT_EQ(row(id).state, MediumState::stored);
}

TEST_F(MediaStageTest, ButNotForEverAndNotAnywhere) {
  const auto id = came();
  tick();
  for (int i = 0; i < limits::kMediaRedirects; ++i) {
    runner_.answer(302, "", "/again");
    tick();
  }
  runner_.answer(302, "", "/again");
  tick();
  EXPECT_EQ(row(id).state, MediumState::failed);
  EXPECT_EQ(runner_.asked.size(), 1U + limits::kMediaRedirects);
  for (const char* place : {"http://127.0.0.1/secret", "https://169.254.169.254/latest/", "file:///etc/passwd", ""}) {
    const auto other = came();
    tick();
    runner_.answer(302, "", place);
    tick();
    EXPECT_EQ(row(other).state, MediumState::failed) << place;
    EXPECT_EQ(runner_.waiting.size(), 0U);
  }
}

TEST_F(MediaStageTest, WhatMayNotBeAskedFailsAtOnce) {
  const auto plain = came("http://cdn.example/x"), inside = came("https://10.0.0.5/x"), gone = came(kApi, "other");
  tick();
  EXPECT_TRUE(runner_.asked.empty());
  for (const auto id : {plain, inside, gone}) {
    EXPECT_EQ(row(id).state, MediumState::failed);
    EXPECT_FALSE(row(id).problem.empty());
  }
}

TEST_F(MediaStageTest, TriesAFewTimesEverLater) {
  const auto id = came();
  for (const int64_t delay : limits::kMediaRetryDelaysMs) {
    tick();
    runner_.answer(503, "");
    tick();
    EXPECT_EQ(row(id).state, MediumState::waiting);
    EXPECT_EQ(row(id).problem, "the carrier answered 503");
    clock_.advance(delay - 1);
    tick();
    EXPECT_TRUE(runner_.waiting.empty());
    clock_.advance(1);
  }
  tick();
  runner_.answer({Transport::not_sent, {}, "no connection"});
  tick();
  EXPECT_EQ(row(id).state, MediumState::failed);
  EXPECT_EQ(row(id).problem, "no connection");
  EXPECT_EQ(runner_.asked.size(), 1 + std::size(limits::kMediaRetryDelaysMs));
  clock_.advance(kDayMs);
  tick();
  EXPECT_TRUE(runner_.waiting.empty());
}

TEST_F(MediaStageTest, WhatCannotSucceedIsNotTriedAgain) {
  const auto refused = came();
  tick();
  runner_.answer(403, "no");
  tick();
  EXPECT_EQ(row(refused).state, MediumState::failed);
  const auto large = came();
  tick();
  HttpResult result{Transport::maybe_sent, {}, "too long"};
  result.too_large = true;
  runner_.answer(result);
  tick();
  EXPECT_EQ(row(large).state, MediumState::failed);
  EXPECT_EQ(row(large).problem, "it is larger than 16777216 bytes");
}

TEST_F(MediaStageTest, AfterACrashItIsAskedAnewAndTheTryStaysCounted) {
  const auto id = came();
  tick();
  make();
  tick();
  EXPECT_EQ(runner_.asked.size(), 2U);
  EXPECT_EQ(row(id).tries, 2);
  // However often it dies while it asks.
  for (int i = 0; i < 10; ++i) {
    make();
    tick();
  }
  EXPECT_EQ(row(id).state, MediumState::failed);
  EXPECT_EQ(runner_.asked.size(), 1 + std::size(limits::kMediaRetryDelaysMs));
}

TEST_F(MediaStageTest, OneThatWasErasedMeanwhileStaysErased) {
  const auto id = came();
  tick();
  ASSERT_TRUE(db_->write([&](store::Session& s) -> Result<> {
    store::media::remove(s, id);
    return {};
  }));
  runner_.answer(200, kPicture);
  tick();
  EXPECT_EQ(parts(), 0);
  EXPECT_EQ(row(id).id, MediaId{});
  EXPECT_EQ(stage_->in_flight(), 0U);
}

TEST_F(MediaStageTest, OnlySoManyAtOnce) {
  for (int i = 0; i < 10; ++i) came();
  tick();
  tick();
  EXPECT_EQ(runner_.waiting.size(), limits::kMediaInFlight);
  runner_.answer(200, kPicture);
  tick();
  EXPECT_EQ(runner_.waiting.size(), limits::kMediaInFlight);
  EXPECT_EQ(runner_.asked.size(), limits::kMediaInFlight + 1);
}

}  // namespace
}  // namespace tidings::media

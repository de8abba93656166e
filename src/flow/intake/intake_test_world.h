// For the tests of this room: an embedded database, a carrier whose webhooks are "id=…", and a sink that counts.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/limits.h"
#include "flow/intake/intake_stage.h"
#include "flow/intake/webhooks.h"
#include "store/sqlite/sqlite_database.h"
#include "store/workspaces.h"

namespace tidings::intake {

namespace events = store::events;
using store::Session;
using Kind = Verdict::Kind;

inline constexpr Instant kStart{1'700'000'000'000};

// Signature in the header X-Sign: "good", "old", anything else. Body "id=<provider id>", or not to be read.
class FakeCarrier final : public carrier::Carrier {
 public:
  std::string_view name() const override { return "fake"; }
  size_t most_characters() const override { return 1600; }
  HttpRequest build_send(const carrier::OutgoingMessage&) const override { return {}; }
  carrier::SendResult read_send(const HttpResult&) const override { return {}; }
  carrier::Signature check_signature(const carrier::WebhookRequest& request, Instant) const override {
    const auto sign = request.headers.get("X-Sign");
    if (sign.empty()) return carrier::Signature::absent;
    if (sign == "old") return carrier::Signature::stale;
    return sign == "good" ? carrier::Signature::valid : carrier::Signature::invalid;
  }
  Result<carrier::WebhookEvent> read_webhook(const carrier::WebhookRequest& request) const override {
    if (!request.body.starts_with("id=")) return fail(ErrorCode::invalid_argument, "no id in it");
    carrier::WebhookEvent event;
    event.type = carrier::EventType::delivery_status;
    event.provider_id = request.body.substr(3);
    event.client_ref = request.url;
    return event;
  }
  HttpResponse answer(const carrier::WebhookEvent&) const override { return {}; }
};

inline carrier::WebhookRequest request(const std::string& id, const std::string& sign = "good") {
  carrier::WebhookRequest r{"POST", "https://sms.example.org/webhooks/fake?m=1", {}, "id=" + id};
  r.headers.add("Content-Type", "text/plain");
  if (!sign.empty()) r.headers.add("X-Sign", sign);
  r.headers.add("Authorization", "Basic c2VjcmV0");
  return r;
}

class IntakeTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string made = (std::filesystem::temp_directory_path() / "tidings-intake-XXXXXX").string();
    ASSERT_NE(::mkdtemp(made.data()), nullptr);
    folder_ = made;
    open();
    ASSERT_TRUE(store::migrate(*db_));
  }
  void TearDown() override {
    db_.reset();
    std::filesystem::remove_all(folder_);
  }
  void open() {
    db_.reset();
    auto opened = store::sqlite::open(env_, {.path = (folder_ / "t.db").string(), .inline_writes = true});
    ASSERT_TRUE(opened) << opened.error().describe();
    db_ = std::move(*opened);
  }
  // The sink's effect is a setting "<provider id>" = how often it was applied.
  Result<> sink(Session& s, const carrier::WebhookEvent& event) {
    ++calls_;
    const auto before = store::workspaces::setting(s, event.provider_id);
    store::workspaces::put_setting(s, event.provider_id, std::to_string(before ? std::stoi(*before) + 1 : 1));
    if (failing_.contains(event.provider_id)) return fail(failing_.at(event.provider_id), "it does not work today");
    if (throwing_ == event.provider_id) s.script("INSERT INTO no_such_table VALUES (1)");
    return {};
  }
  std::string effect(const std::string& id) {
    std::string out;
    EXPECT_TRUE(db_->read([&](Session& s) -> Result<> {
      out = store::workspaces::setting(s, id).value_or("none");
      return {};
    }));
    return out;
  }
  WebhookEventId record(const carrier::WebhookRequest& r, bool applied = false, const std::string& problem = {}) {
    WebhookEventId id;
    EXPECT_TRUE(db_->write([&](Session& s) -> Result<> {
      id = journal_.record(s, r, "fake", applied, problem);
      return {};
    }));
    return id;
  }
  events::WebhookRow row(WebhookEventId id) {
    events::WebhookRow out;
    EXPECT_TRUE(db_->read([&](Session& s) -> Result<> {
      out = *events::by_id(s, id);
      return {};
    }));
    return out;
  }
  size_t tick() {
    IntakeStage stage(env_, *db_, lookup_,
                      [this](Session& s, const carrier::WebhookEvent& e, std::string_view) { return sink(s, e); });
    const auto done = stage.tick();
    EXPECT_TRUE(done) << done.error().describe();
    return done.value_or(0);
  }

  ManualClock clock_{kStart};
  Random random_{1};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
  Env env_{clock_, random_, *log_, metrics_};
  std::filesystem::path folder_;
  std::unique_ptr<store::Database> db_;
  FakeCarrier carrier_;
  CarrierLookup lookup_ = [this](std::string_view name) { return name == "fake" ? &carrier_ : nullptr; };
  WebhookJournal journal_{env_, lookup_};
  std::map<std::string, ErrorCode> failing_;
  std::string throwing_;
  int calls_ = 0;
};

}  // namespace tidings::intake

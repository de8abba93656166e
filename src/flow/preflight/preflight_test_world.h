// For the tests of this room: a store with people of all kinds, a pre-flight, and the real planner and dispatcher with
// a carrier that takes everything at once, so that what was told can be compared with what came.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "flow/campaign/campaigns.h"
#include "flow/campaign/planner.h"
#include "flow/dispatch/dispatcher.h"
#include "flow/preflight/preflight.h"
#include "store/campaigns.h"
#include "store/contacts.h"
#include "store/ledger.h"
#include "store/optouts.h"
#include "store/sqlite/sqlite_database.h"
#include "store/workspaces.h"

namespace tidings::preflight {

class WillingCarrier final : public carrier::Carrier {
 public:
  double per_s = 0;
  double requests_per_s() const override { return per_s; }
  std::string_view name() const override { return "willing"; }
  size_t most_characters() const override { return 1600; }
  HttpRequest build_send(const carrier::OutgoingMessage& m) const override {
    return {.url = "http://carrier/" + std::to_string(m.id.value)};
  }
  carrier::SendResult read_send(const HttpResult& result) const override {
    return {
        .outcome = carrier::Outcome::accepted, .provider_id = result.response.body, .state = DeliveryState::delivered};
  }
  carrier::Signature check_signature(const carrier::WebhookRequest&, Instant) const override {
    return carrier::Signature::valid;
  }
  Result<carrier::WebhookEvent> read_webhook(const carrier::WebhookRequest&) const override {
    return carrier::WebhookEvent{};
  }
  HttpResponse answer(const carrier::WebhookEvent&) const override { return {}; }
};

class AtOnceRunner final : public HttpRunner {
 public:
  void send(HttpRequest request, Done done) override {
    done({Transport::answered, {.status = 200, .body = request.url}, {}});
  }
};

class PreflightTest : public testing::Test {
 protected:
  void SetUp() override {
    static int number = 0;
    path_ = std::filesystem::temp_directory_path() / fmt::format("preflight_{}_{}.db", ::getpid(), number++);
    remove_files();
    db_ = store::sqlite::open(env_, {.path = path_.string(), .inline_writes = true, .check_integrity = false}).value();
    ASSERT_TRUE(store::migrate(*db_));
    carriers_.emplace("willing", std::make_unique<WillingCarrier>());
    write([&](store::Session& s) {
      workspace_ = store::workspaces::insert(s, {.name = "clinic", .score_threshold = 0});
    });
    sender("+15005550001", 10, 0);
    setting_.has_carrier = [&](std::string_view name) { return dispatch::find_carrier(carriers_, name) != nullptr; };
    setting_.make_gatherer = [&] { return std::make_unique<compliance::Gatherer>(tz_, laws_); };
  }
  void TearDown() override {
    db_.reset();
    remove_files();
  }

  template <class F>
  void write(F work) {
    const auto done = db_->write([&](store::Session& s) -> Result<> { return work(s), Result<>{}; });
    ASSERT_TRUE(done) << done.error().describe();
  }
  SenderId sender(std::string address, double segments_per_s, int daily_cap) {
    SenderId out;
    write([&](store::Session& s) {
      out = store::workspaces::put_sender(s, {.workspace = workspace_,
                                              .address = std::move(address),
                                              .carrier = "willing",
                                              .segments_per_s = segments_per_s,
                                              .daily_cap = daily_cap});
    });
    return out;
  }
  // `area`: an area code; the number is its and counted up.
  ContactId person(std::string_view area = "212", const std::function<void(Contact&)>& as = [](Contact&) {}) {
    Contact contact{.workspace = workspace_,
                    .phone = fmt::format("+1{}555{:04}", area, ++people_),
                    .region = "US",
                    .consent = Consent::express_written,
                    .score = 90,
                    .fields = {{"name", "Ann"}}};
    as(contact);
    ContactId out;
    write([&](store::Session& s) { out = store::contacts::insert(s, contact, clock_.now()).value(); });
    return out;
  }
  void suppress(ContactId contact) {
    write([&](store::Session& s) {
      store::optouts::suppress(s, {.phone = store::contacts::by_id(s, contact)->phone,
                                   .source = std::string(store::optouts::kManual),
                                   .created_at = clock_.now()});
    });
  }
  CampaignId campaign(const std::function<void(Campaign&)>& as = [](Campaign&) {}) {
    Campaign made{.workspace = workspace_,
                  .name = "spring",
                  .body = "Hi {{name}}",
                  .audience = {.everyone = true},
                  .hours = {{{0x7f, 9 * 60, 17 * 60}}, {}},
                  .rate_per_s = 10};
    as(made);
    CampaignId out;
    write([&](store::Session& s) { out = store::campaigns::insert(s, made, clock_.now()); });
    return out;
  }

  std::shared_ptr<const Preflight> told(CampaignId id, std::optional<Instant> at = std::nullopt) {
    const auto out = fly(env_, *db_, setting_, {.campaign = id, .starts_at = at, .prices = {}});
    EXPECT_TRUE(out) << (out ? "" : out.error().describe());
    return out ? *out : std::make_shared<const Preflight>();
  }
  // Starts it and lets the real stages run so many days.
  std::map<int64_t, store::LedgerRow> came(CampaignId id, int days) {
    flow::Campaigns campaigns(env_, *db_);
    EXPECT_TRUE(campaigns.act(id, flow::CampaignAction::start, "test"));
    flow::Planner planner(env_, *db_);
    compliance::Gatherer gatherer(tz_, laws_);
    dispatch::Dispatcher dispatcher(env_, *db_, carriers_, runner_, gatherer, {});
    const Instant end = clock_.now() + days * kDayMs;
    int idle = 0;  // in a row
    while (clock_.now() < end) {
      const size_t planned = planner.tick();
      const auto tick = dispatcher.tick();
      EXPECT_TRUE(tick) << (tick ? "" : tick.error().describe());
      idle = planned == 0 && tick->did == 0 ? idle + 1 : 0;
      clock_.advance(idle > 20 ? 20'000 : std::max<int64_t>(tick->wait_ms, 1));
    }
    std::map<int64_t, store::LedgerRow> out;
    write([&](store::Session& s) {
      for (auto& row : store::ledger::of_campaign(s, id, {}, 100'000)) out.emplace(row.contact.value, std::move(row));
    });
    return out;
  }

  // The promise, for everybody.
  void expect_same(const Preflight& told, const std::map<int64_t, store::LedgerRow>& came) {
    EXPECT_EQ(told.recipients.size(), came.size());
    for (const auto& one : told.recipients) {
      ASSERT_TRUE(came.contains(one.contact)) << one.contact;
      const auto& row = came.at(one.contact);
      SCOPED_TRACE(fmt::format("contact {}: told {} {}, came {} {} {}", one.contact, to_string(one.fate),
                               to_string(one.why()), to_string(row.state), to_string(row.reason),
                               format_utc(row.handed_at)));
      EXPECT_EQ(one.fate == Fate::sends, row.handed_at.ms != 0);
      EXPECT_EQ(one.fate == Fate::blocked, row.state == MessageState::blocked);
      if (one.fate == Fate::blocked) EXPECT_EQ(to_string(one.why()), to_string(row.reason));
      EXPECT_EQ(one.fate == Fate::expires, row.state == MessageState::expired);
      if (one.fate != Fate::sends) continue;
      EXPECT_EQ(told.senders[one.sender].id, row.sender);
      EXPECT_EQ(one.segments, row.segments);
      const int64_t late_s = (row.handed_at - told.starts_at) / 1000 - one.after_s;
      EXPECT_GE(late_s, -1) << "sooner than was told";
      EXPECT_LE(late_s, 60) << "much later than was told";
    }
  }

  ManualClock clock_{*parse_utc("2026-11-20T16:00:00Z")};  // a Friday, 11:00 in New York
  Random random_{7};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
  Env env_{clock_, random_, *log_, metrics_};
  std::filesystem::path path_;
  std::unique_ptr<store::Database> db_;
  dispatch::CarrierSet carriers_;
  AtOnceRunner runner_;
  compliance::TzStatus tz_{"2026f", true, {}};
  law::LawShelf laws_;
  Setting setting_;
  WorkspaceId workspace_;
  int people_ = 0;

 private:
  void remove_files() {
    for (const auto* end : {"", "-wal", "-shm", ".lock"}) std::filesystem::remove(path_.string() + end);
  }
};

}  // namespace tidings::preflight

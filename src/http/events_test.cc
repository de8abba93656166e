// Live events where several nodes share a database: what another node did is told by the rows it left.
#include "http/events.h"

#include <atomic>

#include "base/limits.h"
#include "http/api_test_world.h"
#include "store/campaigns.h"
#include "store/events.h"

namespace tidings::http {
namespace {

// One that other nodes write too, and that can go away.
class SharedDatabase final : public store::Database {
 public:
  explicit SharedDatabase(std::unique_ptr<store::Database> inner) : inner_(std::move(inner)) {}
  Result<> write(const Work& work) override { return inner_->write(work); }
  void write_async(Work work, Done done) override { inner_->write_async(std::move(work), std::move(done)); }
  Result<> read(const Work& work) override {
    if (away) return fail(ErrorCode::unavailable, "the database server does not answer");
    return inner_->read(work);
  }
  Result<> backup(const std::string& path) override { return inner_->backup(path); }
  void stop() override { inner_->stop(); }
  size_t queued_writes() const override { return inner_->queued_writes(); }
  bool shared() const override { return true; }
  std::atomic<bool> away = false;

 private:
  std::unique_ptr<store::Database> inner_;
};

class LiveEvents : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    server_->stop();
    auto shared = std::make_unique<SharedDatabase>(std::move(db_));
    shared_ = shared.get();
    db_ = std::move(shared);
    campaigns_ = std::make_unique<flow::Campaigns>(env_, *db_);
    serve();
  }
  // As another node does it: straight into the rows.
  CampaignId begun(CampaignStatus status, const char* event) {
    CampaignId id;
    write([&](store::Session& s) {
      id = store::campaigns::insert(s, {.workspace = workspace_, .name = "theirs", .body = "b", .senders = {}},
                                    clock_.now());
      store::campaigns::record(s, id, {clock_.now(), "another node", event, ""});
      store::campaigns::set_status(s, id, CampaignStatus::draft, status, clock_.now(), {});
    });
    return id;
  }
  void words(int n, const std::string& provider_id, MessageId message) {
    write([&](store::Session& s) {
      const store::events::Receipt one{.message = message,
                                       .carrier = "tw",
                                       .provider_id = provider_id,
                                       .provider_status = "delivered",
                                       .state = DeliveryState::delivered,
                                       .at = clock_.now()};
      store::events::add_receipts(s, std::vector(static_cast<size_t>(n), one));
    });
  }
  // Hears all that comes, as it comes, until on_event has had enough.
  void listen(const net::OnEvent& on_event) {
    HttpRequest head{.method = "GET", .url = fmt::format("http://127.0.0.1:{}/api/events", server_->port())};
    head.headers.add("Authorization", "Bearer " + key_);
    std::jthread ticking([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        const auto told = api_->tick();
        EXPECT_TRUE(told || told.error().code == ErrorCode::unavailable);
        std::this_thread::yield();
      }
    });
    const auto read = net::read_events(head, on_event);
    EXPECT_TRUE(read) << read.error().describe();
  }
  SharedDatabase* shared_ = nullptr;
};

TEST_F(LiveEvents, WhatAnotherNodeDidIsTold) {
  begun(CampaignStatus::active, "started");
  std::vector<std::string> heard;
  listen([&](std::string_view event, std::string_view data) {
    const auto value = parse_json(data).value_or(json::object{});
    if (event == "campaign") heard.push_back(fmt::format("campaign {}", text(value, "status")));
    if (event == "message")
      heard.push_back(fmt::format("{} {} {}", text(value, "provider_id"), text(value, "id"), text(value, "state")));
    if (event == "inbound") heard.push_back("inbound");
    switch (heard.size()) {
      case 1:
        words(1, "SM-theirs", MessageId{7});
        break;
      case 2:  // taken here: told once, by its row
        EXPECT_EQ(webhook("/webhooks/twilio/status", {{"Id", "SM-ours"}, {"Status", "delivered"}}).status, 200);
        EXPECT_EQ(receipts_->tick(), 1U);
        break;
      case 3:
        begun(CampaignStatus::completed, "completed");  // between two looks from its beginning to its end
        break;
      case 4:
        EXPECT_EQ(webhook("/sms/inbound", {{"Id", "SM1"}, {"From", kPhone}, {"To", kOurs}, {"Body", "hello"}}).status,
                  200);
        break;
      default:
        return false;
    }
    return true;
  });
  EXPECT_EQ(heard, (std::vector<std::string>{"campaign active", "SM-theirs 7 delivered", "SM-ours  delivered",
                                             "campaign completed", "inbound"}));
}

TEST_F(LiveEvents, AStormIsCountedNotTold) {
  begun(CampaignStatus::active, "started");
  const int most = static_cast<int>(limits::kEventsAtOnce);
  int told = 0;
  int64_t missed = 0;
  listen([&](std::string_view event, std::string_view data) {
    if (event == "campaign" && told == 0) words(most + 20, "SM", MessageId{7});
    if (event == "message") ++told;
    if (event == "missed") missed = parse_json(data)->at("message").as_int64();
    return missed == 0;
  });
  EXPECT_EQ(told, most);
  EXPECT_EQ(missed, 20);
}

TEST_F(LiveEvents, ADatabaseThatIsAwayIsSaidOnceAndNothingIsPassedOver) {
  const auto id = begun(CampaignStatus::active, "started");
  std::vector<std::string> heard;
  listen([&](std::string_view event, std::string_view data) {
    heard.emplace_back(event);
    if (heard.size() == 1) {
      shared_->away = true;
    } else if (event == "stalled") {
      EXPECT_NE(data.find("does not answer"), std::string_view::npos);
      words(1, "SM-meanwhile", MessageId{7});
      shared_->away = false;
    }
    return event != "message";
  });
  EXPECT_EQ(heard, (std::vector<std::string>{"campaign", "stalled", "resumed", "campaign", "message"})) << id.value;
}

}  // namespace
}  // namespace tidings::http

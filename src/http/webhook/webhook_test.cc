// Webhooks: applied before they are answered, forged ones change nothing, none that was answered is lost.
#include "http/webhook/webhook.h"

#include <algorithm>
#include <condition_variable>
#include <future>

#include "http/api_test_world.h"
#include "store/calls.h"
#include "store/optouts.h"

namespace tidings::http {
namespace {

using Webhooks = ApiTest;

const char* const kPaths[] = {
    "/webhooks/twilio/sms", "/webhooks/twilio/status",      "/webhooks/twilio/optout",    "/webhooks/sms/twilio",
    "/sms/inbound",         "/api/messages/twilio/inbound", "/api/messages/twilio/status"};

FormFields said(const std::string& id, const std::string& text) {
  return {{"Id", id}, {"From", kPhone}, {"To", kOurs}, {"Body", text}};
}

TEST_F(Webhooks, EveryPathTakesThem) {
  for (size_t i = 0; i < std::size(kPaths); ++i) {
    const auto response = webhook(kPaths[i], said(fmt::format("SM{}", i), "hello"));
    EXPECT_EQ(response.status, 200) << kPaths[i] << response.body;
    EXPECT_EQ(response.body, "<Response/>");
  }
  EXPECT_EQ(count("SELECT count(*) FROM inbound"), 7);
  EXPECT_EQ(count("SELECT count(*) FROM webhook_event WHERE state = 'applied'"), 7);
}

TEST_F(Webhooks, SomeCarriersPutAllIntoTheQuery) {
  const auto ask = [&](const std::string& path) {
    HttpRequest request{.method = "GET", .url = path};
    request.headers.add("X-Signature", std::string("for ") + kPublicUrl + path);
    return raw(request);
  };
  for (const char* path : {"/webhooks/vonage/inbound", "/webhooks/vonage/status"}) {
    const auto query = encode_form(said(path, "STOP"));
    EXPECT_EQ(ask(std::string(path) + "?" + query).status, 200) << path;
    EXPECT_EQ(webhook(path, said(std::string(path) + "2", "hello")).status, 200) << path;
  }
  EXPECT_EQ(count("SELECT count(*) FROM inbound"), 4);
  EXPECT_EQ(count("SELECT count(*) FROM suppression"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM webhook_event WHERE state = 'applied' AND method = 'GET'"), 2);
  EXPECT_EQ(ask("/webhooks/twilio/sms?Id=1").status, 405) << "Twilio is told to POST";
}

TEST_F(Webhooks, StopHasActedWhenItIsAnswered) {
  const auto sent = post("/api/messages/send", R"({"to":"+12025550123","body":"hello"})", 202);
  EXPECT_EQ(webhook("/webhooks/twilio/sms", said("SM1", "STOP")).status, 200);
  const auto row = get(fmt::format("/api/outbox/{}", sent.at("id").as_int64()));
  EXPECT_EQ(text(row, "state"), "blocked");
  EXPECT_EQ(text(row, "reason"), "opted_out");
  const auto optouts = get("/api/optouts?phone=%2B12025550123");
  EXPECT_EQ(text(optouts.at("items").at(0), "source"), "keyword");
  // One more message to that number is blocked, and says why.
  const auto blocked = post("/api/messages/send", R"({"to":"+12025550123","body":"one more"})", 200);
  EXPECT_EQ(text(blocked, "status"), "blocked");
  EXPECT_EQ(text(blocked, "reason"), "suppressed");
}

TEST_F(Webhooks, WhoAsksWhatToSayInACallOfOursIsToldAtOnce) {
  MessageId call, text;
  const auto done = db_->write([&](store::Session& s) -> Result<> {
    const auto workspace = store::workspaces::all(s).front().id;
    const auto sender = store::workspaces::put_sender(
        s, {.workspace = workspace, .address = "+12025550177", .carrier = "tw", .texts = false, .calls = true});
    store::Ledger ledger(s, clock_.now());
    for (auto* id : {&call, &text}) {
      const auto channel = id == &call ? Channel::call : Channel::text;
      *id = *ledger.plan({.workspace = workspace, .phone = kPhone, .body = "hello", .channel = channel});
      auto row = *store::ledger::by_id(s, *id);
      EXPECT_TRUE(
          ledger.hand(row, {.sender = sender, .sent_to = kPhone, .carrier = "tw", .body = "Hello Ann", .lease = 7}));
      EXPECT_TRUE(ledger.accept(row, MessageState::accepted, id == &call ? "CA1" : "SM1"));
    }
    store::calls::put(s, {.message = call, .language = "en-AU"});
    ledger.close();
    return {};
  });
  ASSERT_TRUE(done) << done.error().describe();
  const auto ask = [&](MessageId id, const char* sid, const char* to, const std::string& signature = {}) {
    return webhook("/webhooks/twilio/status",
                   {{"Id", sid}, {"To", to}, {"From", "+12025550177"}, {"Ask", std::to_string(id.value)}}, signature);
  };
  const auto told = ask(call, "CA1", kPhone);
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(told.body, fmt::format("+12025550177 says to {} in en-AU: Hello Ann", kPhone));
  EXPECT_EQ(ask(call, "CA1", kPhone, "wrong").status, 403);
  EXPECT_EQ(ask(call, "CA2", kPhone).status, 404) << "another call of the carrier";
  EXPECT_EQ(ask(call, "CA1", "+12025550199").status, 404) << "to somebody else";
  EXPECT_EQ(ask(text, "SM1", kPhone).status, 404) << "a text is not read out";
  EXPECT_EQ(ask(MessageId{999}, "CA9", kPhone).status, 404);
  EXPECT_EQ(count("SELECT count(*) FROM webhook_event"), 0) << "nothing of it is kept";
  EXPECT_EQ(webhook("/webhooks/twilio/sms", said("SM2", "STOP")).status, 200);
  EXPECT_TRUE(ask(call, "CA1", kPhone).body.ends_with(": ")) << "nothing is said to who has opted out since";
}

TEST_F(Webhooks, ForgedOnesChangeNothing) {
  for (const std::string& signature :
       {std::string("none"), std::string("wrong"), std::string("for https://elsewhere.example/webhooks/twilio/sms"),
        std::string("old ") + kPublicUrl + "/webhooks/twilio/sms"}) {
    const auto response = webhook("/webhooks/twilio/sms", said("SM1", "STOP"), signature);
    EXPECT_EQ(response.status, 403) << signature;
    EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json");
  }
  EXPECT_EQ(count("SELECT count(*) FROM suppression"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM webhook_event"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM inbound"), 0);
  const auto metrics = ask("GET", "/metrics").body;
  EXPECT_NE(metrics.find("http_webhooks_total{outcome=\"forged\"} 3"), std::string::npos) << metrics;
  EXPECT_NE(metrics.find("http_webhooks_total{outcome=\"stale\"} 1"), std::string::npos) << metrics;
}

TEST_F(Webhooks, TheQueryIsSignedToo) {
  const std::string path = "/webhooks/twilio/status?m=7";
  EXPECT_EQ(webhook(path, said("SM1", "hello")).status, 200);
  EXPECT_EQ(webhook(path, said("SM2", "hello"), std::string("for ") + kPublicUrl + "/webhooks/twilio/status").status,
            403);
}

TEST_F(Webhooks, OnesNobodyCanReadGoToTheDeadLetterList) {
  EXPECT_EQ(webhook("/webhooks/twilio/sms", {{"From", kPhone}}).status, 400);
  const auto dead = get("/api/webhooks?state=dead");
  ASSERT_EQ(dead.at("items").as_array().size(), 1U);
  const int64_t id = dead.at("items").at(0).at("id").as_int64();
  EXPECT_EQ(post("/api/webhooks/replay", fmt::format(R"({{"ids":[{}]}})", id), 200).at("replayed"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM webhook_event WHERE state = 'pending'"), 1);
  EXPECT_EQ(text(post("/api/webhooks/replay", fmt::format(R"({{"ids":[{}]}})", id), 409), "code"), "conflict");
  EXPECT_EQ(post("/api/webhooks/replay", R"({"all":true})", 200).at("replayed"), 0);
  EXPECT_EQ(post("/api/webhooks/replay", R"({})", 400).at("where"), "ids");
  EXPECT_EQ(text(get("/api/webhooks?state=applied", 400), "where"), "state");
}

TEST_F(Webhooks, AReceiptThatCannotBeAppliedIsKeptForLater) {
  sink_fails_ = true;
  EXPECT_EQ(webhook("/webhooks/twilio/status", {{"Id", "SM1"}, {"Status", "delivered"}}).status, 200);
  EXPECT_EQ(count("SELECT count(*) FROM receipt_batch"), 1);
  EXPECT_EQ(receipts_->tick(), 1U);
  EXPECT_EQ(count("SELECT count(*) FROM webhook_event WHERE state = 'pending'"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM receipt_batch"), 0);
}

TEST_F(Webhooks, AStopThatCannotActYetIsKeptAndNotThankedFor) {
  sink_fails_ = true;
  const auto response = webhook("/webhooks/twilio/sms", said("SM1", "STOP"));
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.headers.get("Retry-After"), "5");
  EXPECT_EQ(count("SELECT count(*) FROM webhook_event WHERE state = 'pending' AND attempts = 1"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM suppression"), 0);
  sink_fails_ = false;
  EXPECT_EQ(webhook("/webhooks/twilio/sms", said("SM1", "STOP")).status, 200) << "the carrier comes again";
  EXPECT_EQ(count("SELECT count(*) FROM suppression"), 1);
}

TEST_F(Webhooks, ReceiptsShareAWriteAndAPoisonedOneHarmsNoOther) {
  const std::string path = "/webhooks/twilio/status";
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<int> answers;
  constexpr size_t kReceipts = 41;
  // The store is kept busy until they all wait.
  std::promise<void> go;
  db_->write_async(
      [&, ready = go.get_future().share()](store::Session&) -> Result<> {
        ready.wait();
        return {};
      },
      [](const Result<>&) {});
  for (size_t i = 0; i < kReceipts; ++i) {
    const std::string id = i == 20 ? kPoison : fmt::format("SM{}", i);
    HttpRequest request{.method = "POST",
                        .url = fmt::format("http://127.0.0.1:{}{}", server_->port(), path),
                        .body = encode_form({{"Id", id}, {"Status", "delivered"}})};
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.headers.add("X-Signature", std::string("for ") + kPublicUrl + path);
    client_.send(std::move(request), [&](const HttpResult& result) {
      const std::lock_guard lock(mutex);
      answers.push_back(result.response.status);
      changed.notify_one();
    });
  }
  while (db_->queued_writes() == 0) std::this_thread::yield();
  go.set_value();
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return answers.size() == kReceipts; });
  EXPECT_EQ(std::ranges::count(answers, 200), kReceipts) << "the poisoned one is kept for later";
  EXPECT_EQ(count("SELECT count(*) FROM webhook_event WHERE state = 'applied'"), kReceipts);
  const int64_t batches = count("SELECT count(*) FROM receipt_batch");
  EXPECT_LT(batches, static_cast<int64_t>(kReceipts)) << "they share writes";
  EXPECT_EQ(receipts_->tick(), kReceipts);
  EXPECT_EQ(largest_batch_, kReceipts);
  const int64_t left = count("SELECT count(*) FROM webhook_event WHERE state = 'pending'");
  EXPECT_GE(left, 1) << "the batch of the poisoned one";
  EXPECT_EQ(count("SELECT count(*) FROM receipt WHERE message_id = 0"), static_cast<int64_t>(kReceipts) - left);
  EXPECT_EQ(count("SELECT count(*) FROM receipt_batch"), 0);
}

TEST_F(Webhooks, WithoutAStoreTheCarrierIsToldToComeAgain) {
  db_->stop();
  const auto response = webhook("/webhooks/twilio/sms", said("SM1", "hello"));
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.headers.get("Retry-After"), "5");
}

}  // namespace
}  // namespace tidings::http

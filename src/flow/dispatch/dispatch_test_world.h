// A store with a workspace, senders and contacts, a carrier that is asked by values, and a network the test answers by
// hand: what the tests of this room share.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/json.h"
#include "flow/dispatch/dispatcher.h"
#include "flow/dispatch/resolver.h"
#include "store/campaigns.h"
#include "store/contacts.h"
#include "store/optouts.h"
#include "store/sqlite/sqlite_database.h"
#include "store/stop_number.h"
#include "store/workspaces.h"

namespace tidings::dispatch {

// Says what the test put into the answer's body: "accepted SM1", "refused permanent 21211", "busy 2000", "busy 2000
// sender", "account 20003", "barred 21606", anything else: unknown.
class ScriptedCarrier final : public carrier::Carrier {
 public:
  bool calls = false;  // it makes them, and says as much of them
  double calls_a_second = 1000;
  bool cannot_find = false, cannot_cancel = false, cannot_redact = false;  // carriers differ in what they can be asked
  double per_s = 0;                                                        // its own limit
  std::string never_takes;                                                 // a text
  carrier::MediaRules media;                                               // none
  std::string called = "tw";

  std::string_view name() const override { return called; }
  size_t most_characters() const override { return 1600; }
  const carrier::MediaRules& media_rules() const override { return media; }
  double requests_per_s() const override { return per_s; }
  std::optional<carrier::SendResult> refuses(const carrier::OutgoingMessage& m) const override {
    if (never_takes.empty() || m.body != never_takes) return std::nullopt;
    return carrier::SendResult{.outcome = carrier::Outcome::refused,
                               .error_class = ErrorClass::content,
                               .error_code = "never",
                               .error_text = "this carrier never takes it"};
  }
  HttpRequest build_send(const carrier::OutgoingMessage& m) const override {
    std::string url = "http://carrier/send?to=" + m.to + "&id=" + std::to_string(m.id.value) +
                      (m.validity_s > 0 ? "&validity_s=" + std::to_string(m.validity_s) : "");
    for (const auto& one : m.media_urls) url += "&media=" + one;
    return {.method = "POST", .url = std::move(url), .body = m.body};
  }
  carrier::SendResult read_send(const HttpResult& result) const override;
  std::optional<HttpRequest> build_find(const carrier::FindQuery& query, std::string_view) const override {
    if (cannot_find) return std::nullopt;
    return HttpRequest{.url = "http://carrier/find?to=" + query.to};
  }
  Result<carrier::FoundPage> read_find(const HttpResult& result) const override;
  // "canceled"; nothing: no answer; anything else: too late.
  Result<carrier::FoundMessage> read_fetch(const HttpResult& result) const override;
  std::optional<HttpRequest> build_cancel(std::string_view id) const override {
    if (cannot_cancel) return std::nullopt;
    return HttpRequest{.method = "POST", .url = "http://carrier/cancel?id=" + std::string(id)};
  }
  bool makes_calls() const override { return calls; }
  double calls_per_s() const override { return calls_a_second; }
  HttpRequest build_call(const carrier::OutgoingCall& c) const override {
    return {.method = "POST",
            .url = fmt::format("http://carrier/call?to={}&from={}&id={}&language={}&machine={}&ring_s={}&attempt={}",
                               c.to, c.from, c.id.value, c.language, to_string(c.machine), c.ring_s, c.attempt),
            .body = c.text};
  }
  carrier::SendResult read_call(const HttpResult& result) const override { return read_send(result); }
  std::optional<HttpRequest> build_find_call(const carrier::FindQuery& query, std::string_view) const override {
    if (cannot_find) return std::nullopt;
    return HttpRequest{.url = "http://carrier/find_call?to=" + query.to};
  }
  Result<carrier::FoundPage> read_find_call(const HttpResult& result) const override { return read_find(result); }
  Result<carrier::FoundMessage> read_fetch_call(const HttpResult& result) const override { return read_fetch(result); }
  std::optional<HttpRequest> build_cancel_call(std::string_view id, Instant) const override {
    if (cannot_cancel) return std::nullopt;
    return HttpRequest{.method = "POST", .url = "http://carrier/hang_up?id=" + std::string(id)};
  }
  std::optional<HttpRequest> build_redact(std::string_view id) const override {
    if (cannot_redact) return std::nullopt;
    return HttpRequest{.method = "POST", .url = "http://carrier/redact?id=" + std::string(id)};
  }
  carrier::Signature check_signature(const carrier::WebhookRequest&, Instant) const override {
    return carrier::Signature::valid;
  }
  Result<carrier::WebhookEvent> read_webhook(const carrier::WebhookRequest&) const override {
    return carrier::WebhookEvent{};
  }
  HttpResponse answer(const carrier::WebhookEvent&) const override { return {}; }
};

// Keeps every request until the test answers it.
class HeldRunner final : public HttpRunner {
 public:
  struct Held {
    HttpRequest request;
    Done done;
  };
  void send(HttpRequest request, Done done) override { held.push_back({std::move(request), std::move(done)}); }
  // Answers the oldest.
  void answer(std::string body, Transport transport = Transport::answered) {
    auto first = std::move(held.front());
    held.pop_front();
    first.done({transport, {.status = 200, .body = std::move(body)}, {}});
  }
  std::deque<Held> held;
};

inline constexpr const char* kOurs = "+12025550100";
inline constexpr int64_t kBootMs = 20'000;

class DispatchTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  void write(const std::function<void(store::Session&, store::Ledger&)>& work);
  ContactId contact(const std::string& phone);
  // One campaign with a row for each phone.
  CampaignId campaign(const std::vector<std::string>& phones, double rate_per_s = 1000);
  MessageId single(const std::string& phone, MessageKind kind = MessageKind::single);
  store::LedgerRow row(MessageId id);
  std::vector<store::LedgerRow> rows(CampaignId id);

  void restart();  // the process dies and another begins: all that was in memory is gone; buckets are full again
  void tick(int times = 1);
  void tick_calls(int times = 1);
  void advance(int64_t ms) { clock_.advance(ms); }
  void expect_counts_hold(CampaignId id);

  ManualClock clock_{Instant{1'795'190'400'000}};  // 2026-11-20T16:00:00Z
  Random random_{7};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
  Env env_{clock_, random_, *log_, metrics_};
  std::filesystem::path folder_;
  std::unique_ptr<store::Database> db_;
  CarrierSet carriers_;
  ScriptedCarrier* carrier_ = nullptr;  // the one in carriers_
  HeldRunner runner_;
  compliance::TzStatus tz_{"2026f", true, {}};
  law::LawShelf laws_;
  compliance::Gatherer gatherer_{tz_, laws_};
  Options options_;
  std::unique_ptr<Dispatcher> dispatcher_;
  std::unique_ptr<Dispatcher> caller_;  // of calls
  std::unique_ptr<Resolver> resolver_;
  WorkspaceId workspace_;
  SenderId sender_;
};

}  // namespace tidings::dispatch

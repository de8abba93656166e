// The Twilio carrier and the simulator of Twilio, against each other: both were written from the same description, each
// with its own code, and must understand one another. What goes over the wire here is what goes over a socket
// elsewhere.
#include <gtest/gtest.h>

#include <set>

#include "carrier/sandbox/sandbox.h"
#include "carrier/twilio/twilio.h"

namespace tidings {
namespace {

using carrier::Outcome;
using carrier::sandbox::Action;
using carrier::sandbox::SandboxCarrier;
using carrier::sandbox::SandboxOptions;

const Instant kStart = *parse_utc("2026-11-20T12:00:00Z");
const std::string kBase = "http://127.0.0.1:8090";

class Wire : public ::testing::Test {
 protected:
  void start(std::string_view options) {
    SandboxOptions base;
    base.inbound_url = "http://127.0.0.1:8080/webhooks/twilio/sms";
    const auto parsed = carrier::sandbox::parse_options(options, base);
    ASSERT_TRUE(parsed) << parsed.error().describe();
    sandbox_ = std::make_unique<SandboxCarrier>(*parsed, 11);
    carrier::CarrierConfig config;
    config.name = "demo", config.type = "sandbox", config.public_url = "http://127.0.0.1:8080";
    config.values = {{"account_sid", base.account_sid}, {"auth_token", base.auth_token}, {"base_url", kBase}};
    auto made = carrier::twilio::make_twilio(config);
    ASSERT_TRUE(made) << made.error().describe();
    carrier_ = std::move(*made);
  }

  // What a runner would report of this request.
  HttpResult exchange(HttpRequest request) {
    EXPECT_TRUE(request.url.starts_with(kBase + "/")) << request.url;
    request.url.erase(0, kBase.size());
    const auto handling = sandbox_->handle(request, now_);
    if (handling.action == Action::answer) return {Transport::answered, handling.response, {}};
    return {Transport::maybe_sent, {}, handling.action == Action::hang ? "no answer in time" : "connection reset"};
  }

  carrier::SendResult send(const std::string& to, int64_t id = 1, const std::string& body = "hello") {
    carrier::OutgoingMessage message;
    message.id = MessageId{id};
    message.to = to, message.from = "+61400000009", message.body = body;
    return carrier_->read_send(exchange(carrier_->build_send(message)));
  }

  struct Heard {
    carrier::Signature signature;
    carrier::WebhookEvent event;
  };
  std::vector<Heard> listen() {
    std::vector<Heard> out;
    while (const auto next = sandbox_->next_due()) {
      now_ = std::max(now_, *next);
      for (const auto& hook : sandbox_->due(now_)) {
        const carrier::WebhookRequest request{hook.request.method, hook.request.url, hook.request.headers,
                                              hook.request.body};
        Heard heard{carrier_->check_signature(request, now_), {}};
        if (auto event = carrier_->read_webhook(request)) heard.event = *event;
        const bool valid = heard.signature == carrier::Signature::valid;
        const HttpResponse answer = valid ? carrier_->answer(heard.event) : HttpResponse{403, {}, {}};
        sandbox_->webhook_done(hook.id, {Transport::answered, answer, {}}, now_);
        out.push_back(std::move(heard));
      }
    }
    return out;
  }

  std::unique_ptr<SandboxCarrier> sandbox_;
  std::unique_ptr<carrier::Carrier> carrier_;
  Instant now_ = kStart;
};

TEST_F(Wire, AMessageAndItsReceipts) {
  start("");
  const auto sent = send("+61400000001", 42, "Grüße 👋 & 5+5=10");
  ASSERT_EQ(sent.outcome, Outcome::accepted) << sent.error_text;
  EXPECT_EQ(sent.state, DeliveryState::queued);
  EXPECT_EQ(sent.segments, 1);
  EXPECT_EQ(sandbox_->ledger().recipients().begin()->second.bodies.size(), 1u);
  const auto heard = listen();
  ASSERT_EQ(heard.size(), 2u);
  for (const auto& [signature, event] : heard) {
    EXPECT_EQ(signature, carrier::Signature::valid);
    EXPECT_EQ(event.type, carrier::EventType::delivery_status);
    EXPECT_EQ(event.provider_id, sent.provider_id);
    EXPECT_EQ(event.client_ref, "42");
    EXPECT_EQ(event.to, "+61400000001");
  }
  EXPECT_EQ(heard[0].event.state, DeliveryState::sent);
  EXPECT_EQ(heard[1].event.state, DeliveryState::delivered);
  const auto fetched = carrier_->read_fetch(exchange(*carrier_->build_fetch(sent.provider_id)));
  ASSERT_TRUE(fetched) << fetched.error().describe();
  EXPECT_EQ(fetched->state, DeliveryState::delivered);
  EXPECT_EQ(fetched->body, "Grüße 👋 & 5+5=10");
  EXPECT_EQ(fetched->created_at, kStart);
}

TEST_F(Wire, EveryFaultHasItsOutcome) {
  start("retry_after_s=2");
  const auto outcome = [&](const char* to) { return send(to).outcome; };
  EXPECT_EQ(outcome("+12025550211"), Outcome::refused);
  EXPECT_EQ(send("+12025550610").error_class, ErrorClass::opted_out);
  EXPECT_EQ(send("+12025550408").error_class, ErrorClass::sender);
  EXPECT_EQ(send("+12025550614").error_class, ErrorClass::permanent);
  EXPECT_EQ(outcome("+12025550611"), Outcome::busy);
  const auto busy = send("+12025550429");
  EXPECT_EQ(busy.outcome, Outcome::busy);
  EXPECT_EQ(busy.retry_after_ms, 2000);
  for (const char* to :
       {"+12025550500", "+12025550501", "+12025550503", "+12025550901", "+12025550902", "+12025550903"}) {
    EXPECT_EQ(outcome(to), Outcome::unknown) << to;
    EXPECT_EQ(outcome(to), Outcome::accepted) << to << ", second attempt";
  }
  EXPECT_EQ(sandbox_->ledger().totals().doubles, 3u) << "sending again after an unknown outcome is a double";
}

TEST_F(Wire, WhatWasProcessedButNotAnsweredIsFound) {
  start("");
  ASSERT_EQ(send("+12025550902", 7).outcome, Outcome::unknown);  // processed
  ASSERT_EQ(send("+12025550901", 8).outcome, Outcome::unknown);  // not processed
  const auto find = [&](const std::string& to) {
    const auto page = carrier_->read_find(exchange(*carrier_->build_find({to, "+61400000009", now_, now_}, "")));
    EXPECT_TRUE(page) << page.error().describe();
    return page ? page->messages.size() : 99;
  };
  EXPECT_EQ(find("+12025550902"), 1u) << "also before it is sent: it has no DateSent yet";
  EXPECT_EQ(find("+12025550901"), 0u);
  const auto heard = listen();
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(heard[0].event.client_ref, "7") << "a receipt settles it too";
  EXPECT_EQ(find("+12025550902"), 1u);
}

TEST_F(Wire, PagesAreFollowedToTheEnd) {
  start("");
  for (int i = 0; i < 250; ++i) ASSERT_EQ(send("+61400000001", i, std::to_string(i)).outcome, Outcome::accepted);
  std::set<std::string> bodies;
  std::string next;
  int pages = 0;
  do {
    const auto page = carrier_->read_find(exchange(*carrier_->build_find({"+61400000001", "", {}, now_}, next)));
    ASSERT_TRUE(page) << page.error().describe();
    for (const auto& message : page->messages) bodies.insert(message.body);
    next = page->next_url;
  } while (!next.empty() && ++pages < 10);
  EXPECT_EQ(bodies.size(), 250u);
}

TEST_F(Wire, RepliesAndForgeries) {
  start("rate_forged=1");
  send("+12025550700", 1), send("+12025550701", 2);
  int stops = 0, soft = 0, forged = 0;
  for (const auto& [signature, event] : listen()) {
    if (signature != carrier::Signature::valid) {
      EXPECT_EQ(event.text, "STOP");
      ++forged;
    } else if (event.type == carrier::EventType::inbound_message) {
      EXPECT_EQ(event.to, "+61400000009");
      stops += event.from == "+12025550700";
      soft += event.from == "+12025550701";
      EXPECT_FALSE(event.text.empty());
    }
  }
  EXPECT_EQ(stops, 1);
  EXPECT_EQ(soft, 1);
  EXPECT_EQ(forged, 2);
  EXPECT_EQ(sandbox_->webhook_totals().forged_taken, 0u);
}

TEST_F(Wire, ErrorsThatComeLater) {
  start("");
  send("+12025550003"), send("+12025550005"), send("+12025550007");
  std::map<std::string, ErrorClass> classes;
  for (const auto& [signature, event] : listen()) {
    if (event.state == DeliveryState::failed) {
      EXPECT_TRUE(event.undelivered);
      classes[event.error_code] = event.error_class;
    }
  }
  EXPECT_EQ(classes,
            (std::map<std::string, ErrorClass>{
                {"30003", ErrorClass::transient}, {"30005", ErrorClass::permanent}, {"30007", ErrorClass::content}}));
}

TEST_F(Wire, CancelsBeforeItIsSent) {
  start("sent_ms=60000");
  const auto sent = send("+61400000001");
  const auto cancelled = carrier_->read_fetch(exchange(*carrier_->build_cancel(sent.provider_id)));
  ASSERT_TRUE(cancelled) << cancelled.error().describe();
  EXPECT_EQ(cancelled->state, DeliveryState::canceled);
  EXPECT_EQ(carrier_->read_fetch(exchange(*carrier_->build_fetch("SM" + std::string(32, '0')))).error().code,
            ErrorCode::not_found);
}

TEST_F(Wire, TakesATextOutOfItsLogOnceItHasLeft) {
  start("");
  const auto sent = send("+61400000001", 1, "something private");
  const auto redact = [&] { return carrier_->read_fetch(exchange(*carrier_->build_redact(sent.provider_id))); };
  EXPECT_FALSE(redact()) << "it is still under way: to be asked again";
  listen();
  const auto done = redact();
  ASSERT_TRUE(done) << done.error().describe();
  EXPECT_EQ(done->body, "");
  EXPECT_EQ(carrier_->read_fetch(exchange(*carrier_->build_fetch(sent.provider_id)))->body, "");

  HttpRequest written{.method = "POST",
                      .url = "/sandbox/inbound",
                      .body = R"({"from":"+61400000001","to":"+61400000009","body":"private too"})"};
  sandbox_->handle(written, now_);
  const auto heard = listen();
  ASSERT_EQ(heard.size(), 1u);
  const auto answer = carrier_->read_fetch(exchange(*carrier_->build_redact(heard[0].event.provider_id)));
  ASSERT_TRUE(answer) << "what came in as well";
  EXPECT_EQ(answer->body, "");
}

TEST_F(Wire, WrongCredentialsNameTheSender) {
  start("");
  carrier::CarrierConfig config;
  config.name = "demo", config.type = "sandbox", config.public_url = "http://127.0.0.1:8080";
  config.values = {
      {"account_sid", SandboxOptions{}.account_sid}, {"auth_token", std::string(32, 'x')}, {"base_url", kBase}};
  carrier_ = std::move(*carrier::twilio::make_twilio(config));
  const auto sent = send("+61400000001");
  EXPECT_EQ(sent.outcome, Outcome::busy) << "no verdict on this message";
  EXPECT_EQ(sent.error_class, ErrorClass::sender);
  EXPECT_EQ(sent.error_code, "20003");
}

}  // namespace
}  // namespace tidings

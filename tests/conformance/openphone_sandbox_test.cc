// The OpenPhone carrier and the simulator of OpenPhone, against each other: both were written from the same
// description, each with its own code, and must understand one another, in every generation of webhooks.
#include <gtest/gtest.h>

#include <set>

#include "carrier/openphone/openphone.h"
#include "carrier/sandbox/sandbox.h"

namespace tidings {
namespace {

using carrier::Outcome;
using carrier::sandbox::Action;
using carrier::sandbox::SandboxCarrier;
using carrier::sandbox::SandboxOptions;

const Instant kStart = *parse_utc("2026-11-20T12:00:00Z");
const std::string kBase = "http://127.0.0.1:8090";
const std::string kOurs = "+15550002222";

class OpenPhoneWire : public ::testing::TestWithParam<int> {
 protected:
  void start(std::string options) {
    SandboxOptions base;
    base.openphone_url = "http://127.0.0.1:8080/webhooks/openphone";
    base.openphone_generation = GetParam();
    const auto parsed = carrier::sandbox::parse_options(options, base);
    ASSERT_TRUE(parsed) << parsed.error().describe();
    sandbox_ = std::make_unique<SandboxCarrier>(*parsed, 11);
    carrier::CarrierConfig config;
    config.name = "quo", config.type = "openphone", config.public_url = "http://127.0.0.1:8080";
    config.values = {{"api_key", base.auth_token}, {"signing_key", base.openphone_key}, {"base_url", kBase}};
    if (with_id_) config.values["phone_number_ids." + kOurs] = "PN15550002222";
    auto made = carrier::openphone::make_openphone(config);
    ASSERT_TRUE(made) << made.error().describe();
    carrier_ = std::move(*made);
  }

  HttpResult exchange(HttpRequest request) {
    EXPECT_TRUE(request.url.starts_with(kBase + "/")) << request.url;
    request.url.erase(0, kBase.size());
    const auto handling = sandbox_->handle(request, now_);
    if (handling.action == Action::answer) return {Transport::answered, handling.response, {}};
    return {Transport::maybe_sent, {}, handling.action == Action::hang ? "no answer in time" : "connection reset"};
  }

  carrier::SendResult send(const std::string& to, const std::string& body = "hello") {
    carrier::OutgoingMessage message;
    message.id = MessageId{1};
    message.to = to, message.from = kOurs, message.body = body;
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
        const auto event = carrier_->read_webhook(request);
        EXPECT_TRUE(event) << hook.request.body;
        if (event) heard.event = *event;
        const bool valid = heard.signature == carrier::Signature::valid;
        const HttpResponse answer = valid ? carrier_->answer(heard.event) : HttpResponse{403, {}, {}};
        sandbox_->webhook_done(hook.id, {Transport::answered, answer, {}}, now_);
        out.push_back(std::move(heard));
      }
    }
    return out;
  }
  void page(const std::string& target, const std::string& body) {
    HttpRequest request{.method = "POST", .url = target, .body = body};
    EXPECT_LT(sandbox_->handle(request, now_).response.status, 300) << target;
  }
  // All pages, as the resolver and reconciliation ask for them.
  template <class Build, class Read>
  std::vector<carrier::FoundMessage> all(Build build, Read read) {
    std::vector<carrier::FoundMessage> out;
    std::string next;
    for (int pages = 0; pages < 50; ++pages) {
      const auto found = read(exchange(*build(next)));
      EXPECT_TRUE(found) << found.error().describe();
      if (!found) return out;
      out.insert(out.end(), found->messages.begin(), found->messages.end());
      next = found->next_url;
      if (next.empty()) return out;
    }
    ADD_FAILURE() << "the list has no end";
    return out;
  }
  std::vector<carrier::FoundMessage> find(const std::string& to) {
    const carrier::FindQuery query{to, kOurs, kStart - kHourMs, now_};
    return all([&](const std::string& next) { return carrier_->build_find(query, next); },
               [&](const HttpResult& result) { return carrier_->read_find(result); });
  }

  bool with_id_ = true;
  std::unique_ptr<SandboxCarrier> sandbox_;
  std::unique_ptr<carrier::Carrier> carrier_;
  Instant now_ = kStart;
};
INSTANTIATE_TEST_SUITE_P(Generations, OpenPhoneWire, ::testing::Values(1, 2, 3));

TEST_P(OpenPhoneWire, AMessageAndItsReceipt) {
  start("");
  const auto sent = send("+15550001111", "Grüße 👋 \"5+5\"");
  ASSERT_EQ(sent.outcome, Outcome::accepted) << sent.error_text;
  EXPECT_EQ(sent.state, DeliveryState::queued);
  const auto heard = listen();
  ASSERT_EQ(heard.size(), 1u) << "of sent there is no word";
  EXPECT_EQ(heard[0].signature, carrier::Signature::valid);
  EXPECT_EQ(heard[0].event.type, carrier::EventType::delivery_status);
  EXPECT_EQ(heard[0].event.provider_id, sent.provider_id);
  EXPECT_EQ(heard[0].event.to, "+15550001111");
  EXPECT_EQ(heard[0].event.from, kOurs);
  EXPECT_EQ(heard[0].event.state, DeliveryState::delivered);
  EXPECT_FALSE(heard[0].event.event_id.empty());
  const auto fetched = carrier_->read_fetch(exchange(*carrier_->build_fetch(sent.provider_id)));
  ASSERT_TRUE(fetched) << fetched.error().describe();
  EXPECT_EQ(fetched->state, DeliveryState::delivered);
  EXPECT_EQ(fetched->body, "Grüße 👋 \"5+5\"");
  EXPECT_EQ(fetched->created_at, kStart);
  EXPECT_FALSE(carrier_->read_fetch(exchange(*carrier_->build_fetch("ACnone"))));
}

TEST_P(OpenPhoneWire, SomebodyWritesBack) {
  start("");
  page("/sandbox/inbound",
       R"({"as":"openphone","from":"+15550001111","to":"+15550002222","body":"stop","media":["http://x.example/a"]})");
  const auto heard = listen();
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(heard[0].signature, carrier::Signature::valid);
  EXPECT_EQ(heard[0].event.type, carrier::EventType::inbound_message);
  EXPECT_EQ(heard[0].event.from, "+15550001111");
  EXPECT_EQ(heard[0].event.to, kOurs);
  EXPECT_EQ(heard[0].event.text, "stop");
  EXPECT_EQ(heard[0].event.media.size(), 1u);
  EXPECT_TRUE(heard[0].event.provider_id.starts_with("AC"));
}

TEST_P(OpenPhoneWire, RepliesAndRepeatsAndForgeries) {
  start("rate_stop=1,rate_double=1,rate_inbound_double=1,rate_forged=1");
  ASSERT_EQ(send("+15550001111").outcome, Outcome::accepted);
  size_t delivered = 0, stops = 0, forged = 0;
  std::set<std::string> ids;
  for (const auto& [signature, event] : listen()) {
    if (signature == carrier::Signature::invalid) {
      ++forged;
      continue;
    }
    EXPECT_EQ(signature, carrier::Signature::valid);
    (event.type == carrier::EventType::inbound_message ? stops : delivered) += 1;
    ids.insert(event.provider_id);
  }
  EXPECT_EQ(delivered, 2u);
  EXPECT_EQ(stops, 2u);
  EXPECT_EQ(forged, 1u);
  EXPECT_EQ(ids.size(), 2u) << "a repeat names the same message";
  EXPECT_EQ(sandbox_->webhook_totals().forged_taken, 0u);
}

TEST_P(OpenPhoneWire, EveryFaultHasItsOutcome) {
  start("retry_after_s=2");
  EXPECT_EQ(send("+12025550211").outcome, Outcome::refused);
  EXPECT_EQ(send("not a number").outcome, Outcome::refused);
  const auto busy = send("+12025550429");
  EXPECT_EQ(busy.outcome, Outcome::busy);
  EXPECT_EQ(busy.retry_after_ms, 2000);
  EXPECT_EQ(send("+12025550611").error_code, "0204403");
  for (const char* to :
       {"+12025550500", "+12025550501", "+12025550503", "+12025550901", "+12025550902", "+12025550903"}) {
    EXPECT_EQ(send(to).outcome, Outcome::unknown) << to;
    EXPECT_EQ(send(to).outcome, Outcome::accepted) << to << ", second attempt";
  }
}

TEST_P(OpenPhoneWire, ARefusedKeyIsTheAccountsTrouble) {
  start("");
  page("/sandbox/options", R"({"auth_token":"another0another0another0another0"})");
  const auto sent = send("+15550001111");
  EXPECT_EQ(sent.outcome, Outcome::busy);
  EXPECT_EQ(sent.error_class, ErrorClass::sender);
  EXPECT_EQ(sent.error_code, "0200401");
  const auto page = carrier_->read_find(exchange(*carrier_->build_find({"+15550001111", kOurs, kStart, now_}, "")));
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, ErrorCode::unauthenticated);
}

TEST_P(OpenPhoneWire, CodesOfItsOwnComeThrough) {
  for (const auto& [code, outcome] : {std::pair{206'400, Outcome::busy}, std::pair{200'402, Outcome::busy},
                                      std::pair{202'403, Outcome::busy}, std::pair{204'403, Outcome::busy}}) {
    start("errors=" + std::to_string(code) + ":1");
    const auto sent = send("+15550001111");
    EXPECT_EQ(sent.outcome, outcome);
    EXPECT_EQ(sent.error_code, "0" + std::to_string(code));
  }
}

TEST_P(OpenPhoneWire, WhatWasProcessedButNotAnsweredIsFound) {
  for (const bool with_id : {true, false}) {
    with_id_ = with_id;
    start("");
    ASSERT_EQ(send("+12025550902").outcome, Outcome::unknown);  // processed
    ASSERT_EQ(send("+12025550901").outcome, Outcome::unknown);  // not processed
    const auto found = find("+12025550902");
    ASSERT_EQ(found.size(), 1u) << "with the number's id: " << with_id;
    EXPECT_EQ(found[0].to, "+12025550902");
    EXPECT_EQ(found[0].body, "hello");
    EXPECT_TRUE(find("+12025550901").empty());
  }
}

TEST_P(OpenPhoneWire, AListOfManyPagesIsReadToItsEnd) {
  start("");
  for (int i = 0; i < 230; ++i) {
    ASSERT_EQ(send("+15550001111", "text " + std::to_string(i)).outcome, Outcome::accepted);
    now_ = now_ + 1'000;
  }
  std::set<std::string> texts;
  for (const auto& one : find("+15550001111")) texts.insert(one.body);
  EXPECT_EQ(texts.size(), 230u) << "totalItems says one";
}

TEST_P(OpenPhoneWire, TheLogHasEverythingInTheTimeAskedFor) {
  start("");
  for (int i = 0; i < 70; ++i) {
    send("+1555000" + std::to_string(3000 + i));
    page("/sandbox/inbound",
         R"({"as":"openphone","from":"+1555000)" + std::to_string(3000 + i) + R"(","to":"+15550002222","body":"yes"})");
    now_ = now_ + 1'000;
  }
  const carrier::ListQuery query{kStart + 10'000, kStart + 60'000};
  const auto log = all([&](const std::string& next) { return carrier_->build_list(query, next); },
                       [&](const HttpResult& result) { return carrier_->read_list(result); });
  std::set<std::string> ids;
  size_t inbound = 0;
  Instant before = now_;
  for (const auto& one : log) {
    ids.insert(one.provider_id);
    inbound += one.inbound;
    EXPECT_LE(one.created_at, before) << "newest first";
    before = one.created_at;
    EXPECT_EQ(one.inbound ? one.to : one.from, kOurs);
  }
  EXPECT_EQ(ids.size(), 100u);
  EXPECT_EQ(inbound, 50u);
}

TEST_P(OpenPhoneWire, FailuresAreToldInTheThirdGenerationOnly) {
  start("rate_undelivered=1");
  ASSERT_EQ(send("+15550001111").outcome, Outcome::accepted);
  const auto heard = listen();
  if (GetParam() != 3) {
    EXPECT_TRUE(heard.empty());
    ASSERT_EQ(find("+15550001111").size(), 1u);
    EXPECT_EQ(find("+15550001111")[0].state, DeliveryState::failed) << "the list tells";
    return;
  }
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(heard[0].event.state, DeliveryState::failed);
  EXPECT_TRUE(heard[0].event.undelivered);
  EXPECT_EQ(heard[0].event.error_code, "30005");
}

}  // namespace
}  // namespace tidings

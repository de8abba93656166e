// The Vonage carrier and the simulator of Vonage, against each other: both were written from the same description, each
// with its own code, and must understand one another, by both APIs and every way to sign and to send a webhook.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/rsa.h"
#include "carrier/sandbox/sandbox.h"
#include "carrier/vonage/vonage.h"

namespace tidings {
namespace {

using carrier::Outcome;
using carrier::sandbox::Action;
using carrier::sandbox::SandboxCarrier;
using carrier::sandbox::SandboxOptions;

const Instant kStart = *parse_utc("2026-11-20T12:00:00Z");
const std::string kBase = "http://127.0.0.1:8090";
const std::string kOurs = "+61400000009";
const std::string kAnn = "+61400000001";

std::string private_key() {
  std::ifstream in(std::string(TIDINGS_SOURCE_DIR) + "/src/carrier/vonage/testdata/private_key.pem");
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

struct Way {
  std::string name, api, method, send_by;
  bool signs = false;  // requests: signed, or with a token
};

class VonageWire : public ::testing::TestWithParam<Way> {
 protected:
  void start(std::string_view options) {
    SandboxOptions base;
    base.vonage_url = "http://127.0.0.1:8080/webhooks/vonage/inbound";
    base.vonage_signature_method = GetParam().method;
    base.vonage_send_by = GetParam().send_by;
    base.vonage_public_key = crypto::RsaKey::from_pem(Secret(private_key()))->public_pem();
    const auto parsed = carrier::sandbox::parse_options(options, base);
    ASSERT_TRUE(parsed) << parsed.error().describe();
    sandbox_ = std::make_unique<SandboxCarrier>(*parsed, 11);
    carrier::CarrierConfig config;
    config.name = "oz", config.type = "vonage", config.public_url = "http://127.0.0.1:8080";
    config.values = {{"api", GetParam().api},
                     {"api_key", base.vonage_key},
                     {"api_secret", base.auth_token},
                     {"signature_secret", base.vonage_signature_secret},
                     {"signature_method", base.vonage_signature_method},
                     {"base_url", kBase},
                     {"reports_url", kBase}};
    if (GetParam().signs && sms()) config.values["sign_requests"] = "true";
    if (GetParam().signs && !sms()) {
      config.values["application_id"] = "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab";
      config.values["private_key"] = private_key();
    }
    auto made = carrier::vonage::make_vonage(config);
    ASSERT_TRUE(made) << made.error().describe();
    carrier_ = std::move(*made);
  }
  static bool sms() { return GetParam().api == "sms"; }

  HttpResult exchange(HttpRequest request) {
    EXPECT_TRUE(request.url.starts_with(kBase + "/")) << request.url;
    request.url.erase(0, kBase.size());
    const auto handling = sandbox_->handle(request, now_);
    if (handling.action == Action::answer) return {Transport::answered, handling.response, {}};
    return {Transport::maybe_sent, {}, handling.action == Action::hang ? "no answer in time" : "connection reset"};
  }

  carrier::SendResult send(const std::string& to, int64_t id = 1, const std::string& body = "hello",
                           std::vector<std::string> media = {}) {
    carrier::OutgoingMessage message;
    message.id = MessageId{id};
    message.to = to, message.from = kOurs, message.body = body, message.media_urls = std::move(media);
    message.now = now_, message.attempt = 1, message.validity_s = 3600;
    return carrier_->read_send(exchange(carrier_->build_send(message)));
  }

  struct Heard {
    carrier::Signature signature, later;  // later: an hour after it came
    carrier::WebhookEvent event;
  };
  std::vector<Heard> listen() {
    std::vector<Heard> out;
    while (const auto next = sandbox_->next_due()) {
      now_ = std::max(now_, *next);
      for (const auto& hook : sandbox_->due(now_)) {
        const carrier::WebhookRequest request{hook.request.method, hook.request.url, hook.request.headers,
                                              hook.request.body};
        Heard heard{carrier_->check_signature(request, now_), carrier_->check_signature(request, now_ + kHourMs), {}};
        const auto event = carrier_->read_webhook(request);
        EXPECT_TRUE(event) << hook.request.url << hook.request.body;
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
  std::string written(const std::string& text) {  // somebody texts us
    page("/sandbox/inbound",
         json::serialize(json::object{
             {"from", kAnn}, {"to", kOurs}, {"body", text}, {"as", sms() ? "vonage" : "vonage_messages"}}));
    std::map<int, std::string> parts;
    for (const auto& [signature, later, event] : listen()) {
      EXPECT_EQ(signature, carrier::Signature::valid);
      EXPECT_EQ(later, carrier::Signature::stale);
      EXPECT_EQ(event.type, carrier::EventType::inbound_message);
      EXPECT_EQ(event.from, kAnn);
      EXPECT_EQ(event.to, kOurs);
      EXPECT_EQ(event.partial, sms() && event.parts > 1);
      parts[event.part] = event.text;
    }
    std::string out;
    for (const auto& [number, one] : parts) out += one;
    return out;
  }

  std::unique_ptr<SandboxCarrier> sandbox_;
  std::unique_ptr<carrier::Carrier> carrier_;
  Instant now_ = kStart;
};

TEST_P(VonageWire, AMessageAndItsReceipts) {
  start("");
  const auto sent = send(kAnn, 42, "Grüße & 5+5=10");
  ASSERT_EQ(sent.outcome, Outcome::accepted) << sent.error_text;
  EXPECT_EQ(sent.state, DeliveryState::queued);
  const auto heard = listen();
  ASSERT_EQ(heard.size(), 2u);
  for (const auto& [signature, later, event] : heard) {
    EXPECT_EQ(signature, carrier::Signature::valid);
    EXPECT_EQ(later, carrier::Signature::stale);
    EXPECT_EQ(event.type, carrier::EventType::delivery_status);
    EXPECT_EQ(event.provider_id, sent.provider_id);
    EXPECT_EQ(event.client_ref, "42");
    EXPECT_EQ(event.to, kAnn);
    EXPECT_EQ(event.from, kOurs);
    EXPECT_EQ(event.of_a_part, sms());
    EXPECT_FALSE(event.event_id.empty());
  }
  EXPECT_EQ(heard[0].event.state, DeliveryState::sent);
  EXPECT_EQ(heard[1].event.state, DeliveryState::delivered);
  const auto fetched = carrier_->read_fetch(exchange(*carrier_->build_fetch(sent.provider_id)));
  ASSERT_TRUE(fetched) << fetched.error().describe();
  EXPECT_EQ(fetched->state, DeliveryState::delivered);
  EXPECT_EQ(fetched->body, "Grüße & 5+5=10") << "GSM-7 needs no unicode";
}

TEST_P(VonageWire, NoCharacterIsLost) {
  start("");
  for (const std::string text : {"Привет 👋", "“quoted”", "@£$ {[€]}", "tab\tand `"}) {
    const auto sent = send(kAnn, 1, text);
    ASSERT_EQ(sent.outcome, Outcome::accepted);
    EXPECT_EQ(carrier_->read_fetch(exchange(*carrier_->build_fetch(sent.provider_id)))->body, text);
  }
}

TEST_P(VonageWire, EachPartHasItsIdAndItsReceipts) {
  start("");
  const auto sent = send(kAnn, 7, std::string(400, 'x'));
  ASSERT_EQ(sent.outcome, Outcome::accepted);
  EXPECT_EQ(sent.by_part, sms());
  EXPECT_EQ(sent.segments, sms() ? 3 : 0);
  EXPECT_EQ(sent.more_ids.size(), sms() ? 2u : 0u);
  std::map<std::string, int> of;
  for (const auto& heard : listen()) {
    EXPECT_EQ(heard.event.client_ref, "7");
    ++of[heard.event.provider_id];
  }
  EXPECT_EQ(of.size(), sms() ? 3u : 1u);
  EXPECT_TRUE(of.contains(sent.provider_id));
  for (const auto& id : sent.more_ids) EXPECT_EQ(of[id], 2) << id;
}

TEST_P(VonageWire, EveryFaultHasItsOutcome) {
  start("");
  const auto outcome = [&](const char* to) { return send(to).outcome; };
  EXPECT_EQ(outcome("+12025550211"), Outcome::refused);
  EXPECT_EQ(send("+12025550610").error_class, sms() ? ErrorClass::permanent : ErrorClass::opted_out);
  EXPECT_EQ(send("+12025550408").error_class, ErrorClass::sender);
  EXPECT_EQ(send("+12025550614").error_class, ErrorClass::permanent);
  EXPECT_EQ(outcome("+12025550611"), Outcome::busy);
  const auto busy = send("+12025550429");
  EXPECT_EQ(busy.outcome, Outcome::busy);
  if (sms()) EXPECT_EQ(busy.retry_after_ms, 250);
  for (const char* to :
       {"+12025550500", "+12025550501", "+12025550503", "+12025550901", "+12025550902", "+12025550903"}) {
    EXPECT_EQ(outcome(to), Outcome::unknown) << to;
    EXPECT_EQ(outcome(to), Outcome::accepted) << to << ", second attempt";
  }
}

TEST_P(VonageWire, WhatTheReceiptSaysOfAFailure) {
  start("");
  const auto said = [&](const char* to) {
    EXPECT_EQ(send(to).outcome, Outcome::accepted);
    return listen().back().event;
  };
  EXPECT_EQ(said("+12025550003").error_class, ErrorClass::transient);
  EXPECT_EQ(said("+12025550005").error_class, ErrorClass::permanent);
  EXPECT_EQ(said("+12025550007").error_class, ErrorClass::content);
  start("rate_undelivered=0,later=21610:1");
  const auto out = said("+61400000055");
  EXPECT_EQ(out.state, DeliveryState::failed);
  EXPECT_EQ(out.error_code, sms() ? "9" : "1240");
  EXPECT_EQ(out.error_class, ErrorClass::opted_out);
}

TEST_P(VonageWire, WrongCredentialsStopTheAccount) {
  start("");
  SandboxOptions other;
  other.vonage_key = "elsewher";
  other.auth_token = std::string(32, 'z');
  other.vonage_signature_secret = "another";
  other.vonage_public_key = "none";
  sandbox_ = std::make_unique<SandboxCarrier>(other, 11);
  const auto sent = send(kAnn);
  EXPECT_EQ(sent.outcome, Outcome::busy);
  EXPECT_EQ(sent.error_class, ErrorClass::sender);
  const auto found = carrier_->read_find(exchange(*carrier_->build_find({kAnn, kOurs, {}, now_, now_}, "")));
  ASSERT_FALSE(found) << "an account without reports says nothing about the message";
  EXPECT_EQ(found.error().code, ErrorCode::unauthenticated);
}

TEST_P(VonageWire, WhatWasProcessedButNotAnsweredIsFound) {
  start("");
  ASSERT_EQ(send("+12025550902", 7).outcome, Outcome::unknown);  // processed
  ASSERT_EQ(send("+12025550901", 8).outcome, Outcome::unknown);  // not processed
  now_ = now_ + kMinuteMs;
  const auto find = [&](int64_t ahead_ms) {
    const auto request = carrier_->build_find({"", kOurs, {}, now_ + ahead_ms, now_}, "");
    EXPECT_TRUE(request);
    const auto page = carrier_->read_find(exchange(*request));
    EXPECT_TRUE(page) << page.error().describe();
    return page.value_or(carrier::FoundPage{});
  };
  const auto page = find(0);
  EXPECT_TRUE(page.whole);
  ASSERT_EQ(page.messages.size(), 1u);
  EXPECT_EQ(page.messages[0].client_ref, "7");
  EXPECT_EQ(page.messages[0].to, "+12025550902");
  EXPECT_FALSE(find(3 * kHourMs).whole) << "our clock is ahead";
}

TEST_P(VonageWire, TheAccountsLogHasBothDirections) {
  start("");
  ASSERT_EQ(send(kAnn, 3, std::string(200, 'x')).outcome, Outcome::accepted);
  listen();
  written("STOP");
  const std::string longer = std::string(170, 'y') + " and more";
  EXPECT_EQ(written(longer), longer);
  const carrier::ListQuery query{kStart - kDayMs - kHourMs, now_ + kMinuteMs};
  std::vector<carrier::FoundMessage> all;
  std::string cursor;
  int pages = 0;
  do {
    const auto page = carrier_->read_list(exchange(*carrier_->build_list(query, cursor)));
    ASSERT_TRUE(page) << page.error().describe();
    all.insert(all.end(), page->messages.begin(), page->messages.end());
    cursor = page->next_url;
    if (!cursor.empty()) EXPECT_TRUE(cursor.starts_with(kBase + "/"));
  } while (!cursor.empty() && ++pages < 20);
  EXPECT_EQ(pages, 3) << "two directions of two days";
  std::string texts;
  size_t sent = 0;
  for (const auto& one : all) {
    if (!one.inbound) {
      ++sent;
      EXPECT_EQ(one.client_ref, "3");
      EXPECT_EQ(one.state, DeliveryState::delivered);
      EXPECT_EQ(one.of_a_part, sms());
    } else {
      EXPECT_EQ(one.from, kAnn);
      texts += one.body;
    }
  }
  EXPECT_EQ(sent, sms() ? 2u : 1u);
  EXPECT_NE(texts.find("STOP"), std::string::npos);
  EXPECT_EQ(texts.size(), 4 + longer.size());
}

TEST_P(VonageWire, WhatPeopleWrite) {
  start("");
  EXPECT_EQ(written("STOP"), "STOP");
  EXPECT_EQ(written("a=b&c + ü"), "a=b&c + ü");
  const std::string longer = std::string(200, 'x') + " end", far = std::string(100, 'a') + " Привет " + longer;
  EXPECT_EQ(written(longer), longer);
  EXPECT_EQ(written(far), far);
}

TEST_P(VonageWire, PicturesBothWays) {
  start("");
  if (sms()) {
    carrier::OutgoingMessage message;
    message.media_urls = {"https://example.org/a.png"};
    EXPECT_TRUE(carrier_->refuses(message));
    return;
  }
  EXPECT_EQ(send(kAnn, 1, "look", {"https://example.org/a.png"}).outcome, Outcome::accepted);
  EXPECT_EQ(listen().back().event.state, DeliveryState::delivered);
  page("/sandbox/inbound",
       json::serialize(json::object{{"from", kAnn},
                                    {"to", kOurs},
                                    {"body", "see"},
                                    {"media", json::array{"https://x.example/1", "https://x.example/2"}},
                                    {"as", "vonage_messages"}}));
  const auto heard = listen();
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(heard[0].event.text, "see");
  EXPECT_EQ(heard[0].event.media.size(), 2u);
}

TEST_P(VonageWire, ForgedOnesAreNobodys) {
  start("");
  ASSERT_EQ(send("+12025550706").outcome, Outcome::accepted);
  int forged = 0;
  for (const auto& [signature, later, event] : listen()) {
    if (event.type != carrier::EventType::inbound_message) continue;
    ++forged;
    EXPECT_EQ(signature, carrier::Signature::invalid);
  }
  EXPECT_EQ(forged, 1);
}

TEST_P(VonageWire, PeopleAnswerInTheSameFormat) {
  start("");
  ASSERT_EQ(send("+12025550700").outcome, Outcome::accepted);
  const auto heard = listen();
  EXPECT_EQ(heard.back().event.type, carrier::EventType::inbound_message);
  EXPECT_EQ(heard.back().event.text, "STOP");
  EXPECT_EQ(heard.back().event.from, "+12025550700");
  EXPECT_EQ(heard.back().signature, carrier::Signature::valid);
}

INSTANTIATE_TEST_SUITE_P(
    Ways, VonageWire,
    ::testing::Values(Way{"query", "sms", "sha256", "get", false}, Way{"form", "sms", "md5hash", "form", true},
                      Way{"json", "sms", "sha512", "json", true}, Way{"md5", "sms", "md5", "form", true},
                      Way{"sha1", "sms", "sha1", "get", true}, Way{"basic", "messages", "sha256", "form", false},
                      Way{"token", "messages", "sha256", "form", true}),
    [](const auto& way) { return way.param.name; });

}  // namespace
}  // namespace tidings

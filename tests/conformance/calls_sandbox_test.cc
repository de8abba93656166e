// Calls by the Twilio and the Vonage carrier against the simulator of both: each side was written from the vendors'
// descriptions with its own code, and they must understand one another, faults included.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include <rapidcheck/gtest.h>

#include "base/rsa.h"
#include "carrier/sandbox/sandbox.h"
#include "carrier/sandbox/twiml.h"
#include "carrier/twilio/twilio.h"
#include "carrier/vonage/vonage.h"
#include "sms/utf8.h"

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

class Calls : public ::testing::TestWithParam<std::string> {
 protected:
  static bool twilio() { return GetParam() == "twilio"; }

  void start(std::string_view options) {
    SandboxOptions base;
    base.vonage_public_key = crypto::RsaKey::from_pem(Secret(private_key()))->public_pem();
    const auto parsed = carrier::sandbox::parse_options(options, base);
    ASSERT_TRUE(parsed) << parsed.error().describe();
    sandbox_ = std::make_unique<SandboxCarrier>(*parsed, 11);
    carrier::CarrierConfig config;
    config.name = "oz", config.type = GetParam(), config.public_url = "http://127.0.0.1:8080";
    if (twilio()) {
      config.values = {{"account_sid", base.account_sid}, {"auth_token", base.auth_token}, {"base_url", kBase}};
    } else {
      config.values = {{"api_key", base.vonage_key},
                       {"api_secret", base.auth_token},
                       {"signature_secret", base.vonage_signature_secret},
                       {"application_id", "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab"},
                       {"private_key", private_key()},
                       {"voice_url", kBase}};
    }
    auto made = twilio() ? carrier::twilio::make_twilio(config) : carrier::vonage::make_vonage(config);
    ASSERT_TRUE(made) << made.error().describe();
    carrier_ = std::move(*made);
    ASSERT_TRUE(carrier_->makes_calls());
  }

  HttpResult exchange(HttpRequest request) {
    EXPECT_TRUE(request.url.starts_with(kBase + "/")) << request.url;
    request.url.erase(0, kBase.size());
    const auto handling = sandbox_->handle(request, now_);
    if (handling.action == Action::answer) return {Transport::answered, handling.response, {}};
    return {Transport::maybe_sent, {}, handling.action == Action::hang ? "no answer in time" : "connection reset"};
  }

  carrier::SendResult call(const std::string& to, int64_t id = 1, MachinePolicy machine = MachinePolicy::leave_text) {
    call_.id = MessageId{id};
    call_.to = to, call_.from = kOurs, call_.text = "Grüße & <5> \"x\"", call_.language = "en-AU";
    call_.machine = machine, call_.now = now_, call_.attempt = ++attempts_, call_.ring_s = 20;
    EXPECT_FALSE(carrier_->refuses_call(call_));
    return carrier_->read_call(exchange(carrier_->build_call(call_)));
  }

  // Runs until nothing is due, answering as intake would; what was heard of calls, in order.
  std::vector<carrier::WebhookEvent> listen() {
    std::vector<carrier::WebhookEvent> out;
    while (const auto next = sandbox_->next_due()) {
      now_ = std::max(now_, *next);
      for (const auto& hook : sandbox_->due(now_)) {
        const carrier::WebhookRequest request{hook.request.method, hook.request.url, hook.request.headers,
                                              hook.request.body};
        EXPECT_EQ(carrier_->check_signature(request, now_), carrier::Signature::valid) << hook.request.body;
        const auto event = carrier_->read_webhook(request);
        EXPECT_TRUE(event) << hook.request.body;
        if (!event) continue;
        const bool asks = event->type == carrier::EventType::call_asks;
        asked_ += asks;
        const HttpResponse answer = asks ? carrier_->instruct(call_, *event) : carrier_->answer(*event);
        sandbox_->webhook_done(hook.id, {Transport::answered, silent_ && asks ? HttpResponse{500, {}, {}} : answer, {}},
                               now_);
        if (!asks) out.push_back(*event);
      }
    }
    return out;
  }

  json::object made(size_t which = 0) {  // by the simulator's page
    HttpRequest request;
    request.url = "/sandbox/calls";
    const auto value = parse_json(sandbox_->handle(request, now_).response.body);
    const auto& all = value->at("calls").get_array();
    EXPECT_LT(which, all.size());
    return which < all.size() ? all[which].get_object() : json::object{};
  }

  // The last word about the call, and the strongest that was said about who took it.
  struct Heard {
    DeliveryState state = DeliveryState::unchanged;
    std::set<CallOutcome> outcomes;
  };
  Heard of(const std::string& to, MachinePolicy machine = MachinePolicy::leave_text) {
    EXPECT_EQ(call(to, 7, machine).outcome, Outcome::accepted) << to;
    Heard out;
    for (const auto& event : listen()) {
      EXPECT_EQ(event.client_ref, "7");
      EXPECT_EQ(event.to, to);
      out.state = event.state;
      if (event.call.outcome != CallOutcome::none) out.outcomes.insert(event.call.outcome);
    }
    return out;
  }

  std::unique_ptr<SandboxCarrier> sandbox_;
  std::unique_ptr<carrier::Carrier> carrier_;
  carrier::OutgoingCall call_;
  Instant now_ = kStart;
  int attempts_ = 0, asked_ = 0;
  bool silent_ = false;
};

TEST_P(Calls, APersonHearsTheText) {
  start("");
  const auto sent = call(kAnn, 42);
  ASSERT_EQ(sent.outcome, Outcome::accepted) << sent.error_text;
  std::vector<std::string> words;
  for (const auto& event : listen()) {
    EXPECT_EQ(event.type, carrier::EventType::call_status);
    EXPECT_EQ(event.provider_id, sent.provider_id);
    EXPECT_EQ(event.client_ref, "42");
    EXPECT_EQ(event.from, kOurs);
    words.push_back(event.provider_status);
    if (event.state != DeliveryState::completed) continue;
    EXPECT_EQ(event.call.outcome, twilio() ? CallOutcome::human : CallOutcome::answered);
    EXPECT_EQ(event.call.duration_s, 1);
  }
  EXPECT_EQ(words, twilio() ? (std::vector<std::string>{"initiated", "ringing", "in-progress", "completed"})
                            : (std::vector<std::string>{"started", "ringing", "answered", "completed"}));
  const auto call = made();
  EXPECT_EQ(call.at("said"), "Grüße & <5> \"x\"");
  EXPECT_EQ(call.at("language"), "en-AU");
  EXPECT_EQ(call.at("taken_by"), "human");
  EXPECT_EQ(call.at("to"), json::value(kAnn));
  EXPECT_EQ(call.at("from"), json::value(kOurs));
  EXPECT_EQ(call.at("ring_s"), 20);
  const auto fetched = carrier_->read_fetch_call(exchange(*carrier_->build_fetch_call(sent.provider_id, now_)));
  ASSERT_TRUE(fetched) << fetched.error().describe();
  EXPECT_EQ(fetched->state, DeliveryState::completed);
  EXPECT_EQ(fetched->to, kAnn);
  EXPECT_EQ(fetched->call->duration_s, 1);
}

TEST_P(Calls, EachEndOfACallIsToldAsItIs) {
  start("");
  const auto expect = [&](const char* to, DeliveryState state, std::set<CallOutcome> outcomes) {
    const auto heard = of(to);
    EXPECT_EQ(heard.state, state) << to;
    EXPECT_EQ(heard.outcomes, outcomes) << to;
  };
  using enum CallOutcome;
  expect("+12025551201", DeliveryState::completed, twilio() ? std::set{machine} : std::set{answered, machine});
  expect("+12025551202", DeliveryState::failed, {busy});
  expect("+12025551203", DeliveryState::missed, {no_answer});
  expect("+12025551204", DeliveryState::failed, {failed});
  if (twilio()) expect("+12025551205", DeliveryState::completed, {fax});
  expect("+12025551206", DeliveryState::completed, {answered});
  expect("+12025551207", DeliveryState::failed, {twilio() ? busy : rejected});
  EXPECT_EQ(made(0).at("said"), made(0).at("text")) << "the machine too";
  EXPECT_EQ(made(1).at("said"), "");
}

TEST_P(Calls, AMachineHearsNothingWhereItShallNot) {
  start("");
  EXPECT_EQ(of(kAnn, MachinePolicy::hang_up).state, DeliveryState::completed);
  EXPECT_EQ(made(0).at("said"), "Grüße & <5> \"x\"");
  EXPECT_EQ(made(0).at("hung_up"), false);
  const auto machine = of("+12025551201", MachinePolicy::hang_up);
  EXPECT_EQ(machine.state, DeliveryState::completed);
  EXPECT_TRUE(machine.outcomes.contains(CallOutcome::machine));
  EXPECT_EQ(made(1).at("said"), "");
  EXPECT_EQ(made(1).at("hung_up"), true);
  if (!twilio()) return;
  of("+12025551205", MachinePolicy::hang_up), of("+12025551206", MachinePolicy::hang_up);
  EXPECT_EQ(made(2).at("hung_up"), true) << "a fax";
  EXPECT_EQ(made(3).at("said"), made(0).at("said")) << "who may be a person hears it";
  EXPECT_EQ(asked_, 4);
  EXPECT_EQ(made(0).at("asked"), true);
  EXPECT_EQ(made(0).at("text"), "") << "it was not in the request";
}

TEST_P(Calls, InstructionsThatDoNotComeEndTheCall) {
  start("");
  silent_ = true;
  const auto heard = of(kAnn, MachinePolicy::hang_up);
  EXPECT_EQ(heard.state, DeliveryState::completed);
  EXPECT_EQ(made().at("problem"), twilio() ? "nobody gave instructions" : "");
}

// Whatever is in a text, the other side reads what was meant and nothing more.
RC_GTEST_PROP(CallTexts, AreSaidAsTheyAre, ()) {
  carrier::CarrierConfig config{"t", "twilio", {}, "http://127.0.0.1:8080"};
  config.values = {{"account_sid", SandboxOptions{}.account_sid}, {"auth_token", SandboxOptions{}.auth_token}};
  const auto twilio = std::move(*carrier::twilio::make_twilio(config));
  carrier::OutgoingCall call{.id = MessageId{1}, .to = kAnn, .from = kOurs};
  const auto pieces = *rc::gen::container<std::vector<std::string>>(
      rc::gen::elementOf(std::vector<std::string>{"<", ">", "&", "\"", "'", "</Say>", "<Hangup/>", "]]>", "&amp;", "ü",
                                                  "👋", "\n", "a", " ", "<!--", "\xff", "\x01"}));
  for (const auto& piece : pieces) call.text += piece;
  call.text += "x";
  call.language = call.text, call.voice = call.text;
  std::string meant = sms::storable_text(call.text);
  for (char& c : meant) c = c == '\x01' ? ' ' : c;
  RC_PRE(!twilio->refuses_call(call));
  const auto form = parse_form(twilio->build_call(call).body);
  for (const std::string& said : {std::string(form_get(form, "Twiml")), twilio->instruct(call, {}).body}) {
    const auto read = carrier::sandbox::read_twiml(said);
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->said == meant);
    RC_ASSERT(read->language == meant);
    RC_ASSERT(read->voice == meant);
    RC_ASSERT(!read->hangs_up);
  }
}

TEST_P(Calls, EveryFaultHasItsOutcome) {
  start("retry_after_s=2");
  EXPECT_EQ(call("+12025550211").outcome, Outcome::refused);
  EXPECT_EQ(call("+12025550211").error_class, ErrorClass::permanent);
  EXPECT_EQ(call("+12025550408").error_class, ErrorClass::sender);
  const auto busy = call("+12025550429");
  EXPECT_EQ(busy.outcome, Outcome::busy);
  EXPECT_EQ(busy.retry_after_ms, 2000);
  for (const char* to :
       {"+12025550500", "+12025550501", "+12025550503", "+12025550901", "+12025550902", "+12025550903"}) {
    EXPECT_EQ(call(to).outcome, Outcome::unknown) << to;
    EXPECT_EQ(call(to).outcome, Outcome::accepted) << to << ", second attempt";
  }
  EXPECT_EQ(sandbox_->calls().totals().doubles, 3u) << "calling again after an unknown outcome is a double";
}

TEST_P(Calls, WhatWasProcessedButNotAnsweredIsFound) {
  start("");
  ASSERT_EQ(call("+12025550902", 7).outcome, Outcome::unknown);  // processed
  ASSERT_EQ(call("+12025550901", 8).outcome, Outcome::unknown);  // not processed
  const auto find = [&](const std::string& to) -> size_t {
    const carrier::FindQuery query{to, kOurs, kStart - 60'000, now_, kStart};
    HttpResult result = exchange(*carrier_->build_find_call(query, ""));
    result.response.headers.add("Date", "Fri, 20 Nov 2026 12:00:01 GMT");
    const auto page = carrier_->read_find_call(result);
    EXPECT_TRUE(page) << page.error().describe();
    EXPECT_EQ(page->whole, GetParam() == "twilio")
        << "Vonage may leave out what nobody took: its list proves no absence";
    EXPECT_EQ(page->next_url, "");
    return static_cast<size_t>(std::ranges::count_if(page->messages, [&](const auto& one) {
      return one.to == to && one.from == kOurs && !one.inbound && one.call && one.created_at >= kStart;
    }));
  };
  EXPECT_EQ(find("+12025550902"), 1u) << "also before it is dialled: it has no start yet";
  EXPECT_EQ(find("+12025550901"), 0u);
  const auto heard = listen();
  ASSERT_EQ(heard.size(), 4u);
  EXPECT_EQ(heard[0].client_ref, "7") << "its first word settles it too";
  EXPECT_EQ(find("+12025550902"), 1u);
}

TEST_P(Calls, PagesAreFollowedToTheEnd) {
  start("");
  for (int i = 0; i < 250; ++i) ASSERT_EQ(call(kAnn, i).outcome, Outcome::accepted);
  std::set<std::string> seen;
  std::string next;
  int pages = 0;
  do {
    HttpResult result = exchange(*carrier_->build_find_call({kAnn, "", kStart - 1000, now_, kStart}, next));
    result.response.headers.add("Date", "Fri, 20 Nov 2026 12:00:01 GMT");
    const auto page = carrier_->read_find_call(result);
    ASSERT_TRUE(page) << page.error().describe();
    for (const auto& one : page->messages) seen.insert(one.provider_id);
    next = page->next_url;
  } while (!next.empty() && ++pages < 10);
  EXPECT_EQ(seen.size(), 250u);
}

TEST_P(Calls, EndsWhatRingsAndWhatIsTaken) {
  start("call_ring_ms=60000,call_talk_ms=60000");
  const auto end = [&](const std::string& id) {
    return carrier_->read_fetch_call(exchange(*carrier_->build_cancel_call(id, now_)));
  };
  const auto ringing = call(kAnn, 1);
  now_ = now_ + 1000;
  ASSERT_TRUE(end(ringing.provider_id));
  const auto first = listen();
  EXPECT_EQ(first.back().state, DeliveryState::canceled);
  EXPECT_EQ(first.back().call.outcome, CallOutcome::cancelled);
  EXPECT_EQ(made(0).at("said"), "");

  const auto taken = call("+61400000002", 2);
  for (int i = 0; i < 20 && made(1).at("status") != "in-progress"; ++i) {
    now_ = *sandbox_->next_due();
    for (const auto& hook : sandbox_->due(now_))
      sandbox_->webhook_done(hook.id, {Transport::answered, {204, {}, {}}, {}}, now_);
  }
  ASSERT_TRUE(end(taken.provider_id)) << "somebody has taken it meanwhile";
  const auto fetched = carrier_->read_fetch_call(exchange(*carrier_->build_fetch_call(taken.provider_id, now_)));
  EXPECT_EQ(fetched->state, DeliveryState::completed);
  EXPECT_FALSE(end(taken.provider_id)) << "it is over: nobody says it was ended now";
  EXPECT_EQ(end("CA" + std::string(32, '0')).error().code, ErrorCode::not_found);
}

TEST_P(Calls, RepeatedAndReorderedWebhooksSayTheSame) {
  start("rate_double=1,rate_reversed=1");
  ASSERT_EQ(call(kAnn, 9).outcome, Outcome::accepted);
  const auto heard = listen();
  EXPECT_EQ(heard.size(), 8u);
  std::map<std::string, int> words;
  for (const auto& event : heard) ++words[event.provider_status];
  for (const auto& [word, count] : words) EXPECT_EQ(count, 2) << word;
  EXPECT_NE(heard.back().state, DeliveryState::completed) << "the end came before";
  if (!twilio()) return;
  int64_t end = -1, late = -1;
  for (const auto& event : heard) {
    (event.state == DeliveryState::completed ? end : late) = event.call.sequence;
  }
  EXPECT_LT(late, end) << "the sequence tells which was first";
}

TEST_P(Calls, LostWebhooksAreListed) {
  start("");
  ASSERT_EQ(call("+12025550800", 9).outcome, Outcome::accepted);
  EXPECT_TRUE(listen().empty());
  EXPECT_EQ(sandbox_->ledger().lost().size(), 4u);
  EXPECT_EQ(made().at("said"), made().at("text"));
}

TEST_P(Calls, WrongCredentialsAreTheAccounts) {
  start("");
  if (twilio()) {
    SandboxOptions other;
    other.auth_token = std::string(32, 'x');
    sandbox_ = std::make_unique<SandboxCarrier>(other, 11);
  } else {
    now_ = now_ + kHourMs;  // of the simulator only
    const auto request = [&] {
      call_.to = kAnn, call_.from = kOurs, call_.text = "x", call_.now = kStart;
      return carrier_->build_call(call_);
    }();
    const auto sent = carrier_->read_call(exchange(request));
    EXPECT_EQ(sent.outcome, Outcome::busy) << "a token of an hour ago";
    EXPECT_EQ(sent.error_class, ErrorClass::sender);
    return;
  }
  const auto sent = call(kAnn);
  EXPECT_EQ(sent.outcome, Outcome::busy);
  EXPECT_EQ(sent.error_class, ErrorClass::sender);
}

INSTANTIATE_TEST_SUITE_P(Both, Calls, ::testing::Values("twilio", "vonage"),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace tidings

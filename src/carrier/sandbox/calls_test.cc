// Calls as the simulator sees them: what its options and its page say. What the carriers make of it all is in
// tests/conformance.
#include <gtest/gtest.h>

#include "carrier/sandbox/sandbox_fixture.h"
#include "carrier/sandbox/twiml.h"

namespace tidings::carrier::sandbox::testing {
namespace {

const std::string kCalls = "/2010-04-01/Accounts/AC00000000000000000000000000000000/Calls";

HttpRequest call_to(const std::string& to, FormFields more = {}) {
  FormFields form{{"To", to},
                  {"From", "+61400000009"},
                  {"Twiml", "<Response><Say>Hello &amp; goodbye</Say></Response>"},
                  {"MachineDetection", "Enable"},
                  {"StatusCallback", kCallback + "1"}};
  for (auto& [name, value] : more) {
    const auto there = std::ranges::find(form, name, &FormFields::value_type::first);
    there == form.end() ? static_cast<void>(form.emplace_back(name, value)) : static_cast<void>(there->second = value);
  }
  return authorised("POST", kCalls + ".json", form);
}

int64_t code_of(const Handling& handling) { return body_of(handling.response).at("code").as_int64(); }

TEST(SandboxCalls, OnlyTheEndIsToldUnlessMoreIsAskedFor) {
  SandboxCarrier sandbox(with(""), 1);
  Instant now = kStart;
  EXPECT_EQ(sandbox.handle(call_to("+61400000001"), now).response.status, 201);
  const auto heard = drain(sandbox, now);
  EXPECT_EQ(column(heard, "CallStatus"), (Words{"completed"}));
  EXPECT_EQ(column(heard, "AnsweredBy"), (Words{"human"}));
  EXPECT_EQ(column(heard, "CallDuration"), (Words{"1"}));
  const json::value shown = page(sandbox, "/sandbox/calls").at("calls").as_array()[0];
  EXPECT_EQ(shown.at("said"), "Hello & goodbye");
  const json::object stats = page(sandbox, "/sandbox/stats").at("calls").as_object();
  EXPECT_EQ(stats.at("accepted"), 1);
  EXPECT_EQ(stats.at("human"), 1);
  EXPECT_EQ(stats.at("said"), 1);
  EXPECT_EQ(page(sandbox, "/sandbox/stats").at("accepted"), 0) << "a call is no message";
}

TEST(SandboxCalls, WhoTakesThemFollowsTheRates) {
  SandboxCarrier sandbox(with("rate_machine=0.25,rate_busy=0.25,rate_no_answer=0.25"), 5);
  Instant now = kStart;
  for (int i = 0; i < 400; ++i) {
    sandbox.handle(call_to("+6140000" + std::to_string(1000 + i)), now);
    drain(sandbox, now);
  }
  const json::object stats = page(sandbox, "/sandbox/stats").at("calls").as_object();
  for (const char* end : {"human", "machine", "busy", "no-answer"}) {
    EXPECT_GT(stats.at(end).as_int64(), 60) << end;
    EXPECT_LT(stats.at(end).as_int64(), 140) << end;
  }
  EXPECT_EQ(stats.at("doubles"), 0);
}

TEST(SandboxCalls, DoublesAreCountedByWhatIsSaid) {
  SandboxCarrier sandbox(with(""), 1);
  sandbox.handle(call_to("+61400000001"), kStart);
  sandbox.handle(call_to("+61400000001", {{"Twiml", "<Response><Say>Other</Say></Response>"}}), kStart);
  EXPECT_EQ(sandbox.calls().totals().doubles, 0u);
  sandbox.handle(call_to("+61400000001"), kStart);
  EXPECT_EQ(sandbox.calls().totals().doubles, 1u);
  EXPECT_EQ(sandbox.calls().totals().most_per_recipient, 3u);
  EXPECT_EQ(page(sandbox, "/sandbox/calls?to=%2B61400000001").at("calls").as_array().size(), 3u);
  const auto first = page(sandbox, "/sandbox/calls?limit=2");
  EXPECT_EQ(first.at("next"), 2);
  EXPECT_EQ(page(sandbox, "/sandbox/calls?after=2").at("calls").as_array().size(), 1u);
  EXPECT_EQ(post(sandbox, "/sandbox/reset", "{}").response.status, 200);
  EXPECT_TRUE(page(sandbox, "/sandbox/calls").at("calls").as_array().empty());
}

TEST(SandboxCalls, WhatIsWrongWithARequest) {
  SandboxCarrier sandbox(with(""), 1);
  const auto refused = [&](FormFields more) { return code_of(sandbox.handle(call_to("+61400000001", more), kStart)); };
  EXPECT_EQ(refused({{"To", "61400000001"}}), 21211);
  EXPECT_EQ(refused({{"From", "AcmeInc"}}), 21212);
  EXPECT_EQ(refused({{"From", ""}}), 21213);
  EXPECT_EQ(refused({{"Twiml", ""}}), 21205);
  EXPECT_EQ(refused({{"StatusCallback", "x"}}), 21205);
  EXPECT_EQ(refused({{"Url", "https://a_b.example"}}), 21205);
  EXPECT_EQ(refused({{"Timeout", "601"}}), 20001);
  EXPECT_EQ(refused({{"MachineDetection", "enable"}}), 20001);
  EXPECT_EQ(refused({{"StatusCallbackEvent", "busy"}}), 20001);
  EXPECT_EQ(refused({{"Twiml", "<Response><Say>" + std::string(4000, 'x') + "</Say></Response>"}}), 20001);
  EXPECT_EQ(code_of(sandbox.handle(authorised("GET", kCalls + "/CA" + std::string(32, '0') + ".json"), kStart)), 20404);
  EXPECT_EQ(sandbox.calls().totals().accepted, 0u);
}

TEST(SandboxCalls, WhatItIsToldIsReadAsTheOtherSideWould) {
  const auto said = read_twiml(
      "<?xml version=\"1.0\"?><Response><Say voice=\"a&quot;b\" language=\"en-AU\">1 &lt; 2"
      "</Say><Say>!</Say></Response>");
  ASSERT_TRUE(said);
  EXPECT_EQ(said->said, "1 < 2!");
  EXPECT_EQ(said->voice, "a\"b");
  EXPECT_EQ(said->language, "en-AU");
  EXPECT_FALSE(said->hangs_up);
  EXPECT_TRUE(read_twiml("<Response><Hangup/></Response>")->hangs_up);
  EXPECT_EQ(read_twiml("<Response/>")->said, "");
  for (const char* bad : {"", "hello", "<Response>", "<Response><Say>a & b</Say></Response>", "<Response><Say>a",
                          "<Response><Say>a<b</Say></Response>", "<Response><Play>x</Play></Response>",
                          "<Response><Say colour=\"x\">a</Say></Response>", "<Response></Response>x"})
    EXPECT_FALSE(read_twiml(bad)) << bad;
}

TEST(SandboxCalls, TwimlThatDoesNotReadIsSaidToNobody) {
  SandboxCarrier sandbox(with(""), 1);
  Instant now = kStart;
  sandbox.handle(call_to("+61400000001", {{"Twiml", "<Response><Say>a & b</Say></Response>"}}), now);
  drain(sandbox, now);
  const json::value shown = page(sandbox, "/sandbox/calls").at("calls").as_array()[0];
  EXPECT_EQ(shown.at("said"), "");
  EXPECT_EQ(shown.at("problem"), "the TwiML does not read");
}

}  // namespace
}  // namespace tidings::carrier::sandbox::testing

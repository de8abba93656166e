// What the gate makes of calls: the same message as a text and as a call.
#include <gtest/gtest.h>

#include "flow/compliance/compose.h"
#include "flow/compliance/gate.h"
#include "flow/compliance/gate_test_world.h"

namespace tidings::compliance {
namespace {

Decision decide(const TestWorld& world) {
  Gate gate;
  return gate.decide(world.view());
}

struct CallWorld : TestWorld {
  CallWorld() {
    facts.channel = Channel::call;
    facts.ring_ms = 30'000;
    facts.phone.sms_capable = false;  // a landline can be called
  }
};

TEST(GateOfCalls, AskEveryRuleAndTheTraceSaysThatItIsACall) {
  const Decision d = decide(CallWorld{});
  EXPECT_EQ(d.verdict, Verdict::allow) << explain(d.trace);
  EXPECT_EQ(d.trace.rules.size(), gate_rules().size());
  EXPECT_NE(trace_json(d.trace).find(R"("ch":"call")"), std::string::npos);
  EXPECT_EQ(read_trace(trace_json(d.trace)).value(), d.trace);
  EXPECT_NE(explain(d.trace).find("of a call"), std::string::npos);
}

TEST(GateOfCalls, TheHoursOfTheLawAreThoseOfCalls) {
  struct Row {
    const char* what;
    const char* place;
    const char* zone;
    const char* at;
    bool text, call;
  };
  // The law of the standard pack: Australia and Canada have hours for calls only, texts are not bound by them where
  // the department says that texts are no calls.
  const Row rows[] = {
      {"a Sunday in Sydney", "AU", "Australia/Sydney", "2026-11-22T00:30:00Z", true, false},
      {"a Friday at noon in Sydney", "AU", "Australia/Sydney", "2026-11-20T01:00:00Z", true, true},
      {"a Friday at 20:10 in Sydney", "AU", "Australia/Sydney", "2026-11-20T09:10:00Z", true, false},
      {"a Friday at 20:30 in New York: Florida may be, it closes at 20", "US-FL", "America/New_York",
       "2026-11-21T01:30:00Z", false, false},
  };
  for (const auto& row : rows) {
    CallWorld w;
    w.campaign.hours = {{{0x7f, 0, 24 * 60}}, {}};
    w.workspace.policy.texts_are_calls = false;
    w.places = {row.place};
    w.zones_are({row.zone});
    w.contact.consent = Consent::express;
    w.facts.now = *parse_utc(row.at);
    w.facts.phone.sms_capable = true;
    const auto call = decide(w);
    EXPECT_EQ(call.verdict == Verdict::allow, row.call) << row.what << "\n" << explain(call.trace);
    w.facts.channel = Channel::text;
    const auto text = decide(w);
    EXPECT_EQ(text.verdict == Verdict::allow, row.text) << row.what << "\n" << explain(text.trace);
  }
}

TEST(GateOfCalls, ACallNeedsTheTimeItMayRing) {
  CallWorld w;
  w.facts.now = *parse_utc("2026-11-20T21:59:00Z");  // the campaign's window closes at 22:00Z
  EXPECT_EQ(decide(w).verdict, Verdict::allow);
  w.facts.ring_ms = 60'000;
  EXPECT_EQ(decide(w).reason, Reason::outside_window);
}

TEST(GateOfCalls, ATextThatArrivedNeedsNoCall) {
  struct Row {
    MessageState text;
    Verdict verdict;
    Reason reason;
  };
  for (const auto& row : {
           Row{MessageState::delivered, Verdict::block, Reason::text_delivered},
           Row{MessageState::unknown, Verdict::hold, Reason::text_undecided},
           Row{MessageState::handed, Verdict::hold, Reason::text_undecided},
           Row{MessageState::claimed, Verdict::hold, Reason::text_undecided},
           Row{MessageState::planned, Verdict::hold, Reason::text_undecided},
           Row{MessageState::accepted, Verdict::allow, Reason::none},
           Row{MessageState::sent, Verdict::allow, Reason::none},
           Row{MessageState::undelivered, Verdict::allow, Reason::none},
           Row{MessageState::failed, Verdict::allow, Reason::none},
           Row{MessageState::refused, Verdict::allow, Reason::none},
           Row{MessageState::unresolved, Verdict::allow, Reason::none},
       }) {
    CallWorld w;
    w.facts.follows_text = true;
    w.facts.text_before = row.text;
    const auto d = decide(w);
    EXPECT_EQ(d.verdict, row.verdict) << to_string(row.text);
    EXPECT_EQ(d.reason, row.reason) << to_string(row.text);
  }
  CallWorld w;
  w.facts.follows_text = true;
  EXPECT_EQ(decide(w).reason, Reason::missing_fact) << "nobody looked at the text";
}

TEST(GateOfCalls, OptOutsRegistersConsentAndCapsBindThemToo) {
  {
    CallWorld w;
    w.suppress(7);
    EXPECT_EQ(decide(w).reason, Reason::suppressed);
  }
  {
    CallWorld w;
    w.facts.registers->push_back({.name = "dncr", .answer = RegisterAnswer::listed, .at = w.facts.now});
    EXPECT_EQ(decide(w).reason, Reason::listed_on_register);
    w.facts.registers->front().answer = RegisterAnswer::unknown;
    EXPECT_EQ(decide(w).reason, Reason::register_unknown);
  }
  {
    CallWorld w;
    w.contact.consent = Consent::unknown;
    EXPECT_EQ(decide(w).reason, Reason::no_consent);
  }
  {
    CallWorld w;
    w.workspace.frequency_cap = 1;
    w.sent(1, w.facts.now - kHourMs);
    EXPECT_EQ(decide(w).reason, Reason::frequency_cap);
  }
}

TEST(GateOfCalls, WhatIsSpokenIsMeasuredInCharacters) {
  CallWorld w;
  w.facts.body->segments = 0;
  w.facts.body->characters = 1600;
  w.facts.senders->no_replies = true;
  w.facts.body->bad_link = "bit.ly";
  EXPECT_EQ(decide(w).verdict, Verdict::allow);
  w.facts.body->characters = 1601;
  EXPECT_EQ(decide(w).reason, Reason::text_too_long);
  w.facts.body->empty = true;
  EXPECT_EQ(decide(w).reason, Reason::empty_text);
  w.facts.body->missing_field = "name";
  EXPECT_EQ(decide(w).reason, Reason::missing_field);
}

TEST(ComposeCalls, NamesWhoCallsFirstAndAsksForNoReply) {
  Composer composer;
  Campaign campaign;
  campaign.id = {1};
  campaign.body = "text {{name}}";
  campaign.spoken.text = "Hello {{name}}, your court date is tomorrow.";
  Contact contact;
  contact.fields["name"] = "Ann";
  Policy policy;
  policy.brand = "County Court";
  policy.footer = "Reply STOP to end.";
  EXPECT_EQ(composer.compose_call(campaign, contact).text, "Hello Ann, your court date is tomorrow.");
  EXPECT_EQ(composer.compose_call(campaign, contact, &policy).text,
            "County Court. Hello Ann, your court date is tomorrow.");
  EXPECT_EQ(composer.compose(campaign, contact, &policy).text, "County Court: text Ann Reply STOP to end.")
      << "the text's own template is another";
  campaign.spoken.text = "County court calls.";
  ++campaign.template_version;
  EXPECT_EQ(composer.compose_call(campaign, contact, &policy).text, "County court calls.");
  contact.fields.clear();
  campaign.spoken.text = "Hello {{name}}";
  ++campaign.template_version;
  EXPECT_EQ(composer.compose_call(campaign, contact).facts.missing_field, "name");
}

}  // namespace
}  // namespace tidings::compliance

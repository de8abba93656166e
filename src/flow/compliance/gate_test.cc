#include "flow/compliance/gate.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/limits.h"
#include "flow/compliance/gate_test_world.h"

namespace tidings::compliance {
namespace {

using W = TestWorld;

Decision decide(const W& world) {
  Gate gate;
  return gate.decide(world.view());
}

namespace {
size_t rules_of_texts() {
  return static_cast<size_t>(std::ranges::count_if(gate_rules(), [](const Rule* rule) { return !rule->of_calls; }));
}
}  // namespace

TEST(Gate, AllowsWhatEveryRuleAllowsAndSaysByWhenToDeliver) {
  const Decision d = decide(W{});
  EXPECT_EQ(d.verdict, Verdict::allow);
  EXPECT_EQ(d.reason, Reason::none);
  EXPECT_EQ(format_utc(d.deliver_by.value()), "2026-11-20T22:00:00Z");
  EXPECT_EQ(d.trace.rules.size(), rules_of_texts());
}

TEST(Gate, BlockBeatsHoldAndTheFirstBlockNamesTheReason) {
  W w;
  w.facts.under_review = true;
  w.facts.body->empty = true;
  w.suppress(7);
  const Decision d = decide(w);
  EXPECT_EQ(d.verdict, Verdict::block);
  EXPECT_EQ(d.reason, Reason::suppressed);
  EXPECT_EQ(d.until, Instant{});
  EXPECT_EQ(d.deliver_by, std::nullopt);
  EXPECT_EQ(std::count_if(d.trace.rules.begin(), d.trace.rules.end(),
                          [](const RuleTrace& r) { return r.verdict != Verdict::allow; }),
            3)
      << "every rule is asked";
}

TEST(Gate, OfSeveralHoldsTheLongestCounts) {
  W w;
  w.facts.now = *parse_utc("2026-11-21T01:31Z");
  w.workspace.frequency_cap = 1;
  w.sent(1, *parse_utc("2026-11-20T20:00Z"));
  EXPECT_EQ(decide(w).reason, Reason::frequency_cap);
  EXPECT_EQ(format_utc(decide(w).until), "2026-11-21T20:00:00Z");
  w.sent(1, *parse_utc("2026-11-20T10:00Z"));
  EXPECT_EQ(decide(w).reason, Reason::outside_window);
  EXPECT_EQ(format_utc(decide(w).until), "2026-11-21T14:00:00Z");
}

TEST(Gate, AHoldThatHasEndedIsLookedAtLaterNotAtOnce) {
  W w;
  w.facts.senders = SenderFacts{1, 0, w.facts.now - kHourMs};
  EXPECT_EQ(decide(w).until, w.facts.now + limits::kHoldRecheckMs);
}

TEST(Gate, NoTraceHoldsTheNumber) {
  for (const auto& rule : decide(W{}).trace.rules) EXPECT_EQ(rule.inputs.find("5550123"), std::string::npos);
}

TEST(Gate, TheCacheChangesNoAnswerAsTimeMovesOn) {
  W w;
  Gate kept;
  for (int i = 0; i < 3000; ++i) {
    w.facts.now = w.facts.now + 29 * kSecondMs + i;
    w.zones_are(i % 3 == 0   ? std::vector<std::string>{"America/New_York"}
                : i % 3 == 1 ? std::vector<std::string>{"America/Los_Angeles", "America/New_York"}
                             : std::vector<std::string>{"Asia/Kathmandu"});
    const Decision with = kept.decide(w.view()), without = decide(w);
    ASSERT_EQ(with.trace, without.trace) << format_utc(w.facts.now);
    ASSERT_EQ(with.deliver_by, without.deliver_by);
  }
}

// Any message, mostly allowed ones, so that spoiling it shows.
W any_world() {
  W w;
  const auto seldom = [] { return *rc::gen::inRange(0, 12) == 0; };
  w.facts.kind = static_cast<MessageKind>(*rc::gen::inRange(0, 6));
  w.facts.purpose = static_cast<Purpose>(*rc::gen::inRange(0, 2));
  w.facts.now = w.facts.now + *rc::gen::inRange<int64_t>(0, 400) * kDayMs + *rc::gen::inRange<int64_t>(0, kDayMs);
  w.campaign.hours.allow[0].start_minute = *rc::gen::inRange(0, 600);
  w.campaign.hours.allow[0].end_minute = *rc::gen::inRange(0, 1441);
  if (seldom()) w.campaign.hours.allow.clear();
  if (seldom()) w.workspace.active = false;
  if (seldom()) w.campaign.status = static_cast<CampaignStatus>(*rc::gen::inRange(0, 7));
  if (seldom()) w.contact.status = static_cast<ContactStatus>(*rc::gen::inRange(0, 3));
  if (seldom()) w.contact.consent = static_cast<Consent>(*rc::gen::inRange(0, 8));
  if (seldom()) w.contact.score = *rc::gen::inRange(0, 100);
  if (seldom()) w.suppress(*rc::gen::inRange(1, 4));
  if (seldom()) w.facts.confirms = {*rc::gen::inRange(1, 4)};
  if (seldom()) w.facts.under_review = true;
  if (seldom()) w.tz.fresh = false;
  if (seldom()) w.facts.phone.sms_capable = false;
  if (seldom()) w.facts.senders->with_room = 0;
  w.workspace.frequency_cap = *rc::gen::inRange(0, 3);
  w.sent(*rc::gen::inRange(0, 3), w.facts.now - *rc::gen::inRange<int64_t>(kMinuteMs * 3, 2 * kDayMs));
  const std::vector<std::string> zones{"America/Chicago", "America/New_York", "Asia/Tokyo", "Europe/Berlin"};
  std::vector<std::string> some;
  for (const auto& zone : zones) {
    if (*rc::gen::inRange(0, 2) == 0) some.push_back(zone);
  }
  if (some.empty()) some.push_back("America/New_York");
  w.zones_are(some);
  return w;
}

RC_GTEST_PROP(GateProperty, SameFactsSameDecision, ()) {
  const W w = any_world();
  const Decision a = decide(w), b = decide(w);
  RC_ASSERT(a.trace == b.trace);
  RC_ASSERT(a.deliver_by == b.deliver_by);
  RC_ASSERT(a.verdict == a.trace.verdict && a.reason == a.trace.reason && a.until == a.trace.until);
}

RC_GTEST_PROP(GateProperty, ASuppressionNeverHelps, ()) {
  W w = any_world();
  const Verdict before = decide(w).verdict;
  w.suppress(*rc::gen::inRange(1, 4));
  RC_ASSERT(decide(w).verdict >= before);
}

RC_GTEST_PROP(GateProperty, NothingButAConfirmationPassesASuppression, ()) {
  W w = any_world();
  w.suppress(9);
  if (*rc::gen::inRange(0, 2) == 0) w.facts.confirms = {9};
  const bool own = w.facts.kind == MessageKind::confirmation && w.facts.confirms == SuppressionId{9};
  if (!own) RC_ASSERT(decide(w).verdict == Verdict::block);
}

RC_GTEST_PROP(GateProperty, WorseFactsNeverGiveABetterVerdict, ()) {
  W w = any_world();
  const Verdict before = decide(w).verdict;
  switch (*rc::gen::inRange(0, 13)) {
    case 0:
      w.workspace.active = false;
      break;
    case 1:
      w.campaign.status = CampaignStatus::stopped;
      break;
    case 2:
      w.contact.status = ContactStatus::blacklisted;
      break;
    case 3:
      w.contact.consent = Consent::revoked;
      break;
    case 4:
      w.contact.score -= 50;
      break;
    case 5:
      w.facts.under_review = true;
      break;
    case 6:
      w.facts.phone.valid = false;
      break;
    case 7:
      w.facts.sent->at.push_back(w.facts.now);
      break;
    case 8:
      w.facts.senders->with_room = 0;
      break;
    case 9:
      w.facts.senders->active = 0;
      break;
    case 10:
      w.facts.body->segments += 5;
      break;
    case 11:
      w.facts.body->missing_field = "name";
      break;
    case 12:
      w.tz.fresh = false;
      break;
  }
  RC_ASSERT(decide(w).verdict >= before);
}

RC_GTEST_PROP(GateProperty, MoreZonesNeverTurnAHoldIntoAllow, ()) {
  W w = any_world();
  const Decision before = decide(w);
  auto zones = w.zones.zones;
  zones.push_back(*rc::gen::elementOf(std::vector<std::string>{"Asia/Kolkata", "Pacific/Honolulu", "Europe/London"}));
  std::sort(zones.begin(), zones.end());
  w.zones_are(zones);
  const Decision after = decide(w);
  RC_ASSERT(after.verdict >= before.verdict);
  if (before.deliver_by && after.deliver_by) RC_ASSERT(*after.deliver_by <= *before.deliver_by);
}

RC_GTEST_PROP(GateProperty, AMissingFactNeverLetsAMessagePass, ()) {
  W w = any_world();
  const Verdict before = decide(w).verdict;
  switch (*rc::gen::inRange(0, 10)) {
    case 0:
      w.has_workspace = false;
      break;
    case 1:
      w.has_campaign = false;
      break;
    case 2:
      if (w.facts.kind != MessageKind::confirmation) w.has_contact = false;
      break;
    case 3:
      w.has_zones = false;
      break;
    case 4:
      w.has_tz = false;
      break;
    case 5:
      w.facts.suppressions.reset();
      break;
    case 6:
      w.facts.under_review.reset();
      break;
    case 7:
      w.facts.sent.reset();
      break;
    case 8:
      w.facts.senders.reset();
      break;
    case 9:
      w.facts.body.reset();
      break;
  }
  if (before != Verdict::allow) RC_ASSERT(decide(w).verdict != Verdict::allow);
}

RC_GTEST_PROP(GateProperty, TracesReadBackAsWritten, ()) {
  const Trace trace = decide(any_world()).trace;
  const auto back = read_trace(trace_json(trace));
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == trace);
  RC_ASSERT(!explain(*back).empty());
}

TEST(Trace, ExplainsInPlainWordsWorstFirst) {
  W w;
  w.facts.now = *parse_utc("2026-11-21T01:31Z");
  const std::string text = explain(decide(w).trace);
  EXPECT_TRUE(text.starts_with(
      std::string("Held until 2026-11-21T14:00:00Z: it is outside the allowed hours where the contact may be.\n"
                  "Decided at 2026-11-21T01:31:00Z by ") +
      std::to_string(rules_of_texts()) +
      " rules, time zone data 2026f.\n"
      "  hold   the allowed hours (hours v2): it is outside the allowed hours where the contact may be, until "
      "2026-11-21T14:00:00Z [window=every day 09:00-17:00 local=Fri 20:31 America/New_York from=number]\n"
      "  allow  the workspace (workspace v1) [workspace=1]\n"))
      << text;
}

TEST(Trace, AnyBytesReadBackAndOlderRulesStillExplain) {
  Trace trace{{5}, Verdict::block, Reason::no_consent, {}, "", {}};
  trace.rules.push_back({"gone", 3, Verdict::block, Reason::no_consent, {}, Inputs("f\xC3\xB6rnamn \"x\" \\ \n\x01")});
  EXPECT_EQ(*read_trace(trace_json(trace)), trace);
  EXPECT_NE(explain(trace).find("a rule of another version (gone v3)"), std::string::npos);
  trace.rules[0].inputs = "cut \xE2\x82 \xC0\x80 \xED\xA0\x80 \xF4\x90\x80\x80 \xFF";
  const auto back = read_trace(trace_json(trace));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->rules[0].inputs, "cut ?? ?? ??? ???? ?");
}

TEST(Trace, RefusesWhatIsNoTrace) {
  const std::string good = trace_json(decide(W{}).trace);
  for (const std::string& bad :
       {std::string(), std::string("[]"), std::string("{}"), good.substr(0, good.size() - 1),
        std::string(R"({"at":1,"v":"a","tz":"","rules":[["x"]]})"),
        std::string(R"({"at":1,"v":"z","tz":"","rules":[]})"),
        std::string(R"({"at":1,"v":"h","why":"no such","until":2,"tz":"","rules":[]})"),
        std::string(R"({"at":1,"v":"a","tz":"","rules":[["x",1,"h","","outside_window"]]})")}) {
    const auto read = read_trace(bad);
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().code, ErrorCode::corrupt);
  }
}

}  // namespace
}  // namespace tidings::compliance

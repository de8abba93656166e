// A table for each rule: one fact spoilt, what the rule then says.
#include <gtest/gtest.h>

#include <functional>

#include "base/limits.h"
#include "flow/compliance/gate.h"
#include "flow/compliance/gate_test_world.h"
#include "flow/compliance/law_hours.h"

namespace tidings::compliance {
namespace {

using W = TestWorld;
constexpr Verdict A = Verdict::allow, H = Verdict::hold, B = Verdict::block;

struct Case {
  const char* what;
  std::function<void(W&)> spoil;
  Verdict verdict;
  Reason reason = Reason::none;
  const char* inputs = nullptr;  // a part of what the trace must show
  const char* until = nullptr;
};

void run(std::string_view id, const std::vector<Case>& cases) {
  const Rule* rule = nullptr;
  for (const Rule* each : gate_rules()) {
    if (each->id == id) rule = each;
  }
  ASSERT_NE(rule, nullptr) << id;
  for (const auto& c : cases) {
    SCOPED_TRACE(std::string(id) + ": " + c.what);
    W world;
    c.spoil(world);
    HoursCache hours;
    LawHours law;
    RuleContext context{hours, law};
    const Finding found = rule->judge(world.view(), context);
    EXPECT_EQ(to_string(found.verdict), to_string(c.verdict));
    EXPECT_EQ(to_string(found.reason), to_string(c.reason));
    if (c.inputs != nullptr) EXPECT_NE(found.inputs.find(c.inputs), std::string::npos) << found.inputs;
    if (c.until != nullptr) EXPECT_EQ(format_utc(found.until), format_utc(*parse_utc(c.until)));
    if (c.verdict == H) EXPECT_GT(found.until, world.facts.now);
  }
}

void confirmation(W& w) { w.facts.kind = MessageKind::confirmation, w.facts.purpose = Purpose::informational; }
void reply(W& w) { w.facts.kind = MessageKind::reply, w.facts.purpose = Purpose::informational; }
void check_of_ours(W& w, std::optional<bool> own) {
  w.facts.kind = MessageKind::check, w.facts.purpose = Purpose::informational, w.facts.own_number = own;
}
void informs(W& w) { w.facts.purpose = Purpose::informational; }

TEST(Rules, Workspace) {
  run("workspace", {
                       {"active", [](W&) {}, A, Reason::none, "workspace=1"},
                       {"inactive", [](W& w) { w.workspace.active = false; }, B, Reason::workspace_inactive},
                       {"inactive, confirmation", [](W& w) { confirmation(w), w.workspace.active = false; }, B,
                        Reason::workspace_inactive},
                       {"missing", [](W& w) { w.has_workspace = false; }, H, Reason::missing_fact, "missing=workspace"},
                   });
}

TEST(Rules, Campaign) {
  const auto status = [](CampaignStatus s) { return [s](W& w) { w.campaign.status = s; }; };
  run("campaign",
      {
          {"active", [](W&) {}, A},
          {"paused", status(CampaignStatus::paused), H, Reason::campaign_paused, "status=paused"},
          {"draft", status(CampaignStatus::draft), H, Reason::campaign_inactive},
          {"scheduled: until it starts",
           [](W& w) {
             w.campaign.status = CampaignStatus::scheduled;
             w.campaign.starts_at = *parse_utc("2026-11-25T14:00Z");
           },
           H, Reason::campaign_inactive, nullptr, "2026-11-25T14:00Z"},
          {"stopped", status(CampaignStatus::stopped), B, Reason::campaign_stopped},
          {"completed", status(CampaignStatus::completed), B, Reason::campaign_inactive},
          {"expired", status(CampaignStatus::expired), B, Reason::campaign_inactive},
          {"at its latest time", [](W& w) { w.campaign.not_after = w.facts.now; }, A},
          {"after its latest time", [](W& w) { w.campaign.not_after = w.facts.now - 1; }, B, Reason::not_after_passed},
          {"missing", [](W& w) { w.has_campaign = false; }, H, Reason::missing_fact},
          {"a reply has none", [](W& w) { reply(w), w.has_campaign = false; }, A},
          {"a reply to a stopped one", [](W& w) { reply(w), w.campaign.status = CampaignStatus::stopped; }, A},
      });
}

TEST(Rules, Suppression) {
  run("suppression",
      {
          {"none", [](W&) {}, A},
          {"suppressed", [](W& w) { w.suppress(7); }, B, Reason::suppressed, "suppression=7 source=keyword"},
          {"lifted", [](W& w) { w.suppress(7, w.facts.now); }, A},
          {"to be lifted later", [](W& w) { w.suppress(7, w.facts.now + 1); }, B, Reason::suppressed},
          {"informing is bound too", [](W& w) { informs(w), w.suppress(7); }, B, Reason::suppressed},
          {"a reply is bound too", [](W& w) { reply(w), w.suppress(7), w.facts.confirms = {7}; }, B,
           Reason::suppressed},
          {"confirmation of its own STOP", [](W& w) { confirmation(w), w.suppress(7), w.facts.confirms = {7}; }, A,
           Reason::none, "confirms its own opt-out"},
          {"confirmation, another suppression",
           [](W& w) { confirmation(w), w.suppress(7), w.suppress(8), w.facts.confirms = {7}; }, B, Reason::suppressed,
           "suppression=8"},
          {"confirmation of nothing", [](W& w) { confirmation(w), w.suppress(0); }, B, Reason::suppressed},
          {"not looked up", [](W& w) { w.facts.suppressions.reset(); }, H, Reason::missing_fact},
      });
}

TEST(Rules, Review) {
  run("review", {
                    {"none", [](W&) {}, A},
                    {"waiting", [](W& w) { w.facts.under_review = true; }, H, Reason::under_review},
                    {"a reply waits too", [](W& w) { reply(w), w.facts.under_review = true; }, H, Reason::under_review},
                    {"a confirmation passes", [](W& w) { confirmation(w), w.facts.under_review = true; }, A},
                    {"not looked up", [](W& w) { w.facts.under_review.reset(); }, H, Reason::missing_fact},
                });
}

TEST(Rules, Contact) {
  const auto status = [](ContactStatus s) { return [s](W& w) { w.contact.status = s; }; };
  run("contact",
      {
          {"active", [](W&) {}, A, Reason::none, "contact=3 status=active"},
          {"inactive", status(ContactStatus::inactive), B, Reason::contact_inactive},
          {"blacklisted", status(ContactStatus::blacklisted), B, Reason::blacklisted},
          {"inactive, reply", [](W& w) { reply(w), w.contact.status = ContactStatus::inactive; }, B,
           Reason::contact_inactive},
          {"inactive, confirmation", [](W& w) { confirmation(w), w.contact.status = ContactStatus::inactive; }, A},
          {"blacklisted, confirmation", [](W& w) { confirmation(w), w.contact.status = ContactStatus::blacklisted; }, B,
           Reason::blacklisted},
          {"missing", [](W& w) { w.has_contact = false; }, H, Reason::missing_fact},
          {"missing, confirmation", [](W& w) { confirmation(w), w.has_contact = false; }, A},
          {"check", [](W& w) { check_of_ours(w, true), w.has_contact = false; }, A, Reason::none, "our own"},
          {"check, somebody's number", [](W& w) { check_of_ours(w, false); }, B, Reason::phone_invalid},
          {"check, nobody knows", [](W& w) { check_of_ours(w, std::nullopt); }, H, Reason::missing_fact,
           "missing=own_number"},
      });
}

// A test of ours leaves at any hour, whatever the law, the department or a cap says of recipients.
TEST(Rules, NothingOfRecipientsBindsACheck) {
  for (const char* id : {"consent", "register", "opt_in", "score", "law_freeze", "law_hours", "policy_hours", "hours",
                         "law_cap", "frequency_cap"}) {
    run(id, {{"check", [](W& w) { check_of_ours(w, true), w.has_contact = false, w.workspace.frequency_cap = 1; }, A}});
  }
}

TEST(Rules, Phone) {
  run("phone", {
                   {"good", [](W&) {}, A},
                   {"impossible", [](W& w) { w.facts.phone.valid = false; }, B, Reason::phone_invalid},
                   {"a landline", [](W& w) { w.facts.phone.sms_capable = false; }, B, Reason::not_sms_capable},
                   {"no number", [](W& w) { w.facts.phone.e164.clear(); }, H, Reason::missing_fact},
                   {"not checked", [](W& w) { w.facts.phone.valid.reset(); }, H, Reason::missing_fact},
                   {"type not known", [](W& w) { w.facts.phone.sms_capable.reset(); }, H, Reason::missing_fact},
               });
}

TEST(Rules, Consent) {
  const auto consent = [](Consent c) { return [c](W& w) { w.contact.consent = c; }; };
  run("consent", {
                     {"written", [](W&) {}, A, Reason::none, "consent=express_written"},
                     {"implied, in a place that wants it written", consent(Consent::implied), B, Reason::no_consent},
                     {"unknown", consent(Consent::unknown), B, Reason::no_consent},
                     {"transactional", consent(Consent::transactional), B, Reason::no_consent},
                     {"they wrote first", consent(Consent::inbound), B, Reason::no_consent},
                     {"revoked", consent(Consent::revoked), B, Reason::no_consent},
                     {"informing needs none", [](W& w) { informs(w), w.contact.consent = Consent::unknown; }, A},
                     {"a marketing single needs it",
                      [](W& w) { w.facts.kind = MessageKind::single, w.contact.consent = Consent::unknown; }, B,
                      Reason::no_consent},
                     {"a confirmation never",
                      [](W& w) { w.facts.kind = MessageKind::confirmation, w.contact.consent = Consent::revoked; }, A},
                     {"missing", [](W& w) { w.has_contact = false; }, H, Reason::missing_fact},
                 });
}

TEST(Rules, Score) {
  run("score",
      {
          {"above", [](W&) {}, A, Reason::none, "score=90 threshold=85 of=workspace"},
          {"at the threshold", [](W& w) { w.contact.score = 85; }, A},
          {"below", [](W& w) { w.contact.score = 84; }, B, Reason::score_too_low},
          {"the campaign's own is lower", [](W& w) { w.contact.score = 1, w.campaign.score_threshold = 0; }, A},
          {"the campaign's own is higher", [](W& w) { w.campaign.score_threshold = 91; }, B, Reason::score_too_low,
           "of=campaign"},
          {"informing", [](W& w) { informs(w), w.contact.score = 0; }, A},
          {"a single", [](W& w) { w.facts.kind = MessageKind::single, w.contact.score = 0; }, A},
          {"no workspace", [](W& w) { w.has_workspace = false; }, H, Reason::missing_fact},
          {"no workspace, own threshold", [](W& w) { w.has_workspace = false, w.campaign.score_threshold = 50; }, A},
          {"no contact", [](W& w) { w.has_contact = false; }, H, Reason::missing_fact},
          {"no campaign", [](W& w) { w.has_campaign = false; }, H, Reason::missing_fact},
      });
}

TEST(Rules, Content) {
  run("content",
      {
          {"fits", [](W&) {}, A, Reason::none, "characters=120/1600 segments=1/10"},
          {"as long as allowed", [](W& w) { w.facts.body->segments = 10, w.facts.body->characters = 1600; }, A},
          {"too many segments", [](W& w) { w.facts.body->segments = 11; }, B, Reason::text_too_long},
          {"too many characters", [](W& w) { w.facts.body->characters = 1601; }, B, Reason::text_too_long},
          {"the campaign allows less", [](W& w) { w.facts.body->segments = 3, w.campaign.max_segments = 2; }, B,
           Reason::text_too_long},
          {"which binds no reply", [](W& w) { reply(w), w.facts.body->segments = 3, w.campaign.max_segments = 2; }, A},
          {"empty", [](W& w) { w.facts.body->empty = true; }, B, Reason::empty_text},
          {"a field is missing", [](W& w) { w.facts.body->missing_field = "first_name"; }, B, Reason::missing_field,
           "field=first_name"},
          {"not counted", [](W& w) { w.facts.body.reset(); }, H, Reason::missing_fact},
      });
}

TEST(Rules, Hours) {
  run("hours",
      {
          {"inside", [](W&) {}, A, Reason::none,
           "window=every day 09:00-17:00 local=Fri 10:31 America/New_York from=number"},
          {"before the window in one of two zones",
           [](W& w) { w.zones_are({"America/Los_Angeles", "America/New_York"}); }, H, Reason::outside_window,
           "local=Fri 07:31 America/Los_Angeles; Fri 10:31 America/New_York", "2026-11-20T17:00Z"},
          {"the last minute, in time to leave", [](W& w) { w.facts.now = *parse_utc("2026-11-20T21:59:39Z"); }, A},
          {"the last seconds: it would leave too late", [](W& w) { w.facts.now = *parse_utc("2026-11-20T21:59:41Z"); },
           H, Reason::outside_window, "closes_too_soon", "2026-11-20T22:00Z"},
          {"in the evening: tomorrow", [](W& w) { w.facts.now = *parse_utc("2026-11-21T01:31Z"); }, H,
           Reason::outside_window, "Fri 20:31", "2026-11-21T14:00Z"},
          {"zones that never meet", [](W& w) { w.zones_are({"America/New_York", "Asia/Tokyo"}); }, H,
           Reason::no_common_window, "Asia/Tokyo", "2026-12-11T15:31:40Z"},
          {"a closed date", [](W& w) { w.campaign.hours.closed_dates = {"2026-11-20"}; }, H, Reason::outside_window,
           "closed_dates=1", "2026-11-21T14:00Z"},
          {"no zone", [](W& w) { w.zones_are({}); }, H, Reason::unknown_zone},
          {"a zone that is none", [](W& w) { w.zones_are({"America/New_York", "Eastern Time"}); }, H,
           Reason::unknown_zone, "'Eastern Time' is not a time zone"},
          {"at any hour needs no zone", [](W& w) { w.campaign.hours = {}, w.zones_are({}), w.has_tz = false; }, A},
          {"stale zone data", [](W& w) { w.tz.fresh = false; }, H, Reason::zone_data_stale, "tz=2026f"},
          {"stale zone data, informing", [](W& w) { informs(w), w.tz.fresh = false; }, A},
          {"informing is bound by hours", [](W& w) { informs(w), w.facts.now = *parse_utc("2026-11-21T01:31Z"); }, H,
           Reason::outside_window},
          {"a reply is not", [](W& w) { reply(w), w.facts.now = *parse_utc("2026-11-21T01:31Z"); }, A},
          {"a confirmation is not", [](W& w) { confirmation(w), w.zones_are({}), w.has_tz = false; }, A},
          {"marketing sent one by one sleeps at night too",
           [](W& w) {
             w.facts.kind = MessageKind::single, w.has_campaign = false, w.facts.now = *parse_utc("2026-11-21T01:31Z");
           },
           H, Reason::outside_window, "window=every day 09:00-20:00"},
          {"no campaign", [](W& w) { w.has_campaign = false; }, H, Reason::missing_fact},
          {"zones not gathered", [](W& w) { w.has_zones = false; }, H, Reason::missing_fact},
          {"zone data not tested", [](W& w) { w.has_tz = false; }, H, Reason::missing_fact},
      });
}

TEST(Rules, FrequencyCap) {
  // The oldest as said, then one each minute.
  const auto sent = [](int count) {
    return [=](W& w) {
      w.workspace.frequency_cap = 3;
      w.sent(count, *parse_utc("2026-11-19T18:00Z"));
    };
  };
  run("frequency_cap",
      {
          {"no cap", [](W& w) { w.sent(1000, w.facts.now - kDayMs); }, A},
          {"below", sent(2), A, Reason::none, "sent=2 cap=3 window_min=1440"},
          {"reached: until the oldest leaves", sent(3), H, Reason::frequency_cap, nullptr, "2026-11-20T18:00Z"},
          {"over it: until only two are left", sent(5), H, Reason::frequency_cap, nullptr, "2026-11-20T18:02Z"},
          {"those before the window do not count",
           [&](W& w) { sent(3)(w), w.facts.sent->at[0] = w.facts.now - kDayMs; }, A},
          {"not all of the window counted", [&](W& w) { sent(0)(w), w.facts.sent->since = w.facts.now - kHourMs; }, H,
           Reason::missing_fact},
          {"not counted", [](W& w) { w.workspace.frequency_cap = 3, w.facts.sent.reset(); }, H, Reason::missing_fact},
          {"no workspace", [](W& w) { w.has_workspace = false; }, H, Reason::missing_fact},
          {"a reply does not wait", [&](W& w) { sent(9)(w), reply(w); }, A},
          {"nor a confirmation", [&](W& w) { sent(9)(w), confirmation(w); }, A},
          {"a single does", [&](W& w) { sent(9)(w), w.facts.kind = MessageKind::single; }, H, Reason::frequency_cap},
      });
}

TEST(Rules, SenderCap) {
  run("sender_cap",
      {
          {"room", [](W&) {}, A, Reason::none, "senders=2 with_room=1"},
          {"full", [](W& w) { w.facts.senders = SenderFacts{2, 0, *parse_utc("2026-11-20T20:00Z")}; }, H,
           Reason::sender_daily_cap, nullptr, "2026-11-20T20:00Z"},
          {"full, end not known", [](W& w) { w.facts.senders = SenderFacts{2, 0, std::nullopt}; }, H,
           Reason::sender_daily_cap},
          {"the day of the brand is used up",
           [](W& w) {
             w.facts.senders = SenderFacts{.active = 2, .brand_full = 1, .brand_day = *parse_utc("2026-11-21T08:00Z")};
           },
           H, Reason::brand_daily_cap, "senders=2 with_room=0 brand_full=1", "2026-11-21T08:00Z"},
          {"none", [](W& w) { w.facts.senders = SenderFacts{}; }, B, Reason::no_sender},
          {"not looked up", [](W& w) { w.facts.senders.reset(); }, H, Reason::missing_fact},
          {"confirmations need room too", [](W& w) { confirmation(w), w.facts.senders = SenderFacts{2, 0, {}}; }, H,
           Reason::sender_daily_cap},
      });
}

TEST(Rules, IdsFitAndAreUnique) {
  std::set<std::string_view> seen;
  for (const Rule* rule : gate_rules()) {
    EXPECT_LE(rule->id.size(), 15u) << rule->id;
    EXPECT_TRUE(seen.insert(rule->id).second) << rule->id;
    EXPECT_FALSE(rule->title.empty());
    EXPECT_GE(rule->version, 1);
  }
}

}  // namespace
}  // namespace tidings::compliance

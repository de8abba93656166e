// Every checker must be able to fail: a small good history, and for each promise what breaks it and nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/http.h"
#include "law/law_book.h"
#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {
namespace {

using S = MessageState;

constexpr const char* kAnn = "+12125550001";  // New York
constexpr const char* kBob = "+14155550002";  // Los Angeles
constexpr const char* kOurs = "+12025550100";

// Two people, one campaign of 09:00-17:00 in their zones, both delivered.
class Good {
 public:
  Good() {
    auto& end = h.ending;
    end.workspaces = {{.id = {1}, .name = "w", .frequency_cap = 2, .rate_per_s = 5}};
    end.senders = {{.id = {1}, .workspace = {1}, .address = kOurs, .segments_per_s = 2, .daily_cap = 3}};
    end.contacts = {{.id = {1}, .workspace = {1}, .phone = kAnn}, {.id = {2}, .workspace = {1}, .phone = kBob}};
    Campaign campaign{.id = {1}, .workspace = {1}, .status = CampaignStatus::completed};
    campaign.hours = {{{0x7f, 9 * 60, 17 * 60}}, {}};
    campaign.rate_per_s = 1;
    campaign.planned = true;
    campaign.planned_count = 2;
    end.campaigns = {campaign};
    h.audiences[1] = {1, 2};
    message(1, kAnn);
    message(2, kBob);
    leave(1, 0);
    leave(2, 10'000);
    h.law = law::LawBook::standard().rules();
    h.consent_law = law::LawBook::standard().consent_terms().rows();
    h.consents = true;
    const Instant before = noon - kDayMs;
    end.consents = {{1, 1, Consent::express_written, before, before}, {2, 2, Consent::express_written, before, before}};
    end.wall = noon + kDayMs;
    end.counts[1] = end.recounts[1] = {{S::delivered, Reason::none, 2}};
  }

  void message(int64_t contact, const char* phone) {
    store::LedgerRow row;
    row.id = {static_cast<int64_t>(h.ending.messages.size()) + 1};
    row.workspace = {1};
    row.campaign = {1};
    row.contact = {contact};
    row.kind = MessageKind::campaign;
    row.phone = phone;
    row.state = S::delivered;
    h.ending.messages.push_back(row);
    for (const auto& [from, to] : {std::pair(S::planned, S::claimed),
                                   {S::claimed, S::handed},
                                   {S::handed, S::accepted},
                                   {S::accepted, S::delivered}}) {
      h.ending.moves.push_back({row.id.value, from, to, Reason::none, 2, noon});
    }
  }
  When when(int64_t ms) { return {order++, ms, noon + ms}; }
  // It left and was accepted.
  void leave(int64_t id, int64_t ms) {
    const std::string phone = h.ending.messages.at(static_cast<size_t>(id - 1)).phone;
    h.left.push_back({when(ms), id, phone, kOurs, "hello", 1});
    h.accepted.push_back({when(ms), id, phone, kOurs, "hello", "SM" + std::to_string(id)});
  }
  void tell(Told::What what, const char* phone, int64_t ms) {
    h.told.push_back({.when = when(ms), .what = what, .phone = phone});
  }
  // A pre-flight told this of Ann and Bob.
  void foretell(const char* ann, const char* bob, Reason reason = Reason::none) {
    h.foretold = {{.campaign = 1,
                   .revision = 1,
                   .fates = {{1, {ann, reason}}, {2, {bob, reason}}},
                   .facts = {{1, "as she is"}, {2, "as he is"}}}};
    h.ending.facts = h.foretold[0].facts;
  }
  store::LedgerRow& row(int64_t id) { return h.ending.messages.at(static_cast<size_t>(id - 1)); }
  void end_as(int64_t id, S state, Reason reason) {
    row(id).state = state;
    row(id).reason = reason;
    std::erase_if(h.ending.moves, [&](const Move& m) { return m.message == id; });
    std::erase_if(h.left, [&](const Left& l) { return l.message == id; });
    std::erase_if(h.accepted, [&](const Accepted& a) { return a.message == id; });
    if (state != S::planned) h.ending.moves.push_back({id, S::planned, state, reason});
    h.ending.counts[1] = h.ending.recounts[1] = {{S::delivered, Reason::none, 1}, {state, reason, 1}};
  }

  History h;
  Instant noon = *parse_utc("2026-11-20T19:00Z");  // 14:00 in New York, 11:00 in Los Angeles
  uint64_t order = 1;
};

std::vector<std::string> broken(const History& history) {
  std::vector<std::string> out;
  for (const Checker& checker : checkers()) {
    if (!checker.check(history).empty()) out.emplace_back(checker.promise);
  }
  return out;
}

TEST(Checkers, AGoodHistoryBreaksNothing) { EXPECT_EQ(broken_promises(Good().h), ""); }

TEST(Checkers, WhatWasForetoldMayChangeWithTheFacts) {
  Good good;
  good.foretell("sends", "sends");
  EXPECT_EQ(broken_promises(good.h), "");
  good.end_as(2, S::blocked, Reason::suppressed);
  EXPECT_NE(broken_promises(good.h), "");
  auto opted_out = good.h;
  opted_out.ending.facts[2] = "has opted out";
  EXPECT_EQ(broken_promises(opted_out), "");
  auto edited = good.h;
  edited.ending.campaigns[0].revision = 2;
  EXPECT_EQ(broken_promises(edited), "");
}

TEST(Checkers, WhoWasForetoldSuppressedMayHaveSaidStopOnceMore) {
  Good good;
  good.foretell("sends", "blocked", Reason::suppressed);
  good.end_as(2, S::blocked, Reason::opted_out);
  EXPECT_EQ(broken_promises(good.h), "");
  good.foretell("sends", "blocked", Reason::no_consent);
  EXPECT_NE(broken_promises(good.h), "") << "another reason is not foretold by it";
}

struct Spoilt {
  const char* what;
  const char* promise;  // how the broken one begins
  std::function<void(Good&)> spoil;
};

const std::vector<Spoilt>& spoilt() {
  static const std::vector<Spoilt> kAll{
      {"accepted twice", "no double",
       [](Good& g) { g.h.accepted.push_back({g.when(20'000), 1, kAnn, kOurs, "hello", "SM9"}); }},
      {"two messages of one campaign to one person", "no double",
       [](Good& g) {
         g.message(3, kAnn);
         g.h.ending.contacts.push_back({.id = {3}, .workspace = {1}, .phone = kAnn});
         g.leave(3, 30'000);
         g.h.ending.counts[1][0].n = g.h.ending.recounts[1][0].n = g.h.ending.campaigns[0].planned_count = 3;
       }},
      {"somebody of the audience has no message", "no skip", [](Good& g) { g.h.audiences[1].push_back(7); }},
      {"said to be delivered, and never left", "no skip",
       [](Good& g) {
         g.h.accepted.pop_back();
         g.h.left.pop_back();
       }},
      {"said to be blocked, and the carrier has it", "no skip",
       [](Good& g) {
         const auto left = g.h.left;
         const auto accepted = g.h.accepted;
         g.end_as(2, S::blocked, Reason::suppressed);
         g.h.left = left, g.h.accepted = accepted;
       }},
      {"sent after STOP", "nothing is sent after",
       [](Good& g) {
         g.h.left.clear(), g.h.accepted.clear();
         g.leave(1, 0);
         g.tell(Told::What::stop, kBob, 5);
         g.leave(2, 10'000);
       }},
      {"a START that waited, and was overtaken by a STOP", "nothing is sent after",
       [](Good& g) {
         g.h.left.clear(), g.h.accepted.clear();
         g.h.told.push_back({.when = g.when(0), .what = Told::What::start, .phone = kAnn, .acted = false});
         g.tell(Told::What::stop, kAnn, 1);
         g.leave(1, 2);
         g.leave(2, 10'000);
       }},
      {"sent after a refusal in other words", "nothing is sent after",
       [](Good& g) {
         g.h.left.clear(), g.h.accepted.clear();
         g.tell(Told::What::soft_stop, kAnn, 0);
         g.tell(Told::What::start, kBob, 0);
         g.leave(1, 0);
         g.leave(2, 10'000);
       }},
      {"an operator's entry is not lifted by START", "nothing is sent after",
       [](Good& g) {
         g.h.left.clear(), g.h.accepted.clear();
         g.tell(Told::What::manual_stop, kAnn, 0);
         g.tell(Told::What::start, kAnn, 0);
         g.leave(1, 0);
         g.leave(2, 10'000);
       }},
      {"sent to somebody struck off", "nothing is sent after",
       [](Good& g) { g.h.struck[2] = {.order = 2, .true_ms = 5}; }},
      {"a confirmation nobody asked for", "one confirmation",
       [](Good& g) {
         g.message(0, kAnn);
         g.row(3).campaign = {};
         g.row(3).kind = MessageKind::confirmation;
         g.leave(3, 20'000);
       }},
      {"a STOP that is repeated is confirmed again", "one confirmation",
       [](Good& g) {
         for (const char* sid : {"SMx", "SMy"}) {
           const FormFields form{{"SmsStatus", "received"}, {"From", kAnn}, {"MessageSid", sid}, {"Body", "STOP"}};
           g.h.hooks.push_back({g.when(15'000), sid, encode_form(form), true, 503});
           g.message(0, kAnn);
           auto& row = g.h.ending.messages.back();
           row.campaign = {};
           row.kind = MessageKind::confirmation;
           g.leave(row.id.value, sid[2] == 'x' ? 20'000 : 40'000);
           g.h.left.back().body = g.h.accepted.back().body = Workspace{}.stop_text;
         }
         g.h.ending.workspaces[0].frequency_cap = 0;
         g.h.ending.senders[0].daily_cap = 0;
       }},
      {"too early in one of the zones", "nothing is sent outside",
       [](Good& g) {
         for (auto& left : g.h.left) left.when.wall = left.when.wall - 3 * kHourMs;  // 08:00 in Los Angeles
       }},
      {"one more than the sender's cap in 24 hours", "caps", [](Good& g) { g.h.ending.senders[0].daily_cap = 1; }},
      {"one more than the number's cap", "caps",
       [](Good& g) {
         g.h.ending.workspaces[0].frequency_cap = 1;
         g.message(1, kAnn);
         g.row(3).campaign = {};
         g.row(3).kind = MessageKind::single;
         for (int64_t id = 1; id <= 3; ++id) g.row(id).purpose = Purpose::marketing;
         g.leave(3, 20'000);
       }},
      {"faster than the campaign", "rates",
       [](Good& g) {
         g.h.ending.campaigns[0].rate_per_s = 0.01;
         g.h.left[1].when.true_ms = 500;
       }},
      {"faster than the deployment", "rates",
       [](Good& g) {
         g.h.deployment_rate = 0.5;
         g.h.left[1].when.true_ms = 0;
       }},
      {"more segments than the sender may", "rates",
       [](Good& g) {
         g.h.ending.campaigns[0].rate_per_s = 100;
         for (auto& left : g.h.left) left.segments = 4, left.when.true_ms = 0;
       }},
      {"from delivered back to planned", "states only",
       [](Good& g) {
         g.h.ending.moves.push_back({1, S::delivered, S::planned, Reason::none});
         g.h.ending.moves.push_back({1, S::planned, S::delivered, Reason::none});
       }},
      {"in a state nothing brought it to", "states only", [](Good& g) { g.h.ending.moves.pop_back(); }},
      {"still unknown", "every message ends",
       [](Good& g) {
         g.row(2).state = S::unknown;
         g.h.ending.stuck = {2};
         g.h.ending.moves[6].to = S::unknown;  // handed → unknown, and that was all
         g.h.ending.moves.pop_back();
       }},
      {"blocked for no reason", "every message ends", [](Good& g) { g.end_as(2, S::blocked, Reason::none); }},
      {"waits for no reason", "every message ends",
       [](Good& g) {
         g.end_as(2, S::planned, Reason::none);
         g.row(2).not_before = g.h.ending.wall;
         g.h.ending.campaigns[0].status = CampaignStatus::active;
       }},
      {"was due long ago", "every message ends",
       [](Good& g) {
         g.end_as(2, S::planned, Reason::outside_window);
         g.row(2).not_before = g.h.ending.wall - kHourMs;
         g.h.ending.campaigns[0].status = CampaignStatus::active;
       }},
      {"put off for a month", "every message ends",
       [](Good& g) {
         g.end_as(2, S::planned, Reason::outside_window);
         g.row(2).not_before = g.h.ending.wall + 30 * kDayMs;
         g.h.ending.campaigns[0].status = CampaignStatus::active;
       }},
      {"put off for a month, alone before a daily cap", "every message ends",
       [](Good& g) {
         g.end_as(2, S::planned, Reason::sender_daily_cap);
         g.row(2).not_before = g.h.ending.wall + 30 * kDayMs;
         g.h.ending.campaigns[0].status = CampaignStatus::active;
       }},
      {"a campaign that does not end", "every message ends",
       [](Good& g) { g.h.ending.campaigns[0].status = CampaignStatus::active; }},
      {"a campaign that does not start", "every message ends",
       [](Good& g) {
         g.h.ending.campaigns[0].status = CampaignStatus::scheduled;
         g.h.ending.campaigns[0].starts_at = g.noon;
       }},
      {"queued though there is room", "every message ends",
       [](Good& g) {
         g.h.ending.campaigns[0].status = CampaignStatus::queued;
         g.h.sms_pool = 1;
       }},
      {"sent while it was paused", "a campaign's messages leave as",
       [](Good& g) {
         Setting set{.when = g.when(0), .rate_per_s = 1, .hours = g.h.ending.campaigns[0].hours, .revision = 0};
         g.h.settings[1] = {set};
         set.status = CampaignStatus::paused;
         set.when.order = g.h.left[1].when.order - 1;
         g.h.settings[1].push_back(set);
       }},
      {"sent with a revision that was edited before it left", "a campaign's messages leave as",
       [](Good& g) {
         Setting set{.when = g.when(0), .rate_per_s = 1, .hours = g.h.ending.campaigns[0].hours, .revision = 0};
         g.h.settings[1] = {set};
         set.revision = 2;
         set.when.order = g.h.left[1].when.order - 1;
         g.h.settings[1].push_back(set);
       }},
      {"sent while it could be taken back", "a campaign's messages leave as",
       [](Good& g) { g.h.ending.campaigns[0].undo_until = g.noon + 5'000; }},
      {"the window of before an edit", "nothing is sent outside",
       [](Good& g) {
         Setting set{.when = g.when(0), .rate_per_s = 1, .hours = g.h.ending.campaigns[0].hours, .revision = 0};
         g.h.settings[1] = {set};
         set.hours.allow[0].end_minute = 10 * 60;
         set.when.order = g.h.left[1].when.order - 1;
         g.h.settings[1].push_back(set);
       }},
      {"in the night of the law", "nothing is sent outside the legal hours",
       [](Good& g) {
         g.h.ending.campaigns[0].hours.allow.clear();
         g.h.left[1].when.wall = *parse_utc("2026-11-21T05:00Z");  // 21:00 in Los Angeles
       }},
      {"on a holiday", "nothing is sent outside the legal hours",
       [](Good& g) {
         g.h.law = {{.id = "x", .place = "US", .holidays = {"X"}, .on = true, .years = {2026}}};
         g.h.law[0].hours.closed_dates = {"2026-11-20"};
       }},
      {"in a year whose holidays nobody knows", "nothing is sent outside the legal hours",
       [](Good& g) { g.h.law = {{.id = "x", .place = "US", .holidays = {"X"}, .on = true, .years = {2027}}}; }},
      {"on a Sunday of where the address is", "nothing is sent outside the legal hours",
       [](Good& g) {
         g.h.ending.contacts[0].place = "US-MS";
         g.h.left[0].when.wall = *parse_utc("2026-11-22T19:00Z");
       }},
      {"marketing to somebody who never consented", "marketing leaves only",
       [](Good& g) {
         g.row(1).purpose = Purpose::marketing;
         g.h.ending.consents[0].contact = 2;
       }},
      {"marketing under a consent that came later", "marketing leaves only",
       [](Good& g) {
         g.row(2).purpose = Purpose::marketing;
         for (auto& move : g.h.ending.moves) move.newest_consent = 1;
       }},
      {"marketing after a refusal", "marketing leaves only",
       [](Good& g) {
         g.row(1).purpose = Purpose::marketing;
         g.h.ending.consents.push_back({3, 1, Consent::revoked, g.noon - kHourMs, g.noon - kHourMs});
         for (auto& move : g.h.ending.moves) move.newest_consent = 3;
       }},
      {"marketing under an older paper found after the refusal", "marketing leaves only",
       [](Good& g) {
         g.row(1).purpose = Purpose::marketing;
         auto& consents = g.h.ending.consents;
         consents[0].kind = Consent::revoked;
         consents.push_back({3, 1, Consent::express_written, g.noon - 2 * kDayMs, g.noon - kHourMs});
         for (auto& move : g.h.ending.moves) move.newest_consent = 3;
       }},
      {"marketing after the consent's end", "marketing leaves only",
       [](Good& g) {
         g.row(1).purpose = Purpose::marketing;
         g.h.ending.consents[0].expires_at = g.noon;
       }},
      {"marketing under a kind of consent the place does not take", "marketing leaves only",
       [](Good& g) {
         g.row(1).purpose = Purpose::marketing;
         g.h.ending.consents[0].kind = Consent::implied;
       }},
      {"marketing under a consent for calls", "marketing leaves only",
       [](Good& g) {
         g.row(1).purpose = Purpose::marketing;
         g.h.ending.consents[0].for_marketing_texts = false;
       }},
      {"one more than the law's cap", "legal caps",
       [](Good& g) {
         g.h.law = {{.id = "x", .place = "US-NY", .caps = {{1, kDayMs, "1/24h"}}, .on = true}};
         g.message(1, kAnn);
         g.row(3).campaign = {};
         g.row(3).kind = MessageKind::single;
         for (int64_t id = 1; id <= 3; ++id) g.row(id).purpose = Purpose::marketing;
         g.leave(3, 20'000);
       }},
      {"answered 2xx and not in the journal", "a webhook answered",
       [](Good& g) { g.h.hooks.push_back({g.when(0), "t", "a=1", true, 204}); }},
      {"answered 2xx and never applied", "a webhook answered",
       [](Good& g) {
         g.h.hooks.push_back({g.when(0), "t", "a=1", true, 204});
         g.h.ending.hooks.push_back({"pending", "[]", "a=1"});
       }},
      {"a forged one is thanked for", "a webhook answered",
       [](Good& g) {
         g.h.hooks.push_back({g.when(0), "t", "a=1", false, 204});
         g.h.ending.hooks.push_back({"applied", "[]", "a=1"});
       }},
      {"a forged one is kept", "a webhook answered",
       [](Good& g) {
         g.h.hooks.push_back({g.when(0), "t", "a=1", false, 403});
         g.h.ending.hooks.push_back({"applied", "[]", "a=1"});
       }},
      {"the carrier's last word is not the state", "a webhook answered",
       [](Good& g) {
         g.row(1).state = S::sent;
         g.h.ending.moves[3].to = S::sent;
         g.h.told.push_back({.when = g.when(9),
                             .what = Told::What::status,
                             .phone = kAnn,
                             .provider_id = "SM1",
                             .provider_status = "delivered",
                             .message = 1});
       }},
      {"foretold to be blocked, and left", "a campaign differs",
       [](Good& g) { g.foretell("sends", "blocked", Reason::no_consent); }},
      {"foretold to be held, and left", "a campaign differs",
       [](Good& g) { g.foretell("sends", "held", Reason::under_review); }},
      {"foretold to have no consent any more, and suppressed", "a campaign differs",
       [](Good& g) {
         g.foretell("sends", "blocked", Reason::consent_expired);
         g.end_as(2, S::blocked, Reason::blacklisted);
       }},
      {"foretold to be sent, and blocked", "a campaign differs",
       [](Good& g) {
         g.foretell("sends", "sends");
         g.end_as(2, S::blocked, Reason::suppressed);
       }},
      {"foretold to be sent, and held for what no clock ends", "a campaign differs",
       [](Good& g) {
         g.foretell("sends", "sends");
         g.end_as(2, S::planned, Reason::under_review);
         g.row(2).not_before = g.h.ending.wall + kMinuteMs;
         g.h.ending.campaigns[0].status = CampaignStatus::active;
       }},
      {"blocked for another reason", "a campaign differs",
       [](Good& g) {
         g.foretell("sends", "blocked", Reason::no_consent);
         g.end_as(2, S::blocked, Reason::suppressed);
       }},
      {"foretold to come too late, where there is no latest time", "a campaign differs",
       [](Good& g) { g.foretell("sends", "expires"); }},
      {"nobody foretold Bob", "a campaign differs",
       [](Good& g) {
         g.foretell("sends", "sends");
         g.h.foretold[0].fates.erase(2);
       }},
      {"somebody was foretold who is not written to", "a campaign differs",
       [](Good& g) {
         g.foretell("sends", "sends");
         g.h.foretold[0].fates[3] = {"sends", Reason::none};
       }},
      {"a text that was lost and never fetched", "after reconciliation",
       [](Good& g) { g.h.ending.reconciled = true, g.h.ending.at_carrier = {{"IN1", "received", true}}; }},
      {"a receipt that was lost and never fetched", "after reconciliation",
       [](Good& g) {
         g.h.ending.reconciled = true, g.h.ending.messages[0].provider_id = "SM1";
         g.h.ending.at_carrier = {{"SM1", "undelivered", false}};
       }},
      {"counters off by one", "counters equal", [](Good& g) { g.h.ending.counts[1][0].n = 1; }},
      {"more planned than there is", "counters equal", [](Good& g) { g.h.ending.campaigns[0].planned_count = 3; }},
      {"a piece lost", "what people send", [](Good& g) { g.h.ending.with_pieces = 1; }},
      {"half a piece", "what people send",
       [](Good& g) { g.h.ending.with_pieces = 1, g.h.ending.pieces = {{1, "a", MediumState::stored, 1, {}, false}}; }},
      {"a piece given up", "what people send",
       [](Good& g) { g.h.ending.with_pieces = 1, g.h.ending.pieces = {{1, "a", MediumState::failed, 7}}; }},
      {"a piece asked for too often", "what people send",
       [](Good& g) { g.h.ending.with_pieces = 1, g.h.ending.pieces = {{1, "a", MediumState::stored, 9, {}, true}}; }},
      {"a piece nobody asks for any more", "what people send",
       [](Good& g) {
         g.h.ending.wall = Instant{} + kDayMs;
         g.h.ending.with_pieces = 1, g.h.ending.pieces = {{1, "a", MediumState::waiting, 2}};
       }},
      {"a broken chain", "the audit chain", [](Good& g) { g.h.ending.audit_first_bad = 3; }},
      {"a real person under test mode", "test mode", [](Good& g) { g.h.ending.workspaces[0].test_recipient = kBob; }},
      {"somebody else without test mode", "test mode", [](Good& g) { g.h.left[0].to = kBob; }},
  };
  return kAll;
}

TEST(Checkers, EachFindsWhatBreaksItsPromiseAndNothingElse) {
  for (const Spoilt& one : spoilt()) {
    Good g;
    one.spoil(g);
    EXPECT_THAT(broken(g.h), ::testing::ElementsAre(::testing::StartsWith(one.promise))) << one.what << "\n"
                                                                                         << broken_promises(g.h);
  }
}

TEST(Checkers, EachHasABadHistory) {
  for (const Checker& checker : checkers()) {
    EXPECT_TRUE(std::ranges::any_of(spoilt(), [&](const Spoilt& one) {
      return checker.promise.starts_with(one.promise);
    })) << checker.promise;
  }
}

}  // namespace
}  // namespace tidings::sim

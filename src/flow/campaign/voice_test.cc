// Campaigns that call: made, edited, planned; and the calls that follow texts.
#include "flow/campaign/campaign_json.h"
#include "flow/campaign/campaign_test_world.h"

namespace tidings::flow {
namespace {

using test::World;
using M = MessageState;

constexpr const char* kVoice =
    R"({"type":"voice","name":"c","audience":{"list":"all"},"spoken":"hello","start":true,"senders":)";
constexpr const char* kHybrid =
    R"({"type":"hybrid","name":"c","body":"text","spoken":"call","call_after_s":600,"audience":{"list":"all"},"start":true)";

struct CallWorld : World {
  SenderId caller;
  explicit CallWorld(PlannerOptions options = {.chunk = 10, .sweep = 10}) : World(options) {
    campaign_options.makes_calls = [](std::string_view carrier) { return carrier == "sandbox"; };
    write([&](store::Session& s) {
      caller = store::workspaces::put_sender(s, {.workspace = workspace,
                                                 .address = "+15005550009",
                                                 .carrier = "sandbox",
                                                 .daily_cap = 0,
                                                 .texts = false,
                                                 .calls = true});
    });
    open();
  }
  Campaign made(std::string_view text) {
    auto out = create(text);
    EXPECT_TRUE(out) << (out ? "" : out.error().describe());
    return out.value_or(Campaign{});
  }
  // What dispatch does with the text of a hybrid campaign, and then the carrier's word.
  void send_text(CampaignId id, M to) {
    write([&](store::Session& s) {
      store::Ledger book(s, clock.now());
      for (auto& row : book.claim(id, MessageKind::campaign, 1, 1, clock.now() + kMinuteMs)) {
        ASSERT_TRUE(book.hand(row, {.sender = sender,
                                    .sent_to = row.phone,
                                    .carrier = "sandbox",
                                    .body = "text",
                                    .segments = 1,
                                    .lease_until = clock.now() + kMinuteMs,
                                    .call_at = clock.now() + campaign(id).spoken.call_after_ms}));
        if (to == M::handed) continue;
        if (to == M::unknown) {
          ASSERT_TRUE(book.mark_unknown(row, Reason::outcome_unknown, clock.now(), "timeout", ""));
          continue;
        }
        if (to == M::refused) {
          book.record_attempt(row.id, {.number = 1, .outcome = "refused", .error_class = refused_as});
          ASSERT_TRUE(book.refuse(row, refused_for, "21211", "no such number"));
          continue;
        }
        ASSERT_TRUE(book.accept(row, M::accepted, "SM" + std::to_string(row.id.value)));
        if (to != M::accepted) ASSERT_TRUE(book.carrier_word(row, to, "", "", ""));
      }
      book.close();
    });
  }
  void word(CampaignId id, M to) {
    write([&](store::Session& s) {
      store::Ledger book(s, clock.now());
      auto row = store::ledger::of_campaign(s, id, {}, 1).at(0);
      ASSERT_TRUE(book.carrier_word(row, to, "", "", ""));
      book.close();
    });
  }
  int64_t calls(CampaignId id) {
    settle();
    return std::ranges::count(rows(id), Channel::call, &store::LedgerRow::channel);
  }
  std::string refused_as = "permanent";
  Reason refused_for = Reason::carrier_refused;
};

TEST(VoiceCampaign, IsMadeWithWhatItsCallsNeedAndShownAgain) {
  CallWorld w;
  const auto c = w.made(
      R"({"type":"voice","name":"c","audience":{"everyone":true},"spoken":"Hello {{name}}","language":"en-AU",
          "voice":"Polly.Nicole","machine":"hang_up","ring_s":20})");
  EXPECT_EQ(c.type, CampaignType::voice);
  EXPECT_EQ(w.campaign(c.id).spoken,
            (SpokenPart{"Hello {{name}}", "en-AU", "Polly.Nicole", MachinePolicy::hang_up, 20, 0}));
  const auto shown = campaign_json(c, w.clock.now()).as_object();
  EXPECT_EQ(shown.at("spoken").as_string(), "Hello {{name}}");
  EXPECT_EQ(shown.at("language").as_string(), "en-AU");
  EXPECT_EQ(shown.at("machine").as_string(), "hang_up");
  EXPECT_EQ(shown.at("ring_s").as_int64(), 20);
  EXPECT_FALSE(shown.contains("call_after_s"));
  EXPECT_EQ(shown.at("body").as_string(), "");
  const auto plain = w.made(R"({"name":"c","body":"b","audience":{"everyone":true}})");
  EXPECT_FALSE(campaign_json(plain, w.clock.now()).as_object().contains("spoken"));
}

// Found by review: after a downtime longer than call_after everybody was called about a text whose receipt had come
// while nobody was there.
TEST(HybridCampaign, SilenceCountsOnlyWhenSomebodyWasThereToHear) {
  CallWorld w({.chunk = 10, .sweep = 10, .silence_after_start_ms = 10 * kMinuteMs});
  w.list("all", 1);
  w.clock.advance(kHourMs);
  const auto c = w.made(std::string(kHybrid) + "}");
  w.settle();
  w.send_text(c.id, MessageState::accepted);
  w.clock.advance(11 * kMinuteMs);
  w.open();
  EXPECT_EQ(w.calls(c.id), 0) << "its receipt may have come meanwhile";
  w.clock.advance(9 * kMinuteMs);
  EXPECT_EQ(w.calls(c.id), 0);
  w.clock.advance(2 * kMinuteMs);
  EXPECT_EQ(w.calls(c.id), 1) << "reconciliation found none";
}

TEST(VoiceCampaign, NeedsASenderWhoseCarrierMakesCalls) {
  CallWorld w;
  w.campaign_options.makes_calls = [](std::string_view) { return false; };
  w.open();
  EXPECT_EQ(w.create(R"({"type":"voice","name":"c","audience":{"everyone":true},"spoken":"s"})").error().where,
            "senders");
  w.campaign_options.makes_calls = nullptr;
  w.open();
  EXPECT_EQ(w.create(R"({"type":"voice","name":"c","audience":{"everyone":true},"spoken":"s"})").error().where,
            "senders");
}

TEST(VoiceCampaign, PlansCallsAndNoTexts) {
  CallWorld w;
  w.list("all", 3);
  const auto c = w.made(kVoice + ("[" + std::to_string(w.caller.value) + "]}"));
  EXPECT_EQ(w.calls(c.id), 3);
  EXPECT_EQ(w.rows(c.id).size(), 3U);
  w.expect_counts_equal_rows(c.id);
  EXPECT_EQ(w.read([&](store::Session& s) { return store::ledger::counts(s, c.id).at(0).channel; }), Channel::call);
}

TEST(VoiceCampaign, IsInAPoolOfItsOwnAndHybridOnesAreInThatOfTexts) {
  CallWorld w;
  w.list("all", 1);
  w.made(kVoice + ("[" + std::to_string(w.caller.value) + "]}"));
  w.made(std::string(kHybrid) + "}");
  const auto pools = w.campaigns->pools().value();
  ASSERT_EQ(pools.size(), 2U);
  EXPECT_EQ(pools[0].active, 1);
  EXPECT_EQ(pools[1].active, 1);
}

TEST(VoiceCampaign, IsEditedAsTextsAre) {
  CallWorld w;
  w.list("all", 1);
  const auto c = w.made(std::string(kHybrid) + "}");
  const auto edited =
      w.campaigns->edit(c.id, World::body(R"({"spoken":"another","ring_s":10,"call_after_s":120})"), "bob");
  ASSERT_TRUE(edited) << edited.error().describe();
  EXPECT_EQ(edited->revision, 2);
  EXPECT_EQ(edited->template_version, c.template_version + 1);
  EXPECT_EQ(w.campaign(c.id).spoken.text, "another");
  EXPECT_EQ(w.campaign(c.id).spoken.ring_s, 10);
  EXPECT_EQ(w.campaign(c.id).spoken.call_after_ms, 120'000);
  EXPECT_EQ(w.campaign(c.id).body, "text");
  EXPECT_EQ(
      json::serialize(w.campaigns->revisions(c.id)->back().at("changes")),
      R"({"spoken":{"from":"call","to":"another"},"ring_s":{"from":30,"to":10},"call_after_s":{"from":600,"to":120}})");
  const auto wrong = w.campaigns->edit(c.id, World::body(R"({"spoken":""})"), "bob");
  EXPECT_EQ(wrong.error().where, "spoken");
  EXPECT_EQ(w.campaigns->edit(c.id, World::body(R"({"senders":[)" + std::to_string(w.caller.value) + "]}"), "bob")
                .error()
                .where,
            "senders")
      << "nobody would send its texts";
}

// Which end of a text is followed by a call, and when.
TEST(HybridCampaign, CallsWhomItsTextDidNotReach) {
  struct Row {
    const char* what;
    M text;
    int64_t at_once, after;  // calls: at the next look, and once the time is over
  };
  for (const auto& row : {
           Row{"undelivered", M::undelivered, 1, 1},
           Row{"failed", M::failed, 1, 1},
           Row{"refused for the number", M::refused, 1, 1},
           Row{"no receipt", M::accepted, 0, 1},
           Row{"left, no receipt", M::sent, 0, 1},
           Row{"delivered", M::delivered, 0, 0},
           Row{"unknown", M::unknown, 0, 0},
           Row{"under way", M::handed, 0, 0},
       }) {
    CallWorld w;
    w.list("all", 1);
    const auto c = w.made(std::string(kHybrid) + "}");
    w.settle();
    w.send_text(c.id, row.text);
    EXPECT_EQ(w.calls(c.id), row.at_once) << row.what;
    w.clock.advance(600'000 - 1);
    EXPECT_EQ(w.calls(c.id), row.at_once) << row.what << ": one millisecond before its time";
    w.clock.advance(1);
    EXPECT_EQ(w.calls(c.id), row.after) << row.what;
    w.clock.advance(kDayMs);
    EXPECT_EQ(w.calls(c.id), row.after) << row.what << ": not twice";
    w.expect_counts_equal_rows(c.id);
  }
}

TEST(HybridCampaign, ARefusedTextIsFollowedByACallOnlyIfTheNumberWasTheReason) {
  struct Row {
    std::string error_class;
    Reason reason;
    int64_t calls;
  };
  for (const auto& row : {Row{"permanent", Reason::carrier_refused, 1}, Row{"content", Reason::carrier_refused, 0},
                          Row{"opted_out", Reason::carrier_refused, 0}, Row{"sender", Reason::carrier_refused, 0},
                          Row{"transient", Reason::attempts_exhausted, 1}}) {
    CallWorld w;
    w.list("all", 1);
    const auto c = w.made(std::string(kHybrid) + "}");
    w.settle();
    w.refused_as = row.error_class;
    w.refused_for = row.reason;
    w.send_text(c.id, M::refused);
    EXPECT_EQ(w.calls(c.id), row.calls) << row.error_class;
  }
}

TEST(HybridCampaign, ABlockedTextIsFollowedByNone) {
  CallWorld w;
  w.list("all", 1);
  const auto c = w.made(std::string(kHybrid) + "}");
  w.settle();
  w.write([&](store::Session& s) {
    store::Ledger book(s, w.clock.now());
    for (auto& row : book.due(c.id, MessageKind::campaign, 1)) ASSERT_TRUE(book.block(row, Reason::no_consent));
    book.close();
  });
  w.clock.advance(kDayMs);
  EXPECT_EQ(w.calls(c.id), 0);
  EXPECT_EQ(w.status(c.id), CampaignStatus::completed);
}

TEST(HybridCampaign, IsNotCompletedWhileACallMayStillCome) {
  CallWorld w;
  w.list("all", 1);
  const auto c = w.made(std::string(kHybrid) + "}");
  w.settle();
  w.send_text(c.id, M::accepted);
  w.settle();
  EXPECT_EQ(w.status(c.id), CampaignStatus::active);
  w.word(c.id, M::delivered);
  w.settle();
  EXPECT_EQ(w.status(c.id), CampaignStatus::completed);
}

TEST(HybridCampaign, AnUnknownTextIsWaitedForAndAnUnresolvedOneIsCalledAbout) {
  CallWorld w;
  w.list("all", 1);
  const auto c = w.made(std::string(kHybrid) + "}");
  w.settle();
  w.send_text(c.id, M::unknown);
  w.clock.advance(kDayMs);
  EXPECT_EQ(w.calls(c.id), 0);
  EXPECT_EQ(w.status(c.id), CampaignStatus::active);
  w.write([&](store::Session& s) {
    store::Ledger book(s, w.clock.now());
    auto row = store::ledger::of_campaign(s, c.id, {}, 1).at(0);
    ASSERT_TRUE(book.finish(row, M::unresolved, Reason::outcome_unknown));
    book.close();
  });
  EXPECT_EQ(w.calls(c.id), 1);
}

TEST(HybridCampaign, AStoppedOnePlansNoCall) {
  CallWorld w;
  w.list("all", 1);
  const auto c = w.made(std::string(kHybrid) + "}");
  w.settle();
  w.send_text(c.id, M::accepted);
  ASSERT_TRUE(w.campaigns->act(c.id, CampaignAction::stop, "ann"));
  w.clock.advance(kDayMs);
  EXPECT_EQ(w.calls(c.id), 0);
}

// Killed at every statement of the transaction that plans the calls, and started again: each text has one call.
TEST(HybridCampaign, ACrashNeitherLosesNorDoublesACall) {
  for (int64_t at = 1; at <= 40; ++at) {
    CallWorld w;
    w.list("all", 3);
    const auto c = w.made(std::string(kHybrid) + "}");
    w.settle();
    for (int i = 0; i < 3; ++i) w.send_text(c.id, M::accepted);
    w.clock.advance(600'000);
    w.database.statements_left = at;
    w.planner->tick();
    w.database.statements_left = 0;
    w.open();
    EXPECT_EQ(w.calls(c.id), 3) << at;
    w.expect_counts_equal_rows(c.id);
  }
}

}  // namespace
}  // namespace tidings::flow

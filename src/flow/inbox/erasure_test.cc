// A number is erased: its data goes, the proof stays without it, and it is still recognised.
#include "flow/inbox/erasure.h"

#include "flow/compliance/gate.h"
#include "flow/compliance/gather.h"
#include "flow/inbox/inbox_test_world.h"
#include "store/consents.h"
#include "store/events.h"
#include "store/media.h"

namespace tidings::inbox {
namespace {

using carrier::CarrierOpt;
using enum MessageState;

class ErasureTest : public InboxTest {
 protected:
  static constexpr const char* kDigits = "2025550123";

  store::erasures::Row erase(const char* phone = kPhone) {
    auto done = store::write_value<store::erasures::Row>(*db_, [&](store::Session& s) {
      return inbox::erase(s, {.phone = phone, .reason = "asked by letter", .actor = "alice"}, clock_.now());
    });
    EXPECT_TRUE(done) << done.error().describe();
    return done.value_or(store::erasures::Row{});
  }
  // Ticks until nothing is due; each step by a process of its own where asked for.
  void work(bool die_each_time = false) {
    for (int i = 0; i < 100; ++i) {
      if (die_each_time) open();
      const auto done = ErasureStage(env_, *db_).tick();
      ASSERT_TRUE(done) << done.error().describe();
      if (*done == 0) return;
    }
    FAIL() << "it never ends";
  }
  void finish(bool die_each_time = false) {
    work(die_each_time);
    clock_.advance(11 * kMinuteMs);
    work(die_each_time);
  }
  store::erasures::Row job(int64_t id) {
    store::erasures::Row out;
    write([&](store::Session& s, store::Ledger&) { out = *store::erasures::by_id(s, id); });
    return out;
  }
  // "table.column: value" wherever this text stands.
  std::vector<std::string> places_of(std::string_view needle) {
    std::vector<std::string> out;
    write([&](store::Session& s, store::Ledger&) {
      for (const auto& table : s.shape()) {
        for (const auto& column : table.columns) {
          auto rows = s.open_text(fmt::format("SELECT {} FROM {}", column.name, table.name), nullptr, 0);
          while (rows->next()) {
            if (!rows->null(0) && rows->text(0).find(needle) != std::string_view::npos)
              out.push_back(fmt::format("{}.{}: {}", table.name, column.name, rows->text(0)));
          }
        }
      }
    });
    return out;
  }
  void journal(const std::string& body, const std::string& state = "applied") {
    write([&](store::Session& s, store::Ledger&) {
      store::events::journal(s, {.carrier = "tw",
                                 .received_at = clock_.now(),
                                 .method = "POST",
                                 .url = "https://x/sms/inbound",
                                 .headers = "[]",
                                 .body = body,
                                 .state = state});
    });
  }
  compliance::Decision decide(const char* phone) {
    compliance::Decision out;
    write([&](store::Session& s, store::Ledger& l) {
      const auto id = *l.plan({.workspace = workspace_, .kind = MessageKind::single, .phone = phone, .body = "hi"});
      const auto row = store::ledger::by_id(s, id).value();
      const auto workspace = store::workspaces::by_id(s, workspace_).value();
      compliance::Gatherer gatherer({"2026f", true, {}}, laws_);
      compliance::Gathered facts;
      gatherer.gather(s, row, &workspace, nullptr, clock_.now(), facts);
      facts.facts.senders = compliance::SenderFacts{.active = 1, .with_room = 1};
      out = compliance::Gate().decide(facts.facts);
    });
    return out;
  }
  static std::string inputs_of(const compliance::Decision& decision, std::string_view rule) {
    for (const auto& one : decision.trace.rules) {
      if (one.rule == rule) return one.inputs.text();
    }
    return {};
  }
  // A person with everything that can be known of one.
  MessageId person() {
    write([&](store::Session& s, store::Ledger&) {
      auto ann = *store::contacts::by_phone(s, workspace_, kPhone);
      ann.fields = {{"name", "Ann Example"}, {"mobile", kPhone}};
      ann.case_ref = "case-Ann";
      ann.place = "US-CO";
      ann.zone = "America/Denver";
      ann.score = 80;
      store::contacts::update(s, ann, clock_.now());
      store::contacts::add_tag(s, contact_, "vip-Ann");
      store::contacts::add_to_list(s, store::contacts::list_of_name(s, workspace_, "people", clock_.now()), contact_);
      store::consents::record(s, contact_,
                              {.consent = Consent::express_written,
                               .source = "form",
                               .evidence = fmt::format("form of {}", kPhone),
                               .at = clock_.now(),
                               .url = "https://x/?to=%2B12025550123",
                               .user_agent = "Browser of Ann"});
    });
    const MessageId sent = message(delivered);
    say("I am Ann, call me at " + std::string(kPhone));
    say("Please lose my number, Ann");  // a review
    journal("MessageSid=SM1&From=%2B12025550123&Body=I+am+Ann");
    journal("MessageSid=SM2&To=%2B12025550199&MessageStatus=sent");
    return sent;
  }
  law::LawShelf laws_;
};

TEST_F(ErasureTest, NothingOfThePersonIsLeftAndTheProofIs) {
  const MessageId sent = person();
  say("STOP", CarrierOpt::stop);
  ASSERT_FALSE(places_of(kDigits).empty());
  ASSERT_FALSE(places_of("Ann").empty());
  const auto begun = erase();
  finish();
  EXPECT_EQ(places_of(kDigits), std::vector<std::string>{});
  EXPECT_EQ(places_of("Ann"), std::vector<std::string>{});
  EXPECT_FALSE(places_of("2025550199").empty()) << "other people's stay";
  const auto done = job(begun.id);
  EXPECT_NE(done.ended_at.ms, 0);
  EXPECT_EQ(done.messages, 1);
  EXPECT_EQ(done.texts, 3);
  EXPECT_EQ(done.webhooks, 1);
  const auto kept = row(sent);
  EXPECT_EQ(kept.state, delivered);
  EXPECT_EQ(kept.phone, done.name());
  EXPECT_EQ(kept.sent_to, done.name());
  EXPECT_EQ(kept.body, "");
  EXPECT_NE(kept.handed_at.ms, 0);
  EXPECT_NE(kept.provider_id, "");
  EXPECT_EQ(kept.contact, contact_);
  const auto standing = in_force();
  ASSERT_EQ(standing.size(), 2U);
  EXPECT_EQ(standing[0].source, store::optouts::kKeyword);
  EXPECT_EQ(standing[1].source, store::optouts::kErased);
  for (const auto& one : standing) EXPECT_EQ(one.phone, begun.suppressed_as);
  write([&](store::Session& s, store::Ledger&) {
    const auto ann = *store::contacts::by_id(s, contact_);
    EXPECT_TRUE(ann.fields.empty());
    EXPECT_EQ(ann.status, ContactStatus::inactive);
    EXPECT_EQ(ann.consent, Consent::revoked);
    EXPECT_FALSE(store::consents::history(s, contact_).empty()) << "how the consent came and went";
    EXPECT_TRUE(store::contacts::tags(s, contact_).empty());
    EXPECT_FALSE(store::contacts::by_phone(s, workspace_, kPhone));
  });
}

TEST_F(ErasureTest, ADeathAfterEveryStepChangesNothing) {
  const MessageId sent = person();
  const auto begun = erase();
  finish(true);
  EXPECT_EQ(places_of(kDigits), std::vector<std::string>{});
  EXPECT_EQ(places_of("Ann"), std::vector<std::string>{});
  EXPECT_EQ(job(begun.id).messages, 1);
  EXPECT_EQ(row(sent).state, delivered);
  EXPECT_EQ(in_force().size(), 1U);
}

TEST_F(ErasureTest, MediaOfThePersonGoAndThoseOfOthersStay) {
  const auto ours = [&](const char* token) {
    MediaId id;
    write([&](store::Session& s, store::Ledger&) {
      id = store::media::uploaded(s, {.workspace = workspace_, .token = token, .created_at = clock_.now()});
      store::media::put_part(s, id, 0, "bytes");
    });
    return id;
  };
  const auto theirs = ours("for them alone"), shared = ours("for both"), unused = ours("for nobody");
  const auto to_them = message(accepted), to_other = message(accepted, kOther);
  auto picture = text("look");
  picture.media = {{"https://carrier.example/1", "image/jpeg"}};
  apply(picture);
  picture = text("look");
  picture.from = kOther;
  picture.media = {{"https://carrier.example/2", "image/jpeg"}};
  apply(picture);
  MediaId came, came_from_other;
  write([&](store::Session& s, store::Ledger&) {
    store::media::take_along(s, to_them, {theirs, shared});
    store::media::take_along(s, to_other, {shared});
    came = store::media::of_inbound(s, InboundId{1}).at(0).id;
    came_from_other = store::media::of_inbound(s, InboundId{2}).at(0).id;
    store::media::put_part(s, came, 0, "what they sent");
  });
  erase();
  finish(true);
  write([&](store::Session& s, store::Ledger&) {
    for (const MediaId gone : {theirs, came}) EXPECT_FALSE(store::media::by_id(s, gone));
    for (const MediaId kept : {shared, unused, came_from_other}) EXPECT_TRUE(store::media::by_id(s, kept));
    EXPECT_TRUE(store::media::of_message(s, to_them).empty());
    EXPECT_EQ(store::media::of_message(s, to_other).size(), 1U);
    auto parts = s.open_text("SELECT count(*) FROM media_part", nullptr, 0);
    ASSERT_TRUE(parts->next());
    EXPECT_EQ(parts->integer(0), 2) << "of the two that are kept and have bytes";
  });
}

TEST_F(ErasureTest, ManyMessagesGoAPageAtATime) {
  std::vector<MessageId> all;
  for (size_t i = 0; i < 2 * limits::kErasureBatch + 1; ++i) all.push_back(message(delivered));
  const auto begun = erase();
  ASSERT_TRUE(ErasureStage(env_, *db_).tick());  // people
  ASSERT_TRUE(ErasureStage(env_, *db_).tick());
  EXPECT_EQ(job(begun.id).messages, static_cast<int64_t>(limits::kErasureBatch));
  finish();
  EXPECT_EQ(job(begun.id).messages, static_cast<int64_t>(all.size()));
  EXPECT_EQ(places_of(kDigits), std::vector<std::string>{});
}

TEST_F(ErasureTest, NothingWaitsForItAnyMoreFromTheVeryRequestOn) {
  const MessageId waiting = message(planned), claimed_one = message(claimed);
  erase();
  EXPECT_EQ(row(waiting).state, blocked);
  EXPECT_EQ(row(claimed_one).state, blocked);
  const auto decision = decide(kPhone);
  EXPECT_EQ(decision.reason, Reason::suppressed);
}

TEST_F(ErasureTest, WhatIsOnItsWayToACarrierIsWaitedFor) {
  const MessageId under_way = message(handed);
  const auto begun = erase();
  finish();
  EXPECT_EQ(job(begun.id).ended_at.ms, 0);
  EXPECT_EQ(row(under_way).sent_to, kPhone) << "it may have to be looked for at the carrier";
  write([&](store::Session& s, store::Ledger& l) {
    auto sent = store::ledger::by_id(s, under_way).value();
    ASSERT_TRUE(l.accept(sent, delivered, "SM9"));
  });
  clock_.advance(kMinuteMs);
  finish();
  EXPECT_NE(job(begun.id).ended_at.ms, 0);
  EXPECT_EQ(places_of(kDigits), std::vector<std::string>{});
}

TEST_F(ErasureTest, AMessageToTheNumberIsBlockedAndSaysWhy) {
  erase();
  finish();
  const auto decision = decide(kPhone);
  EXPECT_EQ(decision.verdict, compliance::Verdict::block);
  EXPECT_EQ(decision.reason, Reason::suppressed);
  EXPECT_NE(inputs_of(decision, "suppression").find("erased, kept as a keyed hash"), std::string::npos);
  EXPECT_NE(compliance::explain(decision.trace).find("erased, kept as a keyed hash"), std::string::npos);
  EXPECT_EQ(inputs_of(decide(kOther), "suppression"), "none");
}

TEST_F(ErasureTest, WithoutTheKeyNobodyIsTexted) {
  EXPECT_EQ(inputs_of(decide(kOther), "suppression"), "none");
  erase();
  finish();
  ASSERT_EQ(std::rename(keys_path().c_str(), (keys_path() + ".away").c_str()), 0);
  open();
  const auto more = db_->write([&](store::Session& s) -> Result<> {
    TRY(inbox::erase(s, {.phone = kOther, .reason = "r", .actor = "a"}, clock_.now()));
    return {};
  });
  EXPECT_EQ(more.error().code, ErrorCode::unavailable) << "no second key beside the missing one";
  EXPECT_FALSE(std::filesystem::exists(keys_path()));
  for (const char* phone : {kPhone, kOther}) {
    const auto decision = decide(phone);
    EXPECT_NE(decision.verdict, compliance::Verdict::allow);
    EXPECT_EQ(inputs_of(decision, "suppression"), "missing=suppressions");
  }
  ASSERT_EQ(std::rename((keys_path() + ".away").c_str(), keys_path().c_str()), 0);
  EXPECT_EQ(decide(kPhone).reason, Reason::suppressed) << "it is looked for again";
  EXPECT_EQ(inputs_of(decide(kOther), "suppression"), "none");
}

TEST_F(ErasureTest, ALaterKeyLeavesOldErasuresRecognised) {
  erase();
  finish();
  {
    std::FILE* file = std::fopen(keys_path().c_str(), "a");
    std::fputs((std::string(64, 'b') + "\n").c_str(), file);
    std::fclose(file);
  }
  const auto other = erase(kOther);
  finish();
  open();
  EXPECT_EQ(decide(kPhone).reason, Reason::suppressed);
  EXPECT_EQ(decide(kOther).reason, Reason::suppressed);
  EXPECT_NE(in_force()[0].phone.substr(0, 13), other.suppressed_as.substr(0, 13)) << "another key's id";
}

TEST_F(ErasureTest, AStartLiftsAKeywordButNotAnErasure) {
  say("STOP");
  erase();
  finish();
  const Applied started = say("START");
  EXPECT_EQ(started.lifted, 1);
  ASSERT_EQ(in_force().size(), 1U);
  EXPECT_EQ(in_force()[0].source, store::optouts::kErased);
  EXPECT_EQ(decide(kPhone).reason, Reason::suppressed);
  write([&](store::Session& s, store::Ledger&) {
    ASSERT_TRUE(lift(s, store::optouts::in_force(s, kPhone).at(0).id, "alice", "came back in person", clock_.now()));
  });
  EXPECT_TRUE(in_force().empty());
}

TEST_F(ErasureTest, ANumberThatCameBackIsErasedAgain) {
  person();
  erase();
  finish();
  say("Hello, it is Ann again");
  EXPECT_FALSE(places_of(kDigits).empty());
  const auto again = erase();
  finish();
  EXPECT_EQ(places_of(kDigits), std::vector<std::string>{});
  EXPECT_EQ(places_of("Ann"), std::vector<std::string>{});
  EXPECT_EQ(job(again.id).texts, 1);
  EXPECT_EQ(in_force().size(), 1U) << "one suppression, not two";
}

TEST_F(ErasureTest, ANumberNobodyKnowsIsLeftAloneFromNowOn) {
  erase("+12025550177");
  finish();
  EXPECT_EQ(decide("+12025550177").reason, Reason::suppressed);
}

TEST_F(ErasureTest, AWebhookThatIsNotAppliedYetKeepsItsOptOut) {
  journal("From=%2B12025550123&Body=STOP", "pending");
  const auto begun = erase();
  finish();
  EXPECT_EQ(job(begun.id).webhooks, 0);
  EXPECT_FALSE(places_of("Body=STOP").empty());
}

TEST_F(ErasureTest, WhatIsWrongIsSaid) {
  const auto where = [&](Erasure what) {
    const auto done = store::write_value<store::erasures::Row>(
        *db_, [&](store::Session& s) { return inbox::erase(s, what, clock_.now()); });
    EXPECT_FALSE(done);
    return done ? std::string() : done.error().where;
  };
  EXPECT_EQ(where({.phone = "0123", .reason = "x", .actor = "a"}), "phone");
  EXPECT_EQ(where({.phone = kPhone, .reason = " \n", .actor = "a"}), "reason");
  EXPECT_EQ(where({.phone = kPhone, .reason = "of 12025550123", .actor = "a"}), "reason");
  EXPECT_EQ(where({.phone = kPhone, .reason = std::string(501, 'x'), .actor = "a"}), "reason");
  EXPECT_TRUE(in_force().empty());
  EXPECT_FALSE(std::filesystem::exists(keys_path()));
}

}  // namespace
}  // namespace tidings::inbox

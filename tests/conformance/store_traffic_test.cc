// What goes into the store comes out again: campaigns and their history, conversations and what people wrote, the
// webhook journal, receipts, keys, kept answers, the rows of the audit chain.
#include "store/campaigns.h"
#include "store/events.h"
#include "store/inbox.h"
#include "store/keys.h"
#include "tests/conformance/store_place_test.h"

namespace tidings::store {
namespace {

class StoreTraffic : public StorePlaceTest {
 protected:
  void SetUp() override {
    StorePlaceTest::SetUp();
    open(true);
  }
  Instant now() const { return world_.clock.now(); }
};
TIDINGS_FOR_EVERY_ENGINE(StoreTraffic);

TEST_P(StoreTraffic, ACampaignWithAllItHas) {
  write([&](Session& s) {
    Campaign given{.workspace = {7},
                   .name = "spring",
                   .status = CampaignStatus::scheduled,
                   .purpose = Purpose::informational,
                   .body = "Hi {{first_name}} 👋",
                   .template_version = 4};
    given.audience = {.list = {3}, .tags = {"a", "b"}, .min_score = 50, .region = "US", .everyone = true};
    given.hours = {{{0x1f, 540, 1020}, {0x60, 1320, 120}}, {"2026-12-25", "2027-01-01"}};
    given.starts_at = now() + 1;
    given.not_after = now() + 2;
    given.rate_per_s = 2.5;
    given.senders = {SenderId{4}, SenderId{9}};
    given.score_threshold = 0;
    given.max_segments = 3;
    given.test_recipient = "+12025550123";
    const auto id = campaigns::insert(s, given, now());
    const auto back = campaigns::by_id(s, id).value();
    EXPECT_EQ(back.workspace, given.workspace);
    EXPECT_EQ(back.name, given.name);
    EXPECT_EQ(back.status, given.status);
    EXPECT_EQ(back.purpose, given.purpose);
    EXPECT_EQ(back.body, given.body);
    EXPECT_EQ(back.template_version, 4);
    EXPECT_EQ(json::serialize(campaigns::audience_json(back.audience)),
              json::serialize(campaigns::audience_json(given.audience)));
    EXPECT_EQ(back.hours, given.hours);
    EXPECT_EQ(back.starts_at, given.starts_at);
    EXPECT_EQ(back.not_after, given.not_after);
    EXPECT_EQ(back.rate_per_s, 2.5);
    EXPECT_EQ(back.senders, given.senders);
    EXPECT_EQ(back.score_threshold, 0) << "none and zero are not the same";
    EXPECT_EQ(back.max_segments, 3);
    EXPECT_EQ(back.test_recipient, given.test_recipient);
    EXPECT_EQ(back.created_at, now());
    EXPECT_EQ(campaigns::by_id(s, campaigns::insert(s, {.workspace = {7}, .name = "x"}, now()))->score_threshold,
              std::nullopt);

    EXPECT_FALSE(campaigns::set_status(s, id, CampaignStatus::active, CampaignStatus::paused, {}, {}));
    EXPECT_TRUE(campaigns::set_status(s, id, CampaignStatus::scheduled, CampaignStatus::active, now() + 5, {}));
    EXPECT_TRUE(campaigns::set_status(s, id, CampaignStatus::active, CampaignStatus::stopped, now() + 6, now() + 7));
    campaigns::plan_progress(s, id, 55, true, 12);
    campaigns::plan_progress(s, id, 60, true, 3);
    campaigns::note_reply(s, id);
    const auto after = campaigns::by_id(s, id).value();
    EXPECT_EQ(after.started_at, now() + 5) << "set once";
    EXPECT_EQ(after.ended_at, now() + 7);
    EXPECT_EQ(after.plan_cursor, 60);
    EXPECT_TRUE(after.planned);
    EXPECT_EQ(after.planned_count, 15);
    EXPECT_EQ(campaigns::replies(s, id), 1);
    EXPECT_EQ(campaigns::in_status(s, CampaignStatus::stopped).size(), 1U);
    EXPECT_EQ(campaigns::page(s, {7}, {INT64_MAX}, 10).size(), 2U);
    EXPECT_EQ(campaigns::page(s, {7}, {INT64_MAX}, 1)[0].name, "x") << "newest first";
    EXPECT_TRUE(campaigns::page(s, {8}, {INT64_MAX}, 10).empty());
    campaigns::record(s, id, {now(), "ann", "started", "by hand"});
    campaigns::record(s, id, {now() + 1, "bob", "stopped", ""});
    const auto events = campaigns::events(s, id);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].actor + events[0].event + events[0].detail, "annstartedby hand");
    EXPECT_EQ(events[1].at, now() + 1);
  });
}

TEST_P(StoreTraffic, ConversationsAndWhatWasSaid) {
  write([&](Session& s) {
    const inbox::Conversation talk{.workspace = {1},
                                   .contact = {2},
                                   .phone = "+12025550123",
                                   .sender_address = "+12025550100",
                                   .unread = 1,
                                   .last_at = now(),
                                   .last_text = "hello"};
    const auto id = inbox::touch(s, talk);
    auto again = talk;
    again.last_text = "and more", again.last_at = now() + 5, again.sender_address = "+12025550101";
    EXPECT_EQ(inbox::touch(s, again), id) << "one a workspace and number";
    const auto back = inbox::by_id(s, id).value();
    EXPECT_EQ(back.unread, 2);
    EXPECT_EQ(back.last_text, "and more");
    EXPECT_EQ(back.sender_address, "+12025550101");
    EXPECT_EQ(back.contact, ContactId{2});
    EXPECT_TRUE(back.open);
    EXPECT_EQ(inbox::by_phone(s, {1}, "+12025550123")->id, id);
    EXPECT_EQ(inbox::by_phone(s, {2}, "+12025550123"), std::nullopt);
    inbox::mark_read(s, id);
    EXPECT_EQ(inbox::by_id(s, id)->unread, 0);
    auto other = talk;
    other.phone = "+12025550124", other.last_at = now() + 9;
    const auto newer = inbox::touch(s, other);
    const auto page = inbox::page(s, {1}, {INT64_MAX}, {INT64_MAX}, 10);
    ASSERT_EQ(page.size(), 2U);
    EXPECT_EQ(page[0].id, newer);
    EXPECT_EQ(inbox::page(s, {1}, page[0].last_at, page[0].id, 10).at(0).id, id);

    inbox::Inbound text{.workspace = {1},
                        .conversation = id,
                        .contact = {2},
                        .campaign = {3},
                        .message = {4},
                        .from = "+12025550123",
                        .to = "+12025550100",
                        .body = "STOP \xF0\x9F\x91\x8B",
                        .media = "[]",
                        .cls = "stop",
                        .because = "'STOP'",
                        .carrier = "tw",
                        .provider_id = "SM1",
                        .received_at = now()};
    const auto said = inbox::insert(s, text).value();
    EXPECT_EQ(inbox::insert(s, text), std::nullopt) << "the carrier sent it before";
    text.carrier = "other";
    EXPECT_TRUE(inbox::insert(s, text));
    EXPECT_TRUE(inbox::seen(s, "tw", "SM1"));
    EXPECT_FALSE(inbox::seen(s, "tw", "SM2"));
    const auto kept = inbox::inbound_by_id(s, said).value();
    EXPECT_EQ(kept.body, "STOP \xF0\x9F\x91\x8B");
    EXPECT_EQ(kept.from + kept.to + kept.media + kept.cls + kept.because + kept.carrier + kept.provider_id,
              "+12025550123+12025550100[]stop'STOP'twSM1");
    EXPECT_EQ(kept.campaign, CampaignId{3});
    EXPECT_EQ(kept.message, MessageId{4});
    EXPECT_EQ(kept.received_at, now());
    EXPECT_EQ(inbox::of_conversation(s, id, said, 10).size(), 1U);
    EXPECT_EQ(inbox::opt_outs_of_campaign(s, {3}), 1) << "people, not texts";
    EXPECT_EQ(inbox::opt_outs_of_campaign(s, {4}), 0);
  });
}

TEST_P(StoreTraffic, TheWebhookJournal) {
  write([&](Session& s) {
    const auto journal = [&](std::string_view state, Instant next) {
      return events::journal(s, {.carrier = "tw",
                                 .received_at = now(),
                                 .method = "POST",
                                 .url = "https://x/y?m=1",
                                 .headers = R"([["a","b"]])",
                                 .body = "To=%2B1&x",
                                 .state = std::string(state),
                                 .attempts = 2,
                                 .next_at = next,
                                 .problem = "p"});
    };
    const auto later = journal(events::kPending, now() + 10), sooner = journal(events::kPending, now());
    const auto applied = journal(events::kApplied, now()), dead = journal(events::kDead, now());
    const auto row = events::by_id(s, applied).value();
    EXPECT_EQ(row.carrier + row.method + row.url + row.headers + row.body + row.state + row.problem,
              R"(twPOSThttps://x/y?m=1[["a","b"]]To=%2B1&xappliedp)");
    EXPECT_EQ(row.attempts, 2);
    EXPECT_EQ(row.received_at, now());
    ASSERT_EQ(events::pending(s, now(), 10).size(), 1U);
    EXPECT_EQ(events::pending(s, now(), 10)[0].id, sooner);
    ASSERT_EQ(events::pending(s, now() + 10, 10).size(), 2U);
    EXPECT_EQ(events::pending(s, now() + 10, 1)[0].id, sooner);
    auto settled = events::by_id(s, later).value();
    settled.state = events::kDead, settled.attempts = 4, settled.problem = "it will not";
    events::settle(s, settled);
    EXPECT_EQ(events::dead(s, {}, 10).size(), 2U);
    EXPECT_EQ(events::dead(s, later, 10).at(0).id, dead);
    EXPECT_EQ(events::replay_all(s, now() + 20), 2);
    EXPECT_TRUE(events::dead(s, {}, 10).empty());
    EXPECT_EQ(events::by_id(s, dead)->attempts, 0);
    EXPECT_EQ(events::pending(s, now() + 20, 10).size(), 3U);
  });
}

TEST_P(StoreTraffic, ReceiptsParkedAndTied) {
  write([&](Session& s) {
    const events::Receipt given{.message = {},
                                .carrier = "tw",
                                .provider_id = "SM1",
                                .provider_status = "undelivered",
                                .state = DeliveryState::failed,
                                .undelivered = true,
                                .error_code = "30003",
                                .error_class = ErrorClass::permanent,
                                .at = now(),
                                .applied = false};
    events::add_receipt(s, given);
    ASSERT_EQ(events::parked(s, "SM1").size(), 1U);
    EXPECT_TRUE(events::parked(s, "SM2").empty());
    events::unpark(s, events::parked(s, "SM1")[0].id, MessageId{5}, true);
    EXPECT_TRUE(events::parked(s, "SM1").empty());
    const auto back = events::receipts_of(s, {5}).at(0);
    EXPECT_EQ(back.carrier + back.provider_id + back.provider_status + back.error_code, "twSM1undelivered30003");
    EXPECT_EQ(back.state, DeliveryState::failed);
    EXPECT_TRUE(back.undelivered);
    EXPECT_TRUE(back.applied);
    EXPECT_EQ(back.error_class, ErrorClass::permanent);
    EXPECT_EQ(back.at, now());
  });
}

TEST_P(StoreTraffic, KeysAnswersAndTheAuditRows) {
  write([&](Session& s) {
    EXPECT_EQ(keys::count(s), 0);
    const auto id = keys::insert(s, "admin", "hash", now());
    EXPECT_EQ(keys::by_hash(s, "hash")->id, id);
    EXPECT_EQ(keys::by_hash(s, "hash")->name, "admin");
    EXPECT_EQ(keys::by_hash(s, "other"), std::nullopt);
    EXPECT_TRUE(keys::revoke(s, id, now()));
    EXPECT_EQ(keys::by_hash(s, "hash"), std::nullopt) << "a revoked key opens nothing";

    keys::store_answer(s, "k", {"request", 201, "{\"id\":1}"}, now());
    EXPECT_EQ(keys::stored_answer(s, "k")->request_hash, "request");
    EXPECT_EQ(keys::stored_answer(s, "k")->status, 201);
    EXPECT_EQ(keys::stored_answer(s, "k")->body, "{\"id\":1}");
    EXPECT_EQ(keys::forget_answers(s, now()), 0);
    EXPECT_EQ(keys::forget_answers(s, now() + 1), 1);
    EXPECT_EQ(keys::stored_answer(s, "k"), std::nullopt);

    EXPECT_EQ(keys::last_audit_hash(s), "");
    const auto first = keys::insert_audit(s, {0, now(), "ann", "start", "campaign 1", "d", "", "h1"});
    keys::insert_audit(s, {0, now() + 1, "bob", "stop", "campaign 1", "", "h1", "h2"});
    EXPECT_EQ(keys::last_audit_hash(s), "h2");
    const auto rows = keys::audit_page(s, 0, 10);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].actor + rows[0].action + rows[0].subject + rows[0].detail + rows[0].hash,
              "annstartcampaign 1dh1");
    EXPECT_EQ(rows[1].previous_hash, "h1");
    EXPECT_EQ(rows[1].at, now() + 1);
    EXPECT_EQ(keys::audit_page(s, first, 10).size(), 1U);
  });
}

}  // namespace
}  // namespace tidings::store

// What changes while campaigns run: edits and their revisions, the queue of a pool, undo, what is held and woken, and
// what is asked back from the carriers.
#include "base/limits.h"
#include "store/campaigns.h"
#include "store/ledger.h"
#include "store/recalls.h"
#include "tests/conformance/store_place_test.h"
#include "tests/support/contact_row.h"

namespace tidings::store {
namespace {

using S = CampaignStatus;

class StoreChanges : public StorePlaceTest {
 protected:
  Instant now() const { return world_.clock.now(); }
  CampaignId campaign(Session& s, CampaignType type = CampaignType::sms) {
    return campaigns::insert(s, {.workspace = {7}, .type = type, .name = "spring", .body = "Hi"}, now());
  }
  MessageId plan(Session& s, Ledger& ledger, CampaignId id, int64_t contact) {
    const std::string phone = "+1202555" + std::to_string(1000 + contact);
    test::contact_row(s, contact, phone);
    return *ledger.plan({.workspace = {7},
                         .campaign = id,
                         .contact = {contact},
                         .kind = MessageKind::campaign,
                         .phone = phone,
                         .not_before = now()});
  }
};
TIDINGS_FOR_EVERY_ENGINE(StoreChanges);

TEST_P(StoreChanges, AnEditIsOfTheRevisionThatWasRead) {
  write([&](Session& s) {
    const auto id = campaign(s);
    auto c = campaigns::by_id(s, id).value();
    EXPECT_EQ(c.revision, 1);
    c.body = "Hello";
    c.template_version = 2;
    c.weight = 2.5;
    c.rate_per_s = 0.5;
    c.not_after = now() + 5;
    c.senders = {SenderId{4}};
    c.score_threshold = 3;
    c.test_recipient = "+12025550123";
    EXPECT_TRUE(campaigns::edit(s, c));
    EXPECT_FALSE(campaigns::edit(s, c)) << "somebody was first";
    const auto back = campaigns::by_id(s, id).value();
    EXPECT_EQ(back.revision, 2);
    EXPECT_EQ(back.body, "Hello");
    EXPECT_EQ(back.template_version, 2);
    EXPECT_EQ(back.weight, 2.5);
    EXPECT_EQ(back.rate_per_s, 0.5);
    EXPECT_EQ(back.not_after, now() + 5);
    EXPECT_EQ(back.senders, c.senders);
    EXPECT_EQ(back.score_threshold, 3);
    EXPECT_EQ(back.test_recipient, c.test_recipient);
    campaigns::revise(s, id, {2, now(), "ann", R"({"body":{"from":"Hi","to":"Hello"}})"});
    campaigns::revise(s, id, {3, now() + 1, "bob", "{}"});
    const auto all = campaigns::revisions(s, id);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].number, 2);
    EXPECT_EQ(all[0].actor, "ann");
    EXPECT_EQ(all[0].changes, R"({"body":{"from":"Hi","to":"Hello"}})");
    EXPECT_EQ(all[1].at, now() + 1);
  });
}

TEST_P(StoreChanges, APoolsQueueIsInOrderAndByKind) {
  write([&](Session& s) {
    const auto a = campaign(s), b = campaign(s), c = campaign(s), call = campaign(s, CampaignType::voice);
    EXPECT_TRUE(campaigns::enqueue(s, c, S::draft, now()));
    EXPECT_TRUE(campaigns::enqueue(s, a, S::draft, now() + 1));
    EXPECT_TRUE(campaigns::enqueue(s, b, S::draft, now() + 1));
    EXPECT_TRUE(campaigns::enqueue(s, call, S::draft, now()));
    EXPECT_FALSE(campaigns::enqueue(s, a, S::draft, now()));
    const auto queued = campaigns::queued(s, CampaignType::sms, 10);
    ASSERT_EQ(queued.size(), 3U);
    EXPECT_EQ(queued[0].id, c);
    EXPECT_EQ(queued[1].id, a);
    EXPECT_EQ(queued[2].id, b);
    EXPECT_EQ(queued[2].queued_at, now() + 1);
    EXPECT_EQ(campaigns::queued_before(s, queued[0]), 0);
    EXPECT_EQ(campaigns::queued_before(s, queued[2]), 2);
    EXPECT_EQ(campaigns::count(s, CampaignType::sms, S::queued), 3);
    EXPECT_EQ(campaigns::count(s, CampaignType::voice, S::queued), 1);
    EXPECT_EQ(campaigns::queued(s, CampaignType::voice, 10).front().type, CampaignType::voice);
  });
}

TEST_P(StoreChanges, AStartIsTakenBack) {
  write([&](Session& s) {
    const auto id = campaign(s);
    EXPECT_TRUE(campaigns::set_status(s, id, S::draft, S::active, now(), {}));
    campaigns::set_undo(s, id, now() + 9);
    EXPECT_EQ(campaigns::by_id(s, id)->undo_until, now() + 9);
    EXPECT_FALSE(campaigns::undo(s, id, S::queued, S::draft));
    EXPECT_TRUE(campaigns::undo(s, id, S::active, S::draft));
    const auto back = campaigns::by_id(s, id).value();
    EXPECT_EQ(back.status, S::draft);
    EXPECT_EQ(back.started_at.ms, 0);
    EXPECT_EQ(back.undo_until.ms, 0);
    EXPECT_TRUE(campaigns::to_look_again(s, 10).empty());
    campaigns::look_again(s, id, true);
    EXPECT_EQ(campaigns::to_look_again(s, 10), std::vector{id});
    campaigns::look_again(s, id, false);
    EXPECT_TRUE(campaigns::to_look_again(s, 10).empty());
  });
}

TEST_P(StoreChanges, WhatIsHeldIsFoundCountedAndWokenByItsReason) {
  write([&](Session& s) {
    const auto id = campaign(s);
    Ledger ledger(s, now());
    for (int64_t i = 1; i <= 6; ++i) plan(s, ledger, id, i);
    auto rows = ledger.claim(id, MessageKind::campaign, 10, 5, now() + 1000);
    ASSERT_EQ(rows.size(), 6U);
    for (size_t i = 0; i < 2; ++i) ledger.hold(rows[i], Reason::sender_daily_cap, now() + 100);
    ledger.hold(rows[2], Reason::sender_daily_cap, now());
    ledger.hold(rows[3], Reason::outside_window, now() + 100);
    ledger.hold(rows[4], Reason::campaign_paused, now() + 100);
    ledger.hold(rows[5], Reason::frequency_cap, now() + 100);
    ledger.close();
    EXPECT_EQ(ledger::waiting_for_room(s, {7}, now()), 2);
    EXPECT_EQ(ledger::waiting_for_room(s, {8}, now()), 0);
    EXPECT_EQ(ledger.due_for_room({7}, id, MessageKind::campaign, 10).size(), 1U);
    EXPECT_EQ(ledger::wake_for_room(s, {7}, now()), 2);
    EXPECT_EQ(ledger.due_for_room({7}, id, MessageKind::campaign, 2).size(), 2U);
    EXPECT_EQ(ledger::wake_campaign(s, id, now(), 1), 1) << "some at a time";
    EXPECT_EQ(ledger::wake_campaign(s, id, now(), 10), 1);
    EXPECT_EQ(ledger::wake_campaign(s, id, now(), 10), 0) << "another reason stays";
  });
}

TEST_P(StoreChanges, ARecallGoesThroughWhatTheCarrierHasOnce) {
  write([&](Session& s) {
    const auto id = campaign(s), other = campaign(s);
    Ledger ledger(s, now());
    for (int64_t i = 1; i <= 4; ++i) plan(s, ledger, id, i);
    plan(s, ledger, other, 1);
    std::vector<LedgerRow> taken;
    for (auto& row : ledger.claim(id, MessageKind::campaign, 3, 5, now() + 1000)) {
      ASSERT_TRUE(ledger.hand(row, {.sender = {1},
                                    .sent_to = row.phone,
                                    .carrier = "c",
                                    .body = "b",
                                    .segments = 1,
                                    .lease_until = now() + 1000,
                                    .revision = 6}));
      ASSERT_TRUE(ledger.accept(row, MessageState::accepted, "SM" + std::to_string(row.id.value)));
      taken.push_back(row);
    }
    ledger.close();
    EXPECT_EQ(ledger::by_id(s, taken[0].id)->revision, 6);
    recalls::begin(s, id, now());
    recalls::begin(s, id, now() + 1);
    auto row = recalls::open(s, 10).at(0);
    EXPECT_EQ(row.campaign, id);
    EXPECT_EQ(row.begun_at, now());
    const int64_t end = recalls::page_end(s, row, 10);
    EXPECT_GT(end, taken.back().id.value) << "the planned one is passed too";
    EXPECT_EQ(recalls::page_end(s, row, 1), taken.front().id.value);
    EXPECT_EQ(recalls::at_carrier(s, row, end, 2).size(), 2U);
    EXPECT_EQ(recalls::at_carrier(s, row, end, 10).size(), 3U);
    recalls::asked(s, id, taken[0].id, true);
    recalls::asked(s, id, taken[1].id, false);
    recalls::asked(s, id, taken[1].id, true);
    EXPECT_EQ(recalls::at_carrier(s, row, end, 10).size(), 1U);
    EXPECT_EQ(recalls::counts(s, id).cancelled, 1);
    EXPECT_EQ(recalls::counts(s, id).escaped, 1);
    EXPECT_EQ(recalls::counts(s, other).escaped, 0);
    row.cursor = end;
    row.pass_at = now() + 2;
    row.last_pass = true;
    row.ended_at = now() + 3;
    recalls::save(s, row);
    EXPECT_EQ(recalls::page_end(s, row, 10), 0);
    EXPECT_TRUE(recalls::open(s, 10).empty());
    const auto back = recalls::of(s, id).value();
    EXPECT_EQ(back.cursor, end);
    EXPECT_EQ(back.pass_at, now() + 2);
    EXPECT_TRUE(back.last_pass);
    EXPECT_EQ(back.ended_at, now() + 3);
    EXPECT_FALSE(recalls::of(s, other));
  });
}

// What a silenced number still has at a carrier, its confirmations aside, is noted with the suppression.
TEST_P(StoreChanges, ASilencedNumbersMessagesAreAskedBack) {
  const std::string phone = "+12025550190";
  write([&](Session& s) {
    Ledger ledger(s, now());
    const auto plan = [&](MessageKind kind) {
      const auto id = *ledger.plan({.workspace = {1}, .kind = kind, .phone = phone, .body = "x"});
      auto row = ledger::by_id(s, id).value();
      ledger.hand(row, {.sent_to = phone, .carrier = "tw", .body = "x"});
      return row;
    };
    auto handed = plan(MessageKind::single), taken = plan(MessageKind::single), sent = plan(MessageKind::single);
    auto confirmation = plan(MessageKind::confirmation);
    for (auto* row : {&taken, &sent, &confirmation}) {
      ledger.accept(*row, MessageState::accepted, fmt::format("SM{}", row->id.value));
    }
    ledger.carrier_word(sent, MessageState::sent, sent.provider_id, {}, {});
    ledger.close();
    EXPECT_EQ(recalls::begin_number(s, phone, WorkspaceId{2}, now()), 0) << "another workspace";
    EXPECT_EQ(recalls::begin_number(s, phone, {}, now() + limits::kRecallNumberMs), 0) << "long gone";
    EXPECT_EQ(recalls::begin_number(s, phone, {}, now()), 2);
    EXPECT_EQ(recalls::begin_number(s, phone, {}, now()), 0) << "noted before";
    EXPECT_TRUE(recalls::numbers_due(s, now() - 1, 10).empty());
    EXPECT_EQ(recalls::numbers_due(s, now(), 1).size(), 1U);
    recalls::number_later(s, handed.id, now() + 5, 3);
    EXPECT_EQ(recalls::numbers_due(s, now(), 10).at(0).message, taken.id);
    recalls::number_done(s, taken.id);
    const auto left = recalls::numbers_due(s, now() + 5, 10);
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].message, handed.id);
    EXPECT_EQ(left[0].tries, 3);
    EXPECT_EQ(left[0].begun_at, now());
  });
}

}  // namespace
}  // namespace tidings::store

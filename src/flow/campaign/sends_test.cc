// Single and batch sends: four answers, the daily cap across restarts and changed clocks.
#include "flow/campaign/sends.h"

#include "flow/campaign/campaign_test_world.h"

namespace tidings::flow::test {
namespace {

constexpr const char* kAnn = "+12025550123";
const compliance::TzStatus kFresh{"2026f", true, {}};

class SendsTest : public testing::Test {
 protected:
  // One transaction of sends.
  std::vector<SendAnswer> send(const std::vector<SendRequest>& requests) {
    std::vector<SendAnswer> out;
    world_.write([&](store::Session& s) {
      Sends sends(
          s, *store::workspaces::by_id(s, world_.workspace), kFresh, laws_,
          [](std::string_view name) { return name == "sandbox"; }, world_.clock.now());
      for (const auto& request : requests) out.push_back(sends.send(request, "alice"));
      quota_ = sends.quota();
    });
    return out;
  }
  SendAnswer send(const SendRequest& request) { return send(std::vector{request}).front(); }
  void set_cap(int cap) {
    world_.write([&](store::Session& s) {
      auto sender = *store::workspaces::sender_by_id(s, world_.sender);
      sender.daily_cap = cap;
      store::workspaces::put_sender(s, sender);
    });
  }
  void handed_over(int times) {
    world_.write([&](store::Session& s) {
      for (int i = 0; i < times; ++i) store::ledger::use_sender(s, world_.sender, world_.clock.now());
    });
  }
  static std::string number(int i) { return fmt::format("+120255502{:02}", i); }

  World world_;
  law::LawShelf laws_;
  Quota quota_;
};

TEST_F(SendsTest, AKnownNumberKeepsItsContact) {
  const auto first = send({.to = "(202) 555-0123", .body = "hello"});
  EXPECT_EQ(first.status, SendStatus::accepted);
  EXPECT_TRUE(first.new_contact);
  const auto second = send({.to = kAnn, .body = "hello"});
  EXPECT_FALSE(second.new_contact);
  EXPECT_EQ(second.contact, first.contact);
  EXPECT_EQ(send({.contact = first.contact, .body = "hello"}).status, SendStatus::accepted);
  EXPECT_FALSE(quota_.remaining);  // the sender has no cap
}

TEST_F(SendsTest, MarketingWithoutConsentIsBlockedAndKept) {
  const auto out = send({.to = kAnn, .body = "buy", .purpose = Purpose::marketing});
  EXPECT_EQ(out.status, SendStatus::blocked);
  EXPECT_EQ(out.reason, Reason::no_consent);
  world_.write([&](store::Session& s) {
    EXPECT_EQ(store::ledger::by_id(s, out.message)->state, MessageState::blocked);
    EXPECT_EQ(store::ledger::decisions(s, out.message).size(), 1U);
  });
}

TEST_F(SendsTest, OneBatchTakesPlacesOneByOne) {
  set_cap(3);
  std::vector<SendRequest> batch;
  for (int i = 0; i < 5; ++i) batch.push_back({.to = number(i), .body = "hello"});
  const auto out = send(batch);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(out[i].status, i < 3 ? SendStatus::accepted : SendStatus::held) << i;
  EXPECT_EQ(out[4].reason, Reason::sender_daily_cap);
  EXPECT_GT(out[4].until, world_.clock.now());
  EXPECT_EQ(quota_.remaining, 0);
  // What is queued counts for the next request too.
  EXPECT_EQ(send({.to = number(6), .body = "hello"}).status, SendStatus::held);
}

TEST_F(SendsTest, TheCapOutlivesRestartsAndChangedClocks) {
  set_cap(100);
  handed_over(99);
  EXPECT_EQ(send({.to = number(1), .body = "the hundredth"}).status, SendStatus::accepted);
  EXPECT_EQ(quota_.remaining, 0);
  handed_over(1);
  world_.open();
  EXPECT_EQ(send({.to = number(2), .body = "one more"}).status, SendStatus::held);
  world_.clock.jump_to(world_.clock.now() - kHourMs);
  EXPECT_EQ(send({.to = number(3), .body = "one more"}).status, SendStatus::held);
  // Tomorrow there is room again, so what is to leave then is not held today.
  const Instant later = world_.clock.now() + kDayMs + 2 * kHourMs;
  EXPECT_EQ(send({.to = number(4), .body = "tomorrow", .send_at = later}).status, SendStatus::accepted);
}

TEST_F(SendsTest, TheTextIsFilledFromTheContact) {
  const auto first = send({.to = kAnn, .body = "Hi {{first_name|there}}"});
  world_.write([&](store::Session& s) {
    EXPECT_EQ(store::ledger::by_id(s, first.message)->body, "Hi there");
    auto contact = *store::contacts::by_id(s, first.contact);
    contact.fields["first_name"] = "Ann {{x}}";
    store::contacts::update(s, contact, world_.clock.now());
  });
  const auto second = send({.to = kAnn, .body = "Hi {{first_name}}"});
  EXPECT_EQ(second.status, SendStatus::accepted);
  world_.write([&](store::Session& s) { EXPECT_EQ(store::ledger::by_id(s, second.message)->body, "Hi Ann {{x}}"); });
}

TEST_F(SendsTest, WhatLeavesLaterSaysWhen) {
  const Instant later = world_.clock.now() + 2 * kHourMs;
  EXPECT_EQ(send({.to = kAnn, .body = "hello", .send_at = later}).until, later);
  EXPECT_EQ(send({.to = kAnn, .body = "hello now"}).until, Instant{});
}

TEST_F(SendsTest, WhatCannotBeSentIsNotStored) {
  const auto code = [&](const SendRequest& request) {
    const auto out = send(request);
    EXPECT_EQ(out.status, SendStatus::invalid);
    return out.code;
  };
  EXPECT_EQ(code({.to = kAnn}), "empty");
  EXPECT_EQ(code({.to = kAnn, .body = std::string(1601, 'x')}), kTooLong);
  EXPECT_EQ(code({.to = kAnn, .body = " \n\t"}), "empty");
  EXPECT_EQ(code({.to = kAnn, .body = "beep \a"}), "control_character");
  EXPECT_EQ(code({.to = kAnn, .body = "Hi {{first_name}}"}), "missing_field");
  EXPECT_EQ(code({.to = kAnn, .body = "Hi {{first_name"}), "template");
  EXPECT_EQ(code({.to = kAnn, .body = "x", .send_at = world_.clock.now() + 400 * kDayMs}), "too_far");
  EXPECT_EQ(code({.to = "+1202", .body = "x"}), "too_short");
  EXPECT_EQ(code({.body = "x"}), "missing");
  EXPECT_EQ(code({.to = kAnn, .contact = ContactId{1}, .body = "x"}), "missing");
  EXPECT_EQ(code({.contact = ContactId{99}, .body = "x"}), "not_found");
  EXPECT_EQ(code({.to = kAnn, .body = "x", .send_at = world_.clock.now() - 2 * kDayMs}), "past");
  world_.write([&](store::Session& s) { EXPECT_EQ(store::contacts::count(s, world_.workspace), 0); });
}

TEST_F(SendsTest, WaitsForItsUndoWindowUnlessItIsUrgent) {
  world_.write([&](store::Session& s) {
    auto home = *store::workspaces::by_id(s, world_.workspace);
    home.undo_single_ms = 10'000;
    store::workspaces::update(s, home);
  });
  const auto sent = send({.to = kAnn, .body = "hello"});
  EXPECT_EQ(sent.status, SendStatus::accepted);
  EXPECT_EQ(sent.until, world_.clock.now() + 10'000);
  const auto urgent = send({.to = kAnn, .body = "now", .urgent = true});
  EXPECT_EQ(urgent.until.ms, 0);
}

TEST_F(SendsTest, EachHeldOneIsToldItsOwnPlace) {
  set_cap(2);
  handed_over(1);
  std::vector<SendRequest> four;
  for (int i = 0; i < 4; ++i) four.push_back({.to = number(i), .body = "hello"});
  const auto out = send(four);
  const Instant now = world_.clock.now();
  EXPECT_EQ(out[0].status, SendStatus::accepted);
  EXPECT_EQ(out[1].until, day_after_minute(now.ms / kMinuteMs)) << "the place of the one that left";
  EXPECT_EQ(out[2].until, now + kDayMs + kMinuteMs) << "the place of the first of these, a day after it leaves";
  EXPECT_GT(out[3].until, out[2].until);
  EXPECT_EQ(quota_.remaining, 0);
  EXPECT_GE(quota_.room_from, out[3].until);
}

}  // namespace
}  // namespace tidings::flow::test

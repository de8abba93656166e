// Found by the simulator, seeds 20, 26 and 27: under test mode everybody's text goes to one number. A look-up for a
// message that never arrived found another's, whose id was not stored yet, and took it: that one's receipts were then
// refused, and a message that nobody got was shown as delivered.
#include "tests/regression/desk.h"

namespace tidings::regression {
namespace {

class AnotherMessagesId : public Desk {
 protected:
  AnotherMessagesId() {
    options_.test_recipient = "+12125550177";
    restart();
  }
};

TEST_F(AnotherMessagesId, IsNotTakenWhileItsOwnerIsUnknownToo) {
  const auto never = single("+12125550001", "the same for everybody");
  const auto there = single("+12125550002", "the same for everybody");
  tick(2);
  ASSERT_EQ(waiting(), 2U);
  next(Way::lost);
  next(Way::answer_lost);
  tick();
  ASSERT_EQ(row(never).state, MessageState::unknown);
  ASSERT_EQ(row(there).state, MessageState::unknown);
  for (int i = 0; i < 5; ++i) {
    pass(2 * kHourMs);
    tick(2);
    all(Way::through);
    tick(2);
    EXPECT_NE(row(never).state, MessageState::accepted) << "nobody can tell whose it is";
    EXPECT_NE(row(there).state, MessageState::accepted);
    EXPECT_EQ(at_carrier(), 1U) << "and it is not sent again either";
  }
}

TEST_F(AnotherMessagesId, IsNotTakenWhileItsOwnerIsUnderWay) {
  const auto never = single("+12125550001", "the same for everybody");
  tick(2);
  next(Way::lost);
  tick();
  pass(29'950);
  const auto there = single("+12125550002", "the same for everybody");
  tick(2);  // its request leaves, and the first is looked up
  pass(100);
  tick();
  ASSERT_EQ(waiting(), 2U);
  world_.clock.advance(1);
  // The list is asked after the carrier took the second, and before we know that.
  std::string before = row(there).provider_id;
  ASSERT_TRUE(before.empty());
  next(Way::answer_lost);
  next(Way::through);
  tick(2);
  EXPECT_NE(row(never).state, MessageState::accepted);
  EXPECT_EQ(at_carrier(), 1U);
}

TEST_F(AnotherMessagesId, ASingleOneIsStillFound) {
  const auto id = single("+12125550001", "hello");
  tick(2);
  next(Way::answer_lost);
  tick();
  pass(31'000);
  tick(2);
  all(Way::through);
  tick(2);
  EXPECT_EQ(row(id).state, MessageState::delivered);
  EXPECT_EQ(at_carrier(), 1U);
}

}  // namespace
}  // namespace tidings::regression

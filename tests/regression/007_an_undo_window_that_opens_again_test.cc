// Found by the simulator, seed 411242: a campaign's undo window was over and rows of it were claimed, waiting for their
// sender. The clock was set back into the window: they left, while the start could be taken back once more.
#include "store/campaigns.h"
#include "store/contacts.h"
#include "tests/regression/desk.h"

namespace tidings::regression {
namespace {

class AnUndoWindowThatOpensAgain : public Desk {};

TEST_F(AnUndoWindowThatOpensAgain, HoldsWhatWasClaimed) {
  const Instant start = world_.clock.now();
  write([&](store::Session& s, store::Ledger& ledger) {
    s.script("UPDATE sender SET segments_per_s = 0.01");
    const auto campaign = store::campaigns::insert(
        s, {.workspace = workspace_, .name = "c", .body = "hello", .rate_per_s = 10, .senders = {}}, start);
    store::campaigns::set_status(s, campaign, CampaignStatus::draft, CampaignStatus::active, start, {});
    s.open_text("UPDATE campaign SET planned = 1, undo_until = " + std::to_string((start + kHourMs).ms), nullptr, 0)
        ->next();
    for (const char* phone : {"+12125550001", "+12125550002", "+12125550003"}) {
      Contact contact{.workspace = workspace_, .phone = phone, .region = "US"};
      contact.id = store::contacts::insert(s, contact, start).value();
      ledger.plan({.workspace = workspace_,
                   .campaign = campaign,
                   .contact = contact.id,
                   .kind = MessageKind::campaign,
                   .purpose = Purpose::informational,
                   .phone = phone,
                   .not_before = start});
    }
  });
  tick(2);
  ASSERT_EQ(waiting(), 0U) << "within the window nothing leaves";
  pass(kHourMs + kMinuteMs);
  tick(2);
  ASSERT_EQ(waiting(), 1U);
  ASSERT_EQ(row({2}).state, MessageState::claimed) << "it waits for its sender";

  world_.clock.jump_to(start + kMinuteMs);
  pass(10 * kMinuteMs);
  tick(3);
  EXPECT_EQ(waiting(), 1U) << "the start can be taken back again";
  EXPECT_EQ(row({2}).state, MessageState::planned);

  pass(start + kHourMs - world_.clock.now());
  tick(2);
  EXPECT_EQ(waiting(), 2U);
}

}  // namespace
}  // namespace tidings::regression

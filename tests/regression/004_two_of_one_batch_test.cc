// Found by the simulator, seed 30058: the facts of a batch are gathered at once, before its first message is handed
// over. One that was carried over from an earlier tick and a new one to the same number did not see each other: the
// number got two where its workspace allows one a day.
#include "tests/regression/desk.h"

namespace tidings::regression {
namespace {

class TwoOfOneBatch : public Desk {
 protected:
  static constexpr size_t kRoom = limits::kInFlightDirect + 2;
  TwoOfOneBatch() {
    options_.in_flight = kRoom - limits::kInFlightDirect;
    restart();
    write([](store::Session& s, store::Ledger&) {
      s.script("UPDATE workspace SET frequency_cap = 1, frequency_window_ms = 86400000");
    });
  }
};

TEST_F(TwoOfOneBatch, SeeEachOther) {
  for (size_t i = 0; i < kRoom; ++i) single(fmt::format("+1212555{:04}", 1000 + i), "on its way");
  tick(2);
  ASSERT_EQ(waiting(), kRoom);
  const auto carried = single("+12125550003", "no room for it yet", MessageKind::urgent);
  tick(2);
  ASSERT_EQ(waiting(), kRoom);
  all(Way::through);
  const auto fresh = single("+12125550003", "there is room for both");
  tick(2);
  EXPECT_EQ(waiting(), 1U);
  EXPECT_EQ(row(carried).state, MessageState::handed);
  EXPECT_EQ(row(fresh).state, MessageState::planned);
  EXPECT_EQ(row(fresh).reason, Reason::frequency_cap);
}

}  // namespace
}  // namespace tidings::regression

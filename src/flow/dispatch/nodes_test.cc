// What is added where several nodes work on one database: nothing leaves after its lease, an answer about what was is
// no answer about what is.
#include "flow/dispatch/dispatch_test_world.h"

namespace tidings::dispatch {
namespace {

const std::string kAnn = "+12025550123";

// The engine of an overloaded server: the commit takes its time, or the process is stopped after it.
class SlowCommits final : public store::Database {
 public:
  SlowCommits(store::Database& inner, ManualClock& clock) : inner_(inner), clock_(clock) {}
  Result<> write(const Work& work) override {
    auto done = inner_.write(work);
    clock_.advance(takes_ms);
    return done;
  }
  void write_async(Work work, Done done) override { done(write(work)); }
  Result<> read(const Work& work) override { return inner_.read(work); }
  Result<> backup(const std::string& path) override { return inner_.backup(path); }
  void stop() override {}
  size_t queued_writes() const override { return 0; }
  int64_t takes_ms = 0;

 private:
  store::Database& inner_;
  ManualClock& clock_;
};

class Nodes : public DispatchTest {};

TEST_F(Nodes, NothingLeavesSoLateThatItsLeaseCouldEndMeanwhile) {
  SlowCommits slow(*db_, clock_);
  Dispatcher dispatcher(env_, slow, carriers_, runner_, gatherer_, options_);
  clock_.advance(kBootMs);
  const auto late = single(kAnn);
  slow.takes_ms = options_.lease_ms - limits::kSendTimeoutMs;
  ASSERT_TRUE(dispatcher.tick());
  ASSERT_EQ(row(late).state, MessageState::handed);
  EXPECT_TRUE(runner_.held.empty()) << "who rescues it may send it again";

  slow.takes_ms = 0;
  clock_.advance(limits::kSendTimeoutMs);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(dispatcher.tick());
  EXPECT_EQ(row(late).state, MessageState::unknown) << "rescued like one whose process died";

  const auto in_time = single("+12025550124");
  slow.takes_ms = 1'000;
  const int64_t begun_ms = clock_.monotonic_ms();
  ASSERT_TRUE(dispatcher.tick());
  ASSERT_EQ(row(in_time).state, MessageState::handed);
  ASSERT_EQ(runner_.held.size(), 1U);
  EXPECT_EQ(runner_.held[0].request.leave_by_ms, begun_ms + options_.lease_ms - limits::kSendTimeoutMs)
      << "the network's queue knows it too";
  runner_.answer("accepted SM1");  // in flight no longer than the dispatcher
}

TEST_F(Nodes, TwoNodesThatAskedTogetherHaveLookedOnce) {
  const auto id = single(kAnn);
  tick(3);
  runner_.answer("", Transport::maybe_sent);
  tick();
  ASSERT_EQ(row(id).state, MessageState::unknown);
  advance(options_.unknown_confirm_ms + 1'000);

  HeldRunner other_network;
  Resolver other(env_, *db_, carriers_, other_network, options_);
  ASSERT_TRUE(resolver_->tick());
  ASSERT_TRUE(other.tick());
  ASSERT_EQ(runner_.held.size(), 1U);
  ASSERT_EQ(other_network.held.size(), 1U);
  runner_.answer("none");
  other_network.answer("none");
  ASSERT_TRUE(resolver_->tick());
  EXPECT_EQ(row(id).lookups, 1);
  ASSERT_TRUE(other.tick());
  EXPECT_EQ(row(id).state, MessageState::unknown) << "the carrier's list was asked at one moment: that is one look";
  EXPECT_EQ(row(id).lookups, 1);
}

}  // namespace
}  // namespace tidings::dispatch

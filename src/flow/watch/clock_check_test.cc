#include "flow/watch/clock_check.h"

#include "flow/watch/watch_test_world.h"
#include "store/incidents.h"

namespace tidings::watch {
namespace {

class ClockCheckTest : public WatchTest {
 protected:
  void answer(const std::string& date, Transport transport = Transport::answered) {
    HttpResult result;
    result.transport = transport;
    result.response.status = 200;
    if (!date.empty()) result.response.headers.add("Date", date);
    ClockCheck check(env_, *db_);
    const auto heard = check.heard("tw", result, clock_.now());
    ASSERT_TRUE(heard) << heard.error().describe();
  }
  void doubt() {
    write([&](Session& s) { store::incidents::open(s, "clock", Severity::critical, "it jumped", clock_.now()); });
  }
  std::vector<std::string> open() {
    std::vector<std::string> out;
    for (const auto& one : read([](Session& s) { return store::incidents::in_force(s, {}, 100); }))
      out.push_back(one.key);
    return out;
  }
};

TEST_F(ClockCheckTest, ACarrierThatAgreesEndsTheDoubt) {
  doubt();
  answer("Fri, 20 Nov 2026 12:01:30 GMT");
  EXPECT_TRUE(open().empty());
}

TEST_F(ClockCheckTest, WhatIsNoAnswerOrNoDateSaysNothing) {
  doubt();
  answer("Fri, 20 Nov 2026 12:00:00 GMT", Transport::maybe_sent);
  answer("");
  answer("yesterday");
  answer("Fri, 20 Nov 2026 12:05:00 GMT");  // neither near nor far
  EXPECT_EQ(open(), std::vector<std::string>{"clock"});
}

TEST_F(ClockCheckTest, OneThatDiffersIsAnIncidentOfItsOwnUntilItAgrees) {
  answer("Fri, 20 Nov 2026 09:00:00 GMT");
  EXPECT_EQ(open(), std::vector<std::string>{"clock:tw"});
  const auto all = read([](Session& s) { return store::incidents::in_force(s, {}, 100); });
  EXPECT_NE(all[0].text.find("180 minutes ahead of"), std::string::npos) << all[0].text;
  answer("Fri, 20 Nov 2026 12:00:00 GMT");
  EXPECT_TRUE(open().empty());
}

}  // namespace
}  // namespace tidings::watch

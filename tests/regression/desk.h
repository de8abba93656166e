// For the numbered regressions: the dispatcher and the resolver over a real store, the Twilio carrier, and the sandbox
// as its other side, with a network that does with each request what the test says. One thread, time by hand.
#pragma once

#include <gtest/gtest.h>

#include <deque>

#include "carrier/sandbox/sandbox.h"
#include "flow/dispatch/dispatcher.h"
#include "flow/dispatch/resolver.h"
#include "tests/support/test_env.h"

namespace tidings::regression {

class Desk : public ::testing::Test, public HttpRunner {
 protected:
  Desk();

  void restart();  // the process dies, another begins
  void tick(int times = 1);
  void pass(int64_t ms) { world_.clock.advance(ms); }

  // What becomes of the oldest request that waits.
  enum class Way {
    through,      // arrives, and its answer comes back
    answer_lost,  // arrives; the sender never hears
    lost,         // never arrives
  };
  void next(Way way);
  void all(Way way);
  size_t waiting() const { return held_.size(); }

  MessageId single(const std::string& phone, const std::string& body, MessageKind kind = MessageKind::single);
  store::LedgerRow row(MessageId id);
  void write(const std::function<void(store::Session&, store::Ledger&)>& work);
  store::Database& database() { return *db_; }
  uint64_t at_carrier() const { return sandbox_.ledger().totals().accepted; }

  static constexpr const char* kOurs = "+12025550100";
  test::TestEnv world_{7, *parse_utc("2026-11-20T16:00Z")};
  dispatch::Options options_;
  carrier::sandbox::SandboxCarrier sandbox_;
  WorkspaceId workspace_;

 private:
  void send(HttpRequest request, Done done) override { held_.push_back({std::move(request), std::move(done)}); }

  test::TempFolder folder_;
  std::unique_ptr<store::Database> db_;
  dispatch::CarrierSet carriers_;
  compliance::TzStatus tz_{"2026f", true, {}};
  law::LawShelf laws_;
  compliance::Gatherer gatherer_{tz_, laws_};
  std::unique_ptr<dispatch::Dispatcher> dispatcher_;
  std::unique_ptr<dispatch::Resolver> resolver_;
  std::deque<std::pair<HttpRequest, Done>> held_;
};

}  // namespace tidings::regression

#include "net/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>

namespace tidings::net {
namespace {

TEST(WorkerPool, RunsWhatIsSubmittedAndSaysNoWhenFull) {
  WorkerPool pool({.threads = 1, .queue = 2});
  ASSERT_TRUE(pool.start());
  std::promise<void> begun, go;
  ASSERT_TRUE(pool.submit([&] { begun.set_value(), go.get_future().wait(); }));
  begun.get_future().wait();  // now it runs, and the queue is empty
  std::latch ran(2);
  EXPECT_TRUE(pool.submit([&] { ran.count_down(); }));
  EXPECT_TRUE(pool.submit([&] { ran.count_down(); }));
  EXPECT_FALSE(pool.submit([&] { ran.count_down(); }));
  go.set_value();
  ran.wait();
}

TEST(WorkerPool, StopDropsWhatWaitsAndMayBeRepeated) {
  std::atomic<int> ran = 0;
  WorkerPool pool({.threads = 1, .queue = 10});
  ASSERT_TRUE(pool.start());
  EXPECT_FALSE(pool.start());
  std::promise<void> begun, go;
  ASSERT_TRUE(pool.submit([&] { begun.set_value(), go.get_future().wait(), ++ran; }));
  begun.get_future().wait();
  auto dropped = std::make_shared<int>(0);
  const std::weak_ptr<int> watch = dropped;
  ASSERT_TRUE(pool.submit([&ran, dropped = std::move(dropped)] { ++ran; }));
  std::thread stopping([&] { pool.stop(); });
  while (!watch.expired()) std::this_thread::yield();  // until stop() has dropped it
  go.set_value();
  stopping.join();
  EXPECT_EQ(1, ran);
  EXPECT_TRUE(watch.expired());
  pool.stop();
  EXPECT_FALSE(pool.submit([] {}));
}

TEST(WorkerPool, OptionsAreValidated) {
  EXPECT_TRUE(WorkerOptions{}.validate());
  EXPECT_EQ("workers.threads", WorkerPool({.threads = 0}).start().error().where);
}

}  // namespace
}  // namespace tidings::net

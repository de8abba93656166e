#include <gtest/gtest.h>

#include "net/served_test_support.h"

namespace tidings::net {
namespace {

// Puts every stream into a list the test can reach.
struct Streams {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::shared_ptr<EventStream>> all;
  int closed = 0;

  HttpServer::Handler handler() {
    return [this](IncomingRequest, Responder respond) {
      auto stream = respond.stream();
      stream->on_close([this] {
        const std::lock_guard lock(mutex);
        ++closed;
        changed.notify_all();
      });
      const std::lock_guard lock(mutex);
      all.push_back(std::move(stream));
      changed.notify_all();
    };
  }
  bool wait_for(std::function<bool()> holds) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::milliseconds(kTestWaitMs), holds);
  }
};

TEST(EventStreams, ReachSeveralReadersAndNoticeWhoLeaves) {
  Streams streams;
  Served s(streams.handler());
  std::vector<RawSocket> readers;
  for (size_t i = 0; i < 3; ++i) {
    readers.push_back(s.connect());
    readers.back().send(get("/events"));
    ASSERT_TRUE(streams.wait_for([&] { return streams.all.size() == i + 1; }));
    const std::string head = readers.back().read_until("\r\n\r\n");
    EXPECT_NE(std::string::npos, head.find("text/event-stream")) << head;
  }
  for (const auto& stream : streams.all) EXPECT_TRUE(stream->send(format_event("progress", "{\"sent\":1}")));
  for (RawSocket& reader : readers) {
    EXPECT_NE(std::string::npos, reader.read_until("\n\n").find("event: progress\ndata: {\"sent\":1}\n\n"));
  }
  readers[1].close();
  ASSERT_TRUE(streams.wait_for([&] { return streams.closed == 1; }));
  EXPECT_TRUE(streams.all[1]->closed());
  EXPECT_FALSE(streams.all[1]->send("data: x\n\n"));
  EXPECT_TRUE(streams.all[0]->send("data: still\n\n"));
  EXPECT_NE(std::string::npos, readers[0].read_until("\n\n").find("data: still"));
  s.server.stop();
  EXPECT_EQ(3, streams.closed);
}

TEST(EventStreams, SlowReaderIsDropped) {
  Streams streams;
  ServerOptions o = any_port();
  o.event_buffer_bytes = 64 << 10;
  Served s(streams.handler(), o);
  RawSocket reader = s.connect();
  reader.send(get("/"));
  ASSERT_TRUE(streams.wait_for([&] { return streams.all.size() == 1; }));
  const std::string event = format_event("e", std::string(10'000, 'x'));
  int taken = 0;
  while (taken < 100'000 && streams.all[0]->send(event)) ++taken;
  EXPECT_LT(taken, 100'000);
  EXPECT_TRUE(streams.wait_for([&] { return streams.closed == 1; }));
}

TEST(EventStreams, CloseSendsWhatWaitsAndEndsInOrder) {
  Streams streams;
  Served s(streams.handler());
  RawSocket reader = s.connect();
  reader.send(get("/"));
  ASSERT_TRUE(streams.wait_for([&] { return streams.all.size() == 1; }));
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(streams.all[0]->send(format_event("", std::to_string(i))));
  streams.all[0]->close();
  const auto r = reader.read_response();
  ASSERT_TRUE(r);
  std::string expected;
  for (int i = 0; i < 100; ++i) expected += "data: " + std::to_string(i) + "\n\n";
  EXPECT_EQ(expected, r->body);
  EXPECT_TRUE(streams.wait_for([&] { return streams.closed == 1; }));
}

TEST(EventStreams, QuietStreamGetsAHeartbeat) {
  Streams streams;
  ServerOptions o = any_port();
  o.event_heartbeat_ms = 20;
  Served s(streams.handler(), o);
  RawSocket reader = s.connect();
  reader.send(get("/"));
  reader.read_until("\r\n\r\n");
  EXPECT_NE(std::string::npos, reader.read_until(":\n\n").find(":\n\n"));
}

TEST(EventStreams, TextKeepsItsFrame) {
  EXPECT_EQ("id: 7\nevent: a\ndata: x\ndata: y\n\n", format_event("a", "x\ny", "7"));
  EXPECT_EQ("event: a b\ndata: c d\n\n", format_event("a\nb", "c\rd"));
  EXPECT_EQ("data: \n\n", format_event("", ""));
}

}  // namespace
}  // namespace tidings::net

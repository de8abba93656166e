// Many connections: on all threads, and more than there may be.
#include <gtest/gtest.h>

#include <condition_variable>
#include <future>
#include <mutex>

#include "net/served_test_support.h"

namespace tidings::net {
namespace {

TEST(HttpServerCrowd, ServesManyConnectionsOnSeveralThreads) {
  ServerOptions o = any_port();
  o.io_threads = 3;
  Served s({}, o);
  std::vector<std::thread> clients;
  for (int t = 0; t < 8; ++t) {
    clients.emplace_back([&] {
      for (int n = 0; n < 5; ++n) {
        RawSocket c = s.connect();
        for (int i = 0; i < 20; ++i) {
          c.send("POST /t HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
          const auto r = c.read_response();
          ASSERT_TRUE(r);
          EXPECT_EQ("POST /t 3", r->body);
        }
      }
    });
  }
  for (std::thread& t : clients) t.join();
}

// ---- stop ----

TEST(HttpServerCrowd, ManyAreAnsweredAtOnceOnAllThreads) {
  constexpr size_t kConnections = 12;
  auto options = any_port();
  options.io_threads = 3;
  options.stop_ms = 0;
  std::mutex mutex;
  std::vector<Responder::Answer> answers;
  std::promise<void> next;
  std::thread answering;
  Served s(
      [&](IncomingRequest in, Responder respond) {
        const std::lock_guard lock(mutex);
        answers.push_back({std::move(respond), {200, {}, in.request.url}});
        if (in.request.url == "/next") next.set_value();
        if (answers.size() < kConnections) return;
        answering = std::thread([all = std::move(answers)]() mutable { Responder::answer_all(std::move(all)); });
        answers.clear();
      },
      options);
  std::vector<RawSocket> sockets;
  for (size_t i = 0; i < kConnections; ++i) {
    sockets.push_back(s.connect());
    sockets.back().send(get("/" + std::to_string(i)) + (i == 0 ? get("/next") : ""));
  }
  for (size_t i = 0; i < kConnections; ++i) {
    const auto answer = sockets[i].read_response();
    EXPECT_EQ("/" + std::to_string(i), answer ? answer->body : "no answer");
  }
  if (answering.joinable()) answering.join();
  // What was asked behind the first one is handled, and outlives the server.
  ASSERT_EQ(std::future_status::ready, next.get_future().wait_for(std::chrono::milliseconds(kTestWaitMs)));
  s.server.stop();
  Responder::answer_all(std::move(answers));
}

// A handler that keeps the right to answer "/hold…" until the test lets it go.
struct Holding {
  HttpServer::Handler handler() {
    return [this](IncomingRequest in, Responder respond) {
      if (!in.request.url.starts_with("/hold")) return Served::echo(std::move(in), std::move(respond));
      const std::lock_guard lock(mutex);
      held.push_back(std::move(respond));
      changed.notify_all();
    };
  }
  bool wait_for(size_t n) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::milliseconds(kTestWaitMs), [&] { return held.size() >= n; });
  }
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Responder> held;
};

TEST(HttpServerCrowd, ConnectionsOverTheLimitGet503) {
  ServerOptions o = any_port();
  o.max_connections = 2;
  Holding holding;
  Served s(holding.handler(), o);
  RawSocket a = s.connect(), b = s.connect();
  for (RawSocket* c : {&a, &b}) c->send(get("/hold"));
  ASSERT_TRUE(holding.wait_for(2));
  RawSocket over = s.connect();
  const auto refused = over.read_response();
  EXPECT_EQ(503, refused ? refused->status : 0);
  EXPECT_TRUE(over.at_end());
  holding.held.clear();
}

TEST(HttpServerCrowd, AFullHouseClosesTheConnectionThatIsIdleLongest) {
  ServerOptions o = any_port();
  o.max_connections = 3;
  o.io_threads = 1;
  Served s({}, o);
  RawSocket a = s.connect(), b = s.connect(), c = s.connect();
  const auto works = [](RawSocket& socket) {
    const auto answer = socket.send(get("/")) ? socket.read_response() : std::nullopt;
    return answer && answer->status == 200;
  };
  ASSERT_TRUE(works(b));
  ASSERT_TRUE(works(a));
  ASSERT_TRUE(works(c));
  RawSocket d = s.connect();
  EXPECT_TRUE(works(d));
  EXPECT_TRUE(b.at_end());
  EXPECT_TRUE(works(a));
  EXPECT_TRUE(works(c));
}

TEST(HttpServerCrowd, AFullHouseFindsTheIdleConnectionOfAnotherThread) {
  ServerOptions o = any_port();
  o.max_connections = 2;
  o.io_threads = 2;
  Holding holding;
  Served s(holding.handler(), o);
  RawSocket busy = s.connect();
  busy.send(get("/hold"));
  ASSERT_TRUE(holding.wait_for(1));
  RawSocket silent = s.connect();  // on the other thread, as connections take turns
  RawSocket third = s.connect();
  third.send(get("/"));
  const auto answer = third.read_response();
  EXPECT_EQ(200, answer ? answer->status : 0);
  EXPECT_TRUE(silent.at_end());
  holding.held.clear();
}

}  // namespace
}  // namespace tidings::net

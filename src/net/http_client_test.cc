#include "net/http_client.h"

#include <gtest/gtest.h>

#include <latch>

#include "net/fetch.h"
#include "net/loopback_test_support.h"

namespace tidings::net {
namespace {

// The client under test; fetch() blocks for the answer.
struct Client {
  explicit Client(ClientOptions options = {}) : client(world.env(), options) {
    const Result<> started = client.start();
    EXPECT_TRUE(started) << started.error().describe();
  }
  HttpResult get(std::string url, int64_t timeout_ms = kTestWaitMs) {
    return fetch(client, HttpRequest{.url = std::move(url), .timeout_ms = timeout_ms});
  }
  TestWorld world;
  HttpClient client;
};

// Answers every request on a connection until it ends.
void serve(RawSocket& s, int) {
  while (s.read_request()) s.send(kOkAnswer);
}

TEST(HttpClient, ReusesItsConnections) {
  FakeServer server(serve);
  Client c;
  for (int i = 0; i < 20; ++i) {
    const HttpResult r = c.get(server.url("/x"));
    ASSERT_EQ(Transport::answered, r.transport) << r.problem;
    EXPECT_EQ(200, r.response.status);
    EXPECT_EQ("ok", r.response.body);
  }
  EXPECT_EQ(1, server.connections());
  c.client.stop();
}

TEST(HttpClient, WhatMayNotLeaveSoLateDoesNot) {
  FakeServer server(serve);
  Client c;
  const int64_t now_ms = SystemClock().monotonic_ms();
  const HttpResult late = fetch(c.client, {.url = server.url("/"), .timeout_ms = kTestWaitMs, .leave_by_ms = now_ms});
  EXPECT_EQ(Transport::not_sent, late.transport);
  const HttpResult in_time =
      fetch(c.client, {.url = server.url("/"), .timeout_ms = kTestWaitMs, .leave_by_ms = now_ms + kTestWaitMs});
  EXPECT_EQ(Transport::answered, in_time.transport) << in_time.problem;
  c.client.stop();
}

TEST(HttpClient, SendsWhatItIsGiven) {
  std::promise<HttpRequest> seen;
  FakeServer server([&](RawSocket& s, int) {
    seen.set_value(*s.read_request());
    s.send("HTTP/1.1 201 Created\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  Client c;
  HttpRequest r{.method = "POST", .url = server.url("/a?b=c#d"), .headers = {}, .body = "body"};
  r.headers.add("Authorization", "Basic x");
  const HttpResult result = fetch(c.client, std::move(r));
  const HttpRequest got = seen.get_future().get();
  EXPECT_EQ("POST", got.method);
  EXPECT_EQ("/a?b=c", got.url);
  EXPECT_EQ("body", got.body);
  EXPECT_EQ("Basic x", got.headers.get("Authorization"));
  EXPECT_EQ(fmt::format("127.0.0.1:{}", server.port()), got.headers.get("Host"));
  EXPECT_EQ(201, result.response.status);
  EXPECT_EQ(4u, result.response.headers.all().size());
}

TEST(HttpClient, RefusedPortIsNotSent) {
  Client c;
  const HttpResult r = c.get(fmt::format("http://127.0.0.1:{}/", refused_port()));
  EXPECT_EQ(Transport::not_sent, r.transport);
  EXPECT_NE(std::string::npos, r.problem.find("cannot connect")) << r.problem;
}

TEST(HttpClient, UnusableUrlsAreNotSent) {
  Client c;
  for (const char* url :
       {"nonsense", "ftp://x/", "http://127.0.0.1:99999/", "http://127.0.0.1:1/a b", "http://u:p@127.0.0.1/"}) {
    const HttpResult r = c.get(url);
    EXPECT_EQ(Transport::not_sent, r.transport) << url;
    EXPECT_NE("", r.problem) << url;
  }
}

TEST(HttpClient, ResetBeforeAndAfterReadingTheRequestIsMaybeSent) {
  for (const bool read_first : {false, true}) {
    FakeServer server([&](RawSocket& s, int) {
      if (read_first) {
        s.read_request();
      } else {
        s.read_some();
      }
      s.reset();
    });
    Client c;
    const HttpResult r = c.get(server.url());
    EXPECT_EQ(Transport::maybe_sent, r.transport);
    EXPECT_NE("", r.problem);
    c.client.stop();
  }
}

TEST(HttpClient, EndInMidAnswerIsMaybeSent) {
  for (const std::string_view part :
       {"", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "rubbish\r\n\r\n"}) {
    FakeServer server([&](RawSocket& s, int) {
      s.read_request();
      s.send(part);
    });
    Client c;
    EXPECT_EQ(Transport::maybe_sent, c.get(server.url()).transport) << part;
    c.client.stop();
  }
}

TEST(HttpClient, TimeoutAfterSendingIsMaybeSent) {
  std::promise<void> over;
  FakeServer server([&, until = over.get_future().share()](RawSocket& s, int) {
    s.read_request();
    until.wait();
  });
  Client c;
  const HttpResult r = c.get(server.url(), 50);
  EXPECT_EQ(Transport::maybe_sent, r.transport);
  EXPECT_EQ("no answer within 50 ms", r.problem);
  over.set_value();
}

TEST(HttpClient, TimeoutWhileWaitingForAConnectionIsNotSent) {
  std::promise<void> got, over;
  FakeServer server([&, until = over.get_future().share()](RawSocket& s, int) {
    s.read_request();
    got.set_value();
    until.wait();
    s.send(kOkAnswer);
  });
  Client c({.connections_per_host = 1});
  std::promise<HttpResult> first;
  c.client.send({.url = server.url("/1")}, [&](HttpResult r) { first.set_value(std::move(r)); });
  got.get_future().wait();
  EXPECT_EQ(Transport::not_sent, c.get(server.url("/2"), 50).transport);
  over.set_value();
  EXPECT_EQ(Transport::answered, first.get_future().get().transport);
  c.client.stop();
}

TEST(HttpClient, FullQueueIsNotSent) {
  std::promise<void> got, over;
  FakeServer server([&, until = over.get_future().share()](RawSocket& s, int) {
    s.read_request();
    got.set_value();
    until.wait();
    s.send(kOkAnswer);
    serve(s, 0);
  });
  Client c({.connections_per_host = 1, .queue_per_host = 2});
  std::latch all(4);
  std::atomic<int> answered = 0, refused = 0;
  const auto note = [&](HttpResult r) {
    if (r.transport == Transport::answered) ++answered;
    if (r.transport == Transport::not_sent && r.problem == "the queue for this host is full") ++refused;
    all.count_down();
  };
  c.client.send({.url = server.url()}, note);
  got.get_future().wait();
  for (int i = 0; i < 2; ++i) c.client.send({.url = server.url()}, note);
  // This one is refused while the first still waits for its answer.
  EXPECT_EQ("the queue for this host is full", c.get(server.url()).problem);
  c.client.send({.url = server.url()}, note);
  c.client.send({.url = fmt::format("http://127.0.0.1:{}/", refused_port())}, [](HttpResult) {});
  while (refused == 0) std::this_thread::yield();
  over.set_value();
  all.wait();
  EXPECT_EQ(3, answered);
  EXPECT_EQ(1, refused);
  c.client.stop();
}

TEST(HttpClient, BurstIsServedByIdleConnectionsBeforeTheQueueCounts) {
  std::latch four(4);  // nobody is answered before four connections are busy
  FakeServer server([&](RawSocket& s, int) {
    if (!s.read_request()) return;
    four.arrive_and_wait();
    s.send(kOkAnswer);
    serve(s, 0);
  });
  Client c({.connections_per_host = 4, .queue_per_host = 4});
  std::latch opened(4), all(8);
  for (int i = 0; i < 4; ++i) c.client.send({.url = server.url()}, [&](HttpResult) { opened.count_down(); });
  opened.wait();
  std::atomic<int> answered = 0;
  // Sent from the I/O thread, so that all eight come in one of its turns.
  c.client.send({.url = "nonsense"}, [&](HttpResult) {
    for (int i = 0; i < 8; ++i) {
      c.client.send({.url = server.url()}, [&](HttpResult r) {
        if (r.transport == Transport::answered) ++answered;
        all.count_down();
      });
    }
  });
  all.wait();
  EXPECT_EQ(8, answered);
  EXPECT_EQ(4, server.connections());
  c.client.stop();
}

TEST(HttpClient, IdleConnectionClosedByTheServerCostsNothing) {
  // Every connection answers one request, keeps quiet about closing, and closes.
  std::mutex mutex;
  std::condition_variable changed;
  int closed = 0;
  FakeServer server([&](RawSocket& s, int) {
    s.read_request();
    s.send(kOkAnswer);
    s.close();
    const std::lock_guard lock(mutex);
    ++closed;
    changed.notify_all();
  });
  Client c;
  for (int i = 1; i <= 50; ++i) {
    const HttpResult r = c.get(server.url());
    ASSERT_EQ(Transport::answered, r.transport) << i << " " << r.problem;
    std::unique_lock lock(mutex);
    ASSERT_TRUE(changed.wait_for(lock, std::chrono::milliseconds(kTestWaitMs), [&] { return closed == i; }));
  }
  EXPECT_EQ(50, server.connections());
  c.client.stop();
}

TEST(HttpClient, ConnectionIdleForTooLongIsNotUsedAgain) {
  FakeServer server(serve);
  Client c({.idle_reuse_ms = 0});
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Transport::answered, c.get(server.url()).transport);
  EXPECT_EQ(5, server.connections());
  c.client.stop();
}

TEST(HttpClient, ConnectionCloseIsHonoured) {
  FakeServer server([](RawSocket& s, int) {
    s.read_request();
    s.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
    EXPECT_TRUE(s.at_end());
  });
  Client c;
  EXPECT_EQ("ok", c.get(server.url()).response.body);
  EXPECT_EQ("ok", c.get(server.url()).response.body);
  EXPECT_EQ(2, server.connections());
}

TEST(HttpClient, ReadsEveryFramingOfAnAnswer) {
  const std::string big(3 << 20, 'y');
  FakeServer server([&](RawSocket& s, int) {
    while (const auto r = s.read_request()) {
      if (r->url == "/chunked") {
        s.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        s.send("4;x=y\r\ndefg\r\n0\r\nTrailer: t\r\n\r\n");
      } else if (r->url == "/big") {
        s.send(fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", big.size()) + big);
      } else if (r->url == "/empty") {
        s.send("HTTP/1.1 204 No Content\r\n\r\n");
      } else if (r->url == "/interim") {
        s.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + std::string(kOkAnswer));
      } else if (r->method == "HEAD") {
        s.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
      } else {
        s.send("HTTP/1.1 200 OK\r\n\r\nto the end");
        return;
      }
    }
  });
  Client c;
  EXPECT_EQ("abcdefg", c.get(server.url("/chunked")).response.body);
  EXPECT_TRUE(c.get(server.url("/big")).response.body == big);
  EXPECT_EQ(204, c.get(server.url("/empty")).response.status);
  const HttpResult interim = c.get(server.url("/interim"));
  EXPECT_EQ("ok", interim.response.body);
  EXPECT_EQ(1u, interim.response.headers.all().size());
  const HttpResult head = fetch(c.client, {.method = "HEAD", .url = server.url("/head")});
  EXPECT_EQ("1000", head.response.headers.get("Content-Length"));
  EXPECT_EQ("", head.response.body);
  EXPECT_EQ("to the end", c.get(server.url("/end")).response.body);
  EXPECT_EQ(1, server.connections());
  c.client.stop();
}

TEST(HttpClient, AnswerOverTheLimitIsMaybeSent) {
  FakeServer server([](RawSocket& s, int) {
    s.read_request();
    s.send("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + std::string(5000, 'x'));
  });
  Client c({.answer_bytes = 1000});
  const HttpResult r = c.get(server.url());
  EXPECT_EQ(Transport::maybe_sent, r.transport);
  EXPECT_TRUE(r.too_large);
  c.client.stop();
}

TEST(HttpClient, WhereSomebodyElsesWordLeadsIsPublicOrNamed) {
  FakeServer server(serve);
  Client strict({.public_only = true});
  // By number, by name, and by a name's other spelling: it is where it leads that counts.
  const std::string here = server.url(""), port = here.substr(here.rfind(':'));
  for (const std::string& host : {std::string("127.0.0.1"), std::string("localhost"), std::string("[::1]"),
                                  std::string("2130706433"), std::string("127.1")}) {
    const HttpResult r = strict.get("http://" + host + port + "/x");
    EXPECT_EQ(Transport::not_sent, r.transport) << host;
    EXPECT_NE(r.problem.find("cannot find the host"), std::string::npos) << r.problem;
  }
  EXPECT_EQ(0, server.connections());
  strict.client.stop();
  Client named({.public_only = true, .also = {here}});
  EXPECT_EQ(Transport::answered, named.get(server.url("/x")).transport);
  EXPECT_EQ(Transport::not_sent, named.get("http://localhost" + port + "/x").transport) << "as it is written";
  named.client.stop();
}

TEST(HttpClient, AnswerThatComesBeforeTheWholeRequestWasReadCounts) {
  FakeServer server([](RawSocket& s, int) {
    s.read_until("\r\n\r\n");
    s.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    s.shutdown_send();
    s.read_until_end();
  });
  Client c;
  const HttpResult r =
      fetch(c.client, {.method = "POST", .url = server.url(), .headers = {}, .body = std::string(20 << 20, 'x')});
  EXPECT_EQ(Transport::answered, r.transport) << r.problem;
  EXPECT_EQ(413, r.response.status);
}

TEST(HttpClient, KeepsToItsConnectionsAndAnswersEveryRequestOnce) {
  FakeServer server(serve);
  Client c({.io_threads = 2, .connections_per_host = 6});
  constexpr int kRequests = 3000;
  std::latch all(kRequests);
  std::atomic<int> answered = 0;
  std::vector<std::thread> senders;
  for (int t = 0; t < 3; ++t) {
    senders.emplace_back([&] {
      for (int i = 0; i < kRequests / 3; ++i) {
        c.client.send({.url = server.url(), .timeout_ms = kTestWaitMs}, [&](HttpResult r) {
          if (r.transport == Transport::answered) ++answered;
          all.count_down();
        });
      }
    });
  }
  for (std::thread& t : senders) t.join();
  all.wait();
  EXPECT_EQ(kRequests, answered);
  EXPECT_LE(server.connections(), 6);
  c.client.stop();
}

TEST(HttpClient, DoneMaySendAgain) {
  FakeServer server(serve);
  Client c;
  std::promise<void> over;
  std::function<void(int)> next = [&](int left) {
    c.client.send({.url = server.url()}, [&, left](HttpResult r) {
      EXPECT_EQ(Transport::answered, r.transport);
      left == 0 ? over.set_value() : next(left - 1);
    });
  };
  next(100);
  EXPECT_EQ(std::future_status::ready, over.get_future().wait_for(std::chrono::milliseconds(kTestWaitMs)));
  EXPECT_EQ(1, server.connections());
  c.client.stop();
}

TEST(HttpClient, StopEndsWhatIsOutstandingTruthfully) {
  std::promise<void> got;
  FakeServer server([&](RawSocket& s, int) {
    s.read_request();
    got.set_value();
    s.read_until_end();
  });
  Client c({.connections_per_host = 1});
  std::promise<HttpResult> in_flight, waiting;
  c.client.send({.url = server.url()}, [&](HttpResult r) { in_flight.set_value(std::move(r)); });
  got.get_future().wait();
  c.client.send({.url = server.url()}, [&](HttpResult r) { waiting.set_value(std::move(r)); });
  c.client.stop();
  EXPECT_EQ(Transport::maybe_sent, in_flight.get_future().get().transport);
  EXPECT_EQ(Transport::not_sent, waiting.get_future().get().transport);
  c.client.stop();
  EXPECT_EQ(Transport::not_sent, c.get(server.url()).transport);
}

TEST(HttpClient, OptionsAreValidated) {
  TestWorld world;
  EXPECT_EQ("http_client.io_threads", HttpClient(world.env(), {.io_threads = 0}).start().error().where);
  EXPECT_EQ("/no/such/file", HttpClient(world.env(), {.ca_file = "/no/such/file"}).start().error().where);
  HttpClient never_started(world.env());
  EXPECT_EQ(Transport::not_sent, fetch(never_started, {.url = "http://127.0.0.1:1/"}).transport);
}

}  // namespace
}  // namespace tidings::net

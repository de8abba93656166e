#include "net/http_server.h"

#include <gtest/gtest.h>

#include <latch>

#include "base/json.h"
#include "net/loopback_test_support.h"
#include "net/served_test_support.h"

namespace tidings::net {
namespace {

using namespace std::string_literals;

void expect_problem(const std::optional<HttpResponse>& r, int status) {
  ASSERT_TRUE(r);
  EXPECT_EQ(status, r->status);
  EXPECT_EQ("application/problem+json", r->headers.get("Content-Type"));
  const Result<json::value> body = parse_json(r->body);
  ASSERT_TRUE(body) << r->body;
  EXPECT_EQ(status, body->at("status").as_int64());
}

TEST(HttpServer, KeepsAConnectionAliveForManyRequests) {
  Served s;
  RawSocket c = s.connect();
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(c.send(get("/" + std::to_string(i))));
    const auto r = c.read_response();
    ASSERT_TRUE(r);
    EXPECT_EQ(200, r->status);
    EXPECT_EQ("GET /" + std::to_string(i) + " 0", r->body);
    EXPECT_NE("", r->headers.get("Date"));
  }
}

TEST(HttpServer, ConnectionCloseAndHttp10AreHonoured) {
  Served s;
  RawSocket c = s.connect();
  c.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const std::string closed = c.read_until_end();
  EXPECT_NE(std::string::npos, closed.find("Connection: close"));
  RawSocket old = s.connect();
  old.send("GET /old HTTP/1.0\r\n\r\n");
  const std::string answer = old.read_until_end();
  EXPECT_TRUE(answer.starts_with("HTTP/1.0 200 OK")) << answer;
  EXPECT_TRUE(answer.ends_with("GET /old 0")) << answer;
}

TEST(HttpServer, HeadHasLengthButNoBody) {
  Served s;
  RawSocket c = s.connect();
  c.send("HEAD /x HTTP/1.1\r\nHost: x\r\n\r\n" + get("/next"));
  const auto head = c.read_response(true);
  ASSERT_TRUE(head);
  EXPECT_EQ("9", head->headers.get("Content-Length"));
  const auto next = c.read_response();
  ASSERT_TRUE(next);
  EXPECT_EQ("GET /next 0", next->body);
}

TEST(HttpServer, HandlesPipelinedRequestsInOrderAlsoWhenAnsweredFromOtherThreads) {
  std::vector<std::thread> threads;
  std::mutex mutex;
  Served s([&](IncomingRequest in, Responder respond) {
    const std::lock_guard lock(mutex);
    threads.emplace_back([url = in.request.url, respond = std::move(respond)]() mutable {
      HttpResponse r;
      r.body = url;
      respond(std::move(r));
    });
  });
  RawSocket c = s.connect();
  std::string all;
  for (int i = 0; i < 50; ++i) all += get("/" + std::to_string(i));
  ASSERT_TRUE(c.send(all));
  for (int i = 0; i < 50; ++i) {
    const auto r = c.read_response();
    ASSERT_TRUE(r);
    EXPECT_EQ("/" + std::to_string(i), r->body);
  }
  for (std::thread& t : threads) t.join();
}

TEST(HttpServer, DroppedResponderAnswers500) {
  Served s([](IncomingRequest, Responder) {});
  RawSocket c = s.connect();
  c.send(get("/"));
  expect_problem(c.read_response(), 500);
}

TEST(HttpServer, HandlerThatThrowsAnswers500AndGoesOn) {
  Served s([](IncomingRequest in, Responder respond) {
    if (in.request.url == "/throw") throw std::runtime_error("no");
    respond(HttpResponse{});
  });
  RawSocket c = s.connect();
  c.send(get("/throw") + get("/fine"));
  expect_problem(c.read_response(), 500);
  EXPECT_EQ(200, c.read_response()->status);
}

TEST(HttpServer, BodyOverTheLimitIs413ByLengthAndByChunks) {
  ServerOptions o = any_port();
  o.body_bytes = 1000;
  Served s({}, o);
  RawSocket by_length = s.connect();
  by_length.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'x'));
  expect_problem(by_length.read_response(), 413);
  EXPECT_TRUE(by_length.at_end());
  RawSocket by_chunks = s.connect();
  by_chunks.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + std::string(1001, 'x') +
                 "\r\n0\r\n\r\n");
  expect_problem(by_chunks.read_response(), 413);
  RawSocket fits = s.connect();
  fits.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x'));
  EXPECT_EQ("POST / 1000", fits.read_response()->body);
}

TEST(HttpServer, ClaimOfAHugeLengthIsRefusedBeforeTheBody) {
  Served s;
  RawSocket c = s.connect();
  c.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 18446744073709551615\r\n\r\n");
  expect_problem(c.read_response(), 413);
}

TEST(HttpServer, OversizedHeadersAre431) {
  Served s;
  RawSocket one_long_line = s.connect();
  one_long_line.send("GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(limits::kHttpHeaderBytes, 'a') + "\r\n\r\n");
  expect_problem(one_long_line.read_response(), 431);
  // Beast counts its limit anew with each field that arrives in a read of its own; we do not.
  RawSocket many_small = s.connect();
  many_small.send("GET / HTTP/1.1\r\nHost: x\r\n");
  bool taken = true;
  for (int i = 0; i < 3000 && taken; ++i) taken = many_small.send("B: " + std::string(20, 'b') + "\r\n");
  expect_problem(many_small.read_response(), 431);
}

TEST(HttpServer, MalformedRequestsAre400) {
  Served s;
  for (const std::string& bad :
       {"nonsense\r\n\r\n"s, "GET / HTTP/9.9\r\n\r\n"s, "GET / HTTP/1.1\r\n\r\n"s, "GET / HTTP/1.1\r\nHost x\r\n\r\n"s,
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n"s,
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"s,
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"s,
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n"s,
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"s,
        "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n"s}) {
    RawSocket c = s.connect();
    c.send(bad);
    SCOPED_TRACE(bad);
    expect_problem(c.read_response(), 400);
    EXPECT_TRUE(c.at_end());
  }
  RawSocket fine = s.connect();
  fine.send(get("/"));
  EXPECT_EQ(200, fine.read_response()->status);
}

TEST(HttpServer, SlowRequestIs408AndIdleConnectionIsClosed) {
  ServerOptions o = any_port();
  o.read_ms = 60;
  o.idle_ms = 60;
  Served s({}, o);
  RawSocket slow = s.connect();
  slow.send("GET / HTTP/1.1\r\nHost");
  expect_problem(slow.read_response(), 408);
  RawSocket idle = s.connect();
  EXPECT_TRUE(idle.at_end());
  RawSocket slow_body = s.connect();
  slow_body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  expect_problem(slow_body.read_response(), 408);
}

TEST(HttpServer, DrippingBytesDoNotExtendTheTime) {
  ServerOptions o = any_port();
  o.read_ms = 100;
  Served s({}, o);
  RawSocket c = s.connect();
  c.send("GET / HTTP/1.1\r\nHost: x\r\nA: ");
  // One byte at a time, each only after poll() has waited 5 ms for the answer.
  pollfd p{c.fd(), POLLIN, 0};
  int dripped = 0;
  while (::poll(&p, 1, 5) == 0 && dripped < 2000) {
    c.send("a");
    ++dripped;
  }
  EXPECT_LT(dripped, 2000);
  expect_problem(c.read_response(), 408);
}

TEST(HttpServer, ExpectContinueIsAnswered) {
  Served s;
  RawSocket c = s.connect();
  c.send("POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ("HTTP/1.1 100 Continue\r\n\r\n", c.read_until("\r\n\r\n"));
  c.send("abcd");
  EXPECT_EQ("POST /e 4", c.read_response()->body);
  RawSocket refused = s.connect();
  refused.send("POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\nExpect: 100-continue\r\n\r\n");
  expect_problem(refused.read_response(), 413);
}

TEST(HttpServer, StreamsAnUploadInBoundedPieces) {
  constexpr size_t kBytes = 50 << 20;
  struct Seen {
    size_t bytes = 0, largest = 0;
  };
  Served s(
      [](IncomingRequest in, Responder respond) {
        const auto seen = std::static_pointer_cast<Seen>(in.upload);
        HttpResponse r;
        r.body = fmt::format("{} {} {}", in.request.body.size(), seen->bytes, seen->largest <= (64 << 10));
        respond(std::move(r));
      },
      any_port(),
      [](const HttpRequest& head) -> std::optional<UploadSink> {
        if (head.url != "/import") return std::nullopt;
        auto seen = std::make_shared<Seen>();
        return UploadSink(
            [seen](std::string_view chunk) -> Result<> {
              seen->bytes += chunk.size();
              seen->largest = std::max(seen->largest, chunk.size());
              return {};
            },
            seen);
      });
  RawSocket c = s.connect();
  ASSERT_TRUE(c.send(fmt::format("POST /import HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", kBytes)));
  const std::string block(1 << 20, 'z');
  for (size_t sent = 0; sent < kBytes; sent += block.size()) ASSERT_TRUE(c.send(block));
  EXPECT_EQ(fmt::format("0 {} true", kBytes), c.read_response()->body);
}

TEST(HttpServer, ErrorOfAnUploadSinkBecomesTheAnswer) {
  std::atomic<int> handled = 0;
  Served s([&](IncomingRequest, Responder respond) { ++handled, respond(HttpResponse{}); }, any_port(),
           [](const HttpRequest& head) -> std::optional<UploadSink> {
             const ErrorCode code = head.url == "/full" ? ErrorCode::storage_full : ErrorCode::invalid_argument;
             return UploadSink([code](std::string_view) -> Result<> { return fail(code, "no"); });
           });
  for (const auto& [url, status] : {std::pair{"/full", 507}, {"/bad", 400}}) {
    RawSocket c = s.connect();
    c.send(fmt::format("POST {} HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n{}", url,
                       std::string(100'000, 'x')));
    expect_problem(c.read_response(), status);
  }
  EXPECT_EQ(0, handled);
}

TEST(HttpServer, SinkThatThrowsIs500AndTheServerGoesOn) {
  Served s({}, any_port(), [](const HttpRequest& head) -> std::optional<UploadSink> {
    if (head.url != "/throw") return std::nullopt;
    return UploadSink([](std::string_view) -> Result<> { throw std::runtime_error("no"); });
  });
  RawSocket c = s.connect();
  c.send("POST /throw HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
  expect_problem(c.read_response(), 500);
  RawSocket next = s.connect();
  next.send(get("/"));
  EXPECT_EQ(200, next.read_response()->status);
}

TEST(HttpServer, BrokenOffUploadLetsTheSinkGo) {
  std::promise<void> gone;
  Served s([](IncomingRequest, Responder) { ADD_FAILURE() << "the handler must not see half an upload"; }, any_port(),
           [&](const HttpRequest&) -> std::optional<UploadSink> {
             auto token = std::shared_ptr<void>(nullptr, [&](void*) { gone.set_value(); });
             return UploadSink([token](std::string_view) -> Result<> { return {}; });
           });
  RawSocket c = s.connect();
  c.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\nhalf");
  c.close();
  EXPECT_EQ(std::future_status::ready, gone.get_future().wait_for(std::chrono::milliseconds(kTestWaitMs)));
}

// Whoever computes for long asks between whiles whether anybody still waits.
TEST(HttpServer, AHandlerSeesThatItsCallerHasGone) {
  for (const bool orderly : {true, false}) {
    std::promise<void> asked, closed, seen;
    std::thread handler;
    std::atomic<bool> gone_while_open = false, over = false;
    Served s([&](IncomingRequest, Responder respond) {
      handler = std::thread([&, respond = std::move(respond)]() mutable {
        for (int i = 0; i < 100; ++i) gone_while_open = gone_while_open || respond.gone();
        asked.set_value();
        closed.get_future().wait();
        while (!respond.gone() && !over) std::this_thread::yield();
        if (!over) seen.set_value();
        respond(HttpResponse{});
      });
    });
    RawSocket c = s.connect();
    c.send(get("/"));
    EXPECT_EQ(std::future_status::ready, asked.get_future().wait_for(std::chrono::milliseconds(kTestWaitMs)));
    orderly ? c.close() : c.reset();
    closed.set_value();
    EXPECT_EQ(std::future_status::ready, seen.get_future().wait_for(std::chrono::milliseconds(kTestWaitMs)));
    over = true;
    handler.join();
    EXPECT_FALSE(gone_while_open);
  }
}

TEST(HttpServer, LargeAnswersArriveWholeAtASlowReader) {
  const std::string big(8 << 20, 'b');
  Served s([&](IncomingRequest, Responder respond) { respond(HttpResponse{200, {}, big}); });
  RawSocket c = s.connect();
  c.small_receive_buffer();
  c.send(get("/1") + get("/2"));
  for (int i = 0; i < 2; ++i) {
    const auto r = c.read_response();
    ASSERT_TRUE(r);
    EXPECT_TRUE(r->body == big);
  }
}

TEST(HttpServer, HeaderValuesCannotStartHeaders) {
  Served s([](IncomingRequest, Responder respond) {
    HttpResponse r;
    r.headers.add("X-Name", "a\r\nSet-Cookie: stolen");
    r.headers.add("Bad Name", "x");
    r.headers.add("Content-Length", "999");
    respond(std::move(r));
  });
  RawSocket c = s.connect();
  c.send(get("/"));
  const auto r = c.read_response();
  ASSERT_TRUE(r);
  EXPECT_EQ("", r->headers.get("Set-Cookie"));
  EXPECT_EQ("a  Set-Cookie: stolen", r->headers.get("X-Name"));
  EXPECT_EQ("0", r->headers.get("Content-Length"));
}

TEST(HttpServer, PortInUseIsUnavailableWithAHint) {
  Served s;
  ServerOptions o = any_port();
  o.port = s.server.port();
  TestWorld world;
  HttpServer second(world.env(), o, Served::echo);
  const Result<> started = second.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(ErrorCode::unavailable, started.error().code);
  EXPECT_EQ(fmt::format("another program listens on 127.0.0.1:{}; choose another with --port", o.port),
            started.error().hint);
}

TEST(HttpServer, OptionsAreValidated) {
  ServerOptions o;
  EXPECT_TRUE(o.validate());
  o.address = "example.org";
  EXPECT_EQ(ErrorCode::invalid_argument, o.validate().error().code);
  o = {};
  o.io_threads = 0;
  EXPECT_EQ("http.io_threads", o.validate().error().where);
}

TEST(HttpServer, RemoteAddressIsKnown) {
  std::promise<std::pair<std::string, bool>> seen;
  Served s([&](IncomingRequest in, Responder respond) {
    seen.set_value({in.remote_address, in.remote_is_loopback});
    respond(HttpResponse{});
  });
  RawSocket c = s.connect();
  c.send(get("/"));
  c.read_response();
  EXPECT_EQ(std::pair("127.0.0.1"s, true), seen.get_future().get());
}

TEST(HttpServer, StopClosesIdleConnectionsAtOnceAndMayBeRepeated) {
  Served s;
  std::vector<RawSocket> open;
  for (int i = 0; i < 30; ++i) {
    open.push_back(s.connect());
    open.back().send(get("/"));
    EXPECT_TRUE(open.back().read_response());
  }
  const auto begin = std::chrono::steady_clock::now();
  s.server.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
  for (RawSocket& c : open) EXPECT_TRUE(c.at_end());
  s.server.stop();
}

TEST(HttpServer, StopLetsARequestInFlightEnd) {
  std::promise<Responder> handed;
  Served s([&](IncomingRequest, Responder respond) { handed.set_value(std::move(respond)); });
  RawSocket c = s.connect();
  c.send(get("/"));
  Responder respond = handed.get_future().get();
  std::thread stopping([&] { s.server.stop(); });
  // The listener is closed first; then the answer is given.
  RawSocket probe(::socket(AF_INET, SOCK_STREAM, 0));
  while (true) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(s.server.port());
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(probe.fd(), reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) break;
    probe = RawSocket(::socket(AF_INET, SOCK_STREAM, 0));
  }
  respond(HttpResponse{201, {}, "late"});
  const auto r = c.read_response();
  stopping.join();
  ASSERT_TRUE(r);
  EXPECT_EQ(201, r->status);
  EXPECT_EQ("close", r->headers.get("Connection"));
}

TEST(HttpServer, StopDoesNotWaitForeverAndAResponderMayOutliveTheServer) {
  std::promise<Responder> handed;
  ServerOptions o = any_port();
  o.stop_ms = 50;
  std::optional<Responder> late;
  {
    Served s([&](IncomingRequest, Responder respond) { handed.set_value(std::move(respond)); }, o);
    RawSocket c = s.connect();
    c.send(get("/"));
    late = handed.get_future().get();
    s.server.stop();
    EXPECT_TRUE(c.at_end());
  }
  (*late)(HttpResponse{});
}

// ---- anything may arrive ----

TEST(HttpServer, RandomBytesNeverEndIt) {
  ServerOptions o = any_port();
  o.read_ms = 200;
  Served s({}, o, [](const HttpRequest& head) -> std::optional<UploadSink> {
    if (head.url.size() % 2 == 0) return std::nullopt;
    return UploadSink([](std::string_view) -> Result<> { return {}; });
  });
  Random random(20261120);
  const std::string pieces[] = {"GET ",
                                "POST ",
                                "/",
                                " HTTP/1.1\r\n",
                                "Host: x\r\n",
                                "Content-Length: ",
                                "5\r\n",
                                "\r\n",
                                "\r\n\r\n",
                                "Transfer-Encoding: chunked\r\n",
                                "0\r\n",
                                "ffffffffffffffff\r\n",
                                "Expect: 100-continue\r\n",
                                "\n",
                                ":",
                                "Connection: close\r\n",
                                "HEAD ",
                                "abcde",
                                "Connection: keep-alive, \"\r\n"};
  for (int round = 0; round < 400; ++round) {
    RawSocket c = s.connect();
    std::string text;
    const uint64_t parts = 1 + random.below(30);
    for (uint64_t i = 0; i < parts; ++i) {
      if (random.chance(0.8)) {
        text += pieces[random.below(std::size(pieces))];
      } else {
        for (uint64_t n = random.below(200); n > 0; --n) text += static_cast<char>(random.below(256));
      }
    }
    c.send(text);
    if (random.chance(0.3)) c.reset();
  }
  RawSocket c = s.connect();
  c.send(get("/alive"));
  EXPECT_EQ("GET /alive 0", c.read_response()->body);
}

}  // namespace
}  // namespace tidings::net

#include "net/fetch.h"

#include <gtest/gtest.h>

#include <fstream>

#include "net/problem.h"
#include "net/served_test_support.h"

namespace tidings::net {
namespace {

struct TempFile {
  explicit TempFile(size_t bytes) : path(::testing::TempDir() + "tidings_fetch_test.bin") {
    std::ofstream out(path);
    const std::string block(1 << 16, 'f');
    for (size_t left = bytes; left > 0; left -= std::min(left, block.size())) {
      out.write(block.data(), static_cast<std::streamsize>(std::min(left, block.size())));
    }
  }
  ~TempFile() { std::remove(path.c_str()); }
  const std::string path;
};

HttpServer::UploadHook counting_sink(std::atomic<uint64_t>& bytes) {
  return [&bytes](const HttpRequest&) -> std::optional<UploadSink> {
    return UploadSink([&bytes](std::string_view chunk) -> Result<> {
      bytes += chunk.size();
      return {};
    });
  };
}

TEST(UploadFile, StreamsAFileAndTellsProgress) {
  std::atomic<uint64_t> received = 0;
  Served s([](IncomingRequest in, Responder respond) { respond({200, {}, in.request.method}); }, any_port(),
           counting_sink(received));
  const TempFile file(30'000'001);
  uint64_t last = 0, of = 0;
  const HttpResult r = upload_file({.method = "PUT", .url = s.url("/up")}, file.path, [&](uint64_t sent, uint64_t all) {
    EXPECT_GT(sent, last);
    last = sent;
    of = all;
  });
  ASSERT_EQ(Transport::answered, r.transport) << r.problem;
  EXPECT_EQ("PUT", r.response.body);
  EXPECT_EQ(30'000'001u, received);
  EXPECT_EQ(30'000'001u, last);
  EXPECT_EQ(30'000'001u, of);
}

TEST(UploadFile, EmptyFile) {
  std::atomic<uint64_t> received = 0;
  Served s([](IncomingRequest, Responder respond) { respond({}); }, any_port(), counting_sink(received));
  const TempFile file(0);
  EXPECT_EQ(200, upload_file({.method = "POST", .url = s.url("/up")}, file.path, {}).response.status);
}

TEST(UploadFile, EarlyRefusalIsTheAnswer) {
  Served too_large([](IncomingRequest, Responder respond) { respond({}); });
  const TempFile file(20'000'000);
  uint64_t sent = 0;
  HttpResult r =
      upload_file({.method = "POST", .url = too_large.url("/up")}, file.path, [&](uint64_t n, uint64_t) { sent = n; });
  EXPECT_EQ(413, r.response.status);
  EXPECT_EQ(0u, sent);  // refused by its head
  Served full([](IncomingRequest, Responder respond) { respond({}); }, any_port(),
              [](const HttpRequest&) -> std::optional<UploadSink> {
                return UploadSink(
                    [](std::string_view) -> Result<> { return fail(ErrorCode::storage_full, "the disk is full"); });
              });
  r = upload_file({.method = "POST", .url = full.url("/up")}, file.path, {});
  ASSERT_EQ(Transport::answered, r.transport) << r.problem;
  EXPECT_EQ(507, r.response.status);
}

TEST(UploadFile, WhatCannotBeSentIsNotSent) {
  EXPECT_EQ(Transport::not_sent, upload_file({.url = "http://127.0.0.1:1/"}, "/no/such/file", {}).transport);
  EXPECT_EQ(Transport::not_sent, upload_file({.url = "http://127.0.0.1:1/"}, "/tmp", {}).transport);
  const TempFile file(10);
  EXPECT_EQ(Transport::not_sent,
            upload_file({.url = fmt::format("http://127.0.0.1:{}/", refused_port())}, file.path, {}).transport);
  EXPECT_EQ(Transport::not_sent, upload_file({.url = "nonsense"}, file.path, {}).transport);
}

TEST(UploadFile, StallIsMaybeSent) {
  FakeServer server([](RawSocket& s, int) { s.read_until_end(); });
  const TempFile file(10);
  const HttpResult r = upload_file({.method = "POST", .url = server.url()}, file.path, {}, {.stall_ms = 50});
  EXPECT_EQ(Transport::maybe_sent, r.transport);
}

TEST(ReadEvents, ReadsUntilTheServerEndsTheStream) {
  Served s([](IncomingRequest, Responder respond) {
    const auto stream = respond.stream();
    stream->send(":comment\n\n" + format_event("a", "1\n2") + format_event("", "plain"));
    stream->close();
  });
  std::vector<std::pair<std::string, std::string>> seen;
  const Result<> read = read_events({.url = s.url("/")}, [&](std::string_view event, std::string_view data) {
    seen.emplace_back(event, data);
    return true;
  });
  EXPECT_TRUE(read) << read.error().describe();
  EXPECT_EQ((std::vector<std::pair<std::string, std::string>>{{"a", "1\n2"}, {"message", "plain"}}), seen);
}

TEST(ReadEvents, EndsWhenTheReaderHasEnough) {
  std::mutex mutex;
  std::vector<std::shared_ptr<EventStream>> open;
  Served s([&](IncomingRequest, Responder respond) {
    const std::lock_guard lock(mutex);
    open.push_back(respond.stream());
    for (int i = 0; i < 10; ++i) open.back()->send(format_event("n", std::to_string(i)));
  });
  int seen = 0;
  EXPECT_TRUE(read_events({.url = s.url("/")}, [&](std::string_view, std::string_view) { return ++seen < 3; }));
  EXPECT_EQ(3, seen);
}

TEST(ReadEvents, RefusalBecomesItsError) {
  Served s([](IncomingRequest, Responder respond) {
    respond(problem({ErrorCode::unauthenticated, "no key was given", "Authorization", "use --key"}));
  });
  const auto never = [](std::string_view, std::string_view) { return true; };
  const Result<> read = read_events({.url = s.url("/")}, never);
  ASSERT_FALSE(read);
  EXPECT_EQ(ErrorCode::unauthenticated, read.error().code);
  EXPECT_EQ("no key was given (Authorization): use --key", read.error().describe());
  EXPECT_EQ(ErrorCode::unavailable,
            read_events({.url = fmt::format("http://127.0.0.1:{}/", refused_port())}, never).error().code);
}

TEST(ReadEvents, SilenceAndBreaksAreErrors) {
  const auto never = [](std::string_view, std::string_view) { return true; };
  FakeServer silent([](RawSocket& s, int) { s.read_until_end(); });
  EXPECT_EQ(ErrorCode::timeout, read_events({.url = silent.url()}, never, {.stall_ms = 50}).error().code);
  FakeServer breaks([](RawSocket& s, int) {
    s.read_request();
    s.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\ndata: 1\n\r\n");
  });
  EXPECT_EQ(ErrorCode::unavailable, read_events({.url = breaks.url()}, never).error().code);
}

}  // namespace
}  // namespace tidings::net

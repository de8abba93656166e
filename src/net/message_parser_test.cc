#include "net/message_parser.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "net/wire.h"

namespace tidings::net {
namespace {

struct Read {
  bool ok = false;
  std::string method, target, body;
  int status = 0;
  size_t headers = 0, left = 0;
  ParseProblem problem = ParseProblem::none;
  bool operator==(const Read&) const = default;
};

// Feeds `text`, cut at the given places.
Read read(MessageParser::Kind kind, std::string_view text, std::vector<size_t> cuts = {}, bool end = false) {
  MessageParser parser(kind, 4096);
  cuts.push_back(text.size());
  std::string have;
  size_t from = 0;
  Read out;
  const auto finish = [&](bool ok) {
    out = {ok,
           parser.method(),
           parser.target(),
           parser.body(),
           parser.status(),
           parser.headers().all().size(),
           have.size() + text.size() - from,
           parser.problem()};
    return out;
  };
  for (const size_t cut : cuts) {
    if (cut < from) continue;
    have += text.substr(from, cut - from);
    from = cut;
    while (true) {
      size_t used = 0;
      const auto step = parser.feed(have, used);
      have.erase(0, used);
      if (step == MessageParser::Step::head) {
        parser.keep_body(1000);
      } else if (step == MessageParser::Step::done) {
        return finish(true);
      } else if (step == MessageParser::Step::failed) {
        return finish(false);
      } else {
        break;
      }
    }
  }
  if (end) return finish(parser.feed_end() == MessageParser::Step::done);
  return finish(false);
}

constexpr std::string_view kChunked =
    "POST /a?b=c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5;name=v\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: t\r\n\r\nGET /next";

TEST(MessageParser, ReadsAChunkedRequestAndLeavesWhatFollows) {
  const Read r = read(MessageParser::Kind::request, kChunked);
  EXPECT_TRUE(r.ok);
  EXPECT_EQ("POST", r.method);
  EXPECT_EQ("/a?b=c", r.target);
  EXPECT_EQ("hello world", r.body);
  EXPECT_EQ(2u, r.headers);  // the trailer is not a header
  EXPECT_EQ(9u, r.left);
}

RC_GTEST_PROP(MessageParser, ReadsTheSameHoweverTheBytesAreCut, ()) {
  const auto whole = read(MessageParser::Kind::request, kChunked);
  auto cuts = *rc::gen::container<std::vector<size_t>>(rc::gen::inRange<size_t>(0, kChunked.size()));
  std::sort(cuts.begin(), cuts.end());
  RC_ASSERT(read(MessageParser::Kind::request, kChunked, cuts) == whole);
}

RC_GTEST_PROP(MessageParser, NeverTripsOverAnyBytes, (const std::string& bytes)) {
  read(MessageParser::Kind::request, bytes);
  read(MessageParser::Kind::response, bytes, {}, true);
  read(MessageParser::Kind::request, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + bytes);
}

TEST(MessageParser, AnswerWithoutLengthLastsUntilTheEnd) {
  const std::string_view text = "HTTP/1.1 200 OK\r\n\r\nall of it";
  EXPECT_FALSE(read(MessageParser::Kind::response, text).ok);
  const Read r = read(MessageParser::Kind::response, text, {}, true);
  EXPECT_TRUE(r.ok);
  EXPECT_EQ("all of it", r.body);
}

TEST(MessageParser, CutOffAnswersAreTruncated) {
  for (const std::string_view text : {"", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
                                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"}) {
    const Read r = read(MessageParser::Kind::response, text, {}, true);
    EXPECT_FALSE(r.ok) << text;
    EXPECT_EQ(ParseProblem::truncated, r.problem) << text;
  }
}

TEST(MessageParser, LimitsHold) {
  const std::string many = "GET / HTTP/1.1\r\n" + [] {
    std::string all;
    for (int i = 0; i < 400; ++i) all += "A: bcdefghij\r\n";
    return all;
  }();
  std::vector<size_t> every_line;
  for (size_t at = many.find('\n'); at != std::string::npos; at = many.find('\n', at + 1)) every_line.push_back(at + 1);
  EXPECT_EQ(ParseProblem::header_too_large, read(MessageParser::Kind::request, many + "\r\n", every_line).problem);
  const std::string body = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'x');
  EXPECT_EQ(ParseProblem::body_too_large, read(MessageParser::Kind::request, body).problem);
}

TEST(Wire, WritesARequest) {
  HttpRequest r{.method = "POST", .url = "https://api.example.org:444/a?b#c", .headers = {}, .body = "x=1"};
  r.headers.add("Content-Type", "text/plain");
  r.headers.add("Host", "other");
  const auto text = write_request(r, *split_url(r.url), "me/1");
  ASSERT_TRUE(text);
  EXPECT_EQ(
      "POST /a?b HTTP/1.1\r\nHost: api.example.org:444\r\nContent-Type: text/plain\r\nUser-Agent: me/1\r\n"
      "Content-Length: 3\r\n\r\nx=1",
      *text);
}

TEST(Wire, RefusesARequestThatWouldSayMoreThanMeant) {
  const auto refused = [](HttpRequest r) {
    const auto url = split_url(r.url);
    return !write_request(r, *url, "");
  };
  EXPECT_TRUE(refused({.url = "http://h/a b"}));
  EXPECT_TRUE(refused({.url = "http://h/a\r\nX: y"}));
  EXPECT_TRUE(refused({.url = "http://user:pass@h/"}));
  EXPECT_TRUE(refused({.method = "GET /x", .url = "http://h/"}));
  HttpRequest header{.url = "http://h/"};
  header.headers.add("A", "b\r\nC: d");
  EXPECT_TRUE(refused(header));
}

TEST(Wire, WritesHttpDates) { EXPECT_EQ("Sun, 06 Nov 1994 08:49:37 GMT", format_http_date({784111777000})); }

}  // namespace
}  // namespace tidings::net

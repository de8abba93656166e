#include "net/fetch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>

#include "base/json.h"
#include "net/blocking_stream.h"
#include "net/message_parser.h"
#include "net/problem.h"
#include "net/wire.h"

namespace tidings::net {
namespace {

constexpr size_t kPieceBytes = 256 << 10;
constexpr size_t kHeaderBytes = 64 << 10;
constexpr int64_t kContinueMs = 1'000;  // RFC 9110 §10.1.1: a client does not wait for 100 for ever

struct File {
  int fd = -1;
  ~File() {
    if (fd >= 0) ::close(fd);
  }
};

Error error_of_refusal(int status, const std::string& body) {
  Error error{error_code_of(status),
              "the server answered " + std::to_string(status) + " " + std::string(reason_phrase(status)),
              {},
              {}};
  const Result<json::value> problem = parse_json(body);
  if (!problem || !problem->is_object()) return error;
  const auto text = [&](const char* name, std::string& into) {
    const json::value* value = problem->as_object().if_contains(name);
    if (value && value->is_string()) into = value->as_string();
  };
  text("detail", error.what);
  text("where", error.where);
  text("hint", error.hint);
  return error;
}

// Reads answers from a blocking stream.
class Answer {
 public:
  Answer(BlockingStream& stream, int64_t stall_ms) : stream_(stream), stall_ms_(stall_ms) {}

  // To the end of the next head. Says where the body goes first: `sink` when the status is 200, else it is kept.
  Result<> head(BodySink sink = {}) {
    parser_.restart();
    TRY(until(MessageParser::Step::head));
    if (sink && parser_.status() == 200) {
      parser_.stream_body(std::move(sink), UINT64_MAX);
    } else {
      parser_.keep_body(limits::kAnswerBytes);
    }
    return {};
  }
  Result<> body() { return until(MessageParser::Step::done); }
  // The next answer that is not an interim one, with its body.
  Result<> final_answer() {
    do {
      TRY(head());
      TRY(body());
    } while (parser_.status() / 100 == 1);
    return {};
  }
  HttpResponse take() { return {parser_.status(), std::move(parser_.headers()), std::move(parser_.body())}; }
  MessageParser& parser() { return parser_; }

 private:
  Result<> until(MessageParser::Step wanted) {
    while (true) {
      size_t used = 0;
      const auto step = parser_.feed(have_, used);
      have_.erase(0, used);
      if (step == wanted) return {};
      if (step == MessageParser::Step::failed) return failure();
      if (step != MessageParser::Step::need_more) continue;
      if (have_.size() > kHeaderBytes) return fail(ErrorCode::unavailable, "a line of the answer is too long");
      char piece[16 << 10];
      const size_t n = TRY(stream_.read(piece, sizeof piece, stall_ms_));
      have_.append(piece, n);
      if (n > 0) continue;
      return parser_.feed_end() == MessageParser::Step::done && wanted == MessageParser::Step::done ? Result<>{}
                                                                                                    : failure();
    }
  }
  Result<> failure() {
    if (parser_.problem() == ParseProblem::sink_failed) return std::unexpected(parser_.sink_error());
    if (parser_.problem() == ParseProblem::truncated)
      return fail(ErrorCode::unavailable, "the connection was broken off");
    return fail(ErrorCode::unavailable, "the answer is not well-formed HTTP: " + parser_.detail());
  }

  BlockingStream& stream_;
  const int64_t stall_ms_;
  MessageParser parser_{MessageParser::Kind::response, kHeaderBytes};
  std::string have_;
};

Result<> write_all(BlockingStream& stream, std::string_view bytes, int64_t stall_ms) {
  while (!bytes.empty()) bytes.remove_prefix(TRY(stream.write(bytes, stall_ms)));
  return {};
}

// Cuts a stream of bytes into events (WHATWG HTML §9.2.6, as far as this product's own server writes them).
class EventReader {
 public:
  explicit EventReader(const OnEvent& on_event) : on_event_(on_event) {}

  // False when the reader has had enough.
  bool take(std::string_view bytes) {
    for (const char c : bytes) {
      if (c == '\n') {
        if (!line()) return false;
      } else if (c != '\r' && line_.size() < limits::kAnswerBytes) {
        line_ += c;
      }
    }
    return true;
  }

 private:
  bool line() {
    const std::string text = std::exchange(line_, {});
    if (text.empty()) {
      const std::string name = std::exchange(name_, {}), data = std::exchange(data_, {});
      const bool whole = std::exchange(has_data_, false);
      return !whole || on_event_(name.empty() ? "message" : name, data);
    }
    const size_t colon = text.find(':');
    const std::string_view field = std::string_view(text).substr(0, colon);
    std::string_view value = colon == std::string::npos ? std::string_view{} : std::string_view(text).substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (field == "event") name_ = value;
    if (field == "data" && data_.size() < limits::kAnswerBytes) {
      if (std::exchange(has_data_, true)) data_ += '\n';
      data_ += value;
    }
    return true;
  }

  const OnEvent& on_event_;
  std::string line_, name_, data_;
  bool has_data_ = false;
};

}  // namespace

HttpResult fetch(HttpRunner& runner, HttpRequest request) {
  struct Waiting {
    std::mutex mutex;
    std::condition_variable done;
    std::optional<HttpResult> result;
  };
  const auto waiting = std::make_shared<Waiting>();
  runner.send(std::move(request), [waiting](HttpResult result) {
    const std::lock_guard lock(waiting->mutex);
    waiting->result = std::move(result);
    waiting->done.notify_one();
  });
  std::unique_lock lock(waiting->mutex);
  waiting->done.wait(lock, [&] { return waiting->result.has_value(); });
  return std::move(*waiting->result);
}

HttpResult upload_file(HttpRequest head, const std::string& path, const UploadProgress& progress,
                       const StreamOptions& options) {
  const auto not_sent = [](const Error& e) { return HttpResult{Transport::not_sent, {}, e.describe()}; };
  const auto maybe_sent = [](const Error& e) { return HttpResult{Transport::maybe_sent, {}, e.describe()}; };

  const File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat about{};
  if (file.fd < 0 || ::fstat(file.fd, &about) != 0 || !S_ISREG(about.st_mode)) {
    const std::string why = file.fd < 0 ? std::string(std::strerror(errno)) : "not a regular file";
    return not_sent({ErrorCode::invalid_argument, "cannot read the file: " + why, path, {}});
  }
  const auto size = static_cast<uint64_t>(about.st_size);
  const Result<UrlParts> url = split_url(head.url);
  if (!url) return not_sent(url.error());
  head.headers.add("Expect", "100-continue");  // a server that refuses can say so before the bytes travel
  const Result<std::string> wire = write_request(head, *url, "tidings", size);
  if (!wire) return not_sent(wire.error());

  BlockingStream stream;
  if (const Result<> connected = stream.connect(*url, options.ca_file, options.connect_ms); !connected) {
    return not_sent(connected.error());
  }
  if (const Result<> sent = write_all(stream, *wire, options.stall_ms); !sent) return maybe_sent(sent.error());
  Answer answer(stream, options.stall_ms);
  const auto final_answer = [&]() -> HttpResult {
    if (const Result<> got = answer.final_answer(); !got) return maybe_sent(got.error());
    return {Transport::answered, answer.take(), {}};
  };
  if (stream.readable(kContinueMs)) {
    if (const Result<> got = answer.head(); !got) return maybe_sent(got.error());
    if (const Result<> got = answer.body(); !got) return maybe_sent(got.error());
    if (answer.parser().status() / 100 != 1) return {Transport::answered, answer.take(), {}};
  }
  std::string piece(kPieceBytes, '\0');
  uint64_t sent = 0;
  while (sent < size) {
    const ssize_t n = ::read(file.fd, piece.data(), std::min<uint64_t>(piece.size(), size - sent));
    if (n <= 0) return maybe_sent({ErrorCode::unavailable, "the file became shorter while it was sent", path, {}});
    const Result<> written =
        write_all(stream, std::string_view(piece).substr(0, static_cast<size_t>(n)), options.stall_ms);
    if (!written) {  // the server may have said why before it closed
      HttpResult early = final_answer();
      return early.transport == Transport::answered ? std::move(early) : maybe_sent(written.error());
    }
    sent += static_cast<uint64_t>(n);
    if (progress) progress(sent, size);
    if (sent < size && stream.readable(0)) break;  // answered early
  }
  return final_answer();
}

Result<> read_events(HttpRequest head, const OnEvent& on_event, const StreamOptions& options) {
  const UrlParts url = TRY(split_url(head.url));
  head.headers.add("Accept", "text/event-stream");
  const std::string wire = TRY(write_request(head, url, "tidings"));
  BlockingStream stream;
  TRY(stream.connect(url, options.ca_file, options.connect_ms));
  TRY(write_all(stream, wire, options.stall_ms));

  EventReader events(on_event);
  bool enough = false;
  Answer answer(stream, options.stall_ms);
  TRY(answer.head([&](std::string_view bytes) -> Result<> {
    enough = !events.take(bytes);
    if (enough) return fail(ErrorCode::conflict, "the reader has had enough");  // stops the parser; not reported
    return {};
  }));
  const Result<> read = answer.body();
  if (enough) return {};
  TRY(Result<>(read));
  if (answer.parser().status() == 200) return {};
  return std::unexpected(error_of_refusal(answer.parser().status(), answer.parser().body()));
}

}  // namespace tidings::net

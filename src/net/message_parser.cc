#include "net/message_parser.h"

#include <boost/beast/http/basic_parser.hpp>

namespace tidings::net {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

constexpr size_t kUsualHeaders = 12;
constexpr uint64_t kReserveAtMost = 64 << 10;  // a Content-Length is a claim: memory follows the bytes

std::string_view std_view(string_view s) { return {s.data(), s.size()}; }

struct Message {
  std::string method, target, body;
  int status = 0;
  HttpHeaders headers;
  size_t header_bytes = 0;
  int version = 11;
  uint64_t body_bytes = 0, body_most = 0;
  bool head_done = false, other_encoding = false;
  BodySink sink;
  ParseProblem problem = ParseProblem::none;
  Error sink_error;
  std::string detail;
};

template <bool IsRequest>
class Parser final : public http::basic_parser<IsRequest> {
 public:
  Parser(Message& message, size_t header_most) : m_(message), header_most_(header_most) {
    this->body_limit(boost::none);
    this->header_limit(static_cast<uint32_t>(header_most));
  }

 private:
  void on_request_impl(http::verb, string_view method, string_view target, int version, error_code& ec) override {
    m_.version = version;
    m_.method = std_view(method);
    m_.target = std_view(target);
    count_header(method.size() + target.size() + 12, ec);
  }
  void on_response_impl(int status, string_view reason, int version, error_code& ec) override {
    m_.version = version;
    m_.status = status;
    count_header(reason.size() + 15, ec);
  }
  void on_field_impl(http::field field, string_view name, string_view value, error_code& ec) override {
    count_header(name.size() + value.size() + 4, ec);
    if (ec || m_.head_done) return;  // trailers are counted, not kept
    if (field == http::field::transfer_encoding) m_.other_encoding = true;
    m_.headers.add(std::string(std_view(name)), std::string(std_view(value)));
  }
  void on_header_impl(error_code& ec) override {
    m_.head_done = true;
    // A coding other than a final "chunked" leaves the length of the body unknown (RFC 9112 §6.3).
    if (m_.other_encoding && !this->chunked()) ec = http::error::bad_transfer_encoding;
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    if (!m_.sink && length) m_.body.reserve(std::min(*length, kReserveAtMost));
  }
  size_t on_body_impl(string_view piece, error_code& ec) override { return take(std_view(piece), ec); }
  size_t on_chunk_body_impl(uint64_t, string_view piece, error_code& ec) override { return take(std_view(piece), ec); }
  void on_chunk_header_impl(uint64_t, string_view, error_code&) override {}
  void on_finish_impl(error_code&) override {}

  void count_header(size_t bytes, error_code& ec) {
    m_.header_bytes += bytes;
    if (m_.header_bytes > header_most_) ec = http::error::header_limit;
  }

  size_t take(std::string_view piece, error_code& ec) {
    m_.body_bytes += piece.size();
    if (m_.body_bytes > m_.body_most) {
      ec = http::error::body_limit;
      return 0;
    }
    if (!m_.sink) {
      m_.body.append(piece);
    } else if (!piece.empty()) {
      if (Result<> taken = give(piece); !taken) {
        m_.problem = ParseProblem::sink_failed;
        m_.sink_error = std::move(taken.error());
        ec = http::error::body_limit;
        return 0;
      }
    }
    return piece.size();
  }

  Result<> give(std::string_view piece) {
    try {
      return m_.sink(piece);
    } catch (const std::exception& e) {  // a library beneath the sink; the I/O thread goes on
      return fail(ErrorCode::internal, e.what());
    }
  }

  Message& m_;
  size_t header_most_;
};

}  // namespace

struct MessageParser::Inside {
  Kind kind;
  size_t header_most;
  Message message;
  std::optional<Parser<true>> request;
  std::optional<Parser<false>> response;
  bool head_told = false;

  template <class F>
  auto with(F f) const {
    return request ? f(*request) : f(*response);
  }
  template <class F>
  auto with(F f) {
    return request ? f(*request) : f(*response);
  }

  Step failed(const error_code& ec) {
    Message& m = message;
    if (m.problem == ParseProblem::none) {
      m.problem = ec == http::error::header_limit      ? ParseProblem::header_too_large
                  : ec == http::error::body_limit      ? ParseProblem::body_too_large
                  : ec == http::error::partial_message ? ParseProblem::truncated
                                                       : ParseProblem::malformed;
    }
    m.detail = m.problem == ParseProblem::sink_failed ? m.sink_error.describe() : ec.message();
    return Step::failed;
  }
};

MessageParser::MessageParser(Kind kind, size_t header_bytes) : in_(std::make_unique<Inside>()) {
  in_->kind = kind;
  in_->header_most = header_bytes;
  restart();
}
MessageParser::~MessageParser() = default;

void MessageParser::restart(bool without_body) {
  Message& m = in_->message;
  m = Message{};
  m.headers.reserve(kUsualHeaders);
  in_->head_told = false;
  if (in_->kind == Kind::request) {
    in_->request.emplace(m, in_->header_most);
  } else {
    in_->response.emplace(m, in_->header_most);
    in_->response->skip(without_body);
  }
}

MessageParser::Step MessageParser::feed(std::string_view bytes, size_t& used) {
  used = 0;
  if (in_->message.problem != ParseProblem::none) return Step::failed;
  error_code ec;
  while (true) {
    const bool done = in_->with([](auto& p) { return p.is_done(); });
    if (done || (in_->message.head_done && !in_->head_told)) {
      if (!in_->head_told) {
        in_->head_told = true;
        in_->with([](auto& p) { p.eager(true); });
        return Step::head;
      }
      return Step::done;
    }
    if (used == bytes.size()) return Step::need_more;
    used += in_->with(
        [&](auto& p) { return p.put(boost::asio::const_buffer(bytes.data() + used, bytes.size() - used), ec); });
    if (ec == http::error::need_more) return Step::need_more;
    if (ec) return in_->failed(ec);
  }
}

MessageParser::Step MessageParser::feed_end() {
  if (in_->message.problem != ParseProblem::none) return Step::failed;
  error_code ec = http::error::partial_message;
  if (started()) in_->with([&](auto& p) { p.put_eof(ec); });
  return ec ? in_->failed(ec) : Step::done;
}

void MessageParser::keep_body(uint64_t most) { in_->message.body_most = most; }
void MessageParser::stream_body(BodySink sink, uint64_t most) {
  in_->message.sink = std::move(sink);
  in_->message.body_most = most;
}

bool MessageParser::started() const {
  return in_->with([](auto& p) { return p.got_some(); });
}
bool MessageParser::head_done() const { return in_->message.head_done; }
bool MessageParser::keep_alive() const {
  return in_->with([](auto& p) { return p.keep_alive(); });
}
bool MessageParser::is_http_11() const { return in_->message.version == 11; }
bool MessageParser::chunked() const {
  return in_->with([](auto& p) { return p.chunked(); });
}
std::optional<uint64_t> MessageParser::content_length() const {
  const auto length = in_->with([](auto& p) { return p.content_length(); });
  return length ? std::optional<uint64_t>(*length) : std::nullopt;
}
uint64_t MessageParser::body_bytes() const { return in_->message.body_bytes; }
std::string& MessageParser::method() { return in_->message.method; }
std::string& MessageParser::target() { return in_->message.target; }
int MessageParser::status() const { return in_->message.status; }
HttpHeaders& MessageParser::headers() { return in_->message.headers; }
std::string& MessageParser::body() { return in_->message.body; }
ParseProblem MessageParser::problem() const { return in_->message.problem; }
const Error& MessageParser::sink_error() const { return in_->message.sink_error; }
const std::string& MessageParser::detail() const { return in_->message.detail; }

}  // namespace tidings::net

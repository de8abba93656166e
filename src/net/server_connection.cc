#include "net/server_connection.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <boost/asio/write.hpp>
#include <limits>

#include "base/check.h"
#include "net/problem.h"
#include "net/wire.h"

namespace tidings::net {
namespace {

using boost::system::error_code;

constexpr size_t kReadBytes = 4 << 10;
constexpr size_t kReadBodyBytes = 64 << 10;
constexpr size_t kOneWriteBytes = 16 << 10;  // a body up to this is copied behind its head: one buffer, one packet
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// What the kernel still holds unsent or unacknowledged: falls while a slow reader makes progress.
int unsent_bytes(tcp::socket& socket) {
  int bytes = 0;
  return ::ioctl(socket.native_handle(), SIOCOUTQ, &bytes) == 0 ? bytes : 0;
}

bool would_block(const error_code& ec) { return ec == asio::error::would_block || ec == asio::error::try_again; }

}  // namespace

Connection::Connection(std::shared_ptr<ServerShard> shard, tcp::socket socket)
    : shard_(std::move(shard)),
      core_(*shard_->core),
      socket_(std::move(socket)),
      parser_(MessageParser::Kind::request, core_.options.header_bytes) {}

Connection::~Connection() {
  if (counted_) core_.connections.fetch_sub(1);
}

void Connection::start() {
  error_code ec;
  const auto remote = socket_.remote_endpoint(ec);
  if (ec || core_.stopping) return;
  asio::ip::address address = remote.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  remote_address_ = address.to_string();
  remote_is_loopback_ = address.is_loopback();
  socket_.set_option(tcp::no_delay(true), ec);
  socket_.non_blocking(true, ec);
  if (ec) return;
  shard_->add(shared_from_this());
  begin_idle();
  advance();
}

void Connection::start_refused() {
  error_code ec;
  socket_.non_blocking(true, ec);
  if (ec || core_.stopping) return;
  shard_->add(shared_from_this());
  refuse(503, {ErrorCode::unavailable, "too many connections are open", {}, "try again shortly"});
}

void Connection::set_deadline(int64_t after_ms) { deadline_ms_ = steady_ms() + after_ms; }
void Connection::begin_idle() {
  state_ = State::idle;
  idle_since_ = shard_->next_in_order();
  set_deadline(core_.options.idle_ms);
}
void Connection::begin_writing() {
  unsent_mark_ = std::numeric_limits<int>::max();
  set_deadline(core_.options.write_ms);
}
void Connection::no_deadline() { deadline_ms_ = std::numeric_limits<int64_t>::max(); }

void Connection::tick(int64_t now_ms) {
  if (now_ms < deadline_ms_) return;
  switch (state_) {
    case State::reading:
      if (streamed_upload_ && parser_.body_bytes() - progress_mark_ >= core_.options.upload_progress_bytes) {
        progress_mark_ = parser_.body_bytes();
        set_deadline(core_.options.read_ms);
        return;
      }
      refuse(408, {ErrorCode::timeout, "the request did not arrive in time", {}, {}});
      return;
    case State::writing:
      return check_writing();
    case State::streaming:
      if (stream_writing_) return check_writing();
      stream_->send(":\n\n");
      set_deadline(core_.options.event_heartbeat_ms);
      return;
    case State::idle:
    case State::lingering:
      return close();
    case State::handling:
    case State::closed:
      return;
  }
}

// The socket may take long to have room again although the reader reads: what counts is that bytes arrive over there.
void Connection::check_writing() {
  const int unsent = unsent_bytes(socket_);
  if (unsent >= unsent_mark_) return close();
  unsent_mark_ = unsent;
  deadline_ms_ = steady_ms() + core_.options.write_ms;
}

void Connection::begin_stop() {
  keep_alive_ = false;
  const bool busy =
      state_ == State::handling || state_ == State::writing || (state_ == State::reading && parser_.head_done());
  if (!busy) close();
}

void Connection::close() {
  if (state_ == State::closed) return;
  const auto self = shared_from_this();
  state_ = State::closed;
  error_code ec;
  socket_.close(ec);
  parser_.restart();  // lets an upload's sink go
  upload_.reset();
  shard_->remove(*this);
  if (counted_) {
    counted_ = false;
    core_.open_connections.set(static_cast<double>(core_.connections.fetch_sub(1) - 1));
  }
  if (const auto stream = std::exchange(stream_, nullptr)) stream->ended();
}

// Nothing is read while a request is handled, so the end of the other side is looked for.
bool Connection::gone() {
  const bool asked = shard_->post([self = shared_from_this()] {
    char byte;
    const bool open = self->state_ != State::closed;
    const ssize_t n = open ? ::recv(self->socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) : 0;
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)) self->gone_ = true;
  });
  return gone_ || !asked || core_.stopping;
}

bool Connection::idle() const {
  error_code ec;
  return state_ == State::idle && socket_.available(ec) == 0 && !ec;
}

// ---- reading ----

void Connection::read() {
  if (reading_ || state_ == State::closed) return;
  reading_ = true;
  in_.make_room(parser_.head_done() && state_ == State::reading ? kReadBodyBytes : kReadBytes);
  socket_.async_read_some(asio::buffer(in_.room(), in_.room_size()),
                          [self = shared_from_this()](const error_code& ec, size_t n) { self->on_read(ec, n); });
}

void Connection::on_read(const error_code& ec, size_t n) {
  reading_ = false;
  if (state_ == State::closed) return;
  if (ec) {
    // Ended by the other side. An answer on its way still goes out; anything else has nobody left to read it.
    if (state_ != State::writing && state_ != State::handling) close();
    return;
  }
  in_.filled(n);
  switch (state_) {
    case State::idle:
    case State::reading:
      return advance();
    case State::lingering:
    case State::streaming:  // nothing to hear, but the end must be noticed
      in_.consume(in_.size());
      return read();
    case State::handling:
    case State::writing:
    case State::closed:
      return;
  }
}

void Connection::advance() {
  bool go_on = true;
  while (go_on) {
    if (state_ == State::idle) {
      while (in_.view().starts_with("\r\n")) in_.consume(2);  // RFC 9112 §2.2
      if (in_.empty()) {
        in_.shrink(kOneWriteBytes);
        return read();
      }
      state_ = State::reading;
      set_deadline(core_.options.read_ms);
    }
    if (state_ != State::reading) return;
    size_t used = 0;
    const MessageParser::Step step = parser_.feed(in_.view(), used);
    in_.consume(used);
    switch (step) {
      case MessageParser::Step::need_more:
        // What stays unread here is one header line or one chunk's head.
        if (in_.size() <= core_.options.header_bytes) return read();
        go_on = refuse(400, {ErrorCode::invalid_argument, "a line of the request is too long", {}, {}});
        break;
      case MessageParser::Step::head:
        go_on = on_head();
        break;
      case MessageParser::Step::done:
        go_on = on_message();
        break;
      case MessageParser::Step::failed:
        go_on = refuse_parse();
        break;
    }
  }
}

bool Connection::on_head() {
  http_11_ = parser_.is_http_11();
  keep_alive_ = parser_.keep_alive() && !core_.stopping;
  request_ = HttpRequest{};
  request_.method = std::move(parser_.method());
  request_.url = std::move(parser_.target());
  request_.headers = std::move(parser_.headers());
  head_only_ = request_.method == "HEAD";
  streamed_upload_ = false;
  upload_.reset();
  if (http_11_ && request_.headers.get("Host").empty()) {
    return refuse(400, {ErrorCode::invalid_argument, "an HTTP/1.1 request needs a Host header", "Host", {}});
  }
  std::optional<UploadSink> sink;
  if (core_.upload && request_.method != "GET" && !head_only_) {
    try {
      sink = core_.upload(request_);
    } catch (const std::exception& e) {
      core_.env.log.error("http.upload_hook_threw", {{"what", e.what()}});
      return refuse(500, {ErrorCode::internal, "the request could not be handled", {}, {}});
    }
  }
  const uint64_t most = sink ? core_.options.upload_bytes : core_.options.body_bytes;
  if (parser_.content_length().value_or(0) > most) {
    return refuse(413, {ErrorCode::too_large, "the body is too large", {}, fmt::format("at most {} bytes", most)});
  }
  if (sink) {
    streamed_upload_ = true;
    progress_mark_ = 0;
    upload_ = std::move(sink->state);
    parser_.stream_body(std::move(sink->take), most);
  } else {
    parser_.keep_body(most);
  }
  const bool has_body = parser_.chunked() || parser_.content_length().value_or(0) > 0;
  if (has_body && in_.empty() && http_11_ && equal_no_case(request_.headers.get("Expect"), "100-continue")) {
    // Nothing else is being written, so these few bytes fit into the socket's buffer or the other side is gone.
    error_code ec;
    if (asio::write(socket_, asio::buffer(kContinue), ec) != kContinue.size()) {
      close();
      return false;
    }
  }
  return true;
}

bool Connection::on_message() {
  request_.body = std::move(parser_.body());
  state_ = State::handling;
  no_deadline();
  IncomingRequest incoming{std::move(request_), remote_address_, remote_is_loopback_, std::move(upload_)};
  in_handler_ = true;
  try {
    core_.handler(std::move(incoming), Responder(shared_from_this()));
  } catch (const std::exception& e) {  // the responder, dropped on the way, has answered 500
    core_.env.log.error("http.handler_threw", {{"what", e.what()}});
  }
  in_handler_ = false;
  if (ready_answer_) {
    HttpResponse response = std::move(*ready_answer_);
    ready_answer_.reset();
    return begin_answer(std::move(response)) && finish_message();
  }
  if (ready_stream_headers_) {
    HttpHeaders headers = std::move(*ready_stream_headers_);
    ready_stream_headers_.reset();
    open_stream(std::move(headers), stream_);
  }
  return false;
}

bool Connection::refuse(int status, const Error& error) {
  keep_alive_ = false;
  if (begin_answer(problem(status, error))) finish_message();
  return false;
}

bool Connection::refuse_parse() {
  switch (parser_.problem()) {
    case ParseProblem::sink_failed: {
      const Error error = parser_.sink_error();
      core_.env.log.warn("http.upload_refused", {{"error", to_string(error.code)}, {"what", error.what}});
      return refuse(http_status(error.code), error);
    }
    case ParseProblem::header_too_large:
      return refuse(431, {ErrorCode::too_large,
                          "the request's header is too large",
                          {},
                          fmt::format("at most {} bytes", core_.options.header_bytes)});
    case ParseProblem::body_too_large:
      return refuse(413, {ErrorCode::too_large, "the body is too large", {}, {}});
    case ParseProblem::malformed:
    case ParseProblem::truncated:
    case ParseProblem::none:
      break;
  }
  return refuse(400, {ErrorCode::invalid_argument, "this is not a well-formed HTTP/1.1 request", {}, parser_.detail()});
}

// ---- answering ----

void Connection::answer(HttpResponse response) {
  if (shard_->on_io_thread() && in_handler_) {
    ready_answer_ = std::move(response);
    return;
  }
  shard_->post(
      [self = shared_from_this(), response = std::move(response)]() mutable { self->answer_now(std::move(response)); });
}

void Connection::answer_now(HttpResponse response) {
  if (state_ != State::handling) return;
  if (begin_answer(std::move(response)) && finish_message()) advance();
}

void Connection::reset() {
  shard_->post([self = shared_from_this()] {
    if (self->state_ != State::handling) return;
    error_code ec;
    self->socket_.set_option(asio::socket_base::linger(true, 0), ec);  // a reset instead of a proper end
    self->close();
  });
}

bool Connection::begin_answer(HttpResponse response) {
  if (response.status < 200 || response.status > 599) {
    core_.env.log.error("http.bad_status", {{"status", response.status}});
    response = problem({ErrorCode::internal, "the request could not be handled", {}, {}});
  }
  state_ = State::writing;
  begin_writing();
  keep_alive_ = keep_alive_ && !core_.stopping;
  out_head_.clear();
  out_body_.clear();
  out_done_ = 0;
  write_response_head(out_head_, response.status, response.headers, {BodyFraming::Kind::length, response.body.size()},
                      keep_alive_, http_11_, shard_->date());
  if (!head_only_ && !has_no_body(response.status)) {
    if (response.body.size() <= kOneWriteBytes) {
      out_head_ += response.body;
    } else {
      out_body_ = std::move(response.body);
    }
  }
  return write_out();
}

bool Connection::write_out() {
  const size_t all = out_head_.size() + out_body_.size();
  while (out_done_ < all) {
    const size_t in_head = std::min(out_done_, out_head_.size());
    const size_t in_body = out_done_ - in_head;
    const std::array<asio::const_buffer, 2> buffers{
        asio::const_buffer(out_head_.data() + in_head, out_head_.size() - in_head),
        asio::const_buffer(out_body_.data() + in_body, out_body_.size() - in_body)};
    error_code ec;
    const size_t n = out_body_.empty() ? socket_.write_some(buffers[0], ec) : socket_.write_some(buffers, ec);
    if (would_block(ec)) {
      socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](const error_code& waited) {
        if (self->state_ == State::closed) return;
        if (waited) return self->close();
        self->begin_writing();
        if (self->write_out()) self->on_written();
      });
      return false;
    }
    if (ec) {
      close();
      return false;
    }
    out_done_ += n;
  }
  return true;
}

void Connection::on_written() {
  if (state_ == State::streaming) {
    stream_writing_ = false;
    stream_->written();
    return flush_stream();
  }
  if (finish_message()) advance();
}

bool Connection::finish_message() {
  if (!keep_alive_) {
    linger();
    return false;
  }
  if (core_.stopping) {
    close();
    return false;
  }
  out_body_ = {};
  head_only_ = false;
  parser_.restart();
  begin_idle();
  return true;
}

// Closing at once while unread bytes wait makes the kernel send a reset, which can eat the answer on its way.
void Connection::linger() {
  error_code ec;
  socket_.shutdown(tcp::socket::shutdown_send, ec);
  if (ec || core_.stopping) return close();
  state_ = State::lingering;
  set_deadline(core_.options.linger_ms);
  parser_.restart();
  in_.consume(in_.size());
  read();
}

}  // namespace tidings::net

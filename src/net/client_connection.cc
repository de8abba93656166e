#include "net/client_connection.h"

#include <sys/socket.h>

#include <boost/asio/connect.hpp>

#include "base/check.h"

namespace tidings::net {
namespace {

using boost::system::error_code;

constexpr size_t kReadBytes = 8 << 10;
constexpr size_t kTlsReadBytes = 4 << 10;
constexpr size_t kReadMostBytes = 64 << 10;
constexpr size_t kHeaderBytes = 64 << 10;

}  // namespace

ClientConnection::ClientConnection(ClientShard& shard, HostPool& pool)
    : shard_(shard.shared_from_this()),
      pool_(pool),
      socket_(shard.ioc),
      deadline_ms_(steady_ms() + shard.core->options.connect_ms),
      parser_(MessageParser::Kind::response, kHeaderBytes) {}

// ---- connecting ----

void ClientConnection::connect(const std::vector<tcp::endpoint>& endpoints) {
  asio::async_connect(socket_, endpoints, [self = shared_from_this()](const error_code& ec, const tcp::endpoint&) {
    self->on_connected(ec);
  });
}

void ClientConnection::on_connected(const error_code& ec) {
  if (state_ == State::closed) return;
  if (ec) return connect_failed(ec.message());
  error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  pool_.tls ? start_tls() : ready();
}

void ClientConnection::start_tls() {
  std::string name = pool_.host;
  if (name.starts_with('[')) name = name.substr(1, name.size() - 2);
  error_code no_address;
  asio::ip::make_address(name, no_address);
  tls_ = std::make_unique<TlsChannel>(shard_->core->tls_ready().native_handle(), name, static_cast<bool>(no_address),
                                      pool_.session.get());
  shake_hands();
}

void ClientConnection::shake_hands() {
  const auto step = tls_->handshake();
  write_out();
  switch (step) {
    case TlsChannel::Step::done:
      // A server speaks when it was asked: what came with the handshake's end can only be its farewell.
      return tls_->incoming().empty() ? ready() : connect_failed("TLS: the connection was closed");
    case TlsChannel::Step::need_more:
      return read();
    case TlsChannel::Step::failed:
      return connect_failed("TLS: " + tls_->problem());
  }
}

void ClientConnection::ready() {
  state_ = State::idle;
  shard_->core->connections_opened.add();
  deadline_ms_ = steady_ms() + shard_->core->options.idle_reuse_ms;
  read();
  pool_.connected(*this);
}

void ClientConnection::connect_failed(const std::string& why) {
  const auto self = shared_from_this();
  state_ = State::closed;
  error_code ignored;
  socket_.close(ignored);
  pool_.connect_failed(*this, why);
}

bool ClientConnection::quiet() {
  if (state_ != State::idle || steady_ms() >= deadline_ms_) return false;
  char byte;
  const ssize_t n = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

// ---- a request ----

void ClientConnection::start(JobPtr job) {
  check(state_ == State::idle, "one request at a time on a connection");
  job_ = std::move(job);
  state_ = State::busy;
  deadline_ms_ = job_->deadline_ms;
  all_written_ = false;
  parser_.restart(job_->head_only);
  if (!tls_) {
    written_ = 0;
  } else if (!tls_->encrypt(job_->wire)) {
    return failed("TLS: " + tls_->problem());
  }
  write_out();
}

std::string_view ClientConnection::to_write() const {
  const std::string_view all = tls_ ? std::string_view(tls_->outgoing()) : std::string_view(job_->wire);
  return all.substr(written_);
}

void ClientConnection::write_out() {
  if (writing_) return;  // it goes on when the socket takes more
  for (auto rest = to_write(); !rest.empty(); rest = to_write()) {
    error_code ec;
    written_ += socket_.write_some(asio::buffer(rest.data(), rest.size()), ec);
    if (ec == asio::error::would_block || ec == asio::error::try_again) {
      writing_ = true;
      socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](const error_code& waited) {
        self->writing_ = false;
        if (self->state_ == State::closed || (!self->tls_ && self->state_ != State::busy)) return;
        waited ? self->on_written(waited) : self->write_out();
      });
      return;
    }
    if (ec) return on_written(ec);
  }
  if (tls_) {
    auto& out = tls_->outgoing();
    out.capacity() > kReadMostBytes ? out = {} : out.erase();
    written_ = 0;
  }
  on_written({});
}

void ClientConnection::on_written(const error_code& ec) {
  if (state_ != State::busy) return;
  // An error here is not the end yet: the other side may have answered early and closed. The read, which is always
  // outstanding, brings that answer or fails too.
  if (!ec) all_written_ = true;
}

void ClientConnection::read() {
  ByteBuffer& to = tls_ ? tls_->incoming() : in_;
  const size_t first = tls_ ? kTlsReadBytes : kReadBytes;
  to.make_room(to.capacity() == 0 ? first : std::min(to.capacity(), kReadMostBytes) / 2);
  socket_.async_read_some(asio::buffer(to.room(), to.room_size()),
                          [self = shared_from_this()](const error_code& ec, size_t n) { self->on_read(ec, n); });
}

void ClientConnection::on_read(const error_code& ec, size_t n) {
  if (state_ == State::closed) return;
  // With TLS only its own word is an orderly end; this one may be anybody's.
  if (ec) return on_end(ec == asio::error::eof ? std::string() : ec.message(), ec == asio::error::eof && !tls_);
  (tls_ ? tls_->incoming() : in_).filled(n);
  state_ == State::connecting ? shake_hands() : on_bytes();
}

void ClientConnection::on_bytes() {
  if (tls_) {
    const auto word = tls_->decrypt(in_);
    write_out();  // an answer of TLS itself, seldom
    if (auto session = tls_->take_session()) pool_.session = std::move(session);
    if (word == TlsChannel::Read::failed) return on_end("TLS: " + tls_->problem(), false);
    tls_ended_ = word == TlsChannel::Read::ended;
    if (state_ == State::idle && in_.empty() && !tls_ended_) return read();
  }
  if (state_ == State::idle) return close();  // bytes nobody asked for
  const bool ended = tls_ended_;
  if (!take_answer()) return;
  ended ? on_end({}, true) : read();
}

// why: empty when it was closed.
void ClientConnection::on_end(const std::string& why, bool orderly) {
  if (state_ == State::connecting) return connect_failed("TLS: " + (why.empty() ? "the connection was closed" : why));
  if (state_ == State::idle) return close();
  if (orderly && parser_.head_done() && parser_.feed_end() == MessageParser::Step::done) return answered();
  failed(!why.empty()        ? why
         : parser_.started() ? "the connection was closed in mid answer"
                             : "the connection was closed without an answer");
}

bool ClientConnection::take_answer() {
  while (true) {
    size_t used = 0;
    const MessageParser::Step step = parser_.feed(in_.view(), used);
    in_.consume(used);
    switch (step) {
      case MessageParser::Step::need_more:
        if (in_.size() <= kHeaderBytes) return true;
        failed("a line of the answer is too long");
        return false;
      case MessageParser::Step::head:
        parser_.keep_body(shard_->core->options.answer_bytes);
        break;
      case MessageParser::Step::done:
        if (parser_.status() / 100 == 1 && parser_.status() != 101) {  // interim (RFC 9110 §15.2)
          parser_.restart(job_->head_only);
          break;
        }
        answered();
        return false;
      case MessageParser::Step::failed:
        if (parser_.problem() == ParseProblem::body_too_large) {
          failed("the answer is longer than " + std::to_string(shard_->core->options.answer_bytes) + " bytes", true);
          return false;
        }
        failed("the answer is not well-formed HTTP: " + parser_.detail());
        return false;
    }
  }
}

void ClientConnection::answered() {
  const auto self = shared_from_this();
  const JobPtr job = std::move(job_);
  HttpResult result{
      Transport::answered, {parser_.status(), std::move(parser_.headers()), std::move(parser_.body())}, {}};
  const bool reusable = all_written_ && !tls_ended_ && in_.empty() && parser_.keep_alive() && parser_.status() != 101;
  HostPool& pool = pool_;
  if (reusable) {
    state_ = State::idle;
    deadline_ms_ = steady_ms() + shard_->core->options.idle_reuse_ms;
    in_.shrink(kReadMostBytes);
    read();
    pool.answered();
    pool.became_idle(*this);
  } else {
    close();
  }
  job->done(std::move(result));
  pool.pump();
}

void ClientConnection::failed(std::string why, bool too_large) {
  const auto self = shared_from_this();
  const JobPtr job = std::move(job_);
  HostPool& pool = pool_;
  close();
  job->done(HttpResult{Transport::maybe_sent, {}, std::move(why), too_large});
  pool.pump();
}

void ClientConnection::tick(int64_t now_ms) {
  if (now_ms < deadline_ms_) return;
  switch (state_) {
    case State::connecting:
      return connect_failed("no connection in time");
    case State::idle:
      return close();
    case State::busy:
      return failed("no answer within " + std::to_string(job_->timeout_ms) + " ms");
    case State::closed:
      return;
  }
}

void ClientConnection::stop() { state_ == State::busy ? failed("the HTTP client was stopped") : close(); }

void ClientConnection::close() {
  if (state_ == State::closed) return;
  const auto self = shared_from_this();
  state_ = State::closed;
  error_code ignored;
  socket_.close(ignored);
  pool_.closed(*this);
}

}  // namespace tidings::net

#include "net/client_connection.h"

#include <openssl/ssl.h>
#include <sys/socket.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>

#include "base/check.h"

namespace tidings::net {
namespace {

using boost::system::error_code;

constexpr size_t kReadBytes = 8 << 10;
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
  if (!pool_.tls) return ready();

  tls_ = std::make_unique<asio::ssl::stream<tcp::socket&>>(socket_, shard_->core->tls_ready());
  std::string name = pool_.host;
  if (name.starts_with('[')) name = name.substr(1, name.size() - 2);
  asio::ip::make_address(name, ignored);
  const bool is_name = static_cast<bool>(ignored);
  if (is_name) SSL_set_tlsext_host_name(tls_->native_handle(), name.c_str());
  tls_->set_verify_callback(asio::ssl::host_name_verification(name), ignored);
  tls_->async_handshake(asio::ssl::stream_base::client, [self = shared_from_this()](const error_code& shaken) {
    if (self->state_ == State::closed) return;
    if (shaken) return self->connect_failed("TLS: " + shaken.message());
    self->ready();
  });
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
  written_ = 0;
  all_written_ = false;
  parser_.restart(job_->head_only);
  if (!tls_) return write_out();
  asio::async_write(*tls_, asio::buffer(job_->wire),
                    [self = shared_from_this()](const error_code& ec, size_t) { self->on_written(ec); });
}

void ClientConnection::write_out() {
  while (written_ < job_->wire.size()) {
    error_code ec;
    written_ += socket_.write_some(asio::buffer(job_->wire) + written_, ec);
    if (ec == asio::error::would_block || ec == asio::error::try_again) {
      socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](const error_code& waited) {
        if (self->state_ != State::busy || self->all_written_) return;
        waited ? self->on_written(waited) : self->write_out();
      });
      return;
    }
    if (ec) return on_written(ec);
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
  in_.make_room(in_.capacity() == 0 ? kReadBytes : std::min(in_.capacity(), kReadMostBytes) / 2);
  auto handler = [self = shared_from_this()](const error_code& ec, size_t n) { self->on_read(ec, n); };
  const auto buffer = asio::buffer(in_.room(), in_.room_size());
  tls_ ? tls_->async_read_some(buffer, std::move(handler)) : socket_.async_read_some(buffer, std::move(handler));
}

void ClientConnection::on_read(const error_code& ec, size_t n) {
  if (state_ == State::closed) return;
  if (state_ == State::idle) return close();  // its end, or bytes nobody asked for
  if (ec) {
    const bool orderly = ec == asio::error::eof;
    if (orderly && parser_.head_done() && parser_.feed_end() == MessageParser::Step::done) return answered();
    return failed(orderly || ec == asio::ssl::error::stream_truncated
                      ? (parser_.started() ? "the connection was closed in mid answer"
                                           : "the connection was closed without an answer")
                      : ec.message());
  }
  in_.filled(n);
  if (take_answer()) read();
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
  const bool reusable = all_written_ && in_.empty() && parser_.keep_alive() && parser_.status() != 101;
  HostPool& pool = pool_;
  if (reusable) {
    state_ = State::idle;
    deadline_ms_ = steady_ms() + shard_->core->options.idle_reuse_ms;
    in_.shrink(kReadMostBytes);
    read();
    pool.became_idle(*this);
  } else {
    close();
  }
  job->done(std::move(result));
  pool.pump();
}

void ClientConnection::failed(std::string why) {
  const auto self = shared_from_this();
  const JobPtr job = std::move(job_);
  HostPool& pool = pool_;
  close();
  job->end(Transport::maybe_sent, std::move(why));
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

// For the tests of this room: plain blocking sockets on loopback, so that the tests do not check Asio with Asio. Every
// wait has an end (10 s), so a fault fails a test and does not hang it.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/env.h"
#include "net/message_parser.h"

namespace tidings::net {

inline constexpr int kTestWaitMs = 10'000;

// An Env that owns its parts.
struct TestWorld {
  SystemClock clock;
  Random random{1};
  std::unique_ptr<Log> log = make_silent_log();
  Metrics metrics;
  Env env() { return {clock, random, *log, metrics}; }
};

class RawSocket {
 public:
  explicit RawSocket(int fd = -1) : fd_(fd) {}
  RawSocket(RawSocket&& o) noexcept : fd_(std::exchange(o.fd_, -1)), buffer_(std::move(o.buffer_)) {}
  RawSocket& operator=(RawSocket&& o) noexcept {
    close();
    fd_ = std::exchange(o.fd_, -1);
    buffer_ = std::move(o.buffer_);
    return *this;
  }
  ~RawSocket() { close(); }

  static RawSocket connect(uint16_t port) {
    RawSocket s(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(0, ::connect(s.fd_, reinterpret_cast<sockaddr*>(&to), sizeof to)) << std::strerror(errno);
    return s;
  }

  int fd() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  void shutdown_send() { ::shutdown(fd_, SHUT_WR); }
  // Closes with a reset instead of an orderly end.
  void reset() {
    const linger hard{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close();
  }
  void small_receive_buffer() {
    const int bytes = 64 << 10;
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  }

  // False when the other side does not take it.
  bool send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t n = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      text.remove_prefix(static_cast<size_t>(n));
    }
    return true;
  }

  // Some bytes; empty at the end, after a reset or after kTestWaitMs.
  std::string read_some() {
    if (!buffer_.empty()) return std::exchange(buffer_, {});
    pollfd p{fd_, POLLIN, 0};
    if (::poll(&p, 1, kTestWaitMs) <= 0) {
      ADD_FAILURE() << "nothing to read within " << kTestWaitMs << " ms";
      return {};
    }
    char block[65536];
    const ssize_t n = ::recv(fd_, block, sizeof block, 0);
    return n > 0 ? std::string(block, static_cast<size_t>(n)) : std::string{};
  }
  std::string read_until_end() {
    std::string all;
    for (std::string some = read_some(); !some.empty(); some = read_some()) all += some;
    return all;
  }
  // Up to and with `mark`; what follows is kept for the next read.
  std::string read_until(std::string_view mark) {
    std::string all;
    while (true) {
      if (const size_t at = all.find(mark); at != std::string::npos) {
        buffer_ = all.substr(at + mark.size());
        return all.substr(0, at + mark.size());
      }
      const std::string some = read_some();
      if (some.empty()) return all;
      all += some;
    }
  }
  bool at_end() { return read_some().empty(); }

  // One whole message; nullopt when the connection ends before.
  std::optional<HttpResponse> read_response(bool to_head = false) {
    MessageParser parser(MessageParser::Kind::response, 64 << 10);
    parser.restart(to_head);
    if (!read_message(parser)) return std::nullopt;
    return HttpResponse{parser.status(), std::move(parser.headers()), std::move(parser.body())};
  }
  std::optional<HttpRequest> read_request() {
    MessageParser parser(MessageParser::Kind::request, 64 << 10);
    if (!read_message(parser)) return std::nullopt;
    HttpRequest r;
    r.method = parser.method();
    r.url = parser.target();
    r.headers = parser.headers();
    r.body = parser.body();
    return r;
  }

 private:
  bool read_message(MessageParser& parser) {
    std::string have;
    while (true) {
      size_t used = 0;
      const auto step = parser.feed(have, used);
      have.erase(0, used);
      if (step == MessageParser::Step::head) {
        parser.keep_body(1 << 30);
      } else if (step == MessageParser::Step::done) {
        buffer_ = have;
        return true;
      } else if (step == MessageParser::Step::failed) {
        return false;
      } else {
        const std::string some = read_some();
        if (some.empty()) return parser.head_done() && parser.feed_end() == MessageParser::Step::done;
        have += some;
      }
    }
  }

  int fd_;
  std::string buffer_;
};

// A server that does to each connection what the test says; `nth` counts connections from 0.
class FakeServer {
 public:
  using Behaviour = std::function<void(RawSocket& socket, int nth)>;
  explicit FakeServer(Behaviour behaviour) : behaviour_(std::move(behaviour)), listener_(listen_on_loopback(port_)) {
    accepting_ = std::thread([this] {
      while (true) {
        const int fd = ::accept(listener_, nullptr, nullptr);
        if (fd < 0) return;
        const int nth = connections_++;
        serving_.emplace_back([this, fd, nth] {
          RawSocket socket(fd);
          behaviour_(socket, nth);
        });
      }
    });
  }
  ~FakeServer() {
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    for (std::thread& t : serving_) t.join();
    ::close(listener_);
  }
  uint16_t port() const { return port_; }
  int connections() const { return connections_; }
  std::string url(std::string_view target = "/") const { return fmt::format("http://127.0.0.1:{}{}", port_, target); }

  static int listen_on_loopback(uint16_t& port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(0, ::bind(fd, reinterpret_cast<sockaddr*>(&at), sizeof at));
    EXPECT_EQ(0, ::listen(fd, 1024));
    socklen_t size = sizeof at;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size);
    port = ntohs(at.sin_port);
    return fd;
  }

 private:
  Behaviour behaviour_;
  uint16_t port_ = 0;
  int listener_;
  std::atomic<int> connections_ = 0;
  std::thread accepting_;
  std::vector<std::thread> serving_;
};

inline constexpr std::string_view kOkAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

// A port where nobody listens.
inline uint16_t refused_port() {
  uint16_t port = 0;
  ::close(FakeServer::listen_on_loopback(port));
  return port;
}

}  // namespace tidings::net

// A carrier for scenarios that costs next to nothing itself: one thread, epoll, Twilio's POST …/Messages.json on
// keep-alive connections, with or without TLS, answered after latency_ms; signed receipts "sent" and "delivered" where
// asked for. It notes when messages whose text begins with "urgent" arrive (monotonic clock, as time.monotonic_ns()).
//   load_carrier port=P token=T [latency_ms=0] [receipts=0] [receipt_ms=5] [receipt_connections=32] [cert=F key=F]
// GET /stats: one JSON object. GET /arrivals: a line "nanoseconds text" for each urgent message.
#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/http.h"
#include "carrier/twilio/signature.h"

using namespace tidings;

namespace {

struct Settings {
  int port = 0;
  std::string token, cert, key;
  int64_t latency_ms = 0, receipt_ms = 5;
  bool receipts = false;
  size_t receipt_connections = 32;
};

struct Connection {
  enum class Kind { listener, request, receipt } kind = Kind::request;
  int fd = -1;
  uint64_t generation = 0;  // an answer that comes too late finds another
  SSL* tls = nullptr;
  std::string in, out;
  bool busy = false;  // receipts: one under way
};

// One message inside `in`, from its first byte: head and body, taken off. False: not all of it is there.
bool take_message(std::string& in, std::string& head, std::string& body) {
  const size_t end = in.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  size_t length = 0;
  for (size_t at = in.find("\r\n"); at < end; at = in.find("\r\n", at + 2)) {
    constexpr std::string_view kName = "content-length:";
    const std::string_view line(in.data() + at + 2, end - at - 2);
    if (line.size() < kName.size() || strncasecmp(line.data(), kName.data(), kName.size()) != 0) continue;
    const size_t digits = line.find_first_not_of(' ', kName.size());
    std::from_chars(line.data() + digits, line.data() + line.size(), length);
  }
  if (in.size() < end + 4 + length) return false;
  head.assign(in, 0, end);
  body.assign(in, end + 4, length);
  in.erase(0, end + 4 + length);
  return true;
}

std::string answer_text(std::string_view status, std::string_view body) {
  return fmt::format("HTTP/1.1 {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", status,
                     body.size(), body);
}

class Carrier {
 public:
  explicit Carrier(Settings settings) : with_(std::move(settings)) {}
  int run();

 private:
  struct Answer {
    int64_t due_ns;
    Connection* connection;
    uint64_t generation;
    std::string text;
  };
  struct Receipt {
    int64_t due_ns;
    std::string url, sid, to, from;
    int step;
  };

  static int64_t now_ns() { return std::chrono::steady_clock::now().time_since_epoch().count(); }
  int listen_fd() const;
  void watch(Connection& connection);
  Connection& fresh(Connection::Kind kind, int fd);
  void accept_all(int listener);
  void close(Connection& connection);
  void io(Connection& connection);
  bool fill(Connection& connection);  // false: closed
  void flush(Connection& connection);
  void take(Connection& connection, const std::string& head, const std::string& body);
  std::string accept_message(const std::string& body);
  void post_receipts();
  std::string receipt_request(const Receipt& receipt) const;
  std::string stats() const;

  const Settings with_;
  SSL_CTX* tls_ = nullptr;
  int epoll_ = -1;
  int64_t now_ = 0;
  std::vector<std::unique_ptr<Connection>> all_;
  std::vector<Connection*> unused_, receipt_idle_;
  std::deque<Answer> answers_;  // each waits as long as the others: the first is always the next
  std::deque<Receipt> receipts_;
  std::unordered_map<std::string, int> met_;
  std::string arrivals_;
  int64_t accepted_ = 0, doubles_ = 0, receipts_ok_ = 0, receipts_failed_ = 0;
  int64_t open_ = 0, open_most_ = 0, under_way_ = 0, under_way_most_ = 0;
  uint64_t generations_ = 0;
};

int Carrier::listen_fd() const {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(static_cast<uint16_t>(with_.port));
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0 || ::listen(fd, 4096) != 0) return -1;
  return fd;
}

void Carrier::watch(Connection& connection) {
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLET, .data = {.ptr = &connection}};
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.fd, &event);
}

Connection& Carrier::fresh(Connection::Kind kind, int fd) {
  if (unused_.empty()) {
    all_.push_back(std::make_unique<Connection>());
    unused_.push_back(all_.back().get());
  }
  Connection& out = *unused_.back();
  unused_.pop_back();
  out = Connection{.kind = kind, .fd = fd, .generation = ++generations_};
  return out;
}

void Carrier::accept_all(int listener) {
  for (int fd = 0; (fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Connection& connection = fresh(Connection::Kind::request, fd);
    if (tls_ != nullptr) {
      connection.tls = SSL_new(tls_);
      SSL_set_fd(connection.tls, fd);
      SSL_set_accept_state(connection.tls);
    }
    open_most_ = std::max(open_most_, ++open_);
    watch(connection);
  }
}

void Carrier::close(Connection& connection) {
  if (connection.tls != nullptr) SSL_free(connection.tls);
  ::close(connection.fd);
  if (connection.kind == Connection::Kind::request) --open_;
  if (connection.busy) ++receipts_failed_;
  std::erase(receipt_idle_, &connection);
  connection = Connection{.generation = ++generations_};
  unused_.push_back(&connection);
}

bool Carrier::fill(Connection& connection) {
  char bytes[16 << 10];
  while (true) {
    if (connection.tls != nullptr) {
      ERR_clear_error();  // another connection's end would be taken for this one's
      const int n = SSL_read(connection.tls, bytes, sizeof bytes);
      if (n > 0) {
        connection.in.append(bytes, static_cast<size_t>(n));
        continue;
      }
      const int why = SSL_get_error(connection.tls, n);
      return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
    }
    const ssize_t n = ::recv(connection.fd, bytes, sizeof bytes, 0);
    if (n <= 0) return n < 0 && errno == EAGAIN;
    connection.in.append(bytes, static_cast<size_t>(n));
    if (static_cast<size_t>(n) < sizeof bytes) return true;  // edge-triggered: more bytes are another edge
  }
}

void Carrier::flush(Connection& connection) {
  while (!connection.out.empty()) {
    const auto size = connection.out.size();
    ERR_clear_error();
    const ssize_t n = connection.tls != nullptr
                          ? SSL_write(connection.tls, connection.out.data(), static_cast<int>(size))
                          : ::send(connection.fd, connection.out.data(), size, MSG_NOSIGNAL);
    if (n <= 0) return;  // the next edge goes on
    connection.out.erase(0, static_cast<size_t>(n));
  }
}

void Carrier::io(Connection& connection) {
  const uint64_t generation = connection.generation;
  const bool open = fill(connection);
  for (std::string head, body; take_message(connection.in, head, body);) {
    take(connection, head, body);
    if (connection.generation != generation) return;
  }
  if (!open) return close(connection);
  if (!connection.out.empty()) flush(connection);
}

void Carrier::take(Connection& connection, const std::string& head, const std::string& body) {
  if (connection.kind == Connection::Kind::receipt) {
    ++(head.compare(9, 1, "2") == 0 ? receipts_ok_ : receipts_failed_);
    connection.busy = false;
    receipt_idle_.push_back(&connection);
    return;
  }
  if (head.starts_with("GET /stats")) {
    connection.out += answer_text("200 OK", stats());
  } else if (head.starts_with("GET /arrivals")) {
    connection.out += answer_text("200 OK", arrivals_);
  } else if (head.starts_with("POST ")) {
    under_way_most_ = std::max(under_way_most_, ++under_way_);
    auto text = accept_message(body);
    if (with_.latency_ms > 0) {
      answers_.push_back({now_ + with_.latency_ms * 1'000'000, &connection, connection.generation, std::move(text)});
    } else {
      --under_way_;
      connection.out += text;
    }
    return;
  } else {
    connection.out += answer_text("404 Not Found", "{}");
  }
}

std::string Carrier::accept_message(const std::string& body) {
  std::string to, from, text, callback;
  for (auto& [name, value] : parse_form(body)) {
    if (name == "To") to = std::move(value);
    if (name == "From") from = std::move(value);
    if (name == "Body") text = std::move(value);
    if (name == "StatusCallback") callback = std::move(value);
  }
  const std::string sid = fmt::format("SM{:016x}{:016x}", 0x9e3779b97f4a7c15ULL, ++accepted_);
  if (text.starts_with("urgent")) arrivals_ += fmt::format("{} {}\n", now_ns(), text);
  if (++met_[to + text] > 1) ++doubles_;
  auto out = answer_text(
      "201 Created",
      fmt::format(R"({{"sid":"{}","status":"queued","to":"{}","from":"{}","direction":"outbound-api","api_version":)"
                  R"("2010-04-01","num_media":"0","num_segments":"1","price":null,"price_unit":"USD","date_sent":null,)"
                  R"("error_code":null,"error_message":null,"messaging_service_sid":null}})",
                  sid, to, from));
  if (with_.receipts && !callback.empty()) {
    receipts_.push_back({now_ + with_.receipt_ms * 1'000'000, std::move(callback), sid, to, from, 0});
  }
  return out;
}

std::string Carrier::receipt_request(const Receipt& receipt) const {
  const char* state = receipt.step == 0 ? "sent" : "delivered";
  const FormFields fields{
      {"ApiVersion", "2010-04-01"}, {"From", receipt.from}, {"MessageSid", receipt.sid}, {"MessageStatus", state},
      {"SmsSid", receipt.sid},      {"SmsStatus", state},   {"To", receipt.to}};
  const auto url = split_url(receipt.url);
  const std::string form = encode_form(fields);
  const size_t path = receipt.url.find('/', receipt.url.find("//") + 2);
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nX-Twilio-Signature: {}\r\n"
      "Content-Length: {}\r\n\r\n{}",
      receipt.url.substr(path), url ? url->authority : "", carrier::twilio::sign(with_.token, receipt.url, fields),
      form.size(), form);
}

void Carrier::post_receipts() {
  while (!receipts_.empty() && receipts_.front().due_ns <= now_) {
    if (receipt_idle_.empty()) {
      const auto busy = std::ranges::count_if(
          all_, [](const auto& one) { return one->kind == Connection::Kind::receipt && one->fd >= 0; });
      if (static_cast<size_t>(busy) >= with_.receipt_connections) return;
      const auto url = split_url(receipts_.front().url);
      sockaddr_in at{};
      at.sin_family = AF_INET;
      at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      at.sin_port = htons(static_cast<uint16_t>(url ? std::atoi(std::string(url->port).c_str()) : 0));
      const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
      if (::connect(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0) {
        ::close(fd);
        ++receipts_failed_;
        receipts_.pop_front();
        continue;
      }
      ::fcntl(fd, F_SETFL, O_NONBLOCK);
      const int on = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      Connection& connection = fresh(Connection::Kind::receipt, fd);
      watch(connection);
      receipt_idle_.push_back(&connection);
    }
    Connection& connection = *receipt_idle_.back();
    receipt_idle_.pop_back();
    Receipt receipt = std::move(receipts_.front());
    receipts_.pop_front();
    connection.busy = true;
    connection.out += receipt_request(receipt);
    flush(connection);
    if (receipt.step++ == 0) {
      receipt.due_ns = now_ + with_.receipt_ms * 1'000'000;
      receipts_.push_back(std::move(receipt));
    }
  }
}

std::string Carrier::stats() const {
  return fmt::format(R"({{"accepted":{},"recipients":{},"doubles":{},"connections_most":{},"in_flight_most":{},)"
                     R"("receipts_ok":{},"receipts_failed":{}}})",
                     accepted_, met_.size(), doubles_, open_most_, under_way_most_, receipts_ok_, receipts_failed_);
}

int Carrier::run() {
  if (!with_.cert.empty()) {
    tls_ = SSL_CTX_new(TLS_server_method());
    if (SSL_CTX_use_certificate_chain_file(tls_, with_.cert.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(tls_, with_.key.c_str(), SSL_FILETYPE_PEM) != 1) {
      std::fputs("the certificate cannot be read\n", stderr);
      return 1;
    }
    SSL_CTX_set_mode(tls_, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_ENABLE_PARTIAL_WRITE);
  }
  epoll_ = ::epoll_create1(0);
  const int listener = listen_fd();
  if (listener < 0) {
    std::perror("listen");
    return 1;
  }
  watch(fresh(Connection::Kind::listener, listener));
  std::vector<epoll_event> events(1024);
  while (true) {
    now_ = now_ns();
    int64_t next = now_ + 1'000'000'000;
    if (!answers_.empty()) next = std::min(next, answers_.front().due_ns);
    if (!receipts_.empty() && !receipt_idle_.empty()) next = std::min(next, receipts_.front().due_ns);
    if (!receipts_.empty() && receipt_idle_.empty()) next = std::min(next, now_ + 2'000'000);
    const timespec wait{0, std::clamp<int64_t>(next - now_, 0, 999'999'999)};
    const int n = ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &wait, nullptr);
    now_ = now_ns();
    for (int i = 0; i < n; ++i) {
      auto& connection = *static_cast<Connection*>(events[static_cast<size_t>(i)].data.ptr);
      if (connection.kind == Connection::Kind::listener) {
        accept_all(listener);
      } else if (connection.fd >= 0) {
        io(connection);
      }
    }
    while (!answers_.empty() && answers_.front().due_ns <= now_) {
      auto& answer = answers_.front();
      --under_way_;
      if (answer.connection->generation == answer.generation) {
        answer.connection->out += answer.text;
        flush(*answer.connection);
      }
      answers_.pop_front();
    }
    post_receipts();
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  std::map<std::string, std::string> given;
  for (int i = 1; i < argc; ++i) {
    const std::string_view one(argv[i]);
    const size_t equals = one.find('=');
    if (equals == std::string_view::npos) {
      std::fputs("usage: load_carrier port=P token=T [latency_ms=] [receipts=] [receipt_ms=] …\n", stderr);
      return 2;
    }
    given[std::string(one.substr(0, equals))] = one.substr(equals + 1);
  }
  const auto number = [&](const char* name, int standard) {
    return given.contains(name) ? std::atoi(given[name].c_str()) : standard;
  };
  return Carrier({.port = number("port", 0),
                  .token = given["token"],
                  .cert = given["cert"],
                  .key = given["key"],
                  .latency_ms = number("latency_ms", 0),
                  .receipt_ms = number("receipt_ms", 5),
                  .receipts = number("receipts", 0) != 0,
                  .receipt_connections = static_cast<size_t>(number("receipt_connections", 32))})
      .run();
}

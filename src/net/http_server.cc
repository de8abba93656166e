#include "net/http_server.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "base/check.h"
#include "net/problem.h"
#include "net/server_connection.h"
#include "net/wire.h"

namespace tidings::net {
namespace {

using boost::system::error_code;

constexpr size_t kRefusedAtOnce = 64;    // connections over the limit that still get their 503
constexpr int64_t kAcceptPauseMs = 200;  // after an accept failed, as when file descriptors are used up
constexpr int64_t kTickLeastMs = 5, kTickMostMs = 250;

asio::ip::address parse_address(const std::string& text, error_code& ec) {
  return asio::ip::make_address(text == "localhost" ? "127.0.0.1" : text, ec);
}

}  // namespace

Result<> ServerOptions::validate() const {
  const auto wrong = [](std::string where, std::string what) {
    return fail(ErrorCode::invalid_argument, std::move(what), "http." + where);
  };
  error_code ec;
  parse_address(address, ec);
  if (ec) return wrong("address", "must be an IP address or localhost");
  if (io_threads < 1 || io_threads > 64) return wrong("io_threads", "must be 1 to 64");
  if (max_connections < 1) return wrong("max_connections", "must be at least 1");
  if (header_bytes < 1024 || header_bytes > (1 << 20)) return wrong("header_bytes", "must be 1024 to 1048576");
  if (body_bytes < 1) return wrong("body_bytes", "must be at least 1");
  if (upload_bytes < 1) return wrong("upload_bytes", "must be at least 1");
  if (event_buffer_bytes < 1024) return wrong("event_buffer_bytes", "must be at least 1024");
  for (const auto& [name, value] : {std::pair{"idle_ms", idle_ms},
                                    {"read_ms", read_ms},
                                    {"write_ms", write_ms},
                                    {"linger_ms", linger_ms},
                                    {"event_heartbeat_ms", event_heartbeat_ms}}) {
    if (value < 1) return wrong(name, "must be at least 1");
  }
  if (stop_ms < 0) return wrong("stop_ms", "must not be negative");
  return {};
}

// ---- one I/O thread ----

ServerShard::ServerShard(std::shared_ptr<ServerCore> c) : core(std::move(c)) {
  const ServerOptions& o = core->options;
  tick_ms_ = std::clamp(std::min({o.idle_ms, o.read_ms, o.write_ms, o.linger_ms, o.event_heartbeat_ms}) / 4,
                        kTickLeastMs, kTickMostMs);
}

void ServerShard::start() {
  arm();
  thread_ = std::thread([self = shared_from_this()] {
    self->thread_id_ = std::this_thread::get_id();
    self->ioc.run();
  });
}

void ServerShard::arm() {
  timer_.expires_after(std::chrono::milliseconds(tick_ms_));
  timer_.async_wait([this](const error_code& ec) {
    if (!ec) tick();
  });
}

void ServerShard::tick() {
  const int64_t now = steady_ms();
  const bool out_of_time = stop_at_ms_ != 0 && now >= stop_at_ms_;
  // Backwards: closing takes the last one's place.
  for (size_t i = connections_.size(); i-- > 0;) {
    const std::shared_ptr<Connection> connection = connections_[i];
    out_of_time ? connection->close() : connection->tick(now);
  }
  if (work_.owns_work()) arm();
}

void ServerShard::begin_stop() {
  post([self = shared_from_this()] {
    self->stop_at_ms_ = steady_ms() + self->core->options.stop_ms;
    for (size_t i = self->connections_.size(); i-- > 0;) {
      const std::shared_ptr<Connection> connection = self->connections_[i];
      connection->begin_stop();
    }
    self->finish_when_empty();
    self->tick_ms_ = kTickLeastMs;
    if (self->work_.owns_work()) self->arm();
  });
}

void ServerShard::finish_when_empty() {
  if (stop_at_ms_ == 0 || !connections_.empty()) return;
  timer_.cancel();
  work_.reset();
}

void ServerShard::join() {
  if (thread_.joinable()) thread_.join();
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  ioc.restart();
  ioc.poll();  // what was posted after the loop had ended: it finds closed connections, and lets them go
}

void ServerShard::add(const std::shared_ptr<Connection>& connection) {
  connection->slot = connections_.size();
  connections_.push_back(connection);
}

void ServerShard::remove(Connection& connection) {
  const size_t slot = connection.slot;
  check(slot < connections_.size() && connections_[slot].get() == &connection, "a connection is listed where it says");
  if (slot + 1 != connections_.size()) {
    connections_[slot] = std::move(connections_.back());
    connections_[slot]->slot = slot;
  }
  connections_.pop_back();
  finish_when_empty();
}

bool ServerShard::close_oldest_idle() {
  std::shared_ptr<Connection> oldest;
  for (const auto& connection : connections_) {
    const bool older = oldest == nullptr || connection->idle_since() < oldest->idle_since();
    if (older && connection->idle()) oldest = connection;
  }
  if (oldest == nullptr) return false;
  oldest->close();
  return true;
}

std::string_view ServerShard::date() {
  const Instant now = core->env.clock.now();
  if (now.ms / kSecondMs != date_second_) {
    date_second_ = now.ms / kSecondMs;
    date_ = format_http_date(now);
  }
  return date_;
}

// ---- the server ----

struct HttpServer::Inside {
  std::shared_ptr<ServerCore> core;
  std::vector<std::shared_ptr<ServerShard>> shards;
  std::unique_ptr<tcp::acceptor> acceptor;
  std::unique_ptr<asio::steady_timer> pause;
  size_t next_shard = 0;
  uint16_t port = 0;
  std::mutex mutex;  // start and stop
  bool stopped = false;

  void accept() {
    const size_t place = std::exchange(next_shard, (next_shard + 1) % shards.size());
    acceptor->async_accept(shards[place]->ioc, [this, place](const error_code& ec, tcp::socket socket) {
      if (core->stopping) return;
      if (ec) {
        if (ec == asio::error::operation_aborted) return;
        core->env.log.warn("http.accept_failed", {{"why", ec.message()}});
        pause->expires_after(std::chrono::milliseconds(kAcceptPauseMs));
        pause->async_wait([this](const error_code& waited) {
          if (!waited && !core->stopping) accept();
        });
        return;
      }
      accepted(place, std::move(socket));
      accept();
    });
  }

  void accepted(size_t place, tcp::socket socket) {
    const auto& shard = shards[place];
    const size_t before = core->connections.fetch_add(1);
    const auto connection = std::make_shared<Connection>(shard, std::move(socket));
    core->open_connections.set(static_cast<double>(before + 1));
    if (before >= core->options.max_connections + kRefusedAtOnce) {
      core->refused_connections.add();
    } else if (before >= core->options.max_connections) {
      make_room(place, 0, connection);
    } else if (place == 0) {
      connection->start();
    } else {
      shard->post([connection] { connection->start(); });
    }
  }

  // One that is kept alive without a request gives way, on its own thread first, then on the others; else 503.
  void make_room(size_t place, size_t asked, const std::shared_ptr<Connection>& connection) {
    shards[(place + asked) % shards.size()]->post([this, place, asked, connection] {
      const bool made = shards[(place + asked) % shards.size()]->close_oldest_idle();
      if (!made && asked + 1 < shards.size()) return make_room(place, asked + 1, connection);
      (made ? core->closed_for_room : core->refused_connections).add();
      shards[place]->post([connection, made] { made ? connection->start() : connection->start_refused(); });
    });
  }
};

HttpServer::HttpServer(Env env, ServerOptions options, Handler handler, UploadHook upload)
    : in_(std::make_unique<Inside>()) {
  Metrics& m = env.metrics;
  in_->core = std::shared_ptr<ServerCore>(new ServerCore{
      env, std::move(options), std::move(handler), std::move(upload),
      m.gauge("http_server_connections", "Open connections to the HTTP server"),
      m.counter("http_server_connections_refused_total", "Connections answered 503 because too many were open"),
      m.counter("http_server_connections_closed_for_room_total", "Idle connections closed to make room for new ones"),
      m.counter("http_server_event_readers_dropped_total",
                "Event-stream readers dropped because they read too slowly")});
}

HttpServer::~HttpServer() { stop(); }

uint16_t HttpServer::port() const { return in_->port; }

Result<> HttpServer::start() {
  const ServerOptions& o = in_->core->options;
  TRY(o.validate());
  const std::lock_guard lock(in_->mutex);
  if (!in_->shards.empty()) return fail(ErrorCode::conflict, "the HTTP server has been started already");
  for (int i = 0; i < o.io_threads; ++i) in_->shards.push_back(std::make_shared<ServerShard>(in_->core));

  error_code ec;
  const tcp::endpoint endpoint(parse_address(o.address, ec), o.port);
  const std::string where =
      (endpoint.address().is_v6() ? "[" + o.address + "]" : o.address) + fmt::format(":{}", o.port);
  auto acceptor = std::make_unique<tcp::acceptor>(in_->shards[0]->ioc);
  acceptor->open(endpoint.protocol(), ec);
  if (!ec) acceptor->set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec) acceptor->bind(endpoint, ec);
  if (!ec) acceptor->listen(asio::socket_base::max_listen_connections, ec);
  if (ec) {
    acceptor.reset();  // before the event loop it belongs to
    in_->shards.clear();
    if (ec == asio::error::address_in_use) {
      return fail(ErrorCode::unavailable, "the port is in use", where,
                  "another program listens on " + where + "; choose another with --port");
    }
    if (ec == asio::error::access_denied) {
      return fail(ErrorCode::forbidden, "no right to listen on this port", where,
                  "choose a port above 1023 with --port");
    }
    return fail(ErrorCode::unavailable, "cannot listen: " + ec.message(), where, "check the address this machine has");
  }
  in_->port = acceptor->local_endpoint(ec).port();
  in_->acceptor = std::move(acceptor);
  in_->pause = std::make_unique<asio::steady_timer>(in_->shards[0]->ioc);
  in_->accept();
  for (const auto& shard : in_->shards) shard->start();
  return {};
}

void HttpServer::stop() {
  const std::lock_guard lock(in_->mutex);
  if (in_->shards.empty() || std::exchange(in_->stopped, true)) return;
  for (const auto& shard : in_->shards) check(!shard->on_io_thread(), "stop() is not called from an I/O thread");
  in_->core->stopping = true;
  in_->shards[0]->post([in = in_.get()] {
    error_code ec;
    in->acceptor->close(ec);
    in->pause->cancel();
  });
  for (const auto& shard : in_->shards) shard->begin_stop();
  for (const auto& shard : in_->shards) shard->join();
  in_->acceptor.reset();
  in_->pause.reset();
  in_->core->handler = nullptr;  // what the handler captured need not outlive the server
  in_->core->upload = nullptr;
}

// ---- the answer ----

Responder::Responder(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}
Responder::Responder(Responder&&) noexcept = default;
Responder& Responder::operator=(Responder&& other) noexcept {
  Responder old(std::move(*this));  // what stood here answers 500 if it had not answered
  connection_ = std::move(other.connection_);
  return *this;
}

Responder::~Responder() {
  if (!connection_) return;
  connection_->answer(problem({ErrorCode::internal, "the request was not answered", {}, {}}));
}

void Responder::operator()(HttpResponse response) {
  check(connection_ != nullptr, "a request is answered once");
  std::exchange(connection_, nullptr)->answer(std::move(response));
}

void Responder::answer_all(std::vector<Answer> answers) {
  using One = std::pair<std::shared_ptr<Connection>, HttpResponse>;
  std::vector<std::pair<std::shared_ptr<ServerShard>, std::vector<One>>> of_shards;  // a handful
  for (auto& [responder, response] : answers) {
    check(responder.connection_ != nullptr, "a request is answered once");
    auto connection = std::exchange(responder.connection_, nullptr);
    const auto& shard = connection->shard();
    if (shard->on_io_thread()) {
      connection->answer(std::move(response));
      continue;
    }
    auto at = std::ranges::find(of_shards, shard, &decltype(of_shards)::value_type::first);
    if (at == of_shards.end()) at = of_shards.insert(at, {shard, {}});
    at->second.emplace_back(std::move(connection), std::move(response));
  }
  for (auto& [shard, own] : of_shards) {
    shard->post([theirs = std::move(own)]() mutable {
      for (auto& [connection, response] : theirs) connection->answer_now(std::move(response));
    });
  }
}

void Responder::reset() {
  check(connection_ != nullptr, "a request is answered once");
  std::exchange(connection_, nullptr)->reset();
}

bool Responder::gone() const { return !connection_ || connection_->gone(); }

std::shared_ptr<EventStream> Responder::stream(HttpHeaders headers) {
  check(connection_ != nullptr, "a request is answered once");
  return std::exchange(connection_, nullptr)->begin_stream(std::move(headers));
}

}  // namespace tidings::net

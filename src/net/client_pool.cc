#include "net/client_pool.h"

#include <boost/asio/post.hpp>

#include "base/check.h"
#include "net/client_connection.h"
#include "net/public_address.h"

namespace tidings::net {
namespace {

using boost::system::error_code;

constexpr int64_t kTickMs = 20;
constexpr int64_t kReconnectMs = 100;  // after a connection failed while others to the same host work

void erase(std::vector<std::shared_ptr<ClientConnection>>& list, ClientConnection& connection) {
  for (auto& entry : list) {
    if (entry.get() != &connection) continue;
    if (&entry != &list.back()) entry = std::move(list.back());
    list.pop_back();
    return;
  }
}

}  // namespace

// ---- one host ----

HostPool::HostPool(ClientShard& shard, const ClientJob& first)
    : host(first.host),
      port(first.port),
      tls(first.tls),
      anywhere(!shard.core->options.public_only || std::ranges::count(shard.core->options.also, first.host_key) > 0),
      shard_(shard) {}

void HostPool::submit(JobPtr job) {
  if (waiting_.size() >= shard_.queue_per_host) pump();  // a burst came in one turn: idle connections take theirs first
  if (waiting_.size() >= shard_.queue_per_host) {
    shard_.core->queue_full.add();
    return job->end(Transport::not_sent, "the queue for this host is full");
  }
  auto at = waiting_.end();
  if (job->first) {
    at = std::ranges::find_if(waiting_, [](const JobPtr& other) { return !other->first; });
  }
  waiting_.insert(at, std::move(job));
}

void HostPool::pump() {
  // done and closing lead back here: one loop does it all.
  if (std::exchange(pumping_, true)) {
    pump_again_ = true;
    return;
  }
  do {
    pump_again_ = false;
    while (!waiting_.empty() && !idle_.empty()) {
      const std::shared_ptr<ClientConnection> connection = std::move(idle_.back());  // the one used last is the safest
      idle_.pop_back();
      if (!connection->quiet()) {
        connection->close();
        continue;
      }
      JobPtr job = next_job();
      if (job == nullptr) {
        idle_.push_back(connection);
        break;
      }
      connection->start(std::move(job));
    }
    if (!waiting_.empty() && !shard_.stopping) open_more();
  } while (pump_again_);
  pumping_ = false;
}

void HostPool::open_more() {
  const int64_t now = steady_ms();
  if (now < retry_ms_) return;
  if (endpoints_.empty() || now - resolved_ms_ > limits::kResolvedMs) return resolve();
  // The first few bring the session that makes the others' handshakes short.
  const bool first = tls && !session && !answered_;
  const size_t most = std::min(shard_.connections_per_host, first ? limits::kConnectionsFirst : SIZE_MAX);
  while (connecting_ < std::min(waiting_.size(), limits::kConnectingMost) && all_.size() < most) {
    ++connecting_;
    all_.push_back(std::make_shared<ClientConnection>(shard_, *this));
    all_.back()->connect(endpoints_);
  }
}

void HostPool::resolve() {
  if (std::exchange(resolving_, true)) return;
  std::string name = host;
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  error_code ec;
  const asio::ip::address address = asio::ip::make_address(name, ec);
  uint16_t number = 0;
  const auto parsed = std::from_chars(port.data(), port.data() + port.size(), number);
  if (parsed.ec != std::errc{} || parsed.ptr != port.data() + port.size()) {
    return resolved(asio::error::invalid_argument, {});
  }
  if (!ec) return resolved({}, {tcp::endpoint(address, number)});
  shard_.resolver.async_resolve(
      name, port,
      [this, shard = shard_.shared_from_this()](const error_code& failed, const tcp::resolver::results_type& found) {
        std::vector<tcp::endpoint> endpoints;
        if (!failed) {
          for (const auto& entry : found) endpoints.push_back(entry.endpoint());
        }
        resolved(failed, std::move(endpoints));
      });
}

void HostPool::resolved(const error_code& ec, std::vector<tcp::endpoint> endpoints) {
  resolving_ = false;
  const bool found = !ec && !endpoints.empty();
  // After the name was looked up, and of what is connected to: a name may lead anywhere, and elsewhere the next time.
  if (!anywhere) std::erase_if(endpoints, [](const tcp::endpoint& one) { return !is_public_address(one.address()); });
  if (ec || endpoints.empty()) {
    // Those waiting had the same name to look up: they all get the same answer. Connections that work keep serving.
    if (all_.empty()) {
      const std::string why = "cannot find the host " + host + ": " +
                              (ec      ? ec.message()
                               : found ? "it has no public address"
                                       : "no address");
      for (size_t n = waiting_.size(); n > 0; --n) fail_oldest(why);
    } else {
      retry_ms_ = steady_ms() + kReconnectMs;
    }
  } else {
    endpoints_ = std::move(endpoints);
    resolved_ms_ = steady_ms();
  }
  pump();
}

void HostPool::fail_oldest(const std::string& why) {
  if (waiting_.empty()) return;
  const JobPtr job = std::move(waiting_.front());
  waiting_.pop_front();
  job->end(Transport::not_sent, why);
}

void HostPool::connected(ClientConnection& connection) {
  --connecting_;
  if (JobPtr job = next_job(); job == nullptr) {
    became_idle(connection);
  } else {
    connection.start(std::move(job));  // a new connection needs no second look
  }
  pump();  // its place among those being made is free
}

// The last look before the first byte: this thread may have stood still since the job came.
JobPtr HostPool::next_job() {
  while (!waiting_.empty()) {
    JobPtr job = std::move(waiting_.front());
    waiting_.pop_front();
    if (steady_ms() < job->leave_by_ms) return job;
    job->end(Transport::not_sent, "no free connection in time");
  }
  return nullptr;
}

void HostPool::became_idle(ClientConnection& connection) { idle_.push_back(connection.shared_from_this()); }

void HostPool::connect_failed(ClientConnection& connection, const std::string& why) {
  --connecting_;
  erase(all_, connection);
  const bool others_work = std::any_of(all_.begin(), all_.end(), [](const auto& c) { return c->established(); });
  if (others_work) {
    retry_ms_ = steady_ms() + kReconnectMs;
  } else {
    resolved_ms_ = 0;  // its address may have changed
    endpoints_.clear();
    fail_oldest("cannot connect to " + host + ":" + port + ": " + why);
  }
  pump();
}

void HostPool::closed(ClientConnection& connection) {
  erase(all_, connection);
  erase(idle_, connection);
}

void HostPool::tick(int64_t now_ms) {
  if (!all_.empty() || !waiting_.empty() || resolving_ || used_ms_ == 0) used_ms_ = now_ms;
  std::vector<JobPtr> late;
  std::erase_if(waiting_, [&](JobPtr& job) {
    if (now_ms < job->leave_by_ms) return false;
    late.push_back(std::move(job));
    return true;
  });
  const auto connections = all_;  // ticking may close them
  for (const auto& connection : connections) connection->tick(now_ms);
  for (const JobPtr& job : late) job->end(Transport::not_sent, "no free connection in time");
  pump();
}

void HostPool::stop() {
  while (!waiting_.empty()) fail_oldest("the HTTP client was stopped");
  const auto connections = all_;
  for (const auto& connection : connections) connection->stop();
}

// ---- one I/O thread ----

ClientShard::ClientShard(std::shared_ptr<ClientCore> c, size_t connections, size_t queue)
    : core(std::move(c)), connections_per_host(connections), queue_per_host(queue) {}
ClientShard::~ClientShard() = default;

void ClientShard::start() {
  open_ = true;
  thread_ = std::thread([self = shared_from_this()] {
    self->thread_id_ = std::this_thread::get_id();
    self->ioc.run();
  });
}

void ClientShard::submit(std::vector<JobPtr> jobs) {
  {
    const std::lock_guard lock(mutex_);
    if (open_) {
      for (auto& job : jobs) {
        // The I/O thread empties this at its next turn; a flood in between keeps only what is needed to refuse it.
        if (inbox_.size() >= queue_per_host + connections_per_host && job->refusal.empty()) {
          job->refusal = "the queue for this host is full";
          job->wire = {};
        }
        inbox_.push_back(std::move(job));
      }
      if (!std::exchange(drain_posted_, true)) {
        asio::post(ioc, [self = shared_from_this()] { self->drain(); });
      }
      return;
    }
  }
  for (const auto& job : jobs) job->end(Transport::not_sent, "the HTTP client is not running");
}

void ClientShard::drain() {
  std::vector<JobPtr> jobs;
  {
    const std::lock_guard lock(mutex_);
    jobs.swap(inbox_);
    drain_posted_ = false;
  }
  HostPool* last = nullptr;
  const std::string* last_key = nullptr;
  for (JobPtr& job : jobs) {
    if (!job->refusal.empty() || stopping) {
      job->end(Transport::not_sent, stopping ? "the HTTP client was stopped" : job->refusal);
      continue;
    }
    if (!last || *last_key != job->host_key) {
      if (last) last->pump();
      auto [at, is_new] = pools_.try_emplace(job->host_key);
      if (is_new) at->second = std::make_unique<HostPool>(*this, *job);
      last = at->second.get();
      last_key = &at->first;
    }
    last->submit(std::move(job));
  }
  if (last) last->pump();
  if (!pools_.empty()) arm();
}

void ClientShard::arm() {
  if (std::exchange(armed_, true) || stopping) return;
  timer_.expires_after(std::chrono::milliseconds(kTickMs));
  timer_.async_wait([this](const error_code& ec) {
    if (!ec) tick();
  });
}

void ClientShard::tick() {
  armed_ = false;
  const int64_t now = steady_ms();
  for (auto& [key, pool] : pools_) pool->tick(now);
  std::erase_if(pools_, [&](const auto& entry) { return entry.second->forgotten(now); });
  if (!pools_.empty()) arm();
}

void ClientShard::begin_stop() {
  {
    const std::lock_guard lock(mutex_);
    open_ = false;
  }
  asio::post(ioc, [self = shared_from_this()] {
    self->stopping = true;
    self->drain();
    for (auto& [key, pool] : self->pools_) pool->stop();
    self->resolver.cancel();
    self->timer_.cancel();
    self->work_.reset();
  });
}

void ClientShard::join() {
  if (thread_.joinable()) thread_.join();
  pools_.clear();
}

}  // namespace tidings::net

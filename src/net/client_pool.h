// Inside the client: one I/O thread (ClientShard), its hosts (HostPool) and the requests on their way (ClientJob).
// Only net/'s own .cc files include this (it brings Boost.Asio).
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "net/http_client.h"
#include "net/steady.h"
#include "net/tls_channel.h"

namespace tidings::net {

namespace asio = boost::asio;
using asio::ip::tcp;

struct ClientJob {
  std::string host_key;  // "https://host:port" as written in the URL
  std::string host, port;
  bool tls = false, head_only = false, first = false;
  std::string wire;     // the whole request
  std::string refusal;  // not empty: it cannot be sent, and why
  int64_t timeout_ms = 0, deadline_ms = 0;
  int64_t leave_by_ms = 0;  // no byte of it leaves later
  HttpRunner::Done done;

  void end(Transport transport, std::string problem) { done(HttpResult{transport, {}, std::move(problem)}); }
};
using JobPtr = std::unique_ptr<ClientJob>;

struct ClientCore {
  Env env;
  ClientOptions options;
  asio::ssl::context tls{asio::ssl::context::tls_client};
  Counter& connections_opened;
  Counter& queue_full;
  std::once_flag authorities;

  // The system's certificates take longer to read than all else at a start: read before the first handshake. Any
  // thread.
  asio::ssl::context& tls_ready();
};

class ClientConnection;
class ClientShard;

// All connections to one host, and what waits for one. I/O thread only.
class HostPool {
 public:
  HostPool(ClientShard& shard, const ClientJob& first);

  void submit(JobPtr job);
  void tick(int64_t now_ms);
  void stop();
  // Nothing has been under way for so long that the host's addresses and TLS session are not worth keeping.
  bool forgotten(int64_t now_ms) const { return now_ms - used_ms_ > limits::kHostKeptMs; }

  // By the connections.
  void connected(ClientConnection& connection);
  void connect_failed(ClientConnection& connection, const std::string& why);
  void answered() { answered_ = true; }
  void became_idle(ClientConnection& connection);
  void closed(ClientConnection& connection);
  void pump();  // gives what waits to idle connections, and opens more

  const std::string host, port;
  const bool tls;
  const bool anywhere;  // it need not be at a public address
  TlsSession session;   // the newest one the host gave: with it the next handshake is shorter

 private:
  void open_more();
  void resolve();
  void resolved(const boost::system::error_code& ec, std::vector<tcp::endpoint> endpoints);
  void fail_oldest(const std::string& why);
  JobPtr next_job();  // of those that wait; null: none that may still leave

  ClientShard& shard_;
  std::deque<JobPtr> waiting_;
  std::vector<std::shared_ptr<ClientConnection>> all_, idle_;
  std::vector<tcp::endpoint> endpoints_;
  int64_t resolved_ms_ = 0, retry_ms_ = 0, used_ms_ = 0;
  size_t connecting_ = 0;
  bool answered_ = false;  // it has answered a request, and so given a session if it gives any
  bool resolving_ = false, pumping_ = false, pump_again_ = false;
};

class ClientShard : public std::enable_shared_from_this<ClientShard> {
 public:
  ClientShard(std::shared_ptr<ClientCore> core, size_t connections_per_host, size_t queue_per_host);
  ~ClientShard();

  void start();
  void submit(std::vector<JobPtr> jobs);  // any thread
  void begin_stop();                      // any thread
  void join();

  const std::shared_ptr<ClientCore> core;
  const size_t connections_per_host, queue_per_host;
  asio::io_context ioc{1};
  tcp::resolver resolver{ioc};
  bool stopping = false;  // I/O thread
  bool on_io_thread() const { return std::this_thread::get_id() == thread_id_; }

 private:
  void drain();
  void tick();
  void arm();

  std::unordered_map<std::string, std::unique_ptr<HostPool>> pools_;
  asio::steady_timer timer_{ioc};
  bool armed_ = false;
  asio::executor_work_guard<asio::io_context::executor_type> work_{ioc.get_executor()};
  std::thread thread_;
  std::atomic<std::thread::id> thread_id_;
  std::mutex mutex_;
  std::vector<JobPtr> inbox_;  // guarded by mutex_; the I/O thread empties it at its next turn
  bool drain_posted_ = false, open_ = false;
};

}  // namespace tidings::net

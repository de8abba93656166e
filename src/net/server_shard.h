// Inside the server: one I/O thread with its event loop and its connections, and what all of them share.
// Only net/'s own .cc files include this (it brings Boost.Asio).
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "net/http_server.h"
#include "net/steady.h"

namespace tidings::net {

namespace asio = boost::asio;
using asio::ip::tcp;

struct ServerCore {
  Env env;
  ServerOptions options;
  HttpServer::Handler handler;
  HttpServer::UploadHook upload;
  Gauge& open_connections;
  Counter& refused_connections;
  Counter& closed_for_room;
  Counter& dropped_readers;
  std::atomic<size_t> connections = 0;
  std::atomic<bool> stopping = false;
};

class ServerShard : public std::enable_shared_from_this<ServerShard> {
 public:
  explicit ServerShard(std::shared_ptr<ServerCore> core);

  void start();
  void begin_stop();  // any thread
  void join();        // after begin_stop(); not from the I/O thread

  // Runs f on the I/O thread, unless the shard has ended: then false. Any thread.
  template <class F>
  bool post(F f) {
    const std::lock_guard lock(mutex_);
    if (ended_) return false;
    asio::post(ioc, std::move(f));
    return true;
  }
  bool on_io_thread() const { return std::this_thread::get_id() == thread_id_; }

  // I/O thread only.
  void add(const std::shared_ptr<Connection>& connection);
  void remove(Connection& connection);
  uint64_t next_in_order() { return ++order_; }
  bool close_oldest_idle();  // of the connections kept alive; false: there is none
  std::string_view date();

  const std::shared_ptr<ServerCore> core;
  asio::io_context ioc{1};

 private:
  void tick();
  void arm();
  void finish_when_empty();

  std::vector<std::shared_ptr<Connection>> connections_;
  asio::steady_timer timer_{ioc};
  asio::executor_work_guard<asio::io_context::executor_type> work_{ioc.get_executor()};
  uint64_t order_ = 0;
  int64_t tick_ms_;
  int64_t stop_at_ms_ = 0;
  int64_t date_second_ = -1;
  std::string date_;
  std::thread thread_;
  std::atomic<std::thread::id> thread_id_;
  std::mutex mutex_;
  bool ended_ = false;
};

}  // namespace tidings::net

// The HTTP/1.1 server: the product's only listening socket. The handler gets whole requests as values and may answer
// later, from any thread, so a webhook is answered when its commit lands and no thread waits for it. Threads: each
// connection belongs to one I/O thread; handlers, upload hooks and sinks are called there and must not block (a sink
// may write to a file). One request at a time per connection; pipelined ones wait their turn, in order.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/env.h"
#include "base/http.h"
#include "base/limits.h"

namespace tidings::net {

struct ServerOptions {
  std::string address = "127.0.0.1";  // an IP address, or "localhost"
  uint16_t port = 8080;               // 0: any free one, see HttpServer::port()
  int io_threads = 1;
  size_t max_connections = limits::kHttpConnections;  // then 503
  size_t header_bytes = limits::kHttpHeaderBytes;     // then 431
  uint64_t body_bytes = limits::kHttpBodyBytes;       // then 413
  uint64_t upload_bytes = static_cast<uint64_t>(limits::kUploadBytes);
  size_t upload_progress_bytes = limits::kUploadProgressBytes;  // brought within every read_ms, or 408
  int64_t idle_ms = limits::kHttpIdleMs;                        // keep-alive without a request
  int64_t read_ms = limits::kHttpReadMs;                        // one request, first byte to last; then 408
  int64_t write_ms = limits::kHttpWriteMs;                      // an answer without progress
  int64_t linger_ms = limits::kHttpLingerMs;
  int64_t stop_ms = limits::kHttpStopMs;  // requests in flight at stop()
  size_t event_buffer_bytes = limits::kEventBufferBytes;
  int64_t event_heartbeat_ms = limits::kEventHeartbeatMs;

  Result<> validate() const;
};

struct IncomingRequest {
  HttpRequest request;  // url is the target as received; body is empty when it went to a sink
  std::string remote_address;
  bool remote_is_loopback = false;
  std::shared_ptr<void> upload;  // UploadSink::state, when the body was streamed
};

class Connection;
class EventStreamState;

// One reader of server-sent events. Dropping it closes it. Any thread.
class EventStream {
 public:
  explicit EventStream(std::shared_ptr<EventStreamState> state);
  ~EventStream();
  EventStream(const EventStream&) = delete;

  // Queues whole events as format_event() writes them. False: the reader is gone, or was too slow and has been dropped.
  bool send(std::string_view event_text);
  bool closed() const;
  void close();
  // Called once, from the I/O thread or, when it is closed already, at once. Must be short.
  void on_close(std::function<void()> closed);

 private:
  std::shared_ptr<EventStreamState> state_;
};

// "event: name\ndata: …\n\n"; a line break in data starts another data line. name and id may be empty.
std::string format_event(std::string_view name, std::string_view data, std::string_view id = {});

// The right to answer one request, once. Dropped without an answer it answers 500. Any thread, also after the server
// stopped.
class Responder {
 public:
  explicit Responder(std::shared_ptr<Connection> connection);
  Responder(Responder&&) noexcept;
  Responder& operator=(Responder&&) noexcept;
  ~Responder();

  void operator()(HttpResponse response);
  // Answers many at once: each I/O thread is woken once for all that are its own.
  struct Answer;
  static void answer_all(std::vector<Answer> answers);
  // Answers 200 with an endless body of events (Content-Type is set here).
  std::shared_ptr<EventStream> stream(HttpHeaders headers = {});
  // Resets the connection without an answer: for simulators that play a broken peer.
  void reset();
  // Nobody waits for the answer any more, or the server is ending: as of a moment ago, for handlers that take long.
  bool gone() const;

 private:
  std::shared_ptr<Connection> connection_;
};

struct Responder::Answer {
  Responder responder;
  HttpResponse response;
};

// Takes a streamed body in pieces. An error ends the upload and becomes the answer (net/problem.h). When the sender
// breaks off, the sink is destroyed and the handler is not called.
struct UploadSink {
  template <class F>
    requires std::is_invocable_r_v<Result<>, F&, std::string_view>
  UploadSink(F f, std::shared_ptr<void> s = {}) : take(std::move(f)), state(std::move(s)) {}

  std::function<Result<>(std::string_view chunk)> take;
  std::shared_ptr<void> state;  // handed on to the handler as IncomingRequest::upload
};

class HttpServer {
 public:
  using Handler = std::function<void(IncomingRequest, Responder)>;
  // Decides by the head whether the body is streamed; the handler is called after its last piece. Asked for every
  // request whose method is not GET or HEAD.
  using UploadHook = std::function<std::optional<UploadSink>(const HttpRequest& head)>;

  HttpServer(Env env, ServerOptions options, Handler handler, UploadHook upload = {});
  ~HttpServer();  // stops
  HttpServer(const HttpServer&) = delete;

  // Errors: invalid_argument (options), unavailable (port in use), forbidden (port needs more rights).
  Result<> start();
  // Stops accepting, closes idle connections and event streams, lets requests in flight end (at most stop_ms).
  // Idempotent; returns when every I/O thread has ended. Not from an I/O thread.
  void stop();
  uint16_t port() const;  // after start()

 private:
  struct Inside;
  std::unique_ptr<Inside> in_;
};

}  // namespace tidings::net

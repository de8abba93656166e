// Inside the server: one accepted connection, from its first byte to its close. Belongs to one shard's I/O thread; only
// answer() and begin_stream() may be called from elsewhere.
//
//   idle → reading → handling → writing → idle …      the usual circle (keep-alive)
//                  ↘ streaming                        an event stream, until either side ends it
//   any → lingering → closed                          last answer sent; waits shortly so that a reset does not eat it
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "net/byte_buffer.h"
#include "net/message_parser.h"
#include "net/server_shard.h"

namespace tidings::net {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<ServerShard> shard, tcp::socket socket);
  ~Connection();

  // I/O thread.
  void start();
  void start_refused();  // over the limit: 503 and close
  void tick(int64_t now_ms);
  void begin_stop();
  void close();
  bool idle() const;                                   // and nothing has come that is not read
  uint64_t idle_since() const { return idle_since_; }  // in the order of the shard's connections, not a time
  void answer_now(HttpResponse response);              // unless it was closed meanwhile

  // Any thread, once a request.
  void answer(HttpResponse response);
  void reset();
  std::shared_ptr<EventStream> begin_stream(HttpHeaders headers);
  bool gone();

  const std::shared_ptr<ServerShard>& shard() const { return shard_; }
  size_t slot = 0;  // place in the shard's list

 private:
  friend class EventStreamState;
  enum class State { idle, reading, handling, writing, streaming, lingering, closed };

  void read();
  void on_read(const boost::system::error_code& ec, size_t n);
  void advance();  // parses and serves until bytes, an answer or room to write is lacking
  bool on_head();  // these four: true when advance() may go on
  bool on_message();
  bool begin_answer(HttpResponse response);
  bool finish_message();
  bool refuse(int status, const Error& error);  // answers, then closes; always false
  bool refuse_parse();
  bool write_out();  // true when all of out_ is written already; else on_written() follows
  void on_written();
  void linger();
  void open_stream(HttpHeaders headers, std::shared_ptr<EventStreamState> stream);
  void flush_stream();
  void linger_after_stream();
  void set_deadline(int64_t after_ms);
  void begin_idle();
  void no_deadline();
  void begin_writing();
  void check_writing();

  const std::shared_ptr<ServerShard> shard_;
  ServerCore& core_;
  tcp::socket socket_;
  ByteBuffer in_;
  MessageParser parser_;
  HttpRequest request_;
  std::shared_ptr<void> upload_;
  State state_ = State::idle;
  bool counted_ = true, in_handler_ = false, reading_ = false, streamed_upload_ = false;
  bool keep_alive_ = true, http_11_ = true, head_only_ = false;
  std::atomic<bool> gone_ = false;
  int64_t deadline_ms_ = 0;
  uint64_t idle_since_ = 0;
  uint64_t progress_mark_ = 0;
  std::string remote_address_;
  bool remote_is_loopback_ = false;

  std::string out_head_, out_body_;  // being written, one after the other
  size_t out_done_ = 0;
  int unsent_mark_ = 0;

  // What the handler gave before it returned.
  std::optional<HttpResponse> ready_answer_;
  std::optional<HttpHeaders> ready_stream_headers_;

  std::shared_ptr<EventStreamState> stream_;
  bool stream_writing_ = false, stream_last_chunk_ = false;
};

// What an EventStream and its connection share.
class EventStreamState : public std::enable_shared_from_this<EventStreamState> {
 public:
  EventStreamState(std::shared_ptr<Connection> connection, size_t most)
      : connection_(std::move(connection)), most_(most) {}

  bool send(std::string_view text);
  bool closed();
  void close();  // any thread
  void on_close(std::function<void()> f);
  void ended();                  // by the connection, I/O thread
  bool take(std::string& into);  // by the connection: what waits to be written; false when it is to be closed
  void written();                // by the connection: what was taken is out

 private:
  std::mutex mutex_;
  std::shared_ptr<Connection> connection_;  // until ended
  const size_t most_;
  std::string pending_;
  size_t taken_ = 0;
  bool closed_ = false, flush_posted_ = false;
  std::function<void()> on_close_;
};

}  // namespace tidings::net

// Inside the client: one outgoing connection, one request at a time. I/O thread only.
//
//   connecting → idle ⇄ busy → closed
//
// A read is outstanding from the moment it is connected, so that the end of an idle connection is noticed.
#pragma once

#include "net/byte_buffer.h"
#include "net/client_pool.h"
#include "net/message_parser.h"
#include "net/tls_channel.h"

namespace tidings::net {

class ClientConnection : public std::enable_shared_from_this<ClientConnection> {
 public:
  ClientConnection(ClientShard& shard, HostPool& pool);

  void connect(const std::vector<tcp::endpoint>& endpoints);
  // Whether an idle connection can still be used: open, and nothing to read.
  bool quiet();
  void start(JobPtr job);
  void tick(int64_t now_ms);
  void stop();
  void close();
  bool established() const { return state_ == State::idle || state_ == State::busy; }

 private:
  enum class State { connecting, idle, busy, closed };

  void on_connected(const boost::system::error_code& ec);
  void start_tls();
  void shake_hands();
  void ready();
  void connect_failed(const std::string& why);
  std::string_view to_write() const;
  void write_out();
  void on_written(const boost::system::error_code& ec);
  void read();
  void on_read(const boost::system::error_code& ec, size_t n);
  void on_bytes();
  void on_end(const std::string& why, bool orderly);
  bool take_answer();  // false: the request has ended
  void answered();
  void failed(std::string why, bool too_large = false);

  const std::shared_ptr<ClientShard> shard_;
  HostPool& pool_;  // valid until closed
  tcp::socket socket_;
  std::unique_ptr<TlsChannel> tls_;
  bool tls_ended_ = false;  // the other side writes nothing more
  State state_ = State::connecting;
  int64_t deadline_ms_;
  JobPtr job_;
  size_t written_ = 0;
  bool all_written_ = false, writing_ = false;
  ByteBuffer in_;
  MessageParser parser_;
};

}  // namespace tidings::net

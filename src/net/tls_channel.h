// Inside the client: the TLS of one connection, without its socket. Bytes off the wire go into incoming(), bytes for
// the wire come out of outgoing(); reading and writing them is the connection's, the same way as without TLS. Holds no
// record buffers while nothing is under way. I/O thread only. Source: RFC 8446, RFC 6125 for names.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

#include "net/byte_buffer.h"

namespace tidings::net {

struct SslFree {
  void operator()(SSL* ssl) const {
    SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);  // else its session is of no more use
    SSL_free(ssl);
  }
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using TlsSession = std::unique_ptr<SSL_SESSION, SslFree>;

class TlsChannel {
 public:
  // Once for a context, before its first channel.
  static void prepare(SSL_CTX* context);

  // host: the name the certificate must be for, or an address. session: of an earlier connection to it, or null.
  TlsChannel(SSL_CTX* context, const std::string& host, bool is_name, SSL_SESSION* session);
  TlsChannel(const TlsChannel&) = delete;

  enum class Step { done, need_more, failed };
  Step handshake();
  // False: it is broken (problem() says how), and nothing of it was written.
  bool encrypt(std::string_view plain);
  enum class Read { open, ended, failed };
  // All that can be decrypted, at the end of `plain`. ended: the other side said that nothing more comes.
  Read decrypt(ByteBuffer& plain);

  ByteBuffer& incoming() { return incoming_; }
  std::string& outgoing() { return outgoing_; }
  const std::string& problem() const { return problem_; }
  // The newest session the other side gave, once; null: none since.
  TlsSession take_session() { return std::move(session_); }

 private:
  void note_problem();
  static int read_some(BIO* bio, char* to, int size);
  static int write_all(BIO* bio, const char* from, int size);
  static long control(BIO* bio, int command, long number, void* pointer);
  static BIO_METHOD* method();

  ByteBuffer incoming_;
  std::string outgoing_, problem_;
  TlsSession session_;
  std::unique_ptr<SSL, SslFree> ssl_;
};

}  // namespace tidings::net

#include "net/tls_channel.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "base/check.h"

namespace tidings::net {
namespace {

constexpr size_t kPlainBytes = 4 << 10;

}  // namespace

int TlsChannel::read_some(BIO* bio, char* to, int size) {
  auto& self = *static_cast<TlsChannel*>(BIO_get_data(bio));
  const auto n = std::min(self.incoming_.size(), static_cast<size_t>(size));
  BIO_clear_retry_flags(bio);
  if (n == 0) {
    BIO_set_retry_read(bio);
    return -1;
  }
  std::memcpy(to, self.incoming_.view().data(), n);
  self.incoming_.consume(n);
  return static_cast<int>(n);
}

int TlsChannel::write_all(BIO* bio, const char* from, int size) {
  static_cast<TlsChannel*>(BIO_get_data(bio))->outgoing_.append(from, static_cast<size_t>(size));
  BIO_clear_retry_flags(bio);
  return size;
}

long TlsChannel::control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

BIO_METHOD* TlsChannel::method() {
  static BIO_METHOD* const made = [] {
    BIO_METHOD* out = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "tidings connection");
    BIO_meth_set_read(out, &TlsChannel::read_some);
    BIO_meth_set_write(out, &TlsChannel::write_all);
    BIO_meth_set_ctrl(out, &TlsChannel::control);
    return out;
  }();
  return made;
}

void TlsChannel::prepare(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);  // in mid request it would make a write fail
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
  SSL_CTX_sess_set_new_cb(context, [](SSL* ssl, SSL_SESSION* session) {
    static_cast<TlsChannel*>(SSL_get_app_data(ssl))->session_.reset(session);
    return 1;  // ours now
  });
}

TlsChannel::TlsChannel(SSL_CTX* context, const std::string& host, bool is_name, SSL_SESSION* session)
    : ssl_(SSL_new(context)) {
  check(ssl_ != nullptr, "a TLS connection can be made");
  SSL* ssl = ssl_.get();
  SSL_set_app_data(ssl, this);
  BIO* bio = BIO_new(method());
  check(bio != nullptr, "a BIO can be made");
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl, bio, bio);
  SSL_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS);
  SSL_set_connect_state(ssl);
  if (is_name) {
    SSL_set_tlsext_host_name(ssl, host.c_str());
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    check(SSL_set1_host(ssl, host.c_str()) == 1, "the name to verify can be set");
  } else {
    check(X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1, "the address to verify can be set");
  }
  if (session != nullptr) SSL_set_session(ssl, session);
}

void TlsChannel::note_problem() {
  const unsigned long code = ERR_peek_last_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  problem_ = reason == nullptr ? "the other side broke it off" : reason;
  if (const long verdict = SSL_get_verify_result(ssl_.get()); verdict != X509_V_OK) {
    problem_ += std::string(": ") + X509_verify_cert_error_string(verdict);
  }
}

TlsChannel::Step TlsChannel::handshake() {
  ERR_clear_error();
  const int done = SSL_do_handshake(ssl_.get());
  if (done == 1) return Step::done;
  if (SSL_get_error(ssl_.get(), done) == SSL_ERROR_WANT_READ) return Step::need_more;
  note_problem();
  return Step::failed;
}

bool TlsChannel::encrypt(std::string_view plain) {
  ERR_clear_error();
  size_t written = 0;
  if (SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &written) == 1) return true;  // all of it: nothing blocks
  note_problem();
  return false;
}

TlsChannel::Read TlsChannel::decrypt(ByteBuffer& plain) {
  while (true) {
    ERR_clear_error();
    plain.make_room(kPlainBytes);
    const int n = SSL_read(ssl_.get(), plain.room(), static_cast<int>(plain.room_size()));
    if (n > 0) {
      plain.filled(static_cast<size_t>(n));
      // A record is handed out whole where there is room: what is left is the beginning of another at most.
      if (incoming_.empty() && SSL_pending(ssl_.get()) == 0) return Read::open;
      continue;
    }
    switch (SSL_get_error(ssl_.get(), n)) {
      case SSL_ERROR_WANT_READ:
        return Read::open;
      case SSL_ERROR_ZERO_RETURN:
        return Read::ended;
      default:
        note_problem();
        return Read::failed;
    }
  }
}

}  // namespace tidings::net

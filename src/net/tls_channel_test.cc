// The client's TLS against OpenSSL's server in memory: every byte passes through the test's hands.
#include "net/tls_channel.h"

#include <gtest/gtest.h>

#include "net/tls_test_support.h"

namespace tidings::net {
namespace {

struct ClientContext {
  explicit ClientContext(const Certificate& trusted) : context(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    EXPECT_EQ(1, SSL_CTX_load_verify_locations(context, trusted.path.c_str(), nullptr));
    TlsChannel::prepare(context);
  }
  ~ClientContext() { SSL_CTX_free(context); }
  SSL_CTX* context;
};

struct Server {
  explicit Server(const Certificate& certificate) : ssl(SSL_new(certificate.context)) {
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(ssl);
  }
  ~Server() { SSL_free(ssl); }

  void hear(std::string& wire) {
    if (!wire.empty()) BIO_write(SSL_get_rbio(ssl), wire.data(), static_cast<int>(wire.size()));
    wire.clear();
  }
  std::string say() {
    std::string out(BIO_ctrl_pending(SSL_get_wbio(ssl)), 0);
    if (!out.empty()) BIO_read(SSL_get_wbio(ssl), out.data(), static_cast<int>(out.size()));
    return out;
  }
  std::string read() {
    std::string all;
    char block[4096];
    for (int n = SSL_read(ssl, block, sizeof block); n > 0; n = SSL_read(ssl, block, sizeof block)) {
      all.append(block, static_cast<size_t>(n));
    }
    return all;
  }
  SSL* ssl;
};

void deliver(TlsChannel& channel, std::string_view bytes) {
  channel.incoming().make_room(bytes.size());
  std::ranges::copy(bytes, channel.incoming().room());
  channel.incoming().filled(bytes.size());
}

TlsChannel::Step shake(TlsChannel& channel, Server& server) {
  auto step = channel.handshake();
  for (int turn = 0; step == TlsChannel::Step::need_more && turn < 10; ++turn) {
    server.hear(channel.outgoing());
    SSL_do_handshake(server.ssl);
    deliver(channel, server.say());
    step = channel.handshake();
  }
  server.hear(channel.outgoing());
  SSL_do_handshake(server.ssl);
  return step;
}

TEST(TlsChannel, BytesComeInAnyPieces) {
  Certificate certificate("DNS:carrier.example", "tidings_channel_pieces.pem");
  ClientContext client(certificate);
  Server server(certificate);
  TlsChannel channel(client.context, "carrier.example", true, nullptr);
  ASSERT_EQ(TlsChannel::Step::done, shake(channel, server));
  ASSERT_TRUE(channel.encrypt("a request"));
  server.hear(channel.outgoing());
  EXPECT_EQ("a request", server.read());

  const std::string answer(100'000, 'a');
  SSL_write(server.ssl, answer.data(), static_cast<int>(answer.size()));
  SSL_shutdown(server.ssl);
  ByteBuffer plain;
  const std::string wire = server.say();  // with the session tickets before it
  auto word = TlsChannel::Read::open;
  for (size_t at = 0; at < wire.size(); at += 7) {
    ASSERT_EQ(TlsChannel::Read::open, word) << at;
    deliver(channel, std::string_view(wire).substr(at, 7));
    word = channel.decrypt(plain);
  }
  EXPECT_EQ(TlsChannel::Read::ended, word);
  EXPECT_EQ(answer, plain.view());
}

TEST(TlsChannel, ALargeRequestIsWrittenWhole) {
  Certificate certificate("DNS:carrier.example", "tidings_channel_large.pem");
  ClientContext client(certificate);
  Server server(certificate);
  TlsChannel channel(client.context, "carrier.example", true, nullptr);
  ASSERT_EQ(TlsChannel::Step::done, shake(channel, server));
  const std::string request(1 << 20, 'r');
  ASSERT_TRUE(channel.encrypt(request));
  server.hear(channel.outgoing());
  EXPECT_EQ(request, server.read());
}

TEST(TlsChannel, TheNameMustBeTheCertificates) {
  Certificate certificate("DNS:carrier.example,IP:127.0.0.1", "tidings_channel_name.pem");
  ClientContext client(certificate);
  struct Case {
    const char* host;
    bool is_name, right;
  };
  for (const auto& [host, is_name, right] : {Case{"carrier.example", true, true},
                                             {"other.example", true, false},
                                             {"sub.carrier.example", true, false},
                                             {"127.0.0.1", false, true},
                                             {"127.0.0.2", false, false},
                                             {"::1", false, false}}) {
    Server server(certificate);
    TlsChannel channel(client.context, host, is_name, nullptr);
    EXPECT_EQ(right ? TlsChannel::Step::done : TlsChannel::Step::failed, shake(channel, server)) << host;
    EXPECT_EQ(right, channel.problem().empty()) << channel.problem();
  }
}

TEST(TlsChannel, AnUnknownAuthorityIsNamed) {
  Certificate certificate("DNS:carrier.example", "tidings_channel_unknown.pem");
  Certificate other("DNS:carrier.example", "tidings_channel_trusted.pem");
  ClientContext client(other);
  Server server(certificate);
  TlsChannel channel(client.context, "carrier.example", true, nullptr);
  EXPECT_EQ(TlsChannel::Step::failed, shake(channel, server));
  EXPECT_NE(std::string::npos, channel.problem().find("certificate verify failed: self-signed")) << channel.problem();
}

TEST(TlsChannel, ASessionIsResumedByBothVersions) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Certificate certificate("DNS:carrier.example", "tidings_channel_session.pem");
    ClientContext client(certificate);
    SSL_CTX_set_max_proto_version(client.context, version);
    TlsSession session;
    for (const bool again : {false, true, true}) {
      Server server(certificate);
      TlsChannel channel(client.context, "carrier.example", true, session.get());
      ASSERT_EQ(TlsChannel::Step::done, shake(channel, server));
      EXPECT_EQ(again, SSL_session_reused(server.ssl)) << version;
      deliver(channel, server.say());
      ByteBuffer plain;
      EXPECT_EQ(TlsChannel::Read::open, channel.decrypt(plain));
      if (auto newer = channel.take_session()) session = std::move(newer);
      ASSERT_NE(nullptr, session);
    }
  }
}

// Not every connection ends with a farewell: that says nothing about the session.
TEST(TlsChannel, AnAbruptEndKeepsTheSession) {
  Certificate certificate("DNS:carrier.example", "tidings_channel_abrupt.pem");
  ClientContext client(certificate);
  TlsSession session;
  for (const bool again : {false, true}) {
    Server server(certificate);
    auto channel = std::make_unique<TlsChannel>(client.context, "carrier.example", true, session.get());
    ASSERT_EQ(TlsChannel::Step::done, shake(*channel, server));
    EXPECT_EQ(again, SSL_session_reused(server.ssl));
    deliver(*channel, server.say());
    ByteBuffer plain;
    EXPECT_EQ(TlsChannel::Read::open, channel->decrypt(plain));
    if (!again) session = channel->take_session();
    ASSERT_NE(nullptr, session);
  }
}

TEST(TlsChannel, ARenegotiationDoesNotLoseTheRequest) {
  Certificate certificate("DNS:carrier.example", "tidings_channel_again.pem");
  ClientContext client(certificate);
  SSL_CTX_set_max_proto_version(client.context, TLS1_2_VERSION);
  Server server(certificate);
  TlsChannel channel(client.context, "carrier.example", true, nullptr);
  ASSERT_EQ(TlsChannel::Step::done, shake(channel, server));
  ASSERT_EQ(1, SSL_renegotiate(server.ssl));
  SSL_do_handshake(server.ssl);
  deliver(channel, server.say());
  ByteBuffer plain;
  EXPECT_EQ(TlsChannel::Read::open, channel.decrypt(plain));
  EXPECT_TRUE(channel.encrypt("a request"));
}

TEST(TlsChannel, NonsenseBreaksIt) {
  Certificate certificate("DNS:carrier.example", "tidings_channel_nonsense.pem");
  ClientContext client(certificate);
  Server server(certificate);
  TlsChannel channel(client.context, "carrier.example", true, nullptr);
  ASSERT_EQ(TlsChannel::Step::done, shake(channel, server));
  deliver(channel, "HTTP/1.1 200 OK\r\n\r\n");
  ByteBuffer plain;
  EXPECT_EQ(TlsChannel::Read::failed, channel.decrypt(plain));
  EXPECT_FALSE(channel.problem().empty());
  EXPECT_FALSE(channel.encrypt("a request"));
}

}  // namespace
}  // namespace tidings::net

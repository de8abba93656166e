// HTTPS against a loopback server with a certificate of the test's own making.
#include <gtest/gtest.h>

#include <fstream>
#include <latch>

#include "base/limits.h"
#include "net/fetch.h"
#include "net/http_client.h"
#include "net/loopback_test_support.h"
#include "net/tls_test_support.h"

namespace tidings::net {
namespace {

// Answers "secure" to every request, over TLS; `requests` counts them.
struct SecureServer {
  explicit SecureServer(Certificate& c)
      : server([this, &c](RawSocket& socket, int) {
          SSL* ssl = SSL_new(c.context);
          SSL_set_fd(ssl, socket.fd());
          if (SSL_accept(ssl) == 1) {  // it sends session tickets: bytes that are no answer
            MessageParser parser(MessageParser::Kind::request, 64 << 10);
            char block[4096];
            for (int n = SSL_read(ssl, block, sizeof block); n > 0; n = SSL_read(ssl, block, sizeof block)) {
              if (!take(parser, {block, static_cast<size_t>(n)})) continue;
              ++requests;
              const std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecure";
              SSL_write(ssl, answer.data(), static_cast<int>(answer.size()));
              parser.restart();
            }
          }
          SSL_free(ssl);
        }) {}
  static bool take(MessageParser& parser, std::string_view bytes) {
    while (true) {
      size_t used = 0;
      const auto step = parser.feed(bytes, used);
      bytes.remove_prefix(used);
      if (step == MessageParser::Step::head) parser.keep_body(10 << 20);
      if (step == MessageParser::Step::done) return true;
      if (step == MessageParser::Step::need_more || step == MessageParser::Step::failed) return false;
    }
  }
  std::atomic<int> requests = 0;
  FakeServer server;
};

HttpResult get(const std::string& url, const std::string& ca_file) {
  TestWorld world;
  HttpClient client(world.env(), {.ca_file = ca_file});
  EXPECT_TRUE(client.start());
  return fetch(client, {.url = url, .timeout_ms = kTestWaitMs});
}

TEST(Https, IsAcceptedOnlyWithTheAuthority) {
  Certificate certificate("DNS:localhost,IP:127.0.0.1", "tidings_https_ok.pem");
  SecureServer s(certificate);
  const std::string url = fmt::format("https://127.0.0.1:{}/x", s.server.port());
  const HttpResult untrusted = get(url, "");
  EXPECT_EQ(Transport::not_sent, untrusted.transport);
  EXPECT_NE(std::string::npos, untrusted.problem.find("TLS")) << untrusted.problem;
  EXPECT_EQ(0, s.requests);
  const HttpResult trusted = get(url, certificate.path);
  ASSERT_EQ(Transport::answered, trusted.transport) << trusted.problem;
  EXPECT_EQ("secure", trusted.response.body);
  const HttpResult by_name = get(fmt::format("https://localhost:{}/x", s.server.port()), certificate.path);
  EXPECT_EQ(Transport::answered, by_name.transport) << by_name.problem;
}

TEST(Https, CertificateForAnotherNameIsRefused) {
  Certificate certificate("DNS:other.example", "tidings_https_other.pem");
  SecureServer s(certificate);
  const HttpResult r = get(fmt::format("https://127.0.0.1:{}/", s.server.port()), certificate.path);
  EXPECT_EQ(Transport::not_sent, r.transport);
  EXPECT_EQ(0, s.requests);
}

TEST(Https, ConnectionsAreReusedAndLargeBodiesPass) {
  Certificate certificate("IP:127.0.0.1", "tidings_https_reuse.pem");
  SecureServer s(certificate);
  TestWorld world;
  HttpClient client(world.env(), {.ca_file = certificate.path});
  ASSERT_TRUE(client.start());
  for (int i = 0; i < 10; ++i) {
    const HttpResult r = fetch(client, {.method = "POST",
                                        .url = fmt::format("https://127.0.0.1:{}/", s.server.port()),
                                        .headers = {},
                                        .body = std::string(i == 5 ? 3 << 20 : 10, 'x')});
    ASSERT_EQ(Transport::answered, r.transport) << r.problem;
  }
  EXPECT_EQ(10, s.requests);
  EXPECT_EQ(1, s.server.connections());
  client.stop();
}

// A TLS server that does to each connection what the test says, once the hands are shaken.
struct TlsServer {
  using Behaviour = std::function<void(SSL* ssl, int nth)>;
  TlsServer(Certificate& c, Behaviour behaviour)
      : server([this, &c, behaviour = std::move(behaviour)](RawSocket& socket, int nth) {
          SSL* ssl = SSL_new(c.context);
          SSL_set_fd(ssl, socket.fd());
          if (SSL_accept(ssl) == 1) {
            ++(SSL_session_reused(ssl) == 1 ? resumed : full);
            behaviour(ssl, nth);
          }
          SSL_free(ssl);
        }) {}
  std::string url() const { return fmt::format("https://127.0.0.1:{}/", server.port()); }

  static bool read_request(SSL* ssl) {
    MessageParser parser(MessageParser::Kind::request, 64 << 10);
    char block[4096];
    for (int n = SSL_read(ssl, block, sizeof block); n > 0; n = SSL_read(ssl, block, sizeof block)) {
      if (SecureServer::take(parser, {block, static_cast<size_t>(n)})) return true;
    }
    return false;
  }
  static void write(SSL* ssl, std::string_view text) {
    EXPECT_EQ(static_cast<int>(text.size()), SSL_write(ssl, text.data(), static_cast<int>(text.size())));
  }
  static void read_to_end(SSL* ssl) {
    char block[4096];
    while (SSL_read(ssl, block, sizeof block) > 0) {
    }
  }

  std::atomic<int> resumed = 0, full = 0;
  FakeServer server;
};

struct TlsClient {
  explicit TlsClient(const Certificate& certificate) : client(world.env(), {.ca_file = certificate.path}) {
    EXPECT_TRUE(client.start());
  }
  HttpResult post(const std::string& url, std::string body = "x") {
    return fetch(client,
                 {.method = "POST", .url = url, .headers = {}, .body = std::move(body), .timeout_ms = kTestWaitMs});
  }
  TestWorld world;
  HttpClient client;
};

TEST(Https, TheNextConnectionResumesTheSession) {
  Certificate certificate("IP:127.0.0.1", "tidings_https_resume.pem");
  TlsServer s(certificate, [](SSL* ssl, int) {
    if (!TlsServer::read_request(ssl)) return;
    TlsServer::write(ssl, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
    SSL_shutdown(ssl);
    TlsServer::read_to_end(ssl);
  });
  TlsClient c(certificate);
  for (int i = 0; i < 3; ++i) ASSERT_EQ(Transport::answered, c.post(s.url()).transport);
  EXPECT_EQ(3, s.server.connections());
  EXPECT_EQ(2, s.resumed);
}

// Those after the first few shake hands with the session they brought.
TEST(Https, ABurstBeginsWithFewHandshakes) {
  Certificate certificate("IP:127.0.0.1", "tidings_https_burst.pem");
  TlsServer s(certificate, [](SSL* ssl, int) {
    while (TlsServer::read_request(ssl)) TlsServer::write(ssl, kOkAnswer);
  });
  TlsClient c(certificate);
  constexpr int kRequests = 100;
  std::latch all(kRequests);
  std::atomic<int> answered = 0;
  std::vector<HttpRunner::Outgoing> burst;
  for (int i = 0; i < kRequests; ++i) {
    burst.push_back({{.url = s.url(), .timeout_ms = kTestWaitMs}, [&](const HttpResult& r) {
                       answered += r.transport == Transport::answered;
                       all.count_down();
                     }});
  }
  c.client.send_all(std::move(burst));
  all.wait();
  c.client.stop();
  EXPECT_EQ(kRequests, answered);
  EXPECT_LE(s.full, static_cast<int>(limits::kConnectionsFirst));
}

TEST(Https, ABodyUntilTheEndNeedsTheEndToBeSaid) {
  Certificate certificate("IP:127.0.0.1", "tidings_https_end.pem");
  TlsServer s(certificate, [](SSL* ssl, int nth) {
    if (!TlsServer::read_request(ssl)) return;
    TlsServer::write(ssl, "HTTP/1.1 200 OK\r\n\r\nall of it");
    if (nth == 1) return;  // cut off, by whomever
    SSL_shutdown(ssl);
    TlsServer::read_to_end(ssl);
  });
  TlsClient c(certificate);
  const HttpResult whole = c.post(s.url());
  ASSERT_EQ(Transport::answered, whole.transport) << whole.problem;
  EXPECT_EQ("all of it", whole.response.body);
  const HttpResult cut = c.post(s.url());
  EXPECT_EQ(Transport::maybe_sent, cut.transport);
  EXPECT_EQ("the connection was closed in mid answer", cut.problem);
}

TEST(Https, AConnectionThatSaidFarewellIsNotUsedAgain) {
  Certificate certificate("IP:127.0.0.1", "tidings_https_farewell.pem");
  std::latch gone(1);
  TlsServer s(certificate, [&](SSL* ssl, int nth) {
    if (!TlsServer::read_request(ssl)) return;
    TlsServer::write(ssl, kOkAnswer);
    SSL_shutdown(ssl);
    TlsServer::read_to_end(ssl);
    if (nth == 0) gone.count_down();
  });
  TlsClient c(certificate);
  ASSERT_EQ(Transport::answered, c.post(s.url()).transport);
  gone.wait();  // the client has closed it, without a request
  ASSERT_EQ(Transport::answered, c.post(s.url()).transport);
  EXPECT_EQ(2, s.server.connections());
}

// More than the sockets hold: the answer comes while most of the request still waits to be written.
TEST(Https, AnAnswerMayComeInMidRequest) {
  Certificate certificate("IP:127.0.0.1", "tidings_https_early.pem");
  TlsServer s(certificate, [](SSL* ssl, int) {
    char some[100];
    if (SSL_read(ssl, some, sizeof some) <= 0) return;
    TlsServer::write(ssl, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 4\r\n\r\nmuch");
    TlsServer::read_to_end(ssl);
  });
  TlsClient c(certificate);
  const HttpResult r = c.post(s.url(), std::string(24 << 20, 'x'));
  ASSERT_EQ(Transport::answered, r.transport) << r.problem;
  EXPECT_EQ(413, r.response.status);
  EXPECT_EQ("much", r.response.body);
}

TEST(Https, PlainServerIsNotSent) {
  FakeServer server([](RawSocket& s, int) {
    s.read_some();
    s.send("HTTP/1.1 400 Bad Request\r\n\r\n");
  });
  EXPECT_EQ(Transport::not_sent, get(fmt::format("https://127.0.0.1:{}/", server.port()), "").transport);
}

TEST(Https, UploadGoesThroughTls) {
  Certificate certificate("IP:127.0.0.1", "tidings_https_upload.pem");
  SecureServer s(certificate);
  const std::string path = ::testing::TempDir() + "tidings_https_upload.txt";
  std::ofstream(path) << std::string(2 << 20, 'u');
  const HttpResult r = upload_file({.method = "POST", .url = fmt::format("https://127.0.0.1:{}/", s.server.port())},
                                   path, {}, {.ca_file = certificate.path});
  std::remove(path.c_str());
  ASSERT_EQ(Transport::answered, r.transport) << r.problem;
  EXPECT_EQ("secure", r.response.body);
}

}  // namespace
}  // namespace tidings::net

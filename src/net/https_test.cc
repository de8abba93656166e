// HTTPS against a loopback server with a certificate of the test's own making.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <fstream>

#include "base/limits.h"
#include "net/fetch.h"
#include "net/http_client.h"
#include "net/loopback_test_support.h"

namespace tidings::net {
namespace {

// A self-signed certificate for one name, as a file and as a server's context.
struct Certificate {
  explicit Certificate(const std::string& alt_name, const std::string& file) : path(::testing::TempDir() + file) {
    key = EVP_EC_gen("P-256");
    cert = X509_new();
    X509_set_version(cert, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert), -3600);
    X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
    X509_set_pubkey(cert, key);
    X509_NAME* name = X509_get_subject_name(cert);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
    X509_set_issuer_name(cert, name);
    X509V3_CTX v3;
    X509V3_set_ctx(&v3, cert, cert, nullptr, nullptr, 0);
    X509_EXTENSION* ext = X509V3_EXT_conf_nid(nullptr, &v3, NID_subject_alt_name, alt_name.c_str());
    X509_add_ext(cert, ext, -1);
    X509_EXTENSION_free(ext);
    EXPECT_GT(X509_sign(cert, key, EVP_sha256()), 0);
    FILE* out = std::fopen(path.c_str(), "w");
    PEM_write_X509(out, cert);
    std::fclose(out);
    context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(context, cert);
    SSL_CTX_use_PrivateKey(context, key);
  }
  ~Certificate() {
    SSL_CTX_free(context);
    X509_free(cert);
    EVP_PKEY_free(key);
    std::remove(path.c_str());
  }
  const std::string path;
  EVP_PKEY* key = nullptr;
  X509* cert = nullptr;
  SSL_CTX* context = nullptr;
};

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

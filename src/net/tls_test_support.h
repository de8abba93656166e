// For the tests of this room: certificates of the test's own making.
#pragma once

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <string>

namespace tidings::net {

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

}  // namespace tidings::net

#include "base/crypto.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <sodium.h>

#include <array>
#include <memory>

#include "base/check.h"

namespace tidings::crypto {
namespace {

struct FreeMac {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Mac = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

// A context that has taken in its key. Looking an algorithm up costs more than the hash of a webhook, so each thread
// keeps a few: a deployment has a few secrets.
Mac keyed(const char* digest, std::string_view key) {
  struct Kept {
    const char* digest = nullptr;
    std::string key;
    Mac mac;
  };
  constexpr size_t kKept = 4;
  thread_local std::array<Kept, kKept> all;
  thread_local size_t next = 0;
  for (const auto& kept : all) {
    if (kept.digest == digest && kept.key == key) return Mac(EVP_MAC_CTX_dup(kept.mac.get()));
  }
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  Mac mac(EVP_MAC_CTX_new(algorithm));
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string("digest", const_cast<char*>(digest), 0),
                               OSSL_PARAM_construct_end()};
  const auto* bytes = reinterpret_cast<const unsigned char*>(key.data() == nullptr ? "" : key.data());
  check(mac != nullptr && EVP_MAC_init(mac.get(), bytes, key.size(), params) == 1, "an HMAC takes any key");
  Kept& kept = all[next++ % kKept];
  kept = {digest, std::string(key), std::move(mac)};
  return Mac(EVP_MAC_CTX_dup(kept.mac.get()));
}

std::string hmac(const char* digest, std::string_view key, std::string_view text) {
  const Mac mac = keyed(digest, key);
  std::array<unsigned char, EVP_MAX_MD_SIZE> out;
  size_t size = 0;
  check(mac != nullptr &&
            EVP_MAC_update(mac.get(), reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1 &&
            EVP_MAC_final(mac.get(), out.data(), &size, out.size()) == 1,
        "HMAC over memory cannot fail");
  return {reinterpret_cast<const char*>(out.data()), size};
}

std::string digest(const EVP_MD* algorithm, std::string_view text) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  check(EVP_Digest(text.data(), text.size(), out, &size, algorithm, nullptr) == 1, "a digest of memory cannot fail");
  return {reinterpret_cast<const char*>(out), size};
}

std::string base64(std::string_view bytes, int variant) {
  std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    variant);
  out.resize(out.find('\0'));
  return out;
}

Result<std::string> unbase64(std::string_view text, int variant) {
  std::string out(text.size(), '\0');
  size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(), nullptr,
                        &size, nullptr, variant) != 0) {
    return fail(ErrorCode::invalid_argument, "not base64");
  }
  out.resize(size);
  return out;
}

constexpr const char* kMd5 = "MD5";
constexpr const char* kSha1 = "SHA1";
constexpr const char* kSha256 = "SHA256";
constexpr const char* kSha512 = "SHA512";

}  // namespace

std::string hmac_md5(std::string_view key, std::string_view text) { return hmac(kMd5, key, text); }
std::string hmac_sha1(std::string_view key, std::string_view text) { return hmac(kSha1, key, text); }
std::string hmac_sha256(std::string_view key, std::string_view text) { return hmac(kSha256, key, text); }
std::string hmac_sha512(std::string_view key, std::string_view text) { return hmac(kSha512, key, text); }
std::string md5(std::string_view text) { return digest(EVP_md5(), text); }
std::string sha256(std::string_view text) { return digest(EVP_sha256(), text); }

std::string to_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const unsigned char b : bytes) out += {kDigits[b >> 4], kDigits[b & 15]};
  return out;
}

std::string to_base64(std::string_view bytes) { return base64(bytes, sodium_base64_VARIANT_ORIGINAL); }
Result<std::string> from_base64(std::string_view text) { return unbase64(text, sodium_base64_VARIANT_ORIGINAL); }
std::string to_base64url(std::string_view bytes) { return base64(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING); }
Result<std::string> from_base64url(std::string_view text) {
  return unbase64(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::string random_token(size_t bytes) {
  check(sodium_init() >= 0, "libsodium starts");
  std::string raw(bytes, '\0');
  randombytes_buf(raw.data(), raw.size());
  return to_hex(raw);
}

}  // namespace tidings::crypto

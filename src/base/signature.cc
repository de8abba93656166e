#include "base/signature.h"

#include <sodium.h>

#include "base/check.h"

namespace tidings::crypto {
namespace {

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

int value_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

SigningKey SigningKey::make() {
  check(sodium_init() >= 0, "libsodium starts");
  std::string seed(crypto_sign_SEEDBYTES, '\0');
  randombytes_buf(seed.data(), seed.size());
  return std::move(*from_seed(seed));
}

Result<SigningKey> SigningKey::from_seed(std::string_view seed) {
  check(sodium_init() >= 0, "libsodium starts");
  if (seed.size() != crypto_sign_SEEDBYTES) return fail(ErrorCode::invalid_argument, "a signing key has 32 bytes");
  std::string open(crypto_sign_PUBLICKEYBYTES, '\0'), both(crypto_sign_SECRETKEYBYTES, '\0');
  check(crypto_sign_seed_keypair(bytes(open), bytes(both), bytes(seed)) == 0, "every seed makes a key");
  return SigningKey(Secret(std::string(seed)), std::move(open), Secret(std::move(both)));
}

std::string SigningKey::sign(std::string_view text) const {
  std::string out(crypto_sign_BYTES, '\0');
  check(crypto_sign_detached(bytes(out), nullptr, bytes(text), text.size(), bytes(both_.reveal())) == 0,
        "signing memory cannot fail");
  return out;
}

bool signature_fits(std::string_view public_key, std::string_view text, std::string_view signature) {
  check(sodium_init() >= 0, "libsodium starts");
  return public_key.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(bytes(signature), bytes(text), text.size(), bytes(public_key)) == 0;
}

Result<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return fail(ErrorCode::invalid_argument, "not hex");
  std::string out;
  out.reserve(text.size() / 2);
  for (size_t i = 0; i < text.size(); i += 2) {
    const int high = value_of(text[i]), low = value_of(text[i + 1]);
    if (high < 0 || low < 0) return fail(ErrorCode::invalid_argument, "not hex");
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

}  // namespace tidings::crypto

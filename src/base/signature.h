// Ed25519 signatures, over libsodium: who holds the key signs, everybody who knows its public half can check. Any
// thread. Source: RFC 8032.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace tidings::crypto {

class SigningKey {
 public:
  static SigningKey make();                               // of the system's randomness
  static Result<SigningKey> from_seed(std::string_view);  // 32 raw bytes; invalid_argument
  const Secret& seed() const { return seed_; }
  const std::string& public_key() const { return public_key_; }  // 32 raw bytes
  std::string sign(std::string_view text) const;                 // 64 raw bytes

 private:
  SigningKey(Secret seed, std::string public_key, Secret both)
      : seed_(std::move(seed)), public_key_(std::move(public_key)), both_(std::move(both)) {}
  Secret seed_;
  std::string public_key_;
  Secret both_;  // as libsodium wants it
};

// False also for a key or a signature of the wrong length.
bool signature_fits(std::string_view public_key, std::string_view text, std::string_view signature);

// Lower case only, two characters a byte. Error: invalid_argument.
Result<std::string> from_hex(std::string_view text);

}  // namespace tidings::crypto

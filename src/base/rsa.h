// RS256: RSA signatures over SHA-256 (PKCS #1 v1.5), as JSON Web Tokens carry them. The same key and text give the same
// signature. Any thread. Source: RFC 7518 §3.3.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace tidings::crypto {

class RsaKey {
 public:
  // A private key in PEM, without a passphrase, of at least 2048 bits. Error: invalid_argument.
  static Result<RsaKey> from_pem(const Secret& pem);

  std::string sign(std::string_view text) const;  // raw bytes, as long as the key
  std::string public_pem() const;

 private:
  struct Inside;
  explicit RsaKey(std::shared_ptr<const Inside> in) : in_(std::move(in)) {}
  std::shared_ptr<const Inside> in_;
};

// False also for a text that is no public key in PEM.
bool rsa_signature_fits(std::string_view public_pem, std::string_view text, std::string_view signature);

}  // namespace tidings::crypto

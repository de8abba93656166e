// Hashes, MACs, encodings and unguessable tokens, over OpenSSL and libsodium. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tidings::crypto {

std::string hmac_md5(std::string_view key, std::string_view text);     // 16 raw bytes; old signatures only
std::string hmac_sha1(std::string_view key, std::string_view text);    // 20 raw bytes
std::string hmac_sha256(std::string_view key, std::string_view text);  // 32 raw bytes
std::string hmac_sha512(std::string_view key, std::string_view text);  // 64 raw bytes
std::string md5(std::string_view text);                                // 16 raw bytes; old signatures only
std::string sha256(std::string_view text);                             // 32 raw bytes
std::string to_hex(std::string_view bytes);                            // lower case
std::string to_base64(std::string_view bytes);                         // with padding
Result<std::string> from_base64(std::string_view text);
std::string to_base64url(std::string_view bytes);  // without padding, as in JSON Web Tokens
Result<std::string> from_base64url(std::string_view text);
std::string random_token(size_t bytes);  // hex of bytes from the system

}  // namespace tidings::crypto

#include "carrier/vonage/token.h"

#include "base/crypto.h"
#include "base/secret.h"

namespace tidings::carrier::vonage {
namespace {

std::string unsigned_token(std::string_view algorithm, const json::object& claims) {
  const json::object header{{"alg", algorithm}, {"typ", "JWT"}};
  return crypto::to_base64url(json::serialize(header)) + "." + crypto::to_base64url(json::serialize(claims));
}

std::optional<json::object> object_in(std::string_view base64url) {
  const auto text = crypto::from_base64url(base64url);
  if (!text) return std::nullopt;
  auto value = parse_json(*text);
  if (!value || !value->is_object()) return std::nullopt;
  return std::move(value->get_object());
}

struct Pieces {
  std::string_view header, claims, signature, covered;
};

std::optional<Pieces> pieces_of(std::string_view token) {
  const size_t first = token.find('.');
  const size_t last = token.rfind('.');
  if (first == std::string_view::npos || last == first) return std::nullopt;
  const std::string_view claims = token.substr(first + 1, last - first - 1);
  if (claims.find('.') != std::string_view::npos) return std::nullopt;
  return Pieces{token.substr(0, first), claims, token.substr(last + 1), token.substr(0, last)};
}

}  // namespace

std::string make_rs256_token(const crypto::RsaKey& key, const json::object& claims) {
  const std::string covered = unsigned_token("RS256", claims);
  return covered + "." + crypto::to_base64url(key.sign(covered));
}

std::string make_hs256_token(std::string_view secret, const json::object& claims) {
  const std::string covered = unsigned_token("HS256", claims);
  return covered + "." + crypto::to_base64url(crypto::hmac_sha256(secret, covered));
}

std::optional<json::object> hs256_claims(std::string_view secret, std::string_view token) {
  const auto pieces = pieces_of(token);
  if (secret.empty() || !pieces) return std::nullopt;
  const auto header = object_in(pieces->header);
  const json::value* algorithm = header ? header->if_contains("alg") : nullptr;
  if (algorithm == nullptr || !algorithm->is_string() || algorithm->get_string() != "HS256") return std::nullopt;
  const auto signature = crypto::from_base64url(pieces->signature);
  if (!signature || !equal_constant_time(*signature, crypto::hmac_sha256(secret, pieces->covered))) return std::nullopt;
  return object_in(pieces->claims);
}

std::optional<json::object> unchecked_claims(std::string_view token) {
  const auto pieces = pieces_of(token);
  return pieces ? object_in(pieces->claims) : std::nullopt;
}

std::string uuid_of(std::string_view text) {
  std::string bytes = crypto::sha256(text).substr(0, 16);
  bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0F) | 0x80);  // version 8: made our way
  bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3F) | 0x80);
  std::string hex = crypto::to_hex(bytes);
  for (const size_t at : {20, 16, 12, 8}) hex.insert(at, 1, '-');
  return hex;
}

}  // namespace tidings::carrier::vonage

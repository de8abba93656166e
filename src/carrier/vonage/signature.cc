#include "carrier/vonage/signature.h"

#include <algorithm>
#include <charconv>

#include "base/crypto.h"
#include "base/secret.h"
#include "carrier/vonage/parameters.h"
#include "carrier/vonage/token.h"

namespace tidings::carrier::vonage {
namespace {

constexpr std::string_view kIssuer = "Vonage";

struct MethodRow {
  std::string_view name;
  SignMethod method;
  size_t hex;  // characters of a signature
};
constexpr MethodRow kMethods[] = {{"md5hash", SignMethod::md5hash, 32},
                                  {"md5", SignMethod::md5, 32},
                                  {"sha1", SignMethod::sha1, 40},
                                  {"sha256", SignMethod::sha256, 64},
                                  {"sha512", SignMethod::sha512, 128}};

std::optional<int64_t> seconds_of(std::string_view text) {
  int64_t out = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  // Beyond these nothing is a time, and a thousand times as much would not fit.
  if (ec != std::errc{} || end != text.data() + text.size() || out < 0 || out > 1'000'000'000'000) return std::nullopt;
  return out;
}

Signature by_age(std::optional<int64_t> seconds, Instant now, int64_t max_age_ms) {
  if (!seconds) return Signature::stale;
  const int64_t age = now.ms - *seconds * kSecondMs;
  return std::max(age, -age) <= max_age_ms ? Signature::valid : Signature::stale;
}

std::optional<int64_t> seconds_of(const json::object& claims, std::string_view name) {
  const json::value* value = claims.if_contains(name);
  if (value == nullptr) return std::nullopt;
  if (const auto* number = value->if_double())
    return *number >= 0 && *number < 1e12 ? std::optional(static_cast<int64_t>(*number)) : std::nullopt;
  return seconds_of(text_of(claims, name));
}

Signature check_token(const WebhookSecret& by, std::string_view token, const WebhookRequest& request, Instant now) {
  const auto claims = hs256_claims(by.secret, token);
  if (!claims) return Signature::invalid;
  if (text_of(*claims, "iss") != kIssuer) return Signature::invalid;
  if (!by.api_key.empty() && text_of(*claims, "api_key") != by.api_key) return Signature::invalid;
  // A token covers the body alone: without one it would vouch for nothing that is read.
  const std::string hash = text_of(*claims, "payload_hash");
  if (request.method == "GET" || request.body.empty()) return Signature::invalid;
  if (!equal_constant_time(lower_ascii(hash), crypto::to_hex(crypto::sha256(request.body)))) return Signature::invalid;
  const auto issued = seconds_of(*claims, "iat");
  if (!issued) return Signature::invalid;
  const auto ends = seconds_of(*claims, "exp");
  if (ends && *ends * kSecondMs < now.ms) return Signature::stale;
  return by_age(issued, now, by.max_age_ms);
}

Signature check_sig(const WebhookSecret& by, const Parameters& parameters, std::string_view sig, Instant now) {
  if (by.secret.empty() || parameters.ambiguous) return Signature::invalid;
  const std::string given = lower_ascii(sig);
  const bool fits = std::ranges::any_of(kMethods, [&](const MethodRow& row) {
    if (by.method ? row.method != *by.method : row.hex != given.size()) return false;
    return equal_constant_time(given, sign(by.secret, row.method, parameters.fields));
  });
  if (!fits) return Signature::invalid;
  return by_age(seconds_of(form_get(parameters.fields, "timestamp")), now, by.max_age_ms);
}

}  // namespace

std::optional<SignMethod> sign_method_from(std::string_view name) {
  std::string word = lower_ascii(name);
  std::erase_if(word, [](char c) { return c == '-' || c == '_' || c == ' '; });
  if (word.starts_with("hmac")) word.erase(0, 4);
  for (const auto& row : kMethods) {
    if (row.name == word) return row.method;
  }
  return std::nullopt;
}

std::string signed_text(const FormFields& fields) {
  FormFields sorted = fields;
  std::erase_if(sorted, [](const auto& field) { return field.first == "sig"; });
  std::ranges::sort(sorted);
  std::string out;
  for (auto& [name, value] : sorted) {
    std::ranges::replace_if(value, [](char c) { return c == '&' || c == '='; }, '_');
    out.append("&").append(name).append("=").append(value);
  }
  return out;
}

std::string sign(std::string_view secret, SignMethod method, const FormFields& fields) {
  const std::string text = signed_text(fields);
  switch (method) {
    case SignMethod::md5hash:
      return crypto::to_hex(crypto::md5(text + std::string(secret)));
    case SignMethod::md5:
      return crypto::to_hex(crypto::hmac_md5(secret, text));
    case SignMethod::sha1:
      return crypto::to_hex(crypto::hmac_sha1(secret, text));
    case SignMethod::sha256:
      return crypto::to_hex(crypto::hmac_sha256(secret, text));
    case SignMethod::sha512:
      return crypto::to_hex(crypto::hmac_sha512(secret, text));
  }
  return {};
}

std::string_view bearer_token(const HttpHeaders& headers) {
  std::string_view value = headers.get("Authorization");
  while (value.starts_with(' ')) value.remove_prefix(1);
  if (value.size() < 7 || lower_ascii(value.substr(0, 7)) != "bearer ") return {};
  value.remove_prefix(7);
  while (value.starts_with(' ')) value.remove_prefix(1);
  while (value.ends_with(' ')) value.remove_suffix(1);
  return value;
}

Signature check_vonage_signature(const WebhookSecret& by, const WebhookRequest& request, Instant now) {
  if (const auto token = bearer_token(request.headers); !token.empty()) return check_token(by, token, request, now);
  const Parameters parameters = parameters_of(request);
  const std::string_view sig = form_get(parameters.fields, "sig");
  return sig.empty() ? Signature::absent : check_sig(by, parameters, sig, now);
}

}  // namespace tidings::carrier::vonage

#include "carrier/openphone/signature.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/crypto.h"
#include "base/limits.h"
#include "carrier/settings.h"

namespace tidings::carrier::openphone {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr size_t kMostSignatures = 20;  // in one header
constexpr size_t kLeastToken = 16;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Several headers of one name are one list.
std::string joined(const HttpHeaders& headers, std::string_view name, char between) {
  std::string out(headers.get(name));
  bool first = true;
  for (const auto& [key, value] : headers.all()) {
    HttpHeaders one;
    one.add(key, value);
    if (one.get(name).empty()) continue;
    if (!std::exchange(first, false)) out.append(1, between).append(value);
  }
  return out;
}

std::vector<std::string_view> parts_of(std::string_view text, char at) {
  std::vector<std::string_view> out;
  while (out.size() < kMostSignatures) {
    const size_t end = text.find(at);
    out.push_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

std::optional<int64_t> number_of(std::string_view text) {
  int64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

// Seconds have ten digits until 2286.
std::optional<int64_t> time_ms(std::string_view text) {
  const auto value = number_of(text);
  if (!value || text.size() > 16) return std::nullopt;
  return text.size() >= 13 ? *value : *value * kSecondMs;
}

bool signs(const SigningKeys& keys, std::string_view what, std::string_view signature) {
  return std::ranges::any_of(keys.keys, [&](const Secret& key) {
    return equal_constant_time(crypto::to_base64(crypto::hmac_sha256(key.reveal(), what)), signature);
  });
}

Signature fresh(const SigningKeys& keys, int64_t signed_ms, Instant now) {
  const int64_t age = now.ms > signed_ms ? now.ms - signed_ms : signed_ms - now.ms;
  return age <= keys.max_age_ms ? Signature::valid : Signature::stale;
}

int rank(Signature signature) {
  return signature == Signature::valid     ? 3
         : signature == Signature::stale   ? 2
         : signature == Signature::invalid ? 1
                                           : 0;
}
void best(Signature& out, Signature found) {
  if (rank(found) > rank(out)) out = found;
}

Signature check_hmac(const SigningKeys& keys, const WebhookRequest& request, Instant now) {
  const std::string all = joined(request.headers, "openphone-signature", ',');
  if (all.empty()) return Signature::absent;
  Signature out = Signature::invalid;
  for (const std::string_view one : parts_of(all, ',')) {
    const auto fields = parts_of(one, ';');
    if (fields.size() != 4 || fields[0] != "hmac" || fields[1] != "1") continue;
    const auto at = time_ms(fields[2]);
    if (at && signs(keys, fmt::format("{}.{}", fields[2], request.body), fields[3])) best(out, fresh(keys, *at, now));
  }
  return out;
}

Signature check_standard(const SigningKeys& keys, const WebhookRequest& request, Instant now) {
  const std::string_view id = request.headers.get("webhook-id"), time = request.headers.get("webhook-timestamp");
  const std::string all = joined(request.headers, "webhook-signature", ' ');
  if (all.empty()) return Signature::absent;
  const auto at = number_of(time);
  // A stop in the id would let the border between id, time and body be moved.
  if (id.empty() || id.contains('.') || !at || time.size() > 12) return Signature::invalid;
  const std::string what = fmt::format("{}.{}.{}", id, time, request.body);
  for (const std::string_view one : parts_of(all, ' ')) {
    if (one.starts_with("v1,") && signs(keys, what, one.substr(3))) return fresh(keys, *at * kSecondMs, now);
  }
  return Signature::invalid;
}

bool has_token(const SigningKeys& keys, std::string_view url) {
  if (keys.url_token.empty()) return false;
  url = url.substr(0, url.find('#'));
  const size_t mark = url.find('?');
  if (mark == std::string_view::npos) return false;
  const FormFields query = parse_form(url.substr(mark + 1));
  return equal_constant_time(form_get(query, "token"), keys.url_token.reveal());
}

}  // namespace

Result<Secret> decode_key(std::string_view shown) {
  if (shown.starts_with(kPrefix)) shown.remove_prefix(kPrefix.size());
  auto key = loose_base64(shown);
  if (!key || key->empty()) return fail(ErrorCode::invalid_argument, "is no signing key: it must be base64");
  return Secret(std::move(*key));
}

Result<SigningKeys> read_signing_keys(const CarrierConfig& config) {
  SigningKeys out;
  std::vector<std::pair<std::string_view, std::string>> all;
  if (auto one = setting(config, "signing_key"); !one.empty()) all.emplace_back("signing_key", std::move(one));
  for (auto& one : setting_list(config, "signing_keys")) all.emplace_back("signing_keys", std::move(one));
  for (const auto& [name, shown] : all) {
    auto key = decode_key(shown);
    if (!key)
      return wrong_key(name, key.error().what, "copy it from the webhook's page; whsec_ before it may stay or go");
    out.keys.push_back(std::move(*key));
  }
  out.max_age_ms = static_cast<int64_t>(TRY(setting_number(config, "max_age_s", 300, 0, 86'400)) * 1000);
  out.url_token = Secret(setting(config, "webhook_token"));
  if (!out.url_token.empty() && out.url_token.reveal().size() < kLeastToken)
    return wrong_key("webhook_token", "must have 16 characters or more", "anybody who guesses it could write to you");
  return out;
}

Signature check_openphone_signature(const SigningKeys& keys, const WebhookRequest& request, Instant now) {
  if (request.body.size() > limits::kHttpBodyBytes) return Signature::invalid;
  Signature out = check_hmac(keys, request, now);
  best(out, check_standard(keys, request, now));
  if (out == Signature::absent && has_token(keys, request.url)) return Signature::valid;
  return out;
}

std::string sign_hmac(const Secret& key, int64_t time, std::string_view body) {
  return fmt::format("hmac;1;{};{}", time,
                     crypto::to_base64(crypto::hmac_sha256(key.reveal(), fmt::format("{}.{}", time, body))));
}

std::string sign_standard(const Secret& key, std::string_view id, int64_t time_s, std::string_view body) {
  return "v1," + crypto::to_base64(crypto::hmac_sha256(key.reveal(), fmt::format("{}.{}.{}", id, time_s, body)));
}

}  // namespace tidings::carrier::openphone

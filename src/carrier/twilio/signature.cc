#include "carrier/twilio/signature.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/limits.h"
#include "base/secret.h"
#include "carrier/twilio/request_parts.h"
#include "carrier/twilio/url_forms.h"

namespace tidings::carrier::twilio {
namespace {

constexpr std::string_view kHeader = "X-Twilio-Signature";
constexpr std::string_view kBodyHash = "bodySHA256";

// Names and values as they are appended to the URL: sorted by bytes, a repeated name with each distinct value once.
std::string signed_fields(FormFields fields) {
  std::ranges::sort(fields);
  fields.erase(std::ranges::unique(fields).begin(), fields.end());
  std::string out;
  for (const auto& [name, value] : fields) out += name + value;
  return out;
}

// The first writing is the URL as received and nearly always the one; the others cost time only for what does not
// match.
bool matches(std::string_view token, const WebhookRequest& request, std::string_view appended) {
  const std::string_view given = request.headers.get(kHeader);
  const auto signs = [&](std::string url) {
    return equal_constant_time(given, crypto::to_base64(crypto::hmac_sha1(token, url.append(appended))));
  };
  return signs(std::string(without_fragment(request.url))) || std::ranges::any_of(url_forms(request.url), signs);
}

}  // namespace

std::string sign(std::string_view auth_token, std::string_view url, const FormFields& fields) {
  return crypto::to_base64(crypto::hmac_sha1(auth_token, std::string(url) + signed_fields(fields)));
}

Signature check_twilio_signature(std::string_view auth_token, const WebhookRequest& request) {
  if (request.headers.get(kHeader).empty()) return Signature::absent;
  if (auth_token.empty()) return Signature::invalid;  // an empty key would let anybody sign
  if (request.url.size() > limits::kHttpHeaderBytes || request.body.size() > limits::kHttpBodyBytes)
    return Signature::invalid;

  const FormFields query = query_fields(request.url);
  const auto hash = std::ranges::find(query, kBodyHash, &FormFields::value_type::first);
  std::string appended;
  if (hash != query.end()) {
    if (!equal_constant_time(hash->second, crypto::to_hex(crypto::sha256(request.body)))) return Signature::invalid;
  } else if (request.method == "POST" && !request.body.empty()) {
    if (!has_form_body(request)) return Signature::invalid;
    const auto fields = static_cast<size_t>(std::ranges::count(request.body, '&')) + 1;
    if (fields > limits::kWebhookFields) return Signature::invalid;
    appended = signed_fields(parse_form(request.body));
  } else if (request.method != "POST" && request.method != "GET") {
    return Signature::invalid;
  }
  return matches(auth_token, request, appended) ? Signature::valid : Signature::invalid;
}

}  // namespace tidings::carrier::twilio

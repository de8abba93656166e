// Whether a webhook is OpenPhone's and fresh. Two schemes, told apart by their headers:
//   openphone-signature: hmac;1;TIME;BASE64[, …]   HMAC-SHA256 over TIME.BODY; TIME in seconds or, 13 digits, ms
//   webhook-id, -timestamp, -signature: v1,BASE64 …  Standard Webhooks: HMAC-SHA256 over ID.TIME.BODY; TIME in seconds
// Any of the keys may have signed (rotation). The raw bytes count: the sender's JSON is compact as it is sent.
// Source: the vendor's support page and reference; reference/providers §3.3. Pure, any thread.
#pragma once

#include <string>
#include <vector>

#include "base/secret.h"
#include "carrier/contract.h"

namespace tidings::carrier::openphone {

struct SigningKeys {
  std::vector<Secret> keys;      // decoded
  int64_t max_age_ms = 300'000;  // of a signature, either way
  Secret url_token;              // ?token= of the webhook's URL, where a webhook comes unsigned; empty: none such
};

// The key as it is shown: base64, perhaps with whsec_ before it. Error: invalid_argument.
Result<Secret> decode_key(std::string_view shown);
// signing_key, signing_keys, max_age_s, webhook_token. Error: invalid_argument naming the key.
Result<SigningKeys> read_signing_keys(const CarrierConfig& config);

Signature check_openphone_signature(const SigningKeys& keys, const WebhookRequest& request, Instant now);

// For the sandbox and tests: header values as OpenPhone would write them.
std::string sign_hmac(const Secret& key, int64_t time, std::string_view body);
std::string sign_standard(const Secret& key, std::string_view id, int64_t time_s, std::string_view body);

}  // namespace tidings::carrier::openphone

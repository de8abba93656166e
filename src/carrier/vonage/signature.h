// Is this webhook from the account that owns the signature secret, unchanged, and of now? Stands before everything else
// on the way in; pure, any thread. Two ways, told apart by what the request carries:
//
//   Authorization: Bearer   a token HS256 of the secret that names the hash of the body: Messages and Voice API
//   the parameter sig       a hash over all other parameters, in one of five methods: SMS API
//
// Each carries its time. One that is older (or newer) than max_age_ms is stale; so is a signed one without a time,
// which anybody who ever saw it could send again. Source: Vonage's pages on signed webhooks and its SDKs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/http.h"
#include "carrier/contract.h"

namespace tidings::carrier::vonage {

enum class SignMethod { md5hash, md5, sha1, sha256, sha512 };  // the first a plain hash, the others HMACs
std::optional<SignMethod> sign_method_from(std::string_view name);

struct WebhookSecret {
  std::string secret;                // empty: nothing is valid
  std::optional<SignMethod> method;  // of sig; none: whichever its length fits
  std::string api_key;               // a token must name it; empty: any
  int64_t max_age_ms = 300'000;
};

Signature check_vonage_signature(const WebhookSecret& by, const WebhookRequest& request, Instant now);

// The text that is signed, and its signature in lower-case hex. A field called sig is left out.
std::string signed_text(const FormFields& fields);
std::string sign(std::string_view secret, SignMethod method, const FormFields& fields);

std::string_view bearer_token(const HttpHeaders& headers);  // empty: none

}  // namespace tidings::carrier::vonage

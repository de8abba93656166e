// Helpers of this room's tests: requests as a sender makes them, and running until nothing is due.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/crypto.h"
#include "base/json.h"
#include "carrier/sandbox/sandbox.h"

namespace tidings::carrier::sandbox::testing {

inline const Instant kStart = *parse_utc("2026-11-20T12:00:00Z");
inline const std::string kMessages = "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json";
inline const std::string kCallback = "http://127.0.0.1:8080/webhooks/twilio/status?m=";
inline const std::string kInbound = "http://127.0.0.1:8080/webhooks/twilio/sms";

inline HttpRequest authorised(std::string method, std::string url, const FormFields& form = {}) {
  const SandboxOptions options;
  HttpRequest out;
  out.method = std::move(method), out.url = std::move(url), out.body = encode_form(form);
  out.headers.add("Authorization", "Basic " + crypto::to_base64(options.account_sid + ":" + options.auth_token));
  return out;
}

inline HttpRequest text_to(const std::string& to, const std::string& body = "hello", const std::string& ref = "1") {
  return authorised("POST", kMessages,
                    {{"To", to}, {"From", "+61400000009"}, {"Body", body}, {"StatusCallback", kCallback + ref}});
}

inline json::object body_of(const HttpResponse& response) {
  const auto value = parse_json(response.body);
  check(value && value->is_object(), "the answer is a JSON object");
  return value->get_object();
}

inline SandboxOptions with(std::string_view text) {
  SandboxOptions base;
  base.inbound_url = kInbound;
  auto out = parse_options(text, base);
  check(out.has_value(), "a test's options are valid");
  return *out;
}

// Runs until nothing is due, answering every webhook with this status; what was posted, in order.
inline std::vector<FormFields> drain(SandboxCarrier& sandbox, Instant& now, int status = 204) {
  std::vector<FormFields> out;
  while (const auto next = sandbox.next_due()) {
    now = std::max(now, *next);
    for (const Webhook& hook : sandbox.due(now)) {
      out.push_back(parse_form(hook.request.body));
      sandbox.webhook_done(hook.id, {Transport::answered, {status, {}, {}}, {}}, now);
    }
  }
  return out;
}

inline std::vector<std::string> column(const std::vector<FormFields>& forms, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& form : forms) out.emplace_back(form_get(form, name));
  return out;
}

using Words = std::vector<std::string>;

inline json::object page(SandboxCarrier& sandbox, std::string_view target, Instant now = kStart) {
  HttpRequest request;
  request.url = target;
  return body_of(sandbox.handle(request, now).response);
}

inline Handling post(SandboxCarrier& sandbox, std::string_view target, std::string_view body, Instant now = kStart) {
  HttpRequest request;
  request.method = "POST", request.url = target, request.body = body;
  return sandbox.handle(request, now);
}

}  // namespace tidings::carrier::sandbox::testing

// A webhook as anybody may send it: method, URL, type and body split at newlines. Nothing unsigned is valid, and what
// we sign ourselves always is.
#include <algorithm>

#include "base/check.h"
#include "carrier/twilio/twilio.h"

namespace {
std::string_view line(std::string_view& rest) {
  const size_t end = rest.find('\n');
  const std::string_view out = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return out;
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tidings;
  using namespace tidings::carrier;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  WebhookRequest request;
  request.method = line(rest).starts_with('G') ? "GET" : "POST";
  request.url = "https://example.org/" + std::string(line(rest));
  const std::string_view type = line(rest);
  if (!type.empty()) request.headers.add("Content-Type", std::string(type));
  request.body = rest;
  const std::string token(32, 't');

  check(twilio::check_twilio_signature(token, request) == Signature::absent, "no signature, no trust");
  WebhookRequest forged = request;
  forged.headers.add("X-Twilio-Signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
  check(twilio::check_twilio_signature(token, forged) == Signature::invalid, "a made-up signature is not valid");
  (void)twilio::read_twilio_webhook(request);

  if (type.empty() && request.url.find("SHA256") == std::string::npos && std::ranges::count(request.body, '&') < 900) {
    const FormFields fields = request.method == "POST" ? parse_form(request.body) : FormFields{};
    request.headers.add("X-Twilio-Signature",
                        twilio::sign(token, request.url.substr(0, request.url.find('#')), fields));
    check(twilio::check_twilio_signature(token, request) == Signature::valid, "what the account signed is valid");
  }
  return 0;
}

// A webhook as anybody may send it: method, URL, type and body split at newlines. Nothing unsigned is valid, and what
// we sign ourselves always is.
#include <algorithm>

#include "base/check.h"
#include "carrier/twilio/calls.h"
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
  const auto event = twilio::read_twilio_webhook(request);
  if (event && (event->type == EventType::call_status || event->type == EventType::call_asks)) {
    check(!event->provider_id.empty(), "a word about a call names it");
    check(event->call.duration_s >= 0 && event->call.sequence >= -1, "times and order are numbers");
    OutgoingCall call;
    call.text = request.body, call.language = request.url, call.voice = request.url;
    const std::string said = twilio::instruct_call(call, *event).body;
    check(said.ends_with("</Response>") && said.find('\0') == std::string::npos, "instructions are XML");
    check(said.find("</Say>") == said.rfind("</Say>"), "no text ends its own element");
  }

  if (type.empty() && request.url.find("SHA256") == std::string::npos && std::ranges::count(request.body, '&') < 900) {
    const FormFields fields = request.method == "POST" ? parse_form(request.body) : FormFields{};
    request.headers.add("X-Twilio-Signature",
                        twilio::sign(token, request.url.substr(0, request.url.find('#')), fields));
    check(twilio::check_twilio_signature(token, request) == Signature::valid, "what the account signed is valid");
  }
  return 0;
}

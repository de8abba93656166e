// A webhook of OpenPhone as anybody may send it: its two headers in the first two lines, then the body. Nothing is
// valid that we did not sign, and what we sign ourselves always is, in both schemes.
#include "base/check.h"
#include "carrier/openphone/signature.h"
#include "carrier/openphone/webhook.h"

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
  const std::string old_style(line(rest)), new_style(line(rest));
  WebhookRequest request{"POST", "https://example.org/webhooks/openphone", {}, std::string(rest)};
  const Instant now{1'767'323'045'000};
  openphone::SigningKeys keys;
  keys.keys.emplace_back("a key that nobody out there has");

  check(openphone::check_openphone_signature(keys, request, now) == Signature::absent, "no signature, no trust");
  WebhookRequest forged = request;
  forged.headers.add("openphone-signature", old_style);
  forged.headers.add("webhook-id", "msg_1");
  forged.headers.add("webhook-timestamp", "1767323045");
  forged.headers.add("webhook-signature", new_style);
  const auto judged = openphone::check_openphone_signature(keys, forged, now);
  check(judged == Signature::invalid || judged == Signature::absent, "a made-up signature is not valid");

  WebhookRequest first = request, second = request;
  first.headers.add("openphone-signature", openphone::sign_hmac(keys.keys[0], now.ms, request.body));
  check(openphone::check_openphone_signature(keys, first, now) == Signature::valid, "what was signed is valid");
  check(openphone::check_openphone_signature(keys, first, now + 300'001) == Signature::stale, "and not for ever");
  second.headers.add("webhook-id", "msg_1");
  second.headers.add("webhook-timestamp", "1767323045");
  second.headers.add("webhook-signature", openphone::sign_standard(keys.keys[0], "msg_1", 1'767'323'045, request.body));
  check(openphone::check_openphone_signature(keys, second, now) == Signature::valid, "what was signed is valid");

  const auto event = openphone::read_openphone_webhook(second);
  if (event && event->type != EventType::ignored) check(!event->provider_id.empty(), "what acts names a message");
  (void)openphone::glance_openphone_webhook(first);
  return 0;
}

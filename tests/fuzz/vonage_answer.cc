// Answers of Vonage's interfaces, status first: every one ends in an outcome that keeps its own rules.
#include <map>

#include "base/check.h"
#include "carrier/vonage/vonage.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tidings;
  using namespace tidings::carrier;
  if (size < 2) return 0;
  const auto made = [](const char* api) {
    CarrierConfig config{"v", "vonage", {}, "https://example.org"};
    config.values = {{"api", api}, {"api_key", "abcd1234"}, {"api_secret", "s"}};
    return std::move(*vonage::make_vonage(config));
  };
  static const auto sms = made("sms");
  static const auto messages = made("messages");
  HttpResult result;
  result.transport = Transport::answered;
  result.response.status = 100 + (data[0] << 1) + (data[1] & 1);
  result.response.body.assign(reinterpret_cast<const char*>(data) + 2, size - 2);
  result.response.headers.add("Retry-After", result.response.body.substr(0, 20));
  for (const Carrier* carrier : {sms.get(), messages.get()}) {
    const SendResult sent = carrier->read_send(result);
    check((sent.outcome == Outcome::accepted) == !sent.provider_id.empty(), "accepted means a message was named");
    check(sent.more_ids.empty() || sent.by_part, "further ids are of parts");
    const int status = result.response.status;
    const bool may_have_left = status < 200 || (status >= 300 && status < 400) || status >= 500;
    check(!may_have_left || sent.outcome == Outcome::unknown, "no blind resend");
    check(!sent.retry_after_ms || *sent.retry_after_ms >= 0, "waits are not negative");
    const SendResult called = carrier->read_call(result);
    check((called.outcome == Outcome::accepted) == !called.provider_id.empty(), "accepted means a call was named");
    check(!may_have_left || called.outcome == Outcome::unknown, "no blind second call");
    HttpResult report = result;
    report.response.status = 200;
    (void)carrier->read_find(report);
    (void)carrier->read_fetch(report);
    (void)carrier->read_fetch_call(report);
    const auto calls = carrier->read_find_call(report);
    check(!calls || calls->next_url.empty() || calls->next_url.starts_with("https://api.nexmo.com/v1/calls?"),
          "calls stay at home");
    const auto page = carrier->read_list(report);
    check(!page || page->next_url.empty() || page->next_url.starts_with("https://api.nexmo.com/"),
          "pages stay at home");
  }
  return 0;
}

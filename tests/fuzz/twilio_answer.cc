// Answers of Twilio's REST interface, status first: every one ends in an outcome that keeps its own rules.
#include "base/check.h"
#include "carrier/twilio/answers.h"
#include "carrier/twilio/calls.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tidings;
  using namespace tidings::carrier;
  if (size < 2) return 0;
  HttpResult result;
  result.transport = Transport::answered;
  result.response.status = 100 + (data[0] << 1) + (data[1] & 1);
  result.response.body.assign(reinterpret_cast<const char*>(data) + 2, size - 2);
  result.response.headers.add("Retry-After", result.response.body.substr(0, 20));

  const SendResult sent = twilio::read_send_answer(result);
  check((sent.outcome == Outcome::accepted) == !sent.provider_id.empty(), "accepted means a message was named");
  const bool may_have_left = result.response.status < 400 || result.response.status >= 500;
  check(!may_have_left || sent.outcome == Outcome::accepted || sent.outcome == Outcome::unknown, "no blind resend");
  check(!sent.retry_after_ms || *sent.retry_after_ms >= 0, "waits are not negative");
  const SendResult called = twilio::read_call_answer(result);
  check(called.outcome == sent.outcome, "a call's answer is judged as a message's");
  result.response.status = 200;
  const auto page = twilio::read_page(result, "https://api.twilio.com");
  check(!page || page->next_url.empty() || page->next_url.starts_with("https://api.twilio.com/"), "pages stay at home");
  (void)twilio::read_message(result);
  const auto calls = twilio::read_call_page(result, "https://api.twilio.com");
  check(!calls || calls->next_url.empty() || calls->next_url.starts_with("https://api.twilio.com/"), "these too");
  (void)twilio::read_one_call(result);
  return 0;
}

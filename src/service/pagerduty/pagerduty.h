// PagerDuty's Events API v2, as values: an alert in, a request out, an answer in, what to do next out. Any thread.
// Source: reference on alerts; 202 accepted, 400 will never be, 429 and 5xx later.
#pragma once

#include <cstdint>
#include <string>

#include "base/http.h"
#include "base/secret.h"
#include "service/alert.h"

namespace tidings::service::pagerduty {

inline constexpr const char* kUrl = "https://events.pagerduty.com/v2/enqueue";

struct Options {
  std::string url = kUrl;     // plain http only to this machine
  Secret routing_key;         // 32 characters
  Result<> validate() const;  // error: invalid_argument, where: the key
};

enum class End { taken, refused, not_now };
struct Answer {
  End end = End::not_now;
  std::string problem;
  int64_t least_wait_ms = 0;  // not_now: not sooner
};

HttpRequest build_event(const Options& options, const Alert& alert);
Answer read_event(const HttpResult& result);

}  // namespace tidings::service::pagerduty

#include "service/pagerduty/pagerduty.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/limits.h"

namespace tidings::service::pagerduty {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr size_t kDedupBytes = 255;
constexpr size_t kSummaryCharacters = 1024;

// At most so many bytes, ended between characters.
std::string clipped(std::string_view text, size_t most) {
  size_t end = std::min(text.size(), most);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end));
}

std::string_view said(const HttpResult& result) {
  return std::string_view(result.response.body).substr(0, limits::kProblemBytes);
}

}  // namespace

Result<> Options::validate() const {
  if (routing_key.reveal().size() != kKeyBytes) {
    return fail(ErrorCode::invalid_argument, "a routing key has 32 characters", "routing_key",
                "the integration key of an Events API v2 integration of the service to page");
  }
  const auto parts = split_url(url);
  if (!parts || (parts->scheme != "https" && !is_loopback(*parts))) {
    return fail(ErrorCode::invalid_argument, "must be an https URL", "url", std::string(kUrl));
  }
  return {};
}

HttpRequest build_event(const Options& options, const Alert& alert) {
  json::object event{{"routing_key", options.routing_key.reveal()},
                     {"event_action", alert.resolved ? "resolve" : "trigger"},
                     {"dedup_key", clipped(alert.key, kDedupBytes)}};
  if (!alert.resolved) {
    event["payload"] = json::object{{"summary", clipped(alert.text, kSummaryCharacters)},
                                    {"source", alert.source},
                                    {"severity", alert.severity},
                                    {"timestamp", format_utc(alert.at)},
                                    {"component", "tidings"}};
    event["client"] = "Tidings";
  }
  HttpRequest out{.method = "POST", .url = options.url};
  out.headers.add("Content-Type", "application/json");
  out.headers.add("Accept", "application/json");
  out.body = json::serialize(event);
  return out;
}

Answer read_event(const HttpResult& result) {
  if (result.transport != Transport::answered) return {End::not_now, result.problem, 0};
  const int status = result.response.status;
  if (status / 100 == 2) return {End::taken, {}, 0};
  const auto problem = fmt::format("PagerDuty answered {}: {}", status, said(result));
  if (status == 429) return {End::not_now, problem, 2 * kMinuteMs};
  return {status / 100 == 4 ? End::refused : End::not_now, problem, 0};
}

}  // namespace tidings::service::pagerduty

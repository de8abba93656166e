#include "carrier/contract.h"

#include "base/check.h"
#include "base/limits.h"

namespace tidings::carrier {

std::string_view to_string(Signature signature) {
  switch (signature) {
    case Signature::valid:
      return "valid";
    case Signature::invalid:
      return "invalid";
    case Signature::stale:
      return "stale";
    case Signature::absent:
      return "absent";
  }
  return "invalid";
}

std::string_view to_string(EventType type) {
  switch (type) {
    case EventType::inbound_message:
      return "inbound_message";
    case EventType::delivery_status:
      return "delivery_status";
    case EventType::call_status:
      return "call_status";
    case EventType::call_asks:
      return "call_asks";
    case EventType::ignored:
      return "ignored";
  }
  return "ignored";
}

namespace {

std::unexpected<Error> not_asked() {
  return fail(ErrorCode::internal, "this carrier has no such question, so there is no answer to read");
}

}  // namespace

std::optional<HttpRequest> Carrier::build_find(const FindQuery&, std::string_view) const { return std::nullopt; }
Result<FoundPage> Carrier::read_find(const HttpResult&) const { return not_asked(); }
std::optional<HttpRequest> Carrier::build_fetch(std::string_view) const { return std::nullopt; }
Result<FoundMessage> Carrier::read_fetch(const HttpResult&) const { return not_asked(); }
std::optional<HttpRequest> Carrier::build_cancel(std::string_view) const { return std::nullopt; }
std::optional<HttpRequest> Carrier::build_redact(std::string_view) const { return std::nullopt; }
std::optional<HttpRequest> Carrier::build_list(const ListQuery&, std::string_view) const { return std::nullopt; }
Result<FoundPage> Carrier::read_list(const HttpResult&) const { return not_asked(); }
std::optional<HttpRequest> Carrier::build_media(std::string_view) const { return std::nullopt; }
Result<std::vector<std::pair<std::string, std::string>>> Carrier::read_media(const HttpResult&) const {
  return not_asked();
}

HttpRequest Carrier::build_call(const OutgoingCall&) const {
  check(false, "only a carrier that makes calls is asked for one");
  return {};
}
SendResult Carrier::read_call(const HttpResult&) const { return {}; }
std::optional<HttpRequest> Carrier::build_find_call(const FindQuery&, std::string_view) const { return std::nullopt; }
Result<FoundPage> Carrier::read_find_call(const HttpResult&) const { return not_asked(); }
std::optional<HttpRequest> Carrier::build_fetch_call(std::string_view, Instant) const { return std::nullopt; }
Result<FoundMessage> Carrier::read_fetch_call(const HttpResult&) const { return not_asked(); }
std::optional<HttpRequest> Carrier::build_cancel_call(std::string_view, Instant) const { return std::nullopt; }
HttpResponse Carrier::instruct(const OutgoingCall&, const WebhookEvent&) const {
  HttpResponse response;
  response.status = 404;
  return response;
}
HttpRequest Carrier::build_fetch_media(std::string_view url, Instant) const {
  HttpRequest request;
  request.url = url;
  request.timeout_ms = limits::kMediaFetchMs;
  return request;
}
const MediaRules& Carrier::media_rules() const {
  static const MediaRules kNone;
  return kNone;
}

}  // namespace tidings::carrier

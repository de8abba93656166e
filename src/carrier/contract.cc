#include "carrier/contract.h"

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
std::optional<HttpRequest> Carrier::build_list(const ListQuery&, std::string_view) const { return std::nullopt; }
Result<FoundPage> Carrier::read_list(const HttpResult&) const { return not_asked(); }
std::optional<HttpRequest> Carrier::build_media(std::string_view) const { return std::nullopt; }
Result<std::vector<std::pair<std::string, std::string>>> Carrier::read_media(const HttpResult&) const {
  return not_asked();
}

}  // namespace tidings::carrier

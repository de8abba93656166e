#include "service/washer.h"

namespace tidings::service {

std::string_view to_string(WashEnd end) {
  switch (end) {
    case WashEnd::answered:
      return "answered";
    case WashEnd::not_taken:
      return "not_taken";
    case WashEnd::refused:
      return "refused";
    case WashEnd::unclear:
      return "unclear";
    case WashEnd::in_work:
      return "in_work";
    case WashEnd::never_seen:
      return "never_seen";
  }
  return "unclear";
}

WashAnswer unanswered(const HttpResult& result) {
  WashAnswer out;
  out.end = result.transport == Transport::not_sent ? WashEnd::not_taken : WashEnd::unclear;
  out.problem = result.problem;
  return out;
}

}  // namespace tidings::service

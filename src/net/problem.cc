#include "net/problem.h"

#include "base/json.h"
#include "net/wire.h"

namespace tidings::net {

int http_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return 400;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::conflict:
      return 409;
    case ErrorCode::already_exists:
      return 409;
    case ErrorCode::unauthenticated:
      return 401;
    case ErrorCode::forbidden:
      return 403;
    case ErrorCode::too_large:
      return 413;
    case ErrorCode::not_yet:
      return 501;
    case ErrorCode::unavailable:
      return 503;
    case ErrorCode::rate_limited:
      return 429;
    case ErrorCode::timeout:
      return 504;
    case ErrorCode::corrupt:
      return 500;
    case ErrorCode::storage_full:
      return 507;
    case ErrorCode::version_mismatch:
      return 500;
    case ErrorCode::internal:
      return 500;
  }
  return 500;
}

ErrorCode error_code_of(int http_status) {
  switch (http_status) {
    case 400:
    case 422:
      return ErrorCode::invalid_argument;
    case 401:
      return ErrorCode::unauthenticated;
    case 403:
      return ErrorCode::forbidden;
    case 404:
      return ErrorCode::not_found;
    case 409:
      return ErrorCode::conflict;
    case 408:
    case 504:
      return ErrorCode::timeout;
    case 413:
    case 431:
      return ErrorCode::too_large;
    case 429:
      return ErrorCode::rate_limited;
    case 501:
      return ErrorCode::not_yet;
    case 502:
    case 503:
      return ErrorCode::unavailable;
    case 507:
      return ErrorCode::storage_full;
    default:
      return ErrorCode::internal;
  }
}

HttpResponse problem(const Error& error) { return problem(http_status(error.code), error); }

HttpResponse problem(int status, const Error& error) {
  json::object body{{"type", "about:blank"},
                    {"title", json::string_view(reason_phrase(status))},
                    {"status", status},
                    {"code", json::string_view(to_string(error.code))}};
  if (!error.what.empty()) body["detail"] = error.what;
  if (!error.where.empty()) body["where"] = error.where;
  if (!error.hint.empty()) body["hint"] = error.hint;
  HttpResponse response;
  response.status = status;
  response.headers.add("Content-Type", "application/problem+json");
  response.body = json::serialize(body);
  return response;
}

}  // namespace tidings::net

// Errors as HTTP answers: RFC 9457 problem JSON, and the one place where error codes become statuses. Pure.
#pragma once

#include <string_view>

#include "base/http.h"

namespace tidings::net {

int http_status(ErrorCode code);
// The nearest code of an HTTP status that says no; internal for one that has none.
ErrorCode error_code_of(int http_status);

// {"type":"about:blank","title":…,"status":…,"code":…,"detail":…,"where":…,"hint":…}
HttpResponse problem(const Error& error);
HttpResponse problem(int status, const Error& error);

}  // namespace tidings::net

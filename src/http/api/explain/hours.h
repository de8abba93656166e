// `explain hours`: may a message leave at this instant, and when next. Any thread; reads only the tz database. Used by
// the API and, without a server, by the command line.
#pragma once

#include "base/json.h"

namespace tidings::http::explain {

// {zones|phone, allow, closed_dates?, at} → {allowed, next, zones}. next is the first whole UTC minute, not before
// `at`, when all zones allow it; null when there is none within 21 days. A phone of an area code newer than the map has
// its country's fallback zones. allow must hold a span: nobody guesses whether none means always. Errors:
// invalid_argument, unavailable (no tz database).
Result<json::value> explain_hours(const json::value& question);

}  // namespace tidings::http::explain

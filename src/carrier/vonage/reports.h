// Vonage's Reports API: what became of a message, and everything the account sent and received in a day at most. Pure,
// any thread. Basic authentication; an account may not be enabled for it, which is an error and says nothing about any
// message. Source: Vonage's Reports API v2.
//
// One question is about one direction and at most 24 hours, by the time Vonage took the request; its end is not in it.
#pragma once

#include "carrier/contract.h"
#include "carrier/vonage/config.h"

namespace tidings::carrier::vonage {

// Outbound messages of the 24 hours before query.now. nullopt: no API secret, or handed over so long ago (or, by our
// clock, later than now) that a clock that was wrong in between could hide it from us.
std::optional<HttpRequest> build_report_find(const Config& config, const FindQuery& query);
std::optional<HttpRequest> build_report_fetch(const Config& config, std::string_view message_id);
// The newest day of the question, outbound, then by next_url inbound; then the day before, and so on.
std::optional<HttpRequest> build_report_list(const Config& config, const ListQuery& query, std::string_view page_url);

// Errors: unauthenticated (not enabled for reports), rate_limited, unavailable, invalid_argument, corrupt.
// A find's page is whole only when it covers the present by Vonage's own clock.
Result<FoundPage> read_report_find(const HttpResult& result);
Result<FoundPage> read_report_list(const Config& config, const HttpResult& result);
Result<FoundMessage> read_report_fetch(const HttpResult& result);  // and not_found

}  // namespace tidings::carrier::vonage

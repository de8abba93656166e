// What a carrier's own list tells, as the event its webhook would have been; and such an event as text for the journal,
// where it stands beside the webhooks and can be read again without the carrier. On the journey: between reconciliation
// and intake. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "carrier/contract.h"

namespace tidings::carrier {

// The journal's method of events that came by no request.
inline constexpr std::string_view kFoundMethod = "FOUND";

WebhookEvent event_of(const FoundMessage& message);

std::string found_json(const WebhookEvent& event);
// Error: corrupt.
Result<WebhookEvent> read_found_json(std::string_view text);

}  // namespace tidings::carrier

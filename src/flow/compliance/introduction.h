// Says who sends and how to stop, where a marketing text must and does not: the brand before it, the footer after it,
// as the workspace's policy has them. Before segments are counted: it is what leaves. Any thread; pure. Source:
// reference/compliance §6 (first message, then at least monthly; every message in AU, NZ, FR, CA).
#pragma once

#include <string>
#include <string_view>

#include "domain/message.h"
#include "domain/policy.h"

namespace tidings::compliance {

// From when on a message to the same number means that this one need not; now = it must in any case. none: it never
// must.
std::optional<Instant> introduced_since(const Policy& policy, MessageKind kind, Purpose purpose, Instant now);

bool says_how_to_stop(std::string_view text);
std::string introduce(std::string_view text, const Policy& policy);
// Of what is spoken: who calls, first. How to stop is no matter of a reply there.
std::string introduce_call(std::string_view text, const Policy& policy);

}  // namespace tidings::compliance

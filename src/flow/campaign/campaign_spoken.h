// The part of a campaign that is spoken: read from the API's JSON and checked, shown again, and who can call for it.
// Any thread. Errors name the field.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "base/json.h"
#include "domain/campaign.h"
#include "domain/workspace.h"

namespace tidings::flow {

// Whether a carrier of this name makes calls; empty: none does.
using MakesCalls = std::function<bool(std::string_view carrier)>;

// {spoken, language, voice, machine, ring_s, call_after_s} of a campaign that is made or edited; what is not given
// stays. Of a campaign without calls none may be given. What is wrong with single fields is a problem of `in`.
void read_spoken(JsonReader& in, Campaign& campaign);
// After in.done(): what the type needs is there, and the text is a template.
Result<> check_spoken(const Campaign& campaign);
// The senders it has, or all of its workspace when it names none: for everything it sends there is one.
Result<> check_callers(const Campaign& campaign, std::span<const Sender> of_workspace, const MakesCalls& makes_calls);

// Adds those fields; nothing for one without calls.
void add_spoken_json(json::object& out, const Campaign& campaign);

}  // namespace tidings::flow

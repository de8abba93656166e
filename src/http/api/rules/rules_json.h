// The rules of the law as people and programs see them: the list of all, and what binds one number at one instant. Used
// by the API and, without a server, by the command line. Any thread.
#pragma once

#include <string_view>

#include "base/json.h"
#include "law/law_book.h"

namespace tidings::http::rules {

// {version, packs, rules:[{id, place, hours, holidays, applies, kind, consent_lifts, caps, mark, on, from, until,
// source, pack}], freezes}. A place narrows to what may bind there: "US-FL" also lists US.
json::value rules_json(const law::LawBook& book, std::string_view place);

// {phone, place?, zone?, at, channel?, consent?} → {allowed, next, closes, places, zones, local, binding, caps,
// freezes, unknown_holidays, version}. place and zone add to what the number says, as an address does. The gate's own
// code answers. Errors: invalid_argument.
Result<json::value> explain_rules(const law::LawBook& book, const json::value& question);

}  // namespace tidings::http::rules

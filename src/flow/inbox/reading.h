// What a reply asks for, from its words and from the carrier's own signal together. Pure. Source: reference/compliance
// §2.2 (classes), reference/providers §1.6 (the carrier's signal wins over the text, where it is not weaker).
#pragma once

#include <string_view>

#include "carrier/contract.h"
#include "domain/policy.h"
#include "sms/keywords.h"

namespace tidings::inbox {

using sms::ReplyClass;
using Reading = sms::Classification;

// Either says stop: stop. A suspected stop is not talked away by a start or help signal. Otherwise the signal wins.
Reading combine(Reading words, carrier::CarrierOpt signal);

// The department's own words, said alone: a stop whatever else they could mean, help where they mean nothing else.
Reading by_policy(Reading reading, std::string_view utf8, const Policy& policy);

// A bare YES: an opt-in only where the last state is an opt-out by keyword, otherwise an ordinary answer.
bool is_bare_yes(std::string_view utf8);

}  // namespace tidings::inbox

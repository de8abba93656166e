// An inactive contact gets no messages but confirmations; a blacklisted one gets none at all. Only a confirmation may
// go to a number without a contact.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_contact(const Facts& facts, RuleContext& context);
inline constexpr Rule kContactRule{"contact", 1, "the contact", judge_contact, Ages::never};

}  // namespace tidings::compliance

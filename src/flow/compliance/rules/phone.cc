#include "flow/compliance/rules/phone.h"

namespace tidings::compliance {

Finding judge_phone(const Facts& facts, RuleContext&) {
  if (facts.phone.e164.empty()) return missing(facts, "phone");
  if (!facts.phone.valid) return missing(facts, "phone_valid");
  if (!*facts.phone.valid) return block(Reason::phone_invalid, "valid=no");
  if (facts.channel == Channel::call) return allow("valid=yes");
  if (!facts.phone.sms_capable) return missing(facts, "sms_capable");
  if (!*facts.phone.sms_capable) return block(Reason::not_sms_capable, "valid=yes sms_capable=no");
  return allow("valid=yes sms_capable=yes");
}

}  // namespace tidings::compliance

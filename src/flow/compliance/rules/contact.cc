#include "flow/compliance/rules/contact.h"

namespace tidings::compliance {

Finding judge_contact(const Facts& facts, RuleContext&) {
  if (facts.kind == MessageKind::check) {
    if (!facts.own_number) return missing(facts, "own_number");
    if (*facts.own_number) return allow("a check to a number of our own");
    return block(Reason::phone_invalid, "a check goes to numbers of our own only");
  }
  const bool confirmation = facts.kind == MessageKind::confirmation;
  if (facts.contact == nullptr)
    return confirmation ? allow("a confirmation to an unknown number") : missing(facts, "contact");
  auto inputs = Inputs("contact={} status={}", facts.contact->id.value, facts.contact->status);
  if (facts.contact->status == ContactStatus::blacklisted) return block(Reason::blacklisted, std::move(inputs));
  if (facts.contact->status == ContactStatus::inactive && !confirmation) {
    return block(Reason::contact_inactive, std::move(inputs));
  }
  return allow(std::move(inputs));
}

}  // namespace tidings::compliance

#include "flow/compliance/rules/text_first.h"

namespace tidings::compliance {

Finding judge_text_first(const Facts& facts, RuleContext&) {
  if (!facts.follows_text) return allow("no text before it");
  if (!facts.text_before) return missing(facts, "text_before");
  Inputs inputs("text=" + std::string(to_string(*facts.text_before)));
  switch (*facts.text_before) {
    case MessageState::delivered:
      return block(Reason::text_delivered, std::move(inputs));
    case MessageState::planned:
    case MessageState::claimed:
    case MessageState::handed:
    case MessageState::unknown:
      return hold(Reason::text_undecided, recheck(facts), std::move(inputs));
    default:
      return allow(std::move(inputs));
  }
}

}  // namespace tidings::compliance

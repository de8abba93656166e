#include "flow/compliance/rules/dnc_register.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidings::compliance {
namespace {

std::string said(const RegisterFact& fact) {
  if (fact.answer == RegisterAnswer::unknown) return fmt::format("{}=unknown", fact.name);
  auto out = fmt::format("{}={} of {}", fact.name, to_string(fact.answer), format_utc(fact.at));
  if (fact.until) out += fmt::format(" {} {}", fact.stale ? "stale since" : "until", format_utc(*fact.until));
  return out;
}

// What one register makes of it; its words are added to `inputs`.
Verdict judge_one(const RegisterFact& fact, Consent consent, std::string& inputs) {
  inputs += (inputs.empty() ? "" : "; ") + said(fact);
  const bool listed = fact.answer == RegisterAnswer::listed;
  if (listed && !fact.stale) {
    if (std::ranges::find(fact.accepts, consent) == fact.accepts.end()) return Verdict::block;
    inputs += fmt::format(" but consent={} is accepted", to_string(consent));
    return Verdict::allow;
  }
  if (fact.answer == RegisterAnswer::clear && !fact.stale) return Verdict::allow;
  if (fact.sends_unknown && !listed) {
    inputs += " passes by the setting on_unknown=send";
    return Verdict::allow;
  }
  return Verdict::hold;
}

}  // namespace

Finding judge_dnc_register(const Facts& facts, RuleContext&) {
  if (facts.purpose != Purpose::marketing || facts.kind == MessageKind::confirmation) return allow("not marketing");
  if (!facts.registers) return missing(facts, "registers");
  if (facts.registers->empty()) return allow("no register binds");
  if (facts.contact == nullptr) return missing(facts, "contact");
  Verdict worst = Verdict::allow;
  std::string inputs;
  for (const auto& fact : *facts.registers) worst = std::max(worst, judge_one(fact, facts.contact->consent, inputs));
  if (worst == Verdict::block) return block(Reason::listed_on_register, std::move(inputs));
  if (worst == Verdict::hold) return hold(Reason::register_unknown, recheck(facts), std::move(inputs));
  Finding out = allow(std::move(inputs));
  for (const auto& fact : *facts.registers) {
    const bool counts = fact.answer == RegisterAnswer::listed || !fact.sends_unknown;
    const bool ages = counts && fact.until && !fact.stale && fact.answer != RegisterAnswer::unknown;
    if (ages && (!out.closes || *fact.until < *out.closes)) out.closes = fact.until;
  }
  return out;
}

}  // namespace tidings::compliance

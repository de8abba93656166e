#include "flow/compliance/rules/consent.h"

#include <fmt/format.h>

namespace tidings::compliance {
namespace {

std::string told(const Facts& facts) {
  const Contact& contact = *facts.contact;
  auto out = fmt::format("consent={} id={} given={}", to_string(contact.consent), facts.consent.value,
                         contact.consent_given_at.ms == 0 ? "unknown" : format_utc(contact.consent_given_at));
  if (contact.consent_basis != ConsentBasis::none) out += fmt::format(" basis={}", to_string(contact.consent_basis));
  if (contact.consent_expires_at.ms != 0) out += " expires=" + format_utc(contact.consent_expires_at);
  return out;
}

std::string kinds(const law::ConsentRow& row) {
  std::string out;
  for (const Consent kind : row.accepts) out += (out.empty() ? "" : "|") + std::string(to_string(kind));
  return out;
}

// The question of double opt-in needs no consent, but where asking is itself commercial.
std::optional<Finding> judge_question(const Facts& facts, const std::string& inputs) {
  if (facts.law == nullptr || facts.places == nullptr || facts.places->empty()) return std::nullopt;
  const auto found = facts.law->consent_terms().ask({.places = *facts.places, .kind = facts.contact->consent});
  if (found.question_needs_consent) return std::nullopt;
  return allow(inputs + " asks for consent");
}

}  // namespace

Finding judge_consent(const Facts& facts, RuleContext&) {
  if (facts.purpose != Purpose::marketing || facts.kind == MessageKind::confirmation) return allow("not marketing");
  if (facts.contact == nullptr) return missing(facts, "contact");
  const Contact& contact = *facts.contact;
  auto inputs = told(facts);
  const bool asks = facts.opt_in && facts.opt_in->is_question;
  if (asks && contact.consent != Consent::revoked) {
    if (auto passed = judge_question(facts, inputs)) return std::move(*passed);
  }
  if (!permits_marketing(contact.consent)) return block(Reason::no_consent, std::move(inputs));
  if (contact.consent_expires_at.ms != 0 && contact.consent_expires_at <= facts.now)
    return block(Reason::consent_expired, std::move(inputs));
  if (facts.law == nullptr) return missing(facts, "law");
  if (facts.places == nullptr) return missing(facts, "places");
  if (facts.places->empty()) return hold(Reason::unknown_place, recheck(facts), inputs + " places=none");
  const auto found = facts.law->consent_terms().ask({.places = *facts.places,
                                                     .kind = contact.consent,
                                                     .basis = contact.consent_basis,
                                                     .given_at = contact.consent_given_at});
  if (found.refuses != nullptr) {
    if (facts.consent_policy == ConsentPolicy::as_the_place)
      return block(Reason::no_consent,
                   fmt::format("{} wants={} by={}", inputs, kinds(*found.refuses), found.refuses->id));
    inputs += fmt::format(" passed_over={}", found.refuses->id);
  }
  if (found.ends_by != nullptr) {
    inputs += fmt::format(" term={} of={} ends={}", to_string(found.ends_by->term), found.ends_by->id,
                          found.ends_at.ms == 0 ? "unknown" : format_utc(found.ends_at));
    if (found.ends_at <= facts.now) return block(Reason::consent_expired, std::move(inputs));
  }
  return allow(std::move(inputs));
}

}  // namespace tidings::compliance

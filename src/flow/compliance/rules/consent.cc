#include "flow/compliance/rules/consent.h"

namespace tidings::compliance {
namespace {

// What the rule saw of the consent, after what a row of the law says and before when it ends by that row.
Inputs told(const Facts& facts, const Inputs::Shared& row = nullptr, const std::optional<Instant>& ends = {}) {
  const Contact& c = *facts.contact;
  const int64_t id = facts.consent.value;
  const auto kind = c.consent;
  const auto basis = c.consent_basis;
  const Instant given = c.consent_given_at;
  if (basis == ConsentBasis::none && ends) return {row, " consent={} id={} given={} ends={}", kind, id, given, *ends};
  if (ends) return {row, " consent={} id={} given={} basis={} ends={}", kind, id, given, basis, *ends};
  if (basis == ConsentBasis::none && row) return {row, " consent={} id={} given={}", kind, id, given};
  if (row) return {row, " consent={} id={} given={} basis={}", kind, id, given, basis};
  if (basis == ConsentBasis::none) return {"consent={} id={} given={}", kind, id, given};
  return {"consent={} id={} given={} basis={}", kind, id, given, basis};
}

Inputs with(const Inputs& inputs, std::string_view more) { return inputs.text() + std::string(more); }

// The question of double opt-in needs no consent, but where asking is itself commercial.
std::optional<Finding> judge_question(const Facts& facts) {
  if (facts.law == nullptr || facts.places == nullptr || facts.places->empty()) return std::nullopt;
  const auto found = facts.law->consent_terms().ask({.places = *facts.places, .kind = facts.contact->consent});
  if (found.question_needs_consent) return std::nullopt;
  return allow(with(told(facts), " asks for consent"));
}

// By the kind, the places and what they say of its age; `closes` where it has an end there.
Finding judge_by_place(const Facts& facts) {
  const Contact& contact = *facts.contact;
  const auto& terms = facts.law->consent_terms();
  const auto found = terms.ask({.places = *facts.places,
                                .kind = contact.consent,
                                .basis = contact.consent_basis,
                                .given_at = contact.consent_given_at});
  const bool passed_over = found.refuses != nullptr && facts.consent_policy == ConsentPolicy::any;
  if (found.refuses != nullptr && !passed_over)
    return block(Reason::no_consent, told(facts, terms.told(*found.refuses)));
  Finding out = allow(found.ends_by != nullptr ? told(facts, terms.told(*found.ends_by), found.ends_at) : told(facts));
  if (found.ends_by != nullptr) {
    if (found.ends_at <= facts.now) {
      out = block(Reason::consent_expired, std::move(out.inputs));
    } else {
      out.closes = found.ends_at;
    }
  }
  if (passed_over) out.inputs = with(out.inputs, " passed_over=" + found.refuses->id);
  return out;
}

}  // namespace

Finding judge_consent(const Facts& facts, RuleContext&) {
  if (facts.purpose != Purpose::marketing || facts.kind == MessageKind::confirmation) return allow("not marketing");
  if (facts.contact == nullptr) return missing(facts, "contact");
  const Contact& contact = *facts.contact;
  const bool asks = facts.opt_in && facts.opt_in->is_question;
  if (asks && contact.consent != Consent::revoked) {
    if (auto passed = judge_question(facts)) return std::move(*passed);
  }
  if (!permits_marketing(contact.consent)) return block(Reason::no_consent, told(facts));
  const Instant agreed = contact.consent_expires_at;
  if (agreed.ms != 0 && agreed <= facts.now)
    return block(Reason::consent_expired, with(told(facts), " expires=" + format_utc(agreed)));
  if (facts.law == nullptr) return missing(facts, "law");
  if (facts.places == nullptr) return missing(facts, "places");
  if (facts.places->empty()) return hold(Reason::unknown_place, recheck(facts), with(told(facts), " places=none"));
  Finding out = judge_by_place(facts);
  if (agreed.ms != 0) {
    out.inputs = with(out.inputs, " expires=" + format_utc(agreed));
    if (out.verdict == Verdict::allow && (!out.closes || agreed < *out.closes)) out.closes = agreed;
  }
  return out;
}

}  // namespace tidings::compliance

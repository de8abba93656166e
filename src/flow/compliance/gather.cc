#include "flow/compliance/gather.h"

#include "flow/compliance/introduction.h"
#include "sms/places.h"
#include "sms/zones.h"
#include "store/consents.h"
#include "store/opt_ins.h"
#include "store/optouts.h"
#include "store/workspaces.h"

namespace tidings::compliance {
namespace {

std::vector<SuppressionFact> suppressions(store::Session& s, const store::LedgerRow& row, SuppressionId& confirms) {
  std::vector<SuppressionFact> out;
  for (const auto& found : store::optouts::in_force(s, row.phone)) {
    if (found.workspace && found.workspace != row.workspace) continue;
    out.push_back(
        {found.id, found.source, found.workspace ? "workspace" : "organisation", found.created_at, std::nullopt});
    // The confirmation of a STOP is planned in the very transaction, and so at the very instant, of its suppression.
    if (row.kind == MessageKind::confirmation && found.created_at == row.created_at) confirms = found.id;
  }
  return out;
}

}  // namespace

void Gatherer::gather_all(store::Session& s, const std::vector<Wanted>& wanted, Instant now) {
  std::vector<store::FactsWanted> asked;
  asked.reserve(wanted.size());
  for (const auto& one : wanted) {
    // Where the number was issued; what the contact's address adds is seen when the contact is.
    const auto since =
        sent_since(one, candidate_places({.phone = one.row->phone}, sms::candidate_places(one.row->phone)), now);
    asked.push_back({one.row->contact, one.row->phone, since == now ? Instant{} : since});
  }
  std::vector<store::FactsFound> found(wanted.size());
  store::facts_of(s, asked, [&](size_t i, store::FactsFound one) { found[i] = std::move(one); });
  for (size_t i = 0; i < wanted.size(); ++i) fill(s, wanted[i], std::move(found[i]), asked[i].sent_since, now);
  ask_registers(s, wanted, now);
}

void Gatherer::ask_registers(store::Session& s, const std::vector<Wanted>& wanted, Instant now) {
  std::vector<Gathered*> askers;
  std::vector<RegisterDesk::Asked> phones;
  for (const auto& one : wanted) {
    if (one.row->purpose != Purpose::marketing || one.row->kind == MessageKind::confirmation) continue;
    askers.push_back(one.out);
    phones.push_back({one.row->phone, one.row->channel});
  }
  auto facts = registers_.ask(s, phones, now);
  for (size_t i = 0; i < askers.size(); ++i) askers[i]->facts.registers = std::move(facts[i]);
}

Instant Gatherer::sent_since(const Wanted& wanted, std::span<const std::string> places, Instant now) const {
  int64_t window = 0;
  if (wanted.workspace != nullptr) {
    const auto& policy = wanted.workspace->policy;
    if (wanted.workspace->frequency_cap > 0) window = wanted.workspace->frequency_window_ms;
    for (const auto& cap : policy.caps) window = std::max(window, cap.window_ms);
    if (const auto from = introduced_since(policy, wanted.row->kind, wanted.row->purpose, now))
      window = std::max(window, now - *from);
  }
  if (wanted.row->kind != MessageKind::confirmation) window = std::max(window, book_for(wanted).cap_window_ms(places));
  return now - window;
}

const law::LawBook& Gatherer::book_for(const Wanted& wanted) const {
  if (wanted.workspace == nullptr) return laws_.book();
  return laws_.book(wanted.workspace->policy.packs_off);
}

// The contact's own is that for texts. One without any history is taken as it stands.
void Gatherer::take_voice_consent(store::Session& s, Gathered& out) const {
  const auto history = store::consents::history(s, out.contact.id);
  if (history.empty()) return;
  auto& contact = out.contact;
  const auto* stands = store::consents::standing_for_calls(history);
  out.facts.consent = stands != nullptr ? stands->id : ConsentId{};
  contact.consent = stands != nullptr ? store::consents::kind_of(*stands) : Consent::unknown;
  contact.consent_basis = stands != nullptr ? stands->basis : ConsentBasis::none;
  contact.consent_given_at = stands != nullptr ? stands->given_at.value_or(stands->at) : Instant{};
  contact.consent_expires_at = stands != nullptr ? stands->expires_at : Instant{};
}

void Gatherer::fill(store::Session& s, const Wanted& wanted, store::FactsFound found, Instant counted_since,
                    Instant now) {
  const auto& row = *wanted.row;
  auto& out = *wanted.out;
  auto& facts = out.facts;
  facts.now = now;
  facts.channel = row.channel;
  facts.kind = row.kind;
  facts.purpose = row.purpose;
  facts.workspace = wanted.workspace;
  facts.campaign = wanted.campaign;
  facts.tz = &tz_;
  facts.consent = found.consent;
  facts.phone.e164 = row.phone;
  facts.phone.valid = row.phone.size() > 4 && row.phone.front() == '+';  // stored only after libphonenumber agreed
  // They have just texted us: their number can.
  if (row.kind == MessageKind::confirmation) facts.phone.sms_capable = true;
  if (row.kind == MessageKind::check) {
    facts.own_number = store::workspaces::sender_by_address(s, row.phone).has_value();
    facts.phone.sms_capable = facts.own_number;
  }
  if (found.contact) {
    out.contact = std::move(*found.contact);
    facts.contact = &out.contact;
    if (row.kind != MessageKind::confirmation) facts.phone.sms_capable = out.contact.sms_capable;
    if (row.channel == Channel::call) take_voice_consent(s, out);
    out.zones = candidate_zones(out.contact, sms::candidate_zones(row.phone).zones);
    facts.zones = &out.zones;
    out.places = candidate_places(out.contact, sms::candidate_places(row.phone));
    facts.places = &out.places;
  }
  if (found.erased_known) facts.suppressions.emplace();
  if (found.erased_known && found.suppressed) facts.suppressions = suppressions(s, row, facts.confirms);
  facts.under_review = found.under_review;
  auto& opt_in = facts.opt_in.emplace();
  if (found.opt_in) {
    const auto question = store::opt_ins::open_of(s, row.phone);
    opt_in.open = true;
    if (question) opt_in.message = question->message, opt_in.due = question->due_at;
    opt_in.is_question = question && question->message == row.id;
  }
  facts.law = &book_for(wanted);
  if (wanted.workspace != nullptr && wanted.workspace->policy.any_consent) facts.consent_policy = ConsentPolicy::any;
  auto& sent = facts.sent.emplace();
  sent.since = sent_since(wanted, out.places, now);
  const bool counted = counted_since.ms != 0 && counted_since <= sent.since;
  if (sent.since < now && (!counted || found.sent > 0)) sent.at = store::ledger::sent_since(s, row.phone, sent.since);
  const Policy* introduces = nullptr;
  if (wanted.workspace != nullptr) {
    const auto from = introduced_since(wanted.workspace->policy, row.kind, row.purpose, now);
    if (from && sent.within(now - *from, now) == 0) introduces = &wanted.workspace->policy;
  }
  if (row.channel == Channel::call) {
    if (wanted.campaign != nullptr) facts.ring_ms = wanted.campaign->spoken.ring_s * kSecondMs;
    facts.follows_text = row.step > 0;
    if (const auto text = facts.follows_text ? store::ledger::at_step(s, row.campaign, row.contact, 0) : std::nullopt)
      facts.text_before = text->state;
    if (wanted.campaign == nullptr || facts.contact == nullptr) return;  // no body: held for want of it
    auto spoken = composer_.compose_call(*wanted.campaign, out.contact, introduces);
    facts.body = spoken.facts;
    out.text = std::move(spoken.text);
    return;
  }
  auto composed = wanted.campaign != nullptr && facts.contact != nullptr && row.body.empty()
                      ? composer_.compose(*wanted.campaign, out.contact, introduces)
                      : composer_.compose(row.body, introduces, row.media);
  facts.body = composed.facts;
  out.text = std::move(composed.text);
  out.segments = composed.facts.segments;
}

}  // namespace tidings::compliance

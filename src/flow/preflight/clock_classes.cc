#include "flow/preflight/clock_classes.h"

#include <algorithm>

#include "base/limits.h"
#include "flow/compliance/text_hash.h"

namespace tidings::preflight {
namespace {

using compliance::mix;
using compliance::mix_text;

// Local days begin on quarters of an hour everywhere, and with them rules, freezes and lists of holidays.
constexpr int64_t kQuarterMs = 15 * kMinuteMs;

// What many people share. The rules that go by the clock see nothing else of them.
Contact shared_part(const Contact& contact) {
  Contact out;
  out.workspace = contact.workspace;
  out.sms_capable = contact.sms_capable;
  out.region = contact.region;
  out.status = contact.status;
  out.consent = contact.consent;
  out.place = contact.place;
  out.zone = contact.zone;
  out.zone_confirmed = contact.zone_confirmed;
  return out;
}

size_t hash_of(const compliance::Facts& facts) {
  size_t out = static_cast<size_t>(facts.contact->consent) * 256 + static_cast<size_t>(facts.body->segments);
  out = mix_text(out, facts.contact->region);
  out = mix_text(out, facts.contact->place);
  out = mix_text(out, facts.contact->zone);
  for (const auto& zone : facts.zones->zones) out = mix_text(out, zone);
  for (const auto& place : *facts.places) out = mix_text(out, place);
  return out;
}

bool same(const Contact& a, const Contact& b) {
  return a.sms_capable == b.sms_capable && a.region == b.region && a.status == b.status && a.consent == b.consent &&
         a.place == b.place && a.zone == b.zone && a.zone_confirmed == b.zone_confirmed;
}

}  // namespace

uint32_t ClockClasses::of(const compliance::Facts& facts) {
  auto& met = by_hash_[hash_of(facts)];
  for (const auto number : met) {
    const auto& one = all_[number];
    if (same(one.contact, *facts.contact) && one.zones == *facts.zones && one.places == *facts.places &&
        one.facts.body->segments == facts.body->segments)
      return number;
  }
  auto& made = all_.emplace_back();
  made.contact = shared_part(*facts.contact);
  made.zones = *facts.zones;
  made.places = *facts.places;
  made.facts.channel = facts.channel;
  made.facts.ring_ms = facts.ring_ms;
  made.facts.kind = facts.kind;
  made.facts.purpose = facts.purpose;
  made.facts.workspace = facts.workspace;
  made.facts.campaign = facts.campaign;
  made.facts.contact = &made.contact;
  made.facts.zones = &made.zones;
  made.facts.places = &made.places;
  made.facts.body = compliance::BodyFacts{.segments = facts.body->segments};
  made.facts.law = facts.law;
  made.facts.tz = facts.tz;
  const auto number = static_cast<uint32_t>(all_.size() - 1);
  met.push_back(number);
  return number;
}

const ClockClasses::Decided& ClockClasses::decide(uint32_t number, double segments_per_s, Instant now) {
  auto& of = all_[number];
  auto at = std::ranges::find(of.last, segments_per_s, &Class::Last::segments_per_s);
  if (at == of.last.end()) at = of.last.insert(at, {.segments_per_s = segments_per_s, .decided = {}});
  if (now.ms < at->good_until_ms) return at->decided;
  of.facts.now = now;
  of.facts.senders = compliance::SenderFacts{.segments_per_s = segments_per_s};
  const auto decision = gate_.look_at_the_clock(of.facts);
  at->decided = {decision.verdict, decision.reason, deciding_rule(decision), decision.until};
  at->good_until_ms = (now.ms / kQuarterMs + 1) * kQuarterMs;
  if (decision.verdict == compliance::Verdict::hold) {
    at->good_until_ms = std::min(at->good_until_ms, decision.until.ms);
  } else if (decision.deliver_by) {
    at->good_until_ms = std::min(at->good_until_ms, decision.deliver_by->ms - of.facts.time_needed_ms() + 1);
  }
  return at->decided;
}

uint8_t rule_number(std::string_view id) {
  const auto rules = compliance::gate_rules();
  const auto at = std::ranges::find(rules, id, [](const compliance::Rule* rule) { return rule->id; });
  return static_cast<uint8_t>(at - rules.begin());
}

uint8_t deciding_rule(const compliance::Decision& decision) {
  for (const auto& rule : decision.trace.rules) {
    if (rule.verdict == decision.verdict && rule.reason == decision.reason) return rule_number(rule.rule);
  }
  return 0;
}

const compliance::RuleTrace* holds_for_ever(const compliance::Decision& decision) {
  for (const auto& rule : decision.trace.rules) {
    if (rule.verdict == compliance::Verdict::hold && rule.until == decision.trace.at + limits::kHoldRecheckMs)
      return &rule;
  }
  return nullptr;
}

}  // namespace tidings::preflight

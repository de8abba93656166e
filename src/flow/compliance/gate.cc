#include "flow/compliance/gate.h"

#include "flow/compliance/rules/campaign.h"
#include "flow/compliance/rules/consent.h"
#include "flow/compliance/rules/contact.h"
#include "flow/compliance/rules/content.h"
#include "flow/compliance/rules/dnc_register.h"
#include "flow/compliance/rules/frequency_cap.h"
#include "flow/compliance/rules/hours.h"
#include "flow/compliance/rules/law_cap.h"
#include "flow/compliance/rules/law_freeze.h"
#include "flow/compliance/rules/law_hours.h"
#include "flow/compliance/rules/opt_in.h"
#include "flow/compliance/rules/phone.h"
#include "flow/compliance/rules/policy_hours.h"
#include "flow/compliance/rules/review.h"
#include "flow/compliance/rules/score.h"
#include "flow/compliance/rules/sender_cap.h"
#include "flow/compliance/rules/suppression.h"
#include "flow/compliance/rules/text_first.h"
#include "flow/compliance/rules/workspace.h"

namespace tidings::compliance {
namespace {

// The list. When several rules block, the first of them gives the reason: opt-outs stand before what is known of the
// contact, and the contact before the text.
constexpr const Rule* kRules[] = {
    &kWorkspaceRule, &kCampaignRule, &kSuppressionRule,  &kReviewRule,    &kContactRule,
    &kPhoneRule,     &kConsentRule,  &kDncRegisterRule,  &kOptInRule,     &kScoreRule,
    &kTextFirstRule, &kContentRule,  &kLawFreezeRule,    &kLawHoursRule,  &kPolicyHoursRule,
    &kHoursRule,     &kLawCapRule,   &kFrequencyCapRule, &kSenderCapRule,
};

}  // namespace

std::span<const Rule* const> gate_rules() { return kRules; }

Decision Gate::decide(const Facts& facts) { return ask(facts, false); }
Decision Gate::look_at_the_clock(const Facts& facts) { return ask(facts, true); }

Decision Gate::ask(const Facts& facts, bool clock_only) {
  RuleContext context{hours_, law_};
  Decision out;
  out.verdict = Verdict::allow;
  out.trace.rules.reserve(std::size(kRules));
  for (const Rule* rule : kRules) {
    if (rule->of_calls && facts.channel != Channel::call) continue;
    if (clock_only && rule->ages != Ages::by_the_clock) continue;
    Finding found = rule->judge(facts, context);
    // A hold that ends now or in the past would spin.
    if (found.verdict == Verdict::hold && found.until <= facts.now) found.until = recheck(facts);
    const bool stronger = found.verdict > out.verdict;
    const bool longer = found.verdict == Verdict::hold && out.verdict == Verdict::hold && found.until > out.until;
    if (stronger || longer) {
      out.verdict = found.verdict;
      out.reason = found.reason;
      out.until = found.until;
    }
    if (found.closes && rule->ages == Ages::closes && (!out.closes || *found.closes < *out.closes))
      out.closes = found.closes;
    if (found.closes && (!out.deliver_by || *found.closes < *out.deliver_by)) out.deliver_by = found.closes;
    out.trace.rules.push_back(
        {std::string(rule->id), rule->version, found.verdict, found.reason, found.until, std::move(found.inputs)});
  }
  if (out.verdict != Verdict::allow) out.deliver_by.reset();
  out.trace.at = facts.now;
  out.trace.channel = facts.channel;
  out.trace.verdict = out.verdict;
  out.trace.reason = out.reason;
  out.trace.until = out.until;
  if (facts.tz != nullptr) out.trace.tz_version = facts.tz->version;
  return out;
}

}  // namespace tidings::compliance

// A campaign that starts right after its pre-flight differs from it by nobody: who was told to be sent to is, or still
// waits for the clock or its turn; who was told to be blocked is, for that reason; who was told to be held does not
// leave. Unless a fact about them changed: they opted out or in, were struck off, are written to under test mode; an
// operator edited or stopped the campaign, or took senders out of service. Times are not compared: the carrier and
// other campaigns have a say in them, and so in who comes too late where there is a latest time, or a consent that
// ends.
#include <fmt/format.h>

#include <set>

#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {
namespace {

using S = MessageState;

bool under_test(const History& history, const Campaign& campaign) {
  const auto* workspace = History::find(history.ending.workspaces, campaign.workspace.value);
  return !history.deployment_test_recipient.empty() || !campaign.test_recipient.empty() ||
         (workspace != nullptr && !workspace->test_recipient.empty());
}

// What the clock, rates and caps end, or a person who let the campaign rest.
bool ends_by_itself(Reason reason) {
  switch (reason) {
    case Reason::none:
    case Reason::outside_window:
    case Reason::outside_legal_hours:
    case Reason::no_common_window:
    case Reason::frequency_cap:
    case Reason::legal_cap:
    case Reason::sender_daily_cap:
    case Reason::campaign_paused:
    case Reason::campaign_inactive:
    case Reason::throttled:
    case Reason::carrier_busy:
    case Reason::sender_stopped:
      return true;
    default:
      return false;
  }
}

// What the gate asks for after consent: it decides where the message came up before its consent ended.
bool asked_after_consent(Reason reason) {
  switch (reason) {
    case Reason::no_consent:
    case Reason::listed_on_register:
    case Reason::register_unknown:
    case Reason::opt_in_pending:
    case Reason::score_too_low:
    case Reason::text_too_long:
    case Reason::missing_field:
    case Reason::empty_text:
    case Reason::forbidden_link:
    case Reason::no_way_to_stop:
    case Reason::no_sender:
    case Reason::frozen:
      return true;
    default:
      return false;
  }
}

// Empty: as it was told.
std::string differs(const Foretold::Fate& told, const store::LedgerRow& row, bool handed, bool has_latest) {
  const bool open = row.state == S::planned || row.state == S::claimed;
  const auto came =
      fmt::format("{} ({}){}", to_string(row.state), to_string(row.reason), handed ? ", after it left" : "");
  if (row.state == S::cancelled || (has_latest && row.state == S::expired)) return {};
  const bool ends = row.reason == Reason::consent_expired && row.state == S::blocked;
  if (ends)
    return {};  // a consent that stood then has ended since; the gate looks at it before the score and the hours
  // Before its end it may leave, which check_consent judges, or wait.
  if (told.fate == "blocked" && told.reason == Reason::consent_expired &&
      (handed || (open && ends_by_itself(row.reason)))) {
    return {};
  }
  if (told.fate == "sends" && (handed || (open && ends_by_itself(row.reason)))) return {};
  if (told.fate == "later" && (handed || (open && ends_by_itself(row.reason)))) return {};
  if (told.fate == "blocked" && row.state == S::blocked && row.reason == told.reason) return {};
  // It came up earlier than it was told, or was refused besides.
  if (told.reason == Reason::consent_expired && !handed && (open || row.state == S::blocked) &&
      asked_after_consent(row.reason)) {
    return {};
  }
  // They said STOP once more, or their carrier did, before the gate looked.
  const bool again = told.reason == Reason::suppressed && row.reason == Reason::opted_out;
  if (told.fate == "blocked" && row.state == S::blocked && again) return {};
  // Those before it wait for the next day: it was not looked at yet.
  if (told.fate == "blocked" && open && row.reason == Reason::none && !handed) return {};
  if (told.fate == "held" && open && !handed) return {};
  if (told.fate == "expires" && has_latest) return {};
  return came;
}

}  // namespace

Findings check_foretold(const History& history) {
  Findings out;
  std::set<int64_t> handed;
  for (const Move& move : history.ending.moves) {
    if (move.to == S::handed) handed.insert(move.message);
  }
  for (const auto& told : history.foretold) {
    const auto* campaign = History::find(history.ending.campaigns, told.campaign);
    if (campaign == nullptr || campaign->revision != told.revision || under_test(history, *campaign)) continue;
    std::set<int64_t> met;
    for (const auto& row : history.ending.messages) {
      if (row.campaign.value != told.campaign) continue;
      const int64_t contact = row.contact.value;
      met.insert(contact);
      const auto fate = told.fates.find(contact);
      if (fate == told.fates.end()) {
        // Somebody who wrote for the first time while the campaign was being planned: a fact changed.
        const auto audience = history.audiences.find(told.campaign);
        if (audience != history.audiences.end() &&
            std::ranges::find(audience->second, contact) == audience->second.end())
          continue;
        out.add(fmt::format("campaign {}: contact {} has a message and was not foretold", told.campaign, contact));
        continue;
      }
      const auto then = told.facts.find(contact), at_end = history.ending.facts.find(contact);
      const bool same =
          then != told.facts.end() && at_end != history.ending.facts.end() && then->second == at_end->second;
      if (!same || (row.reason == Reason::no_sender && history.senders_touched != 0)) continue;
      const auto came = differs(fate->second, row, handed.contains(row.id.value), campaign->not_after.ms != 0);
      if (came.empty()) continue;
      out.add(fmt::format("campaign {}: contact {} was foretold {} ({}), and message {} is {}", told.campaign, contact,
                          fate->second.fate, to_string(fate->second.reason), row.id.value, came));
    }
    if (!campaign->planned) continue;
    for (const auto& [contact, fate] : told.fates) {
      if (met.contains(contact)) continue;
      out.add(
          fmt::format("campaign {}: contact {} was foretold {} and has no message", told.campaign, contact, fate.fate));
    }
  }
  return out;
}

}  // namespace tidings::sim

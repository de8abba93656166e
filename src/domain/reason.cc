#include "domain/reason.h"

namespace tidings {
namespace {

struct Row {
  Reason reason;
  std::string_view name;
  std::string_view words;
};

constexpr Row kRows[] = {
    {Reason::none, "none", "no reason"},
    {Reason::workspace_inactive, "workspace_inactive", "the workspace is not active"},
    {Reason::campaign_inactive, "campaign_inactive", "the campaign is not running"},
    {Reason::contact_inactive, "contact_inactive", "the contact is not active"},
    {Reason::score_too_low, "score_too_low", "the contact's score is below the threshold"},
    {Reason::phone_invalid, "phone_invalid", "the phone number is not valid"},
    {Reason::not_sms_capable, "not_sms_capable", "the number cannot receive texts"},
    {Reason::suppressed, "suppressed", "the number is suppressed"},
    {Reason::blacklisted, "blacklisted", "the number is on the blacklist"},
    {Reason::no_consent, "no_consent", "there is no consent for marketing"},
    {Reason::text_too_long, "text_too_long", "the text is too long"},
    {Reason::missing_field, "missing_field", "the template needs a field this contact does not have"},
    {Reason::empty_text, "empty_text", "the text is empty"},
    {Reason::no_sender, "no_sender", "no active sender is configured"},
    {Reason::listed_on_register, "listed_on_register", "a do-not-contact register lists the number"},
    {Reason::consent_expired, "consent_expired", "the consent for marketing has ended"},
    {Reason::media_not_taken, "media_not_taken", "no active sender is at a carrier that takes these media"},
    {Reason::text_delivered, "text_delivered", "the text before this call was delivered"},
    {Reason::forbidden_link, "forbidden_link", "the text has a link by a shared shortener or a bare address"},
    {Reason::no_way_to_stop, "no_way_to_stop",
     "nobody can answer this sender, and the text names no other way to stop"},
    {Reason::outside_window, "outside_window", "it is outside the allowed hours where the contact may be"},
    {Reason::no_common_window, "no_common_window",
     "no moment within 21 days suits every place where the contact may be"},
    {Reason::unknown_zone, "unknown_zone", "nothing says in which time zone the contact is"},
    {Reason::zone_data_stale, "zone_data_stale", "the machine's time zone data is too old to be trusted"},
    {Reason::frequency_cap, "frequency_cap", "the contact has had as many messages as allowed in this period"},
    {Reason::sender_daily_cap, "sender_daily_cap", "every sender has used its messages for 24 hours"},
    {Reason::under_review, "under_review", "a reply that may be an opt-out waits for a person"},
    {Reason::campaign_paused, "campaign_paused", "the campaign is paused"},
    {Reason::throttled, "throttled", "the rate limit is used up for the moment"},
    {Reason::carrier_busy, "carrier_busy", "the carrier was busy; it is tried again"},
    {Reason::missing_fact, "missing_fact", "a fact needed for the decision is missing"},
    {Reason::unknown_place, "unknown_place", "nothing says in which country the contact is"},
    {Reason::holidays_unknown, "holidays_unknown",
     "a rule of the place closes on holidays, and no list of this year's is there"},
    {Reason::outside_legal_hours, "outside_legal_hours", "it is outside the legal hours where the contact may be"},
    {Reason::frozen, "frozen", "nothing may be sent to this place for the time being"},
    {Reason::legal_cap, "legal_cap", "the law allows no more messages to this number for now"},
    {Reason::register_unknown, "register_unknown",
     "a do-not-contact register has not answered for the number, or too long ago"},
    {Reason::opt_in_pending, "opt_in_pending", "the number is being asked whether it wants messages"},
    {Reason::sender_stopped, "sender_stopped",
     "its sender is stopped until trouble of the sender or its account is over"},
    {Reason::brand_daily_cap, "brand_daily_cap",
     "the brand of its senders has used the segments that a US network takes of it a day"},
    {Reason::text_undecided, "text_undecided", "what became of the text before this call is still being found out"},
    {Reason::carrier_refused, "carrier_refused", "the carrier refused it"},
    {Reason::attempts_exhausted, "attempts_exhausted", "every attempt met a passing fault"},
    {Reason::not_after_passed, "not_after_passed", "it could not be sent before its latest time"},
    {Reason::campaign_stopped, "campaign_stopped", "the campaign was stopped"},
    {Reason::cancelled_by_user, "cancelled_by_user", "a person cancelled it"},
    {Reason::opted_out, "opted_out", "the recipient opted out before it left"},
    {Reason::outcome_unknown, "outcome_unknown", "it may have been sent; the carrier is being asked"},
    {Reason::lease_lapsed, "lease_lapsed", "the process ended while it was being sent; the carrier is being asked"},
    {Reason::carrier_never_saw_it, "carrier_never_saw_it", "the carrier's own log does not have it; it is sent again"},
    {Reason::carrier_failed, "carrier_failed", "the carrier reports that it was not delivered"},
    {Reason::carrier_cancelled, "carrier_cancelled", "the carrier cancelled it before it was sent"},
};

}  // namespace

std::string_view to_string(Reason reason) {
  for (const auto& row : kRows) {
    if (row.reason == reason) return row.name;
  }
  return "none";
}

std::optional<Reason> reason_from(std::string_view name) {
  for (const auto& row : kRows) {
    if (row.name == name) return row.reason;
  }
  return std::nullopt;
}

std::string_view words(Reason reason) {
  for (const auto& row : kRows) {
    if (row.reason == reason) return row.words;
  }
  return "no reason";
}

}  // namespace tidings

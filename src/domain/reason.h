// Why a message is held, blocked, refused or ended: a closed set. Stored and exported by name; words() is for people.
#pragma once

#include <optional>
#include <string_view>

namespace tidings {

enum class Reason : int {
  none = 0,
  // blocked by the gate
  workspace_inactive = 1,
  campaign_inactive = 2,
  contact_inactive = 3,
  score_too_low = 4,
  phone_invalid = 5,
  not_sms_capable = 6,
  suppressed = 7,  // said STOP, or a carrier, register or person suppressed the number
  blacklisted = 8,
  no_consent = 9,
  text_too_long = 10,
  missing_field = 11,  // the template needs a field this contact lacks
  empty_text = 12,
  no_sender = 13,
  listed_on_register = 14,  // a do-not-contact register that binds lists the number
  consent_expired = 15,     // the contact's consent has ended, by a rule of the place or as it was agreed
  text_delivered = 16,      // the call of a campaign whose text arrived
  media_not_taken = 17,     // no sender's carrier takes the message's media
  forbidden_link = 18,      // a shared shortener or a bare address
  no_way_to_stop = 19,      // the sender cannot be answered, and the text names no other way
  // held
  outside_window = 20,
  no_common_window = 21,  // no instant within 21 days suits every candidate zone
  unknown_zone = 22,
  zone_data_stale = 23,
  frequency_cap = 24,
  sender_daily_cap = 25,
  under_review = 26,  // a suspected opt-out waits for a person
  campaign_paused = 27,
  throttled = 28,
  carrier_busy = 29,
  missing_fact = 30,
  unknown_place = 31,        // not even the country of the recipient is known
  holidays_unknown = 32,     // a rule closes on holidays, and the year has no list
  outside_legal_hours = 33,  // by the rule packs, not by the campaign
  frozen = 34,               // nothing goes to this place for a while: an emergency, an order
  legal_cap = 35,            // the law allows no more messages to this number for now
  register_unknown = 36,     // a register that binds has no answer for the number that is still in force
  opt_in_pending = 37,       // the number is asked whether it wants messages
  sender_stopped = 38,       // trouble of the sender or its account: an incident says which
  brand_daily_cap = 39,      // the day of the senders' brand, which a US network caps, is used up
  text_undecided = 51,       // a call waits until it is known what became of the text before it
  // ended otherwise
  carrier_refused = 40,
  attempts_exhausted = 41,
  not_after_passed = 42,
  campaign_stopped = 43,
  cancelled_by_user = 44,
  opted_out = 45,  // STOP arrived while it was planned or claimed
  outcome_unknown = 46,
  lease_lapsed = 47,
  carrier_never_saw_it = 48,
  carrier_failed = 49,     // failed or undelivered by receipt
  carrier_cancelled = 50,  // the carrier had it queued and was asked not to send it
};

std::string_view to_string(Reason reason);
std::optional<Reason> reason_from(std::string_view name);
std::string_view words(Reason reason);  // one plain sentence

}  // namespace tidings

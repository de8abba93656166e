#include "carrier/twilio/error_table.h"

#include <algorithm>
#include <charconv>

namespace tidings::carrier::twilio {
namespace {

using enum ErrorClass;

constexpr ErrorRow kRows[] = {
    {13223, permanent, "the number to be called is not valid"},
    {13224, permanent, "the number to be called is not valid, or Twilio cannot call it"},
    {20003, sender, "Twilio did not accept the account's credentials"},
    {20404, sender, "Twilio does not know this account or resource"},
    {20429, transient, "too many requests to Twilio at once"},
    {21205, sender, "the address of the call's instructions is not valid"},
    {21210, sender, "the caller's number is not verified for the Twilio account"},
    {21211, permanent, "the recipient's number is not valid"},
    {21212, sender, "the sender's number is not valid"},
    {21213, sender, "the request named no caller"},
    {21214, none, "the number to be called cannot be reached"},
    {21215, sender, "calls to the recipient's country are not enabled in the Twilio account"},
    {21216, sender, "Twilio blocks calls of this account to the number"},
    {21217, permanent, "the number to be called is not valid"},
    {21219, sender, "a trial account can only call verified numbers"},
    {21408, sender, "sending to the recipient's country is not enabled in the Twilio account"},
    {21602, content, "the message has no text"},
    {21603, sender, "the request named no sender"},
    {21606, sender, "the sender's number is not owned by the account or cannot send to this destination"},
    {21608, sender, "a trial account can only text verified numbers"},
    {21610, opted_out, "the recipient has opted out of messages from this sender"},
    {21611, transient, "the sender's queue at Twilio is full"},
    {21612, sender, "this sender cannot reach the recipient; another type of sender may"},
    {21614, permanent, "the recipient's number is not a mobile number"},
    {21617, content, "the text is longer than 1600 characters"},
    {21619, content, "Twilio could not create the message"},
    {21620, content, "a media address is not valid"},
    {21623, content, "the message has too many media"},
    {21624, sender, "the validity period is not valid"},
    {21703, sender, "the messaging service has no sender"},
    {21704, sender, "the messaging service has no sender for this destination"},
    {30001, transient, "Twilio's queue overflowed"},
    {30002, sender, "the Twilio account is suspended"},
    {30003, transient, "the handset is off or out of reach"},
    {30004, opted_out, "the message was blocked: a carrier's list, an opt-out or a filter"},
    {30005, permanent, "the number is unknown or no longer in use"},
    {30006, permanent, "the number is a landline or on a carrier that cannot be reached"},
    {30007, content, "the message was filtered as unwanted"},
    {30008, transient, "the carrier gave no reason"},
    {30017, transient, "the carrier is congested"},
    {30022, transient, "the rate limit of the 10DLC campaign was reached"},
    {30023, transient, "the daily limit of the 10DLC brand was reached"},
    {30024, sender, "the sender is not provisioned with the carrier"},
    {30027, transient, "the carrier's daily limit for the 10DLC campaign was reached"},
    {30032, sender, "the toll-free number is not verified"},
    {30033, sender, "the 10DLC campaign is suspended"},
    {30034, sender, "the sender is not registered for messages to the United States (10DLC)"},
    {30035, sender, "the sender's registration is still in progress"},
    {30036, transient, "the validity period ended while the message was queued"},
    {30410, transient, "the network did not answer Twilio in time", true},
    {30450, transient, "Twilio's protection against SMS pumping held the message"},
    {30453, transient, "Twilio's protection against suspicious traffic held the message"},
    {30454, transient, "the account sent too many messages to this destination"},
    {30500, transient, "an internal error at Twilio"},
    {30610, content, "Twilio's compliance toolkit refused the message: quiet hours"},
    {30640, permanent, "Twilio's compliance toolkit refused the message: a known litigator"},
    {35111, sender, "the scheduled time is missing"},
    {35114, sender, "the scheduled time is outside what Twilio supports"},
    {35118, sender, "scheduling needs a messaging service"},
    {35125, sender, "the limit of scheduled messages was reached"},
    {63018, transient, "the channel's rate limit was reached"},
};
static_assert(std::ranges::is_sorted(kRows, {}, &ErrorRow::code));

}  // namespace

std::span<const ErrorRow> error_rows() { return kRows; }

const ErrorRow* find_error(int code) {
  const auto* row = std::ranges::lower_bound(kRows, code, {}, &ErrorRow::code);
  return row != std::end(kRows) && row->code == code ? row : nullptr;
}

const ErrorRow* find_error(std::string_view code) {
  int number = 0;
  const auto [end, ec] = std::from_chars(code.data(), code.data() + code.size(), number);
  return ec == std::errc{} && end == code.data() + code.size() ? find_error(number) : nullptr;
}

}  // namespace tidings::carrier::twilio

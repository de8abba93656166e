#include "carrier/vonage/error_table.h"

#include <algorithm>
#include <charconv>

namespace tidings::carrier::vonage {
namespace {

using enum ErrorClass;
using enum Says;

constexpr ErrorRow kSmsAnswers[] = {
    {1, transient, "too many requests a second for this Vonage account", not_now},
    {2, sender, "the request lacks a parameter"},
    {3, sender, "a parameter of the request is not valid"},
    {4, sender, "Vonage did not accept the account's credentials", account},
    {5, transient, "an internal error at Vonage", unknown},
    {6, permanent, "the recipient's number is not valid or cannot be routed"},
    {7, permanent, "the recipient's number is barred"},
    {8, sender, "the Vonage account is barred", account},
    {9, sender, "the Vonage account has no credit left", account},
    {10, transient, "too many connections to Vonage at once", not_now},
    {11, sender, "the Vonage account is not enabled for the SMS API", account},
    {12, content, "the message is too long"},
    {14, sender, "Vonage did not accept the request's signature", account},
    {15, sender, "the sender's address is not allowed for this destination"},
    {17, content, "Vonage blocked the message"},
    {22, sender, "the network code is not valid"},
    {23, sender, "the callback address is not valid"},
    {29, sender, "a demo account can only text numbers of its list"},
    {32, sender, "a signed request may not carry the API secret", account},
    {33, permanent, "the recipient's number is no longer in use"},
};

constexpr ErrorRow kSmsReceipts[] = {
    {1, transient, "the network gave no reason"},
    {2, transient, "the handset is off or out of reach"},
    {3, permanent, "the number is no longer in use"},
    {4, permanent, "the recipient has barred the service"},
    {5, transient, "the number moved to another network and could not be found"},
    {6, content, "the message was filtered as unwanted"},
    {7, transient, "the handset was busy"},
    {8, transient, "the network failed"},
    {9, opted_out, "the recipient has opted out or is blocked"},
    {10, content, "the network refused the message"},
    {11, permanent, "there is no route to the number"},
    {12, permanent, "the destination cannot be reached"},
    {13, permanent, "the network blocked the message for the recipient's age"},
    {14, permanent, "the recipient's carrier blocked the message"},
    {15, transient, "the recipient's prepaid account has no funds"},
    {16, transient, "the gateway's quota was reached"},
    {50, content, "the sending entity was refused"},
    {51, content, "the sender's header was refused"},
    {52, content, "the content was refused"},
    {53, content, "consent was not shown"},
    {54, sender, "a regulation of the destination was not met"},
    {99, transient, "Vonage gave no reason"},
};

constexpr ErrorRow kMessages[] = {
    {1000, transient, "too many requests a second for this Vonage account", not_now},
    {1010, sender, "the request lacks a parameter"},
    {1020, sender, "a parameter of the request is not valid"},
    {1021, sender, "a tag of the request is not valid"},
    {1022, sender, "a template of the request is not valid"},
    {1030, transient, "an internal error at Vonage", unknown},
    {1040, permanent, "the recipient's number is not valid or cannot be routed"},
    {1050, permanent, "the recipient's number is barred"},
    {1060, sender, "the Vonage account is barred", account},
    {1070, sender, "the Vonage account has no credit left", account},
    {1080, sender, "the Vonage account is not enabled for this interface", account},
    {1090, content, "the message is too long"},
    {1100, transient, "Vonage could not pass the message on"},
    {1120, sender, "the sender's address is not allowed for this destination"},
    {1130, sender, "the time to live is not valid"},
    {1140, sender, "the account lacks a facility the message needs"},
    {1150, sender, "the message class is not valid"},
    {1160, sender, "a demo account can only text numbers of its list"},
    {1170, permanent, "the recipient's number is not valid"},
    {1180, transient, "the handset is off or out of reach"},
    {1190, permanent, "the number is no longer in use"},
    {1200, transient, "the number moved to another network and could not be found"},
    {1210, content, "the message was filtered as unwanted"},
    {1220, transient, "the handset was busy"},
    {1230, transient, "the network failed"},
    {1240, opted_out, "the recipient has opted out or is blocked"},
    {1241, transient, "too many messages to this number"},
    {1250, permanent, "there is no route to the number"},
    {1260, permanent, "the destination cannot be reached"},
    {1270, permanent, "the network blocked the message for the recipient's age"},
    {1280, permanent, "the recipient's carrier blocked the message"},
    {1290, transient, "the recipient's prepaid account has no funds"},
    {1300, permanent, "the number is not on the provider's network"},
    {1310, permanent, "the recipient's device cannot take the message"},
    {1320, none, "Vonage says it has sent this message before", unknown},
    {1330, none, "the carrier gave no reason", unknown},
    {1331, transient, "the provider does not answer Vonage"},
    {1360, transient, "the time to live ended while the message was queued"},
    {1380, content, "the media's address cannot be reached"},
    {1381, content, "the media is too large"},
    {1382, content, "the media is of a type that cannot be sent"},
};

static_assert(std::ranges::is_sorted(kSmsAnswers, {}, &ErrorRow::code));
static_assert(std::ranges::is_sorted(kSmsReceipts, {}, &ErrorRow::code));
static_assert(std::ranges::is_sorted(kMessages, {}, &ErrorRow::code));

}  // namespace

std::span<const ErrorRow> error_rows(ErrorList list) {
  switch (list) {
    case ErrorList::sms_answer:
      return kSmsAnswers;
    case ErrorList::sms_receipt:
      return kSmsReceipts;
    case ErrorList::messages:
      return kMessages;
  }
  return {};
}

const ErrorRow* find_error(ErrorList list, std::string_view code) {
  int number = 0;
  const auto [end, ec] = std::from_chars(code.data(), code.data() + code.size(), number);
  if (ec != std::errc{} || end != code.data() + code.size()) return nullptr;
  const auto rows = error_rows(list);
  const auto row = std::ranges::lower_bound(rows, number, {}, &ErrorRow::code);
  return row != rows.end() && row->code == number ? &*row : nullptr;
}

}  // namespace tidings::carrier::vonage

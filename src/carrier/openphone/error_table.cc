#include "carrier/openphone/error_table.h"

#include "base/limits.h"

namespace tidings::carrier::openphone {
namespace {

// The account's or the number's own trouble is no verdict on any message: they wait until it is mended.
constexpr ErrorRow kRows[] = {
    {"0206400", Outcome::busy, ErrorClass::sender, BusyWith::account, 0,
     "the A2P registration of this workspace is missing or not approved"},
    {"0200401", Outcome::busy, ErrorClass::sender, BusyWith::account, 0, "the API key is not accepted"},
    {"0200402", Outcome::busy, ErrorClass::sender, BusyWith::account, 0, "not enough credits in the workspace"},
    {"0201402", Outcome::busy, ErrorClass::sender, BusyWith::account, 0, "the workspace's subscription has expired"},
    {"0202403", Outcome::busy, ErrorClass::sender, BusyWith::sender, 0,
     "the user of this API key may not send from this number"},
    // Its day is over at midnight of a zone nobody names: asked again every hour.
    {"0204403", Outcome::busy, ErrorClass::transient, BusyWith::sender, limits::kRetryAfterMostMs,
     "the daily limit of the number's 10DLC registration is reached"},
    {"0200404", Outcome::busy, ErrorClass::sender, BusyWith::sender, 0,
     "the sending number is not one of this workspace"},
    {"0201500", Outcome::unknown, ErrorClass::none, BusyWith::account, 0,
     "OpenPhone failed and does not say whether the message left"},
};

}  // namespace

std::span<const ErrorRow> error_rows() { return kRows; }

const ErrorRow* find_error(std::string_view code) {
  for (const ErrorRow& row : kRows) {
    if (row.code == code) return &row;
  }
  return nullptr;
}

}  // namespace tidings::carrier::openphone

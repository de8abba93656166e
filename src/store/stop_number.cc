#include "store/stop_number.h"

#include <algorithm>

namespace tidings::store {
namespace {

bool said_by_keyword(Session& s, std::string_view phone) {
  return std::ranges::any_of(optouts::in_force(s, phone), [](const optouts::Suppression& x) {
    return x.source == optouts::kKeyword && !x.workspace;
  });
}

}  // namespace

Stopped stop_number(Session& s, Ledger& ledger, const optouts::Suppression& suppression) {
  Stopped out;
  const bool known = suppression.source == optouts::kCarrier && said_by_keyword(s, suppression.phone);
  out.newly = !known && optouts::suppress(s, suppression);
  for (LedgerRow& row : ledger::open_to_phone(s, suppression.phone)) {
    if (row.kind == MessageKind::confirmation) continue;
    if (suppression.workspace && suppression.workspace != row.workspace) continue;
    if (ledger.block(row, Reason::opted_out)) ++out.ended;
  }
  return out;
}

}  // namespace tidings::store

#include "store/stop_number.h"

namespace tidings::store {

StopResult stop_number(Session& s, Ledger& ledger, std::string_view phone, const optouts::Suppression& suppression) {
  StopResult out;
  out.new_suppression = optouts::suppress(s, suppression);
  for (auto& row : ledger::open_to_phone(s, phone)) {
    if (row.kind == MessageKind::confirmation) continue;
    if (suppression.workspace && row.workspace != suppression.workspace) continue;
    if (ledger.block(row, Reason::opted_out)) ++out.ended;
  }
  return out;
}

}  // namespace tidings::store

#include "store/stop_number.h"

#include <algorithm>

#include "store/opt_ins.h"

namespace tidings::store {
namespace {

bool said_by_keyword(Session& s, std::string_view phone) {
  return std::ranges::any_of(optouts::in_force(s, phone), [](const optouts::Suppression& x) {
    return x.source == optouts::kKeyword && !x.workspace;
  });
}

}  // namespace

StopResult stop_number(Session& s, Ledger& ledger, std::string_view phone, const optouts::Suppression& suppression) {
  StopResult out;
  const bool known = suppression.source == optouts::kCarrier && said_by_keyword(s, phone);
  out.new_suppression = !known && optouts::suppress(s, suppression);
  for (auto& row : ledger::open_to_phone(s, phone)) {
    if (row.kind == MessageKind::confirmation) continue;
    if (suppression.workspace && row.workspace != suppression.workspace) continue;
    if (ledger.block(row, Reason::opted_out)) ++out.ended;
  }
  opt_ins::close_phone(s, phone, suppression.created_at, opt_ins::kStop);
  return out;
}

}  // namespace tidings::store

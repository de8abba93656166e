#include "store/stop_number.h"

#include <algorithm>

#include "store/opt_ins.h"
#include "store/recalls.h"

namespace tidings::store {
namespace {

bool said_by_keyword(Session& s, std::string_view phone) {
  return std::ranges::any_of(optouts::in_force(s, phone), [](const optouts::Suppression& x) {
    return x.source == optouts::kKeyword && !x.workspace;
  });
}

// A confirmation is planned in the very transaction, and so at the very instant, of the suppression it confirms.
bool answers_a_stop(Session& s, const LedgerRow& row) {
  return std::ranges::any_of(optouts::history(s, row.phone), [&](const optouts::Suppression& x) {
    return x.source == optouts::kKeyword && x.created_at == row.created_at;
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
  recalls::begin_number(s, phone, suppression.workspace, suppression.created_at);
  opt_ins::close_phone(s, phone, suppression.created_at, opt_ins::kStop);
  return out;
}

void carrier_says_opted_out(Session& s, Ledger& ledger, const LedgerRow& row, std::string detail, Instant now) {
  // Under test mode the number that said no is the one it really went to.
  const std::string& phone = row.sent_to.empty() ? row.phone : row.sent_to;
  if (row.kind == MessageKind::confirmation && phone == row.phone && answers_a_stop(s, row)) return;
  stop_number(
      s, ledger, phone,
      {.phone = phone, .source = std::string(optouts::kCarrier), .detail = std::move(detail), .created_at = now});
}

}  // namespace tidings::store

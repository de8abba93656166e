#include "store/facts.h"

#include "store/contacts.h"
#include "store/sql.h"

namespace tidings::store {

void facts_of(Session& s, const std::vector<FactsWanted>& wanted, const std::function<void(size_t, FactsFound)>& each) {
  constexpr size_t kWidth = 3;
  std::vector<Param> params;
  params.reserve(wanted.size() * kWidth);
  for (const auto& one : wanted) {
    params.emplace_back(one.contact);
    params.emplace_back(one.phone);
    params.emplace_back(one.sent_since);
  }
  s.open_many(sql::facts::of_message, params, kWidth, [&](size_t i, Cursor& row) {
    FactsFound found;
    if (row.next()) {
      if (!row.null(0)) found.contact = contacts::read_contact(row);
      found.suppressed = row.boolean(contacts::kContactColumns);
      found.under_review = row.boolean(contacts::kContactColumns + 1);
      found.sent = row.integer(contacts::kContactColumns + 2);
      found.opt_in = row.boolean(contacts::kContactColumns + 4);
      found.consent = row.id<ConsentId>(contacts::kContactColumns + 3);
    }
    each(i, std::move(found));
  });
}

}  // namespace tidings::store

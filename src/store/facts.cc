#include "store/facts.h"

#include "store/contacts.h"
#include "store/erased_numbers.h"
#include "store/sql.h"

namespace tidings::store {

namespace {

// Which of them were erased and stay suppressed; asked for only where anybody ever was.
std::vector<bool> suppressed_as_erased(Session& s, const ErasedNumbers& erased,
                                       const std::vector<FactsWanted>& wanted) {
  std::vector<bool> out(wanted.size());
  std::vector<std::string> names;
  std::vector<size_t> of;
  for (size_t i = 0; i < wanted.size(); ++i) {
    for (auto& name : erased.names_of(wanted[i].phone)) {
      names.push_back(std::move(name));
      of.push_back(i);
    }
  }
  std::vector<Param> params(names.begin(), names.end());
  s.open_many(sql::erasures::suppressed, params, 1, [&](size_t i, Cursor& row) {
    if (row.next() && row.boolean(0)) out[of[i]] = true;
  });
  return out;
}

}  // namespace

void facts_of(Session& s, const std::vector<FactsWanted>& wanted, const std::function<void(size_t, FactsFound)>& each) {
  const ErasedNumbers erased(s);
  std::vector<bool> gone;
  if (erased.any()) gone = suppressed_as_erased(s, erased, wanted);
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
      found.suppressed = found.suppressed || (!gone.empty() && gone[i]);
      found.erased_known = erased.complete();
      found.sent = row.integer(contacts::kContactColumns + 2);
      found.opt_in = row.boolean(contacts::kContactColumns + 4);
      found.consent = row.id<ConsentId>(contacts::kContactColumns + 3);
    }
    each(i, std::move(found));
  });
}

}  // namespace tidings::store

#include "flow/preflight/audience_scan.h"

#include "base/limits.h"
#include "store/contacts.h"

namespace tidings::preflight {

std::unique_ptr<Person> AudienceScan::person(const Contact& contact) const {
  auto out = std::make_unique<Person>();
  auto& row = out->row;
  row.workspace = workspace_.id;
  row.campaign = campaign_.id;
  row.contact = contact.id;
  row.kind = MessageKind::campaign;
  row.purpose = campaign_.purpose;
  row.phone = contact.phone;
  return out;
}

void AudienceScan::fill(store::Session& s, std::deque<std::unique_ptr<Person>>& people, Instant now) {
  std::vector<compliance::Wanted> wanted;
  wanted.reserve(people.size());
  for (auto& one : people) wanted.push_back({&one->row, &workspace_, &campaign_, &one->gathered});
  gatherer_.gather_all(s, wanted, now);
}

Result<std::vector<Contact>> AudienceScan::read_page(store::Session& s) {
  auto contacts = store::contacts::of_audience(s, workspace_.id, campaign_.audience, cursor_,
                                               static_cast<int64_t>(limits::kPreflightPage));
  at_end_ = contacts.size() < limits::kPreflightPage;
  if (!contacts.empty()) cursor_ = contacts.back().id;
  return contacts;
}

Result<std::unique_ptr<Person>> AudienceScan::next(Instant now) {
  if (page_.empty() && !at_end_) {
    TRY(database_.read([&](store::Session& s) -> Result<> {
      for (const auto& contact : TRY(read_page(s))) page_.push_back(person(contact));
      fill(s, page_, now);
      return {};
    }));
  }
  if (page_.empty()) return nullptr;
  auto out = std::move(page_.front());
  page_.pop_front();
  return out;
}

Result<std::vector<ContactId>> AudienceScan::next_ids() {
  std::vector<ContactId> out;
  for (const auto& one : page_) out.push_back(one->row.contact);
  page_.clear();
  if (!out.empty() || at_end_) return out;
  TRY(database_.read([&](store::Session& s) -> Result<> {
    for (const auto& contact : TRY(read_page(s))) out.push_back(contact.id);
    return {};
  }));
  return out;
}

Result<std::unique_ptr<Person>> AudienceScan::again(ContactId contact, Instant now) {
  std::deque<std::unique_ptr<Person>> one;
  TRY(database_.read([&](store::Session& s) -> Result<> {
    auto found = store::contacts::by_id(s, contact);
    if (!found) return {};
    one.push_back(person(*found));
    fill(s, one, now);
    return {};
  }));
  return one.empty() ? nullptr : std::move(one.front());
}

}  // namespace tidings::preflight

#include "flow/preflight/audience_scan.h"

#include "base/limits.h"
#include "flow/dispatch/brand_days.h"
#include "store/contacts.h"
#include "store/ledger.h"
#include "store/senders.h"

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
  row.channel = channel();
  return out;
}

void AudienceScan::fill(store::Session& s, std::deque<std::unique_ptr<Person>>& people, Instant now) {
  std::vector<compliance::Wanted> wanted;
  wanted.reserve(people.size());
  for (auto& one : people) wanted.push_back({&one->row, &workspace_, &campaign_, &one->gathered});
  gatherer_.gather_all(s, wanted, now);
  if (asks_known_senders_) {
    std::vector<store::senders::Person> known;
    for (auto& one : people) known.push_back({one->row.workspace, one->row.contact, one->row.phone});
    store::senders::known_to(s, known, [&](size_t i, SenderId sender) { people[i]->row.known_sender = sender; });
  }
  for (auto& one : people) {
    if (channel() == Channel::call) one->gathered.segments = 1;  // one of its sender's calls
    if (brands_ && dispatch::brand_concerns(one->row.phone))
      one->counts_for_brand = counts_brand_segments(store::senders::network_of(s, one->row.phone));
    // By then nobody has answered, as far as is known now, and the question is closed.
    auto& question = one->gathered.facts.opt_in;
    if (question && question->open && question->due <= now) question->open = false;
  }
}

// Whoever was planned before gets the message, whether or not still of the audience.
void AudienceScan::read_rows(store::Session& s) {
  auto rows = store::ledger::of_campaign(s, campaign_.id, row_cursor_, static_cast<int64_t>(limits::kPreflightPage));
  rows_end_ = rows.size() < limits::kPreflightPage;
  if (!rows.empty()) row_cursor_ = rows.back().id;
  for (auto& row : rows) {
    if (row.channel != channel()) continue;
    page_.push_back(std::make_unique<Person>());
    page_.back()->row = std::move(row);
  }
}

void AudienceScan::read_page(store::Session& s) {
  while (page_.empty() && !rows_end_) read_rows(s);
  if (!page_.empty()) return;
  at_end_ = campaign_.planned;
  if (at_end_) return;
  const auto contacts = store::contacts::of_audience(s, workspace_.id, campaign_.audience, cursor_,
                                                     static_cast<int64_t>(limits::kPreflightPage));
  at_end_ = contacts.size() < limits::kPreflightPage;
  if (!contacts.empty()) cursor_ = contacts.back().id;
  for (const auto& contact : contacts) page_.push_back(person(contact));
}

Result<std::unique_ptr<Person>> AudienceScan::next(Instant now) {
  if (page_.empty() && !at_end_) {
    TRY(database_.read([&](store::Session& s) -> Result<> {
      read_page(s);
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
  if (page_.empty() && !at_end_)
    TRY(database_.read([&](store::Session& s) -> Result<> { return read_page(s), Result<>{}; }));
  std::vector<ContactId> out;
  for (const auto& one : page_) out.push_back(one->row.contact);
  page_.clear();
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

#include "store/optouts.h"

#include "store/erased_numbers.h"
#include "store/sql.h"

namespace tidings::store::optouts {
namespace {

std::vector<Suppression> read_suppressions(std::unique_ptr<Cursor> c) {
  std::vector<Suppression> out;
  while (c->next()) {
    out.push_back({c->id<SuppressionId>(0), c->string(1), c->id<WorkspaceId>(2), c->string(3), c->string(4),
                   c->instant(5), c->instant(6), c->string(7)});
  }
  return out;
}

// Also what stands against the number since it was erased, under its keyed hash.
std::vector<Suppression> of_number(Session& s, const Statement& statement, std::string_view phone) {
  auto out = read_suppressions(s.query(statement, phone));
  for (const auto& name : ErasedNumbers(s).names_of(phone)) {
    for (auto& one : read_suppressions(s.query(statement, std::string_view(name)))) out.push_back(std::move(one));
  }
  return out;
}

std::vector<Review> read_reviews(std::unique_ptr<Cursor> c) {
  std::vector<Review> out;
  while (c->next()) {
    out.push_back({c->id<ReviewId>(0), c->id<WorkspaceId>(1), c->string(2), c->id<ContactId>(3), c->id<InboundId>(4),
                   c->string(5), c->instant(6), c->instant(7), c->string(8), c->instant(9), c->string(10)});
  }
  return out;
}

}  // namespace

bool suppress(Session& s, const Suppression& x) {
  if (s.one(sql::optouts::same_in_force, x.phone, x.workspace, x.source)) return false;
  s.one(sql::optouts::insert, x.phone, x.workspace, x.source, x.detail, x.created_at);
  return true;
}

std::vector<Suppression> in_force(Session& s, std::string_view phone) {
  return of_number(s, sql::optouts::in_force, phone);
}
std::vector<Suppression> history(Session& s, std::string_view phone) {
  return of_number(s, sql::optouts::history, phone);
}
std::vector<Suppression> history(Session& s, std::string_view phone, SuppressionId after, int64_t most) {
  return read_suppressions(s.query(sql::optouts::history_page, phone, after, most));
}
std::vector<Suppression> page(Session& s, SuppressionId after, int64_t most) {
  return read_suppressions(s.query(sql::optouts::page, after, most));
}
std::optional<Suppression> by_id(Session& s, SuppressionId id) {
  auto found = read_suppressions(s.query(sql::optouts::by_id, id));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}
bool lift(Session& s, SuppressionId id, Instant at, std::string_view by) {
  return s.exec(sql::optouts::lift, id, at, by) == 1;
}

ReviewId open_review(Session& s, const Review& r) {
  return ReviewId{
      s.one(sql::optouts::review_insert, r.workspace, r.phone, r.contact, r.inbound, r.because, r.created_at, r.due_at)
          .value_or(0)};
}
bool under_review(Session& s, std::string_view phone) {
  return s.one(sql::optouts::review_open, phone).value_or(0) > 0;
}
std::vector<Review> open_reviews(Session& s, ReviewId after, int64_t most) {
  return read_reviews(s.query(sql::optouts::reviews_open, after, most));
}
std::vector<Review> due_reviews(Session& s, Instant now, size_t most) {
  return read_reviews(s.query(sql::optouts::reviews_due, now, most));
}
std::vector<Review> reviews_of(Session& s, std::string_view phone, ReviewId after, int64_t most) {
  return read_reviews(s.query(sql::optouts::reviews_of, phone, after, most));
}
std::optional<Review> review_by_id(Session& s, ReviewId id) {
  auto found = read_reviews(s.query(sql::optouts::review_by_id, id));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}
bool decide(Session& s, ReviewId id, std::string_view decision, Instant at, std::string_view by) {
  return s.exec(sql::optouts::review_decide, id, decision, at, by) == 1;
}
void decide_all_of(Session& s, std::string_view phone, std::string_view decision, Instant at, std::string_view by) {
  s.exec(sql::optouts::review_decide_phone, phone, decision, at, by);
}

}  // namespace tidings::store::optouts

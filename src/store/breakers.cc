#include "store/breakers.h"

#include "store/sql.h"

namespace tidings::store::breakers {

std::optional<live::Place> place(Session& s) {
  auto row = s.query(sql::breakers::place);
  if (!row->next()) return std::nullopt;
  return live::Place{.inbound = row->integer(1), .receipt = row->integer(0)};
}
void set_place(Session& s, const live::Place& place) { s.exec(sql::breakers::set_place, place.receipt, place.inbound); }

std::vector<Word> words(Session& s, int64_t after, int64_t until) {
  std::vector<Word> out;
  auto c = s.query(sql::breakers::receipts, after, until);
  while (c->next()) {
    out.push_back({c->instant(0), static_cast<DeliveryState>(c->integer(1)), static_cast<ErrorClass>(c->integer(2)),
                   c->string(3), c->integer(4) != 0, c->id<CampaignId>(5), c->id<SenderId>(6),
                   static_cast<Channel>(c->integer(7))});
  }
  return out;
}

std::vector<CampaignId> stops(Session& s, int64_t after, int64_t until) {
  std::vector<CampaignId> out;
  auto c = s.query(sql::breakers::stops, after, until);
  while (c->next()) out.push_back(c->id<CampaignId>(0));
  return out;
}

void add(Session& s, std::string_view subject, int64_t minute, const Counts& n) {
  s.exec(sql::breakers::add, subject, minute, n.sent, n.words, n.judged, n.failed, n.filtered, n.stops);
}

Counts sum(Session& s, std::string_view subject, int64_t from_minute, int64_t until_minute) {
  auto c = s.query(sql::breakers::sum, subject, from_minute, until_minute);
  if (!c->next()) return {};
  return {c->integer(0), c->integer(1), c->integer(2), c->integer(3), c->integer(4), c->integer(5)};
}

int64_t total(Session& s, std::string_view subject) { return s.one(sql::breakers::total, subject).value_or(0); }
void set_total(Session& s, std::string_view subject, int64_t sent) { s.exec(sql::breakers::set_total, subject, sent); }
void clear(Session& s, std::string_view subject) { s.exec(sql::breakers::clear, subject); }
int64_t forget(Session& s, int64_t before_minute) { return s.exec(sql::breakers::forget, before_minute); }

}  // namespace tidings::store::breakers

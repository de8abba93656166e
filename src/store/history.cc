#include "store/history.h"

#include <chrono>

#include "base/limits.h"
#include "store/sql.h"

namespace tidings::store::history {
namespace {

const HistoryTable& journal() {
  static const HistoryTable kJournal{
      "webhook_event",
      "received_at",
      {"SELECT p.* FROM {} p WHERE p.state = 'pending'", "SELECT p.* FROM {} p WHERE p.state = 'dead'",
       "SELECT p.* FROM receipt_batch b JOIN {} p ON p.id BETWEEN b.id AND b.last_id WHERE p.state = 'applied'"}};
  return kJournal;
}

}  // namespace

Instant months_later(Instant at, int months) {
  using namespace std::chrono;
  const year_month_day day(floor<days>(sys_time<milliseconds>(milliseconds(at.ms))));
  const auto month = day.year() / day.month() + std::chrono::months(months);
  return {duration_cast<milliseconds>(sys_days(month / 1).time_since_epoch()).count()};
}

Instant month_of(Instant at) { return months_later(at, 0); }

std::optional<int> make_months(Session& s, Instant now) {
  return s.make_months(journal(), now, months_later(now, limits::kHistoryMonthsAhead));
}

void make_room_for(Session& from, Session& to) {
  auto rows = from.open_text("SELECT min(received_at), max(received_at) FROM webhook_event", nullptr, 0);
  if (!rows->next() || rows->null(0)) return;
  const Instant newest = rows->instant(1);
  to.make_months(journal(), std::max(rows->instant(0), months_later(newest, 1 - limits::kHistoryMonthsMost)), newest);
}

bool drop_month(Session& s, Instant before) { return s.drop_month(journal(), before); }

Piece next_piece(Session& s, int64_t after, Instant before) {
  Piece out{after + 1, after, false};
  int64_t met = 0;
  bool old = false;
  auto rows = s.query(sql::events::page_of_times, after, limits::kHistoryChunk);
  while (rows->next()) {
    out.last = rows->integer(0);
    old = old || rows->instant(1) < before;
    ++met;
  }
  // Not at the first younger one: one hour of a clock that was wrong must not keep all that came after it.
  out.more = old && met == limits::kHistoryChunk;
  if (!old) out.last = after;
  return out;
}

int64_t forget(Session& s, const Piece& piece, Instant before) {
  if (piece.last < piece.first) return 0;
  return s.exec(sql::events::forget, piece.first, piece.last, before);
}

std::vector<int64_t> parked_before(Session& s, Instant before) {
  std::vector<int64_t> out;
  auto rows = s.query(sql::events::parked_before, before, limits::kHistoryChunk);
  while (rows->next()) out.push_back(rows->integer(0));
  return out;
}

int64_t forget_parked(Session& s, const std::vector<int64_t>& receipts) {
  return s.run_all(sql::events::forget_parked, {receipts.begin(), receipts.end()}, 1);
}

}  // namespace tidings::store::history

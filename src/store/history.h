// The journal of webhooks as it grows old: parts by month made before they are needed and dropped whole where the
// engine has parts, rows deleted a few at a time where it has not, or where a part cannot go. What waits for a person
// or for us (pending, dead, in an open batch of receipts) stays, however old; so does the newest row, whose number must
// not be given out again. Called by flow/intake/history_stage, on the node whose turn it is.
#pragma once

#include "base/clock.h"
#include "store/database.h"

namespace tidings::store::history {

Instant month_of(Instant at);                  // its first moment, UTC
Instant months_later(Instant at, int months);  // first moment of the month so many later

// This month and the next ones. nullopt: the engine keeps the journal in one piece.
std::optional<int> make_months(Session& s, Instant now);
// For a database that is copied: parts for the months of its rows.
void make_room_for(Session& from, Session& to);
// One part that is wholly older; false: there is none (left).
bool drop_month(Session& s, Instant before);

// Rows a few at a time, from the oldest: where the next piece begins, and whether there is one.
struct Piece {
  int64_t first = 0, last = 0;
  bool more = false;
};
Piece next_piece(Session& s, int64_t after, Instant before);
int64_t forget(Session& s, const Piece& piece, Instant before);  // rows deleted

// Receipts whose message was never found. Fewer than kHistoryChunk: those were all.
std::vector<int64_t> parked_before(Session& s, Instant before);
int64_t forget_parked(Session& s, const std::vector<int64_t>& receipts);  // rows deleted

}  // namespace tidings::store::history

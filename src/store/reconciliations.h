// Carriers' own logs compared with ours: the runs, where each stands, and what was missing here. Inside a transaction.
// Written by flow/watch/reconciler.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/ids.h"
#include "store/database.h"

namespace tidings::store::reconciliations {

enum class Kind { light, full, asked };  // the last hour, often; the last days, daily; somebody asked
std::string_view to_string(Kind kind);
enum class State { waiting, running, done, failed };
std::string_view to_string(State state);

struct Run {
  ReconciliationId id;
  std::string carrier;
  Kind kind = Kind::light;
  State state = State::waiting;
  Instant from, until;                // the carrier's dates of the messages compared; until is not in it
  std::string cursor;                 // the next page; empty = the first
  Instant reached;                    // how far back the pages have come: from until to from
  int64_t pages = 0;                  // read; with the id it also says which page is next
  int64_t outbound = 0, inbound = 0;  // of the window, at the carrier
  int64_t receipts_missing = 0, inbound_missing = 0;
  int64_t not_ours = 0;  // somebody else's use of the account
  std::string problem;   // the last one, of a run that goes on; why, of one that failed
  std::string asked_by;
  Instant created_at, ended_at;

  // 0 … 1 of the window, as far as the pages tell.
  double progress() const;
};

// nullopt: this carrier has one in that state already.
std::optional<ReconciliationId> add(Session& s, const Run& run);
std::optional<Run> by_id(Session& s, ReconciliationId id);
std::optional<Run> open(Session& s, std::string_view carrier, State state);
// Begun until then: those that a clock which ran ahead left behind count for nothing.
std::optional<Run> newest(Session& s, std::string_view carrier, Kind kind, Instant until);
std::vector<Run> page(Session& s, ReconciliationId before, int64_t most);  // newest first
// All that moves. False: it has ended, or another node has read the page that was its next when it had `pages` pages.
bool move(Session& s, const Run& run, int64_t pages);
void forget_quiet(Session& s, std::string_view carrier, Instant before);

struct Gap {
  GapId id;
  ReconciliationId run;
  std::string carrier, direction;  // out, in
  std::string provider_id;
  std::string missing;  // "inbound", "receipt delivered", "not ours"
  std::string applied;  // applied, pending, none
  MessageId message;
  WebhookEventId webhook;
  std::string detail;  // plain words; no text of anybody
  Instant at, found_at;
};
inline constexpr std::string_view kInbound = "inbound";
inline constexpr std::string_view kNotOurs = "not ours";

bool add_gap(Session& s, const Gap& gap);  // false: it was found before
bool gap_known(Session& s, std::string_view carrier, std::string_view provider_id, std::string_view missing);
std::vector<Gap> gaps(Session& s, ReconciliationId run, GapId after, int64_t most);

// The one message of ours whose outcome nobody knows and which this one of the carrier's is, by number, text and time;
// none when several could be.
std::optional<MessageId> whose(Session& s, std::string_view carrier, std::string_view to, std::string_view body,
                               Instant not_before, Instant not_after);

}  // namespace tidings::store::reconciliations

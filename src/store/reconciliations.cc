#include "store/reconciliations.h"

#include <algorithm>
#include <array>

#include "store/sql.h"

namespace tidings::store::reconciliations {
namespace {

constexpr std::array<std::string_view, 3> kKinds{"light", "full", "asked"};
constexpr std::array<std::string_view, 4> kStates{"waiting", "running", "done", "failed"};

template <class E, size_t N>
E from_name(const std::array<std::string_view, N>& names, std::string_view name) {
  for (size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<E>(i);
  }
  throw StoreFailure{
      {ErrorCode::corrupt, "a reconciliation has a kind or state nobody knows", "reconciliation_run", {}}};
}

std::vector<Run> read_runs(std::unique_ptr<Cursor> c) {
  std::vector<Run> out;
  while (c->next()) {
    Run run;
    run.id = c->id<ReconciliationId>(0);
    run.carrier = c->string(1);
    run.kind = from_name<Kind>(kKinds, c->text(2));
    run.state = from_name<State>(kStates, c->text(3));
    run.from = c->instant(4);
    run.until = c->instant(5);
    run.cursor = c->string(6);
    run.reached = c->instant(7);
    run.pages = c->integer(8);
    run.outbound = c->integer(9);
    run.inbound = c->integer(10);
    run.receipts_missing = c->integer(11);
    run.inbound_missing = c->integer(12);
    run.not_ours = c->integer(13);
    run.problem = c->string(14);
    run.asked_by = c->string(15);
    run.created_at = c->instant(16);
    run.ended_at = c->instant(17);
    out.push_back(std::move(run));
  }
  return out;
}

std::optional<Run> first(std::vector<Run> found) {
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

std::string_view to_string(Kind kind) { return kKinds[static_cast<size_t>(kind)]; }
std::string_view to_string(State state) { return kStates[static_cast<size_t>(state)]; }

double Run::progress() const {
  if (state == State::done) return 1;
  const int64_t whole = until - from;
  if (whole <= 0) return 0;
  return std::clamp(static_cast<double>(until - reached) / static_cast<double>(whole), 0.0, 1.0);
}

std::optional<ReconciliationId> add(Session& s, const Run& run) {
  const auto id = s.one(sql::reconciliations::insert, run.carrier, to_string(run.kind), to_string(run.state), run.from,
                        run.until, run.asked_by, run.created_at);
  return id ? std::optional(ReconciliationId{*id}) : std::nullopt;
}
std::optional<Run> by_id(Session& s, ReconciliationId id) {
  return first(read_runs(s.query(sql::reconciliations::by_id, id)));
}
std::optional<Run> open(Session& s, std::string_view carrier, State state) {
  return first(read_runs(s.query(sql::reconciliations::open, carrier, to_string(state))));
}
std::optional<Run> newest(Session& s, std::string_view carrier, Kind kind, Instant until) {
  return first(read_runs(s.query(sql::reconciliations::newest, carrier, to_string(kind), until)));
}
std::vector<Run> page(Session& s, ReconciliationId before, int64_t most) {
  return read_runs(s.query(sql::reconciliations::page, before, most));
}

bool move(Session& s, const Run& r, int64_t pages) {
  return s.exec(sql::reconciliations::move, r.id, to_string(r.state), pages, r.cursor, r.reached, r.pages, r.outbound,
                r.inbound, r.receipts_missing, r.inbound_missing, r.not_ours, r.problem, r.ended_at, r.created_at,
                r.until) > 0;
}

void forget_quiet(Session& s, std::string_view carrier, Instant before) {
  s.exec(sql::reconciliations::forget_quiet, carrier, before);
}

bool add_gap(Session& s, const Gap& g) {
  return s
      .one(sql::reconciliations::gap, g.run, g.carrier, g.direction, g.provider_id, g.missing, g.applied, g.message,
           g.webhook, g.detail, g.at, g.found_at)
      .has_value();
}

bool gap_known(Session& s, std::string_view carrier, std::string_view provider_id, std::string_view missing) {
  return s.one(sql::reconciliations::gap_known, carrier, provider_id, missing).has_value();
}

std::vector<Gap> gaps(Session& s, ReconciliationId run, GapId after, int64_t most) {
  std::vector<Gap> out;
  auto c = s.query(sql::reconciliations::gaps, run, after, most);
  while (c->next()) {
    out.push_back({c->id<GapId>(0), c->id<ReconciliationId>(1), c->string(2), c->string(3), c->string(4), c->string(5),
                   c->string(6), c->id<MessageId>(7), c->id<WebhookEventId>(8), c->string(9), c->instant(10),
                   c->instant(11)});
  }
  return out;
}

std::optional<MessageId> whose(Session& s, std::string_view carrier, std::string_view to, std::string_view body,
                               Instant not_before, Instant not_after) {
  std::vector<MessageId> found;
  for (const auto* statement : {&sql::reconciliations::unknown_to, &sql::reconciliations::unresolved_to}) {
    auto rows = s.query(*statement, carrier, to, body, not_before, not_after);
    while (rows->next()) found.push_back(rows->id<MessageId>(0));
  }
  return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
}

}  // namespace tidings::store::reconciliations

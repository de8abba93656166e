#include "http/api/reconciliations/reconciliations.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "store/events.h"

namespace tidings::http::reconciliations {
namespace {

namespace runs = store::reconciliations;

json::value run_json(const runs::Run& x) {
  return json::object{{"id", x.id.value},
                      {"carrier", x.carrier},
                      {"kind", runs::to_string(x.kind)},
                      {"state", runs::to_string(x.state)},
                      {"from", format_utc(x.from)},
                      {"until", instant_or_null(x.until)},
                      {"percent", plain_number(std::floor(x.progress() * 100))},
                      {"reached", instant_or_null(x.reached)},
                      {"pages", x.pages},
                      {"outbound", x.outbound},
                      {"inbound", x.inbound},
                      {"receipts_missing", x.receipts_missing},
                      {"inbound_missing", x.inbound_missing},
                      {"not_ours", x.not_ours},
                      {"problem", text_or_null(x.problem)},
                      {"asked_by", x.asked_by},
                      {"created_at", format_utc(x.created_at)},
                      {"ended_at", instant_or_null(x.ended_at)}};
}

// What had to wait may have been applied since, or be on the dead-letter list.
std::string state_of(store::Session& s, const runs::Gap& x) {
  if (x.applied != store::events::kPending || !x.webhook) return x.applied;
  const auto now = store::events::by_id(s, x.webhook);
  return now ? now->state : x.applied;
}

json::value gap_json(store::Session& s, const runs::Gap& x) {
  return json::object{{"id", x.id.value},
                      {"carrier", x.carrier},
                      {"direction", x.direction},
                      {"provider_id", x.provider_id},
                      {"missing", x.missing},
                      {"applied", state_of(s, x)},
                      {"message", id_or_null(x.message.value)},
                      {"webhook", id_or_null(x.webhook.value)},
                      {"detail", text_or_null(x.detail)},
                      {"at", format_utc(x.at)},
                      {"found_at", format_utc(x.found_at)}};
}

Result<runs::Run> run_of(Call& call) {
  const int64_t id = TRY(call.id());
  auto run = runs::by_id(call.s(), ReconciliationId{id});
  if (!run) return fail(ErrorCode::not_found, fmt::format("there is no reconciliation {}", id), "reconciliation");
  return std::move(*run);
}

Instant instant_in(JsonReader& in, const char* name) {
  const auto text = in.text(name);
  if (!text) return {};
  const auto at = parse_utc(*text);
  if (!at) in.problem(name, "must be an instant such as 2026-11-20T12:00:00Z");
  return at ? *at : Instant{};
}

}  // namespace

Result<HttpResponse> list(Call& call) {
  QueryReader query(call.query);
  const auto after = query.after();
  const auto limit = query.limit();
  TRY(query.done());
  const ReconciliationId before{after == 0 ? std::numeric_limits<int64_t>::max() : after};
  const auto page = runs::page(call.s(), before, limit);
  json::array items;
  for (const auto& one : page) items.push_back(run_json(one));
  const bool more = static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? json::value(page.back().id.value) : json::value(nullptr));
}

Result<HttpResponse> start(Call& call) {
  JsonReader in(call.body);
  watch::Asked asked;
  asked.carrier = in.text("carrier").value_or("");
  asked.from = instant_in(in, "since");
  asked.until = instant_in(in, "until");
  asked.by = call.who.name;
  TRY(in.done());
  const auto begun = TRY(call.services.reconcile(call.s(), asked, call.now));
  json::array items;
  for (const auto& one : begun) {
    items.push_back(run_json(one));
    call.audit("reconciliation.start", fmt::format("reconciliation {}", one.id.value), one.carrier);
  }
  return answer(json::object{{"items", std::move(items)}}, 202);
}

Result<HttpResponse> show(Call& call) { return answer(run_json(TRY(run_of(call)))); }

Result<HttpResponse> gaps(Call& call) {
  QueryReader query(call.query);
  const auto after = query.after();
  const auto limit = query.limit();
  TRY(query.done());
  const auto run = TRY(run_of(call));
  const auto page = runs::gaps(call.s(), run.id, GapId{after}, limit);
  json::array items;
  for (const auto& one : page) items.push_back(gap_json(call.s(), one));
  const bool more = static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? json::value(page.back().id.value) : json::value(nullptr));
}

}  // namespace tidings::http::reconciliations

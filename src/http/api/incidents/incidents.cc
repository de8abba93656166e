#include "http/api/incidents/incidents.h"

#include <fmt/format.h>

#include "flow/watch/incidents.h"
#include "store/alerts.h"
#include "store/incidents.h"

namespace tidings::http::incidents {
namespace {

constexpr std::string_view kTestKey = "test";

json::object incident_json(const store::incidents::Incident& one) {
  return {{"id", one.id.value},
          {"key", one.key},
          {"severity", to_string(one.severity)},
          {"text", one.text},
          {"open", one.resolved_at.ms == 0},
          {"opened_at", format_utc(one.opened_at)},
          {"last_at", format_utc(one.last_at)},
          {"times", one.times},
          {"resolved_at", instant_or_null(one.resolved_at)},
          {"resolution", text_or_null(one.resolution)}};
}

Result<store::incidents::Incident> asked_for(Call& call) {
  auto found = store::incidents::by_id(call.s(), IncidentId{TRY(call.id())});
  if (!found) return fail(ErrorCode::not_found, "there is no such incident", "id");
  return std::move(*found);
}

json::object with_notices(Call& call, const store::incidents::Incident& one) {
  auto out = incident_json(one);
  json::array told;
  for (const auto& notice : store::alerts::of_incident(call.s(), one.id)) {
    told.push_back(json::object{{"route", notice.route},
                                {"what", notice.what},
                                {"state", notice.state},
                                {"attempts", notice.attempts},
                                {"next_at", notice.state == "pending" ? instant_or_null(notice.next_at) : nullptr},
                                {"problem", text_or_null(notice.problem)}});
  }
  out["told"] = std::move(told);
  return out;
}

}  // namespace

// Open ones oldest first, or all newest first.
Result<HttpResponse> list(Call& call) {
  QueryReader query(call.query);
  const bool all = query.boolean("all").value_or(false);
  const auto after = query.after();
  const auto limit = query.limit();
  TRY(query.done());
  const auto page = all ? store::incidents::page(call.s(), IncidentId{after == 0 ? INT64_MAX : after}, limit)
                        : store::incidents::in_force(call.s(), IncidentId{after}, limit);
  json::array items;
  for (const auto& one : page) items.push_back(incident_json(one));
  const bool more = static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? json::value(page.back().id.value) : json::value(nullptr));
}

Result<HttpResponse> show(Call& call) { return answer(with_notices(call, TRY(asked_for(call)))); }

Result<HttpResponse> resolve(Call& call) {
  JsonReader in(call.body);
  const auto reason = in.required_text("reason");
  TRY(in.done());
  const auto one = TRY(asked_for(call));
  if (one.resolved_at.ms != 0) return fail(ErrorCode::conflict, "it is over already", "id");
  call.services.incidents.resolve(call.s(), one.key, fmt::format("{} (by {})", reason, call.who.name), call.now);
  call.audit("incident.resolve", fmt::format("incident {}", one.id.value), reason);
  return answer(with_notices(call, *store::incidents::by_id(call.s(), one.id)));
}

// An incident like any other, so that the trial goes the way the real ones go.
Result<HttpResponse> test(Call& call) {
  JsonReader in(call.body);
  TRY(in.done());
  call.services.incidents.open(call.s(), kTestKey, watch::Severity::critical,
                               fmt::format("This is a test by {}: alerts reach you.", call.who.name), call.now);
  call.audit("incident.test", "incident", {});
  return answer(with_notices(call, *store::incidents::open_by_key(call.s(), kTestKey)), 201);
}

}  // namespace tidings::http::incidents

#include "http/api/webhooks/webhooks.h"

#include <fmt/format.h>

#include "store/events.h"

namespace tidings::http::webhooks {
namespace {

// Without headers and body: they hold what people wrote.
json::value webhook_json(const store::events::WebhookRow& x) {
  return json::object{{"id", x.id.value},
                      {"carrier", x.carrier},
                      {"received_at", format_utc(x.received_at)},
                      {"method", x.method},
                      {"url", x.url},
                      {"state", x.state},
                      {"attempts", x.attempts},
                      {"next_at", instant_or_null(x.next_at)},
                      {"problem", text_or_null(x.problem)}};
}

}  // namespace

Result<HttpResponse> list(Call& call) {
  QueryReader query(call.query);
  const auto state = query.text("state").value_or("dead");
  if (state != store::events::kDead)
    query.problem("state", "must be dead: only the dead-letter list is kept for people");
  const auto after = query.after();
  const auto limit = query.limit();
  TRY(query.done());
  const auto page = store::events::dead(call.s(), WebhookEventId{after}, limit);
  json::array items;
  for (const auto& row : page) items.push_back(webhook_json(row));
  const bool more = static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? json::value(page.back().id.value) : json::value(nullptr));
}

Result<HttpResponse> replay(Call& call) {
  JsonReader in(call.body);
  const bool all = in.boolean("all").value_or(false);
  const auto* ids = in.array("ids");
  if (all == (ids != nullptr)) in.problem("ids", "or all:true is required, and not both");
  if (ids != nullptr && ids->size() > limits::kReplayAtOnce)
    in.problem("ids", fmt::format("has too many: at most {}", limits::kReplayAtOnce));
  TRY(in.done());
  int64_t n = 0;
  if (all) n = call.services.journal.replay_all(call.s());
  for (size_t i = 0; ids != nullptr && i < ids->size(); ++i) {
    const auto& id = (*ids)[i];
    if (!id.is_int64()) return fail(ErrorCode::invalid_argument, "ids must be a list of numbers", "ids");
    TRY(call.services.journal.replay(call.s(), WebhookEventId{id.get_int64()}));
    ++n;
  }
  call.audit("webhooks.replay", all ? "all" : json::serialize(*ids), fmt::format("{} replayed", n));
  return answer(json::object{{"replayed", n}});
}

}  // namespace tidings::http::webhooks

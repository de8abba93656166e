#include "http/api/canaries/canaries.h"

#include <limits>

#include "store/canaries.h"

namespace tidings::http::canaries {
namespace {

json::value canary_json(const store::canaries::Canary& x) {
  const bool came = x.handed_at.ms != 0 && x.inbound_at.ms != 0;
  return json::object{{"id", x.id.value},
                      {"carrier", x.carrier},
                      {"from", x.from},
                      {"to", x.to},
                      {"message", id_or_null(x.message.value)},
                      {"verdict", store::canaries::to_string(x.verdict)},
                      {"problem", text_or_null(x.problem)},
                      {"planned_at", format_utc(x.planned_at)},
                      {"handed_at", instant_or_null(x.handed_at)},
                      {"receipt_at", instant_or_null(x.receipt_at)},
                      {"inbound_at", instant_or_null(x.inbound_at)},
                      {"back_after_ms", came ? json::value(x.inbound_at - x.handed_at) : json::value(nullptr)},
                      {"ended_at", instant_or_null(x.ended_at)}};
}

}  // namespace

Result<HttpResponse> list(Call& call) {
  QueryReader query(call.query);
  const auto after = query.after();
  const auto limit = query.limit();
  TRY(query.done());
  const CanaryId before{after == 0 ? std::numeric_limits<int64_t>::max() : after};
  const auto page = store::canaries::page(call.s(), before, limit);
  json::array items;
  for (const auto& one : page) items.push_back(canary_json(one));
  const bool more = static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? json::value(page.back().id.value) : json::value(nullptr));
}

}  // namespace tidings::http::canaries

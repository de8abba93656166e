#include "http/api/senders/brands.h"

#include <fmt/format.h>

#include "flow/dispatch/brand_days.h"
#include "store/ledger.h"
#include "store/senders.h"

namespace tidings::http::senders {
namespace {

constexpr size_t kNameBytes = 100;

json::value brand_json(Call& call, const Brand& brand) {
  const int64_t used = store::senders::brand_used(call.s(), brand.name, dispatch::brand_day(call.now));
  return json::object{{"name", brand.name},
                      {"daily_segments", brand.daily_segments},
                      {"used", used},
                      {"day_ends", format_utc(dispatch::next_brand_day(call.now))}};
}

}  // namespace

Result<HttpResponse> list_brands(Call& call) {
  TRY(QueryReader(call.query).done());
  json::array items;
  for (const auto& brand : store::senders::brands(call.s())) items.push_back(brand_json(call, brand));
  return list_answer(std::move(items), nullptr);
}

Result<HttpResponse> put_brand(Call& call) {
  JsonReader in(call.body);
  Brand brand{.name = in.required_text("name")};
  if (brand.name.size() > kNameBytes) in.problem("name", fmt::format("has {} bytes at most", kNameBytes));
  if (const auto segments = in.integer("daily_segments")) {
    if (*segments < 1 || *segments > 1'000'000'000) in.problem("daily_segments", "must be 1 or more");
    brand.daily_segments = *segments;
  }
  TRY(in.done());
  store::senders::put_brand(call.s(), brand);
  store::ledger::wake_for_brand(call.s(), call.now);  // a raised cap has room
  call.audit("brand.put", fmt::format("brand {}", brand.name), json::serialize(call.body));
  return answer(brand_json(call, brand));
}

}  // namespace tidings::http::senders

#include "http/api/optouts/optouts.h"

#include <fmt/format.h>

#include "flow/inbox/opt_outs.h"
#include "sms/phone.h"
#include "store/optouts.h"

namespace tidings::http::optouts {
namespace {

json::value optout_json(const store::optouts::Suppression& x) {
  return json::object{{"id", x.id.value},
                      {"phone", x.phone},
                      {"workspace", id_or_null(x.workspace.value)},
                      {"source", x.source},
                      {"detail", x.detail},
                      {"created_at", format_utc(x.created_at)},
                      {"lifted_at", instant_or_null(x.lifted_at)},
                      {"lifted_by", text_or_null(x.lifted_by)}};
}

Result<std::string> read_number(const std::string& phone, const std::string& region) {
  return TRY(sms::parse_phone(phone, TRY(read_region(region)))).e164;
}

}  // namespace

Result<HttpResponse> list(Call& call) {
  QueryReader query(call.query);
  const auto phone = query.text("phone");
  const auto region = query.text("region");
  const auto after = query.after();
  const auto limit = query.limit();
  TRY(query.done());
  // Of one number the whole history; otherwise those in force.
  std::vector<store::optouts::Suppression> page;
  if (phone) {
    page = store::optouts::history(call.s(), TRY(read_number(*phone, region.value_or(""))));
  } else {
    page = store::optouts::page(call.s(), SuppressionId{after}, limit);
  }
  json::array items;
  for (const auto& one : page) items.push_back(optout_json(one));
  const bool more = !phone && static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? json::value(page.back().id.value) : json::value(nullptr));
}

Result<HttpResponse> add(Call& call) {
  JsonReader in(call.body);
  const std::string phone = in.required_text("phone");
  const std::string region = in.text("region").value_or("");
  const std::string detail = in.required_text("reason");
  TRY(in.done());
  const auto number = TRY(read_number(phone, region));
  const auto done = TRY(inbox::suppress_manually(call.s(), number, detail, call.who.name, call.now));
  json::array in_force;
  for (const auto& one : store::optouts::in_force(call.s(), number)) {
    in_force.push_back(optout_json(one));
    if (one.source == store::optouts::kManual) call.audit("optout.add", fmt::format("optout {}", one.id.value), detail);
  }
  return answer(json::object{{"phone", number},
                             {"new", done.new_suppression},
                             {"messages_ended", done.ended},
                             {"in_force", std::move(in_force)}},
                done.new_suppression ? 201 : 200);
}

Result<HttpResponse> lift(Call& call) {
  QueryReader query(call.query);
  const auto in_query = query.text("reason");
  TRY(query.done());
  JsonReader in(call.body);
  const std::string reason = in.text("reason").value_or(in_query.value_or(""));
  TRY(in.done());
  const SuppressionId id{TRY(call.id())};
  TRY(inbox::lift(call.s(), id, call.who.name, reason, call.now));
  call.audit("optout.lift", fmt::format("optout {}", id.value), reason);
  return answer(optout_json(*store::optouts::by_id(call.s(), id)));
}

}  // namespace tidings::http::optouts

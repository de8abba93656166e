#include "http/api/registers/registers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "flow/compliance/register_facts.h"
#include "flow/registers/list_line.h"
#include "flow/registers/lists.h"
#include "http/api/imports/spool.h"
#include "sms/phone.h"

namespace tidings::http::registers {
namespace {

namespace stored = store::registers;
using store::registers::List;
using tidings::registers::LineProblem;

json::array texts(const auto& all) {
  json::array out;
  for (const auto& one : all) out.push_back(json::value(std::string(one)));
  return out;
}

json::value list_json(const List& list, std::string_view name) {
  const bool read = list.state != stored::ListState::loading;
  return json::object{{"id", list.id.value},
                      {"register", name},
                      {"state", to_string(list.state)},
                      {"source", list.source},
                      {"snapshot", format_utc(list.snapshot_at)},
                      {"expires", instant_or_null(list.expires_at)},
                      {"covers", texts(list.covers)},
                      {"region", text_or_null(list.region)},
                      {"column", text_or_null(list.column)},
                      {"bytes", list.bytes},
                      {"percent", read || list.bytes == 0 ? 100 : list.read_bytes * 100 / list.bytes},
                      {"lines", list.lines},
                      {"numbers", list.numbers},
                      {"rejected", list.rejected},
                      {"problem", text_or_null(list.problem)},
                      {"created_at", format_utc(list.created_at)},
                      {"created_by", list.created_by},
                      {"finished_at", instant_or_null(list.finished_at)}};
}

const DncRegister* configured(const Call& call, std::string_view name) {
  const auto& all = call.services.registers;
  const auto it = std::ranges::find(all, name, &DncRegister::name);
  return it == all.end() ? nullptr : &*it;
}

std::string name_of(Call& call, RegisterId id) {
  for (const auto& known : stored::all(call.s())) {
    if (known.id == id) return known.name;
  }
  return {};
}

// How a register stands: its terms, and the list in force.
json::value register_json(Call& call, const std::string& name, const DncRegister* terms, const stored::Known* known) {
  const DncRegister defaults;
  const auto& t = terms != nullptr ? *terms : defaults;
  std::vector<std::string_view> accepts;
  for (const auto consent : t.accepts) accepts.push_back(to_string(consent));
  json::value in_force(nullptr);
  json::value until(nullptr);
  if (known != nullptr && known->list) {
    const auto list = stored::list_by_id(call.s(), known->list);
    if (list) in_force = list_json(*list, name);
    Instant ends = known->expires_at;
    if (t.max_age_ms > 0 && (ends.ms == 0 || known->snapshot_at + t.max_age_ms < ends)) {
      ends = known->snapshot_at + t.max_age_ms;
    }
    until = instant_or_null(ends);
  }
  return json::object{{"name", name},
                      {"configured", terms != nullptr},
                      {"source", to_string(t.source)},
                      {"places", texts(t.places)},
                      {"max_age_days", t.max_age_ms / kDayMs},
                      {"accepts", texts(accepts)},
                      {"binds", t.texts ? json::array{"texts", "calls"} : json::array{"calls"}},
                      {"on_unknown", t.on_unknown == OnUnknown::send ? "send" : "hold"},
                      {"in_force", std::move(in_force)},
                      {"in_force_until", std::move(until)}};
}

std::string_view effect_of(const compliance::RegisterFact& fact) {
  const bool listed = fact.answer == RegisterAnswer::listed;
  if (listed && !fact.stale) return "block";
  if (fact.answer == RegisterAnswer::clear && !fact.stale) return "allow";
  return fact.sends_unknown && !listed ? "allow" : "hold";
}

std::string_view words_of(std::string_view reason) {
  for (const auto problem : {LineProblem::no_number, LineProblem::unknown_country, LineProblem::bad_number,
                             LineProblem::change_list, LineProblem::missing_column}) {
    if (to_string(problem) == reason) return plain_words(problem);
  }
  return "the line is not well formed";
}

}  // namespace

Result<HttpResponse> list(Call& call) {
  QueryReader query(call.query);
  TRY(query.done());
  const auto known = stored::all(call.s());
  const auto find = [&](std::string_view name) -> const stored::Known* {
    const auto it = std::ranges::find(known, name, &stored::Known::name);
    return it == known.end() ? nullptr : &*it;
  };
  json::array items;
  for (const auto& terms : call.services.registers)
    items.push_back(register_json(call, terms.name, &terms, find(terms.name)));
  for (const auto& one : known) {
    if (configured(call, one.name) == nullptr) items.push_back(register_json(call, one.name, nullptr, &one));
  }
  return list_answer(std::move(items), nullptr);
}

// What the gate would find, without the contact.
Result<HttpResponse> check_number(Call& call) {
  QueryReader query(call.query);
  const auto phone = query.text("phone").value_or("");
  const auto region = query.text("region").value_or("");
  TRY(query.done());
  const auto number = TRY(sms::parse_phone(phone, TRY(read_region(region))));
  compliance::RegisterDesk desk(call.services.registers);
  const std::array<compliance::RegisterDesk::Asked, 1> asked{{{number.e164, Channel::call}}};  // those of texts too
  const auto found = desk.ask(call.s(), asked, call.now);
  json::array items;
  for (const auto& fact : found.front()) {
    std::vector<std::string_view> accepts;
    for (const auto consent : fact.accepts) accepts.push_back(to_string(consent));
    items.push_back(json::object{{"register", fact.name},
                                 {"answer", to_string(fact.answer)},
                                 {"at", instant_or_null(fact.at)},
                                 {"until", fact.until ? json::value(format_utc(*fact.until)) : json::value(nullptr)},
                                 {"stale", fact.stale},
                                 {"effect", effect_of(fact)},
                                 {"lifted_by", texts(accepts)}});
  }
  return answer(json::object{{"phone", number.e164}, {"region", number.region}, {"registers", std::move(items)}});
}

Result<HttpResponse> upload(Call& call) {
  QueryReader query(call.query);
  tidings::registers::ListRequest request;
  request.name = call.params.at(0);
  request.source = query.text("source").value_or("");
  request.snapshot = query.text("snapshot").value_or("");
  request.expires = query.text("expires").value_or("");
  request.region = TRY(read_region(query.text("region").value_or("")));
  request.column = query.text("column").value_or("");
  request.covers = query.texts("covers");
  TRY(query.done());
  const auto spool = std::static_pointer_cast<imports::Spool>(call.upload);
  if (!spool || spool->bytes() == 0) {
    return fail(ErrorCode::invalid_argument, "the file is empty", "the body",
                "send the list as the body: curl --data-binary @list.txt");
  }
  request.path = spool->name();
  request.bytes = static_cast<int64_t>(spool->bytes());
  request.actor = call.who.name;
  const auto list = TRY(tidings::registers::begin_list(call.s(), call.services.registers, request, call.now));
  spool->adopt();
  call.audit("register.upload", request.name,
             fmt::format("list {} of {}: {}", list.id.value, request.snapshot, list.source));
  return answer(list_json(list, request.name), 202);
}

Result<HttpResponse> lists(Call& call) {
  QueryReader query(call.query);
  const auto after = query.after();
  const auto limit = query.limit();
  TRY(query.done());
  const auto known = stored::by_name(call.s(), call.params.at(0));
  if (!known) return fail(ErrorCode::not_found, "no list was ever uploaded for this register", call.params.at(0));
  const auto page = stored::lists_of(call.s(), known->id, RegisterListId{after == 0 ? INT64_MAX : after}, limit);
  json::array items;
  for (const auto& one : page) items.push_back(list_json(one, known->name));
  const bool more = static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? json::value(page.back().id.value) : json::value(nullptr));
}

Result<HttpResponse> remove(Call& call) {
  QueryReader query(call.query);
  const auto in_query = query.text("reason");
  TRY(query.done());
  JsonReader in(call.body);
  const std::string reason = in.text("reason").value_or(in_query.value_or(""));
  TRY(in.done());
  if (reason.empty()) return fail(ErrorCode::invalid_argument, "is required", "reason", "why the list is taken away");
  const auto removed = TRY(tidings::registers::remove_list(call.s(), call.params.at(0)));
  call.audit("register.remove", removed.name, reason);
  return answer(list_json(*stored::list_by_id(call.s(), removed.list), removed.name));
}

Result<HttpResponse> show(Call& call) {
  const auto list = stored::list_by_id(call.s(), RegisterListId{TRY(call.id())});
  if (!list) return fail(ErrorCode::not_found, "there is no such list", "id");
  return answer(list_json(*list, name_of(call, list->of)));
}

Result<HttpResponse> rejects(Call& call) {
  QueryReader query(call.query);
  const auto after = query.after();
  const auto limit = query.limit();
  TRY(query.done());
  const RegisterListId id{TRY(call.id())};
  if (!stored::list_by_id(call.s(), id)) return fail(ErrorCode::not_found, "there is no such list", "id");
  const auto page = stored::rejects(call.s(), id, after, limit);
  json::array items;
  for (const auto& one : page) {
    items.push_back(json::object{
        {"line", one.line}, {"reason", one.reason}, {"words", words_of(one.reason)}, {"value", one.value}});
  }
  const bool more = static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? json::value(page.back().line) : json::value(nullptr));
}

}  // namespace tidings::http::registers

#include "http/api/consents/opt_ins.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "flow/inbox/double_opt_in.h"
#include "http/api/consents/person.h"
#include "store/consents.h"

namespace tidings::http::opt_ins {
namespace {

json::value opt_in_json(Call& call, const store::opt_ins::OptIn& q) {
  const auto wording = store::consents::wording_by_id(call.s(), q.wording);
  return json::object{{"id", q.id},
                      {"workspace", q.workspace.value},
                      {"contact", q.contact.value},
                      {"phone", q.phone},
                      {"message", q.message.value},
                      {"wording", wording ? json::value(wording->version) : json::value(nullptr)},
                      {"kind", to_string(q.consent)},
                      {"limit_s", q.limit_ms / kSecondMs},
                      {"asked_at", instant_or_null(q.asked_at)},
                      {"asked_by", q.asked_by},
                      {"due_at", instant_or_null(q.due_at)},
                      {"open", q.closed_at.ms == 0},
                      {"closed_at", instant_or_null(q.closed_at)},
                      {"outcome", text_or_null(q.outcome)},
                      {"inbound", id_or_null(q.inbound.value)},
                      {"consent", id_or_null(q.given.value)}};
}

json::value settings_json(const inbox::OptInSettings& settings, WorkspaceId workspace) {
  return json::object{{"workspace", workspace.value},
                      {"wording", text_or_null(settings.wording)},
                      {"kind", to_string(settings.consent)},
                      {"limit_s", settings.limit_ms / kSecondMs}};
}

void read_settings(JsonReader& in, inbox::OptInSettings& out) {
  if (auto wording = in.text("wording")) out.wording = std::move(*wording);
  if (const auto kind = in.text("kind")) {
    const auto known = consent_from(*kind);
    if (!known) in.problem("kind", "must be express or express_written");
    out.consent = known.value_or(out.consent);
  }
  if (const auto limit = in.integer("limit_s")) {
    const bool fits = *limit > 0 && *limit <= limits::kOptInMostMs / kSecondMs;
    if (!fits) in.problem("limit_s", "must be an hour to 30 days");
    if (fits) out.limit_ms = *limit * kSecondMs;
  }
}

}  // namespace

Result<HttpResponse> list(Call& call) {
  QueryReader query(call.query);
  const auto workspace = query.integer("workspace");
  const auto after = query.after();
  const auto limit = query.limit();
  TRY(query.done());
  const auto contact = TRY(person_of(call, workspace));
  const auto page = store::opt_ins::page(call.s(), contact.phone, after, limit);
  json::array items;
  for (const auto& question : page) items.push_back(opt_in_json(call, question));
  const bool more = static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? json::value(page.back().id) : json::value(nullptr));
}

Result<HttpResponse> ask(Call& call) {
  JsonReader in(call.body);
  const auto contact = TRY(person_of(call, in.integer("workspace")));
  auto settings = inbox::opt_in_settings(call.s(), contact.workspace);
  read_settings(in, settings);
  TRY(in.done());
  const auto question = TRY(inbox::ask_opt_in(call.s(), contact, settings, call.who.name, call.now));
  call.audit("opt_in.ask", fmt::format("contact {}", contact.id.value),
             fmt::format("message {}", question.message.value));
  return answer(opt_in_json(call, question), 201);
}

Result<HttpResponse> settings(Call& call) {
  QueryReader query(call.query);
  const auto asked = query.integer("workspace");
  TRY(query.done());
  const auto workspace = TRY(workspace_of(call.s(), asked));
  return answer(settings_json(inbox::opt_in_settings(call.s(), workspace.id), workspace.id));
}

Result<HttpResponse> set(Call& call) {
  JsonReader in(call.body);
  const auto workspace = TRY(workspace_of(call.s(), in.integer("workspace")));
  auto settings = inbox::opt_in_settings(call.s(), workspace.id);
  read_settings(in, settings);
  TRY(in.done());
  TRY(inbox::check_opt_in(call.s(), workspace.id, settings));
  inbox::put_opt_in_settings(call.s(), workspace.id, settings);
  call.audit("opt_in.settings", fmt::format("workspace {}", workspace.id.value), json::serialize(call.body));
  return answer(settings_json(settings, workspace.id));
}

}  // namespace tidings::http::opt_ins

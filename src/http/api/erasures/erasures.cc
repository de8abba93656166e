#include "http/api/erasures/erasures.h"

#include <fmt/format.h>

#include "flow/inbox/erasure.h"
#include "sms/phone.h"
#include "store/contacts.h"
#include "store/erasures.h"

namespace tidings::http::erasures {
namespace {

std::string_view state_of(const store::erasures::Row& job) { return job.ended_at.ms != 0 ? "done" : "running"; }

json::value erasure_json(const store::erasures::Row& job) {
  return json::object{{"id", job.id},
                      {"state", state_of(job)},
                      {"phone", text_or_null(job.phone.empty() ? std::string() : mask_phone(job.phone))},
                      {"kept_as", job.suppressed_as},
                      {"reason", job.reason},
                      {"actor", job.actor},
                      {"messages", job.messages},
                      {"texts", job.texts},
                      {"webhooks", job.webhooks},
                      {"begun_at", format_utc(job.begun_at)},
                      {"ended_at", instant_or_null(job.ended_at)}};
}

Result<HttpResponse> begin_for(Call& call, const std::string& phone, const std::string& reason) {
  const auto job = TRY(inbox::erase(call.s(), {.phone = phone, .reason = reason, .actor = call.who.name}, call.now));
  call.audit("contact.erase", fmt::format("erasure {} of {}", job.id, mask_phone(phone)), reason);
  return answer(erasure_json(job), 202);
}

}  // namespace

Result<HttpResponse> begin(Call& call) {
  JsonReader in(call.body);
  const auto phone = in.required_text("phone");
  const auto region = in.text("region").value_or("");
  const auto reason = in.required_text("reason");
  TRY(in.done());
  return begin_for(call, TRY(sms::parse_phone(phone, TRY(read_region(region)))).e164, reason);
}

Result<HttpResponse> begin_contact(Call& call) {
  const int64_t id = TRY(call.id());
  JsonReader in(call.body);
  const auto reason = in.required_text("reason");
  TRY(in.done());
  const auto found = store::contacts::by_id(call.s(), ContactId{id});
  if (!found) return fail(ErrorCode::not_found, fmt::format("there is no contact {}", id), "contact");
  if (!found->phone.starts_with('+')) return fail(ErrorCode::conflict, "this contact was erased before", "contact");
  return begin_for(call, found->phone, reason);
}

Result<HttpResponse> show(Call& call) {
  const int64_t id = TRY(call.id());
  const auto job = store::erasures::by_id(call.s(), id);
  if (!job) return fail(ErrorCode::not_found, fmt::format("there is no erasure {}", id), "erasure");
  return answer(erasure_json(*job));
}

}  // namespace tidings::http::erasures

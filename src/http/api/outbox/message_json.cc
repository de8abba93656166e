#include "http/api/outbox/message_json.h"

#include "flow/compliance/trace.h"
#include "http/api/media/media.h"
#include "http/call.h"
#include "store/media.h"

namespace tidings::http::outbox {
namespace {

json::value reason_or_null(Reason reason) {
  return reason == Reason::none ? json::value(nullptr) : json::value(to_string(reason));
}
json::value words_or_null(Reason reason) {
  return reason == Reason::none ? json::value(nullptr) : json::value(words(reason));
}

json::array rules_json(const compliance::Trace& trace) {
  json::array out;
  for (const auto& rule : trace.rules) {
    out.push_back(json::object{{"rule", rule.rule},
                               {"version", rule.version},
                               {"verdict", compliance::to_string(rule.verdict)},
                               {"reason", reason_or_null(rule.reason)},
                               {"words", words_or_null(rule.reason)},
                               {"until", instant_or_null(rule.until)},
                               {"inputs", rule.inputs.text()}});
  }
  return out;
}

}  // namespace

json::value message_json(store::Session& s, const store::LedgerRow& r) {
  json::array media;
  if (r.media > 0) {
    for (const MediaId id : store::media::of_message(s, r.id)) {
      if (const auto medium = store::media::by_id(s, id)) media.push_back(media::medium_json(*medium));
    }
  }
  return json::object{{"id", r.id.value},
                      {"workspace", r.workspace.value},
                      {"campaign", id_or_null(r.campaign.value)},
                      {"contact", id_or_null(r.contact.value)},
                      {"channel", to_string(r.channel)},
                      {"kind", to_string(r.kind)},
                      {"purpose", to_string(r.purpose)},
                      {"to", r.phone},
                      {"body", text_or_null(r.body)},
                      {"segments", r.segments},
                      {"media", std::move(media)},
                      {"state", to_string(r.state)},
                      {"reason", reason_or_null(r.reason)},
                      {"words", words_or_null(r.reason)},
                      {"not_before", instant_or_null(r.not_before)},
                      {"not_after", instant_or_null(r.not_after)},
                      {"sender", id_or_null(r.sender.value)},
                      {"sent_to", text_or_null(r.sent_to)},
                      {"carrier", text_or_null(r.carrier)},
                      {"provider_id", text_or_null(r.provider_id)},
                      {"error_code", text_or_null(r.error_code)},
                      {"error_text", text_or_null(r.error_text)},
                      {"attempts", r.attempts},
                      {"revision", id_or_null(r.revision)},
                      {"created_by", text_or_null(r.created_by)},
                      {"created_at", instant_or_null(r.created_at)},
                      {"handed_at", instant_or_null(r.handed_at)},
                      {"accepted_at", instant_or_null(r.accepted_at)},
                      {"sent_at", instant_or_null(r.sent_at)},
                      {"ended_at", instant_or_null(r.ended_at)}};
}

json::value call_json(const std::optional<store::CallRow>& call) {
  if (!call) return nullptr;
  return json::object{
      {"outcome", call->outcome == CallOutcome::none ? json::value(nullptr) : json::value(to_string(call->outcome))},
      {"duration_s", call->duration_s},
      {"language", call->language},
      {"voice", text_or_null(call->voice)},
      {"machine", to_string(call->machine)},
      {"ring_s", call->ring_s}};
}

json::value receipt_json(const store::events::Receipt& r) {
  return json::object{{"at", format_utc(r.at)},
                      {"state", to_string(r.state)},
                      {"provider_status", text_or_null(r.provider_status)},
                      {"error_code", text_or_null(r.error_code)},
                      {"applied", r.applied}};
}

json::value attempt_json(const store::AttemptRecord& a) {
  return json::object{{"number", a.number},
                      {"sender", text_or_null(a.sender)},
                      {"sent_to", text_or_null(a.sent_to)},
                      {"handed_at", instant_or_null(a.handed_at)},
                      {"ended_at", instant_or_null(a.ended_at)},
                      {"outcome", a.outcome},
                      {"provider_id", text_or_null(a.provider_id)},
                      {"error_class", text_or_null(a.error_class)},
                      {"error_code", text_or_null(a.error_code)},
                      {"error_text", text_or_null(a.error_text)}};
}

json::value decision_json(const store::DecisionRecord& d) {
  json::object out{{"at", format_utc(d.at)},
                   {"verdict", compliance::to_string(static_cast<compliance::Verdict>(d.verdict))},
                   {"reason", reason_or_null(d.reason)},
                   {"words", words_or_null(d.reason)},
                   {"until", instant_or_null(d.until)}};
  const auto trace = compliance::read_trace(d.trace);
  out["rules"] = trace ? rules_json(*trace) : json::array();
  out["explained"] = trace ? compliance::explain(*trace) : trace.error().describe();
  return out;
}

}  // namespace tidings::http::outbox

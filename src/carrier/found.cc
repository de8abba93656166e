#include "carrier/found.h"

#include "base/json.h"

namespace tidings::carrier {

WebhookEvent event_of(const FoundMessage& message) {
  WebhookEvent out;
  out.type = message.inbound ? EventType::inbound_message : EventType::delivery_status;
  out.provider_id = message.provider_id;
  out.from = message.from;
  out.to = message.to;
  out.provider_status = message.provider_status;
  out.received_at = message.created_at;
  out.found = true;
  if (message.inbound) {
    out.text = message.body;
    out.media = message.media;
    out.answered = message.answered;
    return out;
  }
  if (message.updated_at.ms != 0) out.received_at = message.updated_at;
  out.state = message.state;
  out.undelivered = message.undelivered;
  out.error_code = message.error_code;
  out.error_class = message.error_class;
  out.client_ref = message.client_ref;
  out.of_a_part = message.of_a_part;
  if (message.call) {
    out.type = EventType::call_status;
    out.call = *message.call;
  }
  return out;
}

std::string found_json(const WebhookEvent& event) {
  json::array media;
  for (const auto& [url, type] : event.media) media.push_back(json::object{{"url", url}, {"type", type}});
  json::object out{{"inbound", event.type == EventType::inbound_message},
                   {"provider_id", event.provider_id},
                   {"from", event.from},
                   {"to", event.to},
                   {"text", event.text},
                   {"media", std::move(media)},
                   {"answered", event.answered},
                   {"provider_status", event.provider_status},
                   {"state", static_cast<int64_t>(event.state)},
                   {"undelivered", event.undelivered},
                   {"error_code", event.error_code},
                   {"error_class", static_cast<int64_t>(event.error_class)},
                   {"client_ref", event.client_ref},
                   {"of_a_part", event.of_a_part},
                   {"at_ms", event.received_at.ms}};
  if (event.type == EventType::call_status) {
    out["call"] = json::object{{"outcome", to_string(event.call.outcome)},
                               {"duration_s", event.call.duration_s},
                               {"sequence", event.call.sequence}};
  }
  return json::serialize(out);
}

Result<WebhookEvent> read_found_json(std::string_view text) {
  const auto value = parse_json(text);
  if (!value) return fail(ErrorCode::corrupt, "what was found in a carrier's list does not read back");
  JsonReader in(*value);
  WebhookEvent out;
  out.found = true;
  out.type = in.boolean("inbound").value_or(false) ? EventType::inbound_message : EventType::delivery_status;
  out.provider_id = in.required_text("provider_id");
  out.from = in.text("from").value_or("");
  out.to = in.text("to").value_or("");
  out.text = in.text("text").value_or("");
  out.answered = in.boolean("answered").value_or(false);
  out.provider_status = in.text("provider_status").value_or("");
  const int64_t state = in.integer("state").value_or(0), cls = in.integer("error_class").value_or(0);
  if (state < 0 || state > static_cast<int64_t>(DeliveryState::completed)) in.problem("state", "is no state");
  if (cls < 0 || cls > static_cast<int64_t>(ErrorClass::opted_out)) in.problem("error_class", "is no class");
  out.state = static_cast<DeliveryState>(state);
  out.error_class = static_cast<ErrorClass>(cls);
  out.undelivered = in.boolean("undelivered").value_or(false);
  out.error_code = in.text("error_code").value_or("");
  out.client_ref = in.text("client_ref").value_or("");
  out.of_a_part = in.boolean("of_a_part").value_or(false);
  out.received_at = Instant{in.integer("at_ms").value_or(0)};
  if (const json::object* call = in.object("call")) {
    const json::value word(*call);
    JsonReader of(word, "call");
    const auto outcome = call_outcome_from(of.required_text("outcome"));
    out.type = EventType::call_status;
    out.call.outcome = outcome.value_or(CallOutcome::none);
    out.call.duration_s = static_cast<int>(of.integer("duration_s").value_or(0));
    out.call.sequence = of.integer("sequence").value_or(-1);
    if (!outcome || !of.done()) in.problem("call", "is no word about a call");
  }
  if (const json::array* media = in.array("media")) {
    for (const json::value& one : *media) {
      JsonReader of(one, "media");
      auto url = of.required_text("url");
      auto type = of.text("type").value_or("");
      if (!of.done()) in.problem("media", "is no list of media");
      out.media.emplace_back(std::move(url), std::move(type));
    }
  }
  if (const auto read = in.done(); !read) return fail(ErrorCode::corrupt, read.error().describe());
  return out;
}

}  // namespace tidings::carrier

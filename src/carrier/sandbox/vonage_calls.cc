// The Voice API's side of calls_rest.h.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ranges>

#include "carrier/sandbox/calls_rest.h"
#include "carrier/sandbox/rest.h"
#include "carrier/sandbox/vonage_rest.h"

namespace tidings::carrier::sandbox {
namespace {

// "+614…" of {"type":"phone","number":"614…"}; empty: it is not that.
std::string phone_of(const json::value& value) {
  JsonReader in(value);
  const std::string type = in.required_text("type"), number = in.required_text("number");
  const bool digits = std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
  if (!in.done() || type != "phone" || !digits || number.size() < 7 || number.size() > 15) return {};
  return "+" + number;
}

bool read_talk(const json::array& ncco, Call& call) {
  if (ncco.size() != 1) return false;
  JsonReader in(ncco[0]);
  if (in.required_text("action") != "talk") return false;
  call.text = in.required_text("text");
  call.language = in.text("language").value_or("en-US");
  if (const auto style = in.integer("style")) call.voice = std::to_string(*style);
  return in.done().has_value();
}

std::optional<std::string> only_url(const json::array* list) {
  if (list == nullptr) return std::string();
  if (list->size() != 1 || !(*list)[0].is_string() || !split_url((*list)[0].get_string())) return std::nullopt;
  return std::string((*list)[0].get_string());
}

std::string plain_time(Instant at) {
  std::string out = format_utc(at).substr(0, 19);
  out[10] = ' ';
  return out;
}

int64_t number_or(std::string_view text, int64_t otherwise) {
  int64_t out = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  return !text.empty() && ec == std::errc{} && end == text.data() + text.size() ? out : otherwise;
}

}  // namespace

std::optional<Call> read_vonage_call(std::string_view body) {
  const auto value = parse_json(body);
  if (!value || !value->is_object()) return std::nullopt;
  JsonReader in(*value);
  Call call;
  call.tongue = Tongue::vonage_voice;
  const json::array* to = in.array("to");
  const json::array* ncco = in.array("ncco");
  const json::object* from = in.object("from");
  if (to == nullptr || to->size() != 1 || ncco == nullptr || from == nullptr) return std::nullopt;
  call.to = phone_of((*to)[0]);
  call.from = phone_of(json::value(*from));
  const auto url = only_url(in.array("event_url"));
  const std::string method = in.text("event_method").value_or("POST");
  call.detection = in.text("machine_detection").value_or("");
  call.ring_s = static_cast<int>(in.integer("ringing_timer").value_or(60));
  const int64_t longest = in.integer("length_timer").value_or(7200);
  if (call.to.empty() || call.from.empty() || !read_talk(*ncco, call) || !url || method != "POST") return std::nullopt;
  if (!call.detection.empty() && call.detection != "continue" && call.detection != "hangup") return std::nullopt;
  if (call.ring_s < 1 || call.ring_s > 120 || longest < 1 || longest > 7200 || !in.done()) return std::nullopt;
  call.callback_url = *url;
  return call;
}

std::string_view vonage_call_word(CallStatus status) {
  switch (status) {
    case CallStatus::queued:
    case CallStatus::initiated:
      return "started";
    case CallStatus::ringing:
      return "ringing";
    case CallStatus::in_progress:
      return "answered";
    case CallStatus::completed:
      return "completed";
    case CallStatus::busy:
      return "busy";
    case CallStatus::no_answer:
      return "timeout";
    case CallStatus::failed:
      return "failed";
    case CallStatus::rejected:
      return "rejected";
    case CallStatus::canceled:
      return "cancelled";
  }
  return "failed";
}

json::object vonage_call_json(const Call& call) {
  const auto phone = [](std::string_view number) {
    return json::object{{"type", "phone"}, {"number", bare_number(number)}};
  };
  json::object out{{"_links", json::object{{"self", json::object{{"href", "/calls/" + call.sid}}}}},
                   {"uuid", call.sid},
                   {"conversation_uuid", "CON-" + call.sid},
                   {"to", phone(call.to)},
                   {"from", phone(call.from)},
                   {"status", vonage_call_word(call.status)},
                   {"direction", "outbound"}};
  if (call.status != CallStatus::completed) return out;
  out["rate"] = "0.01", out["price"] = "0.01", out["network"] = "50501";
  out["duration"] = std::to_string(call.duration_s);
  out["start_time"] = plain_time(call.taken_at), out["end_time"] = plain_time(call.ended_at);
  return out;
}

HttpResponse list_vonage_calls(CallBook& book, const FormFields& query) {
  for (const auto& [name, value] : query) {
    static constexpr std::string_view kNames[] = {"status",       "date_start", "date_end",         "page_size",
                                                  "record_index", "order",      "conversation_uuid"};
    if (std::ranges::find(kNames, name) == std::end(kNames)) return vonage_call_error(400, 20001);
  }
  const auto time = [&](std::string_view name) {
    const auto at = parse_utc(form_get(query, name));
    return at ? std::optional(*at) : std::nullopt;
  };
  const auto from = time("date_start"), until = time("date_end");
  const int64_t size = number_or(form_get(query, "page_size"), 10),
                index = number_or(form_get(query, "record_index"), 0);
  if (size < 1 || size > 100 || index < 0) return vonage_call_error(400, 20001);
  std::vector<const Call*> all;
  for (uint64_t number = book.first_number(); number <= book.last_number(); ++number) {
    const Call* call = book.by_number(number);
    if (call->tongue != Tongue::vonage_voice || (from && call->created_at < *from) ||
        (until && call->created_at > *until))
      continue;
    all.push_back(call);
  }
  if (form_get(query, "order") == "desc") std::ranges::reverse(all);
  json::array calls;
  for (auto i = static_cast<size_t>(index); i < all.size() && calls.size() < static_cast<size_t>(size); ++i)
    calls.push_back(vonage_call_json(*all[i]));
  return json_answer(200, {{"count", all.size()},
                           {"page_size", size},
                           {"record_index", index},
                           {"_links", json::object{{"self", json::object{{"href", "/calls"}}}}},
                           {"_embedded", json::object{{"calls", std::move(calls)}}}});
}

json::object vonage_call_event(const Call& call, std::string_view word, Instant at) {
  json::object out{{"uuid", call.sid},
                   {"conversation_uuid", "CON-" + call.sid},
                   {"status", word},
                   {"direction", "outbound"},
                   {"timestamp", format_utc(at)},
                   {"from", bare_number(call.from)},
                   {"to", bare_number(call.to)}};
  if (word == "completed") {
    out["duration"] = std::to_string(call.duration_s);
    out["price"] = "0.01", out["rate"] = "0.01", out["network"] = "50501";
    out["start_time"] = format_utc(call.taken_at), out["end_time"] = format_utc(call.ended_at);
  }
  return out;
}

HttpResponse vonage_call_error(int status, int code) {
  if (status == 429 || code == 20429) return json_answer(429, {{"title", "Rate limit hit"}});
  if (status >= 500) return json_answer(status, {{"title", "Internal error"}});
  if (status == 404) return json_answer(404, {{"title", "Not found"}});
  const std::string_view name = code == 20001                                     ? "request"
                                : code == 21211 || code == 21214 || code == 21610 ? "to[0].number"
                                                                                  : "from.number";
  return json_answer(400, {{"title", "Bad request"},
                           {"invalid_parameters", json::array{json::object{{"name", name}, {"reason", "Invalid"}}}}});
}

}  // namespace tidings::carrier::sandbox

#include "carrier/sandbox/calls_rest.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "carrier/sandbox/rest.h"
#include "carrier/sandbox/twiml.h"
#include "sms/utf8.h"

namespace tidings::carrier::sandbox {
namespace {

constexpr size_t kTwimlMost = 4000;
constexpr size_t kPageDefault = 50, kPageMost = 1000;

int64_t number_or(std::string_view text, int64_t otherwise) {
  int64_t out = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  return !text.empty() && ec == std::errc{} && end == text.data() + text.size() ? out : otherwise;
}

bool is_number(std::string_view text) {
  if (!text.starts_with('+') || text.size() < 8 || text.size() > 16) return false;
  return std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_url(std::string_view text) {
  const auto url = split_url(text);
  return url && url->host.find('_') == std::string_view::npos;
}

json::value or_null(std::string_view text) { return text.empty() ? json::value(nullptr) : json::value(text); }
json::value date_or_null(Instant at) { return at.ms == 0 ? json::value(nullptr) : json::value(rfc2822(at)); }

// The code of what is wrong with the numbers and times of the form, 0: nothing.
int check_call(const FormFields& form) {
  const std::string_view to = form_get(form, "To"), from = form_get(form, "From");
  if (to.empty()) return 21201;
  if (!is_number(to)) return 21211;
  if (from.empty()) return 21213;
  if (!is_number(from)) return 21212;
  if (form_get(form, "Twiml").empty() && form_get(form, "Url").empty()) return 21205;
  for (const char* name : {"Url", "StatusCallback"}) {
    if (const auto url = form_get(form, name); !url.empty() && !is_url(url)) return 21205;
  }
  const std::string_view ring = form_get(form, "Timeout"), longest = form_get(form, "TimeLimit");
  if (!ring.empty() && (number_or(ring, 0) < 1 || number_or(ring, 0) > 600)) return 20001;
  if (!longest.empty() && number_or(longest, 0) < 1) return 20001;
  return 0;
}

}  // namespace

NewCall read_twilio_call(const FormFields& form) {
  NewCall out;
  Call& call = out.call;
  out.code = check_call(form);
  if (out.code != 0) return out;
  call.to = form_get(form, "To");
  call.from = form_get(form, "From");
  call.ask_url = form_get(form, "Url");
  call.callback_url = form_get(form, "StatusCallback");
  call.detection = form_get(form, "MachineDetection");
  call.ring_s = static_cast<int>(number_or(form_get(form, "Timeout"), 60));
  for (const auto& [name, value] : form) {
    if (name != "StatusCallbackEvent") continue;
    if (value != "initiated" && value != "ringing" && value != "answered" && value != "completed") out.code = 20001;
    call.events.push_back(value);
  }
  if (call.events.empty()) call.events.emplace_back("completed");
  if (!call.detection.empty() && call.detection != "Enable" && call.detection != "DetectMessageEnd") out.code = 20001;
  const std::string_view twiml = form_get(form, "Twiml");
  if (!call.ask_url.empty() || twiml.empty()) return out;  // with both, Twiml counts for nothing
  if (sms::count_characters(twiml) > kTwimlMost) out.code = 20001;
  const auto read = read_twiml(twiml);
  if (!read) {
    call.problem = "the TwiML does not read";
    return out;
  }
  call.text = read->said, call.language = read->language, call.voice = read->voice;
  call.hung_up = read->hangs_up;
  return out;
}

int call_code(int code) {
  switch (code) {
    case 21408:
      return 21215;
    case 21606:
      return 21210;
    case 21612:
    case 21614:
      return 21214;
    case 21611:
      return 20429;
    default:
      return code;
  }
}

std::string answered_by(const Call& call) {
  if (call.detection.empty() || call.taken_by.empty()) return {};
  if (call.taken_by != "machine") return call.taken_by;
  return call.detection == "Enable" ? "machine_start" : "machine_end_beep";
}

json::object twilio_call_json(const Call& call, std::string_view account_sid) {
  // These two words stand in callbacks only.
  const CallStatus status = call.status == CallStatus::initiated  ? CallStatus::queued
                            : call.status == CallStatus::rejected ? CallStatus::busy
                                                                  : call.status;
  const bool done = call.status == CallStatus::completed;
  const std::string uri = fmt::format("/{}/Accounts/{}/Calls/{}", kApiVersion, account_sid, call.sid);
  return {{"account_sid", account_sid},
          {"answered_by", or_null(answered_by(call))},
          {"api_version", kApiVersion},
          {"date_created", rfc2822(call.created_at)},
          {"date_updated", rfc2822(call.updated_at)},
          {"direction", "outbound-api"},
          {"duration", done ? json::value(std::to_string(call.duration_s)) : json::value(nullptr)},
          {"end_time", date_or_null(call.ended_at)},
          {"from", call.from},
          {"parent_call_sid", nullptr},
          {"price", done ? json::value("-0.01300") : json::value(nullptr)},
          {"price_unit", "USD"},
          {"sid", call.sid},
          {"start_time", date_or_null(call.taken_at)},
          {"status", to_string(status)},
          {"to", call.to},
          {"uri", uri + ".json"}};
}

HttpResponse list_twilio_calls(CallBook& book, const FormFields& query, std::string_view account_sid) {
  const std::string_view to = form_get(query, "To"), from = form_get(query, "From"), status = form_get(query, "Status");
  const auto size =
      static_cast<size_t>(std::clamp<int64_t>(number_or(form_get(query, "PageSize"), kPageDefault), 1, kPageMost));
  // A page goes on below the last call of the page before it.
  std::string_view token = form_get(query, "PageToken");
  uint64_t below = book.last_number() + 1;
  if (!token.empty()) {
    if (!token.starts_with("PACA")) return api_error(400, 20001);
    below = static_cast<uint64_t>(std::max<int64_t>(number_or(token.substr(4), 1), 1));
  }
  json::array calls;
  uint64_t last = below;
  bool more = false;
  for (uint64_t number = below - 1; number >= book.first_number() && number > 0; --number) {
    const Call* call = book.by_number(number);
    if (call == nullptr) break;
    if (call->tongue != Tongue::twilio || (!to.empty() && call->to != to) || (!from.empty() && call->from != from))
      continue;
    const json::object one = twilio_call_json(*call, account_sid);
    if (!status.empty() && one.at("status") != json::value(status)) continue;
    if (calls.size() == size) {
      more = true;
      break;
    }
    calls.push_back(one);
    last = number;
  }
  FormFields next;
  for (const auto& field : query) {
    if (field.first != "PageToken" && field.first != "Page") next.push_back(field);
  }
  next.emplace_back("PageToken", fmt::format("PACA{}", last));
  const std::string path = fmt::format("/{}/Accounts/{}/Calls.json", kApiVersion, account_sid);
  json::object out{{"next_page_uri", more ? json::value(path + "?" + encode_form(next)) : json::value(nullptr)},
                   {"page_size", size},
                   {"uri", path}};
  out["calls"] = std::move(calls);
  return json_answer(200, out);
}

FormFields twilio_call_fields(const Call& call, CallStatus status, const SandboxOptions& options) {
  FormFields out{{"Called", call.to},
                 {"Caller", call.from},
                 {"CallSid", call.sid},
                 {"CallStatus", std::string(to_string(status))},
                 {"To", call.to},
                 {"From", call.from},
                 {"Direction", "outbound-api"},
                 {"AccountSid", options.account_sid},
                 {"ApiVersion", std::string(kApiVersion)}};
  if (const std::string who = answered_by(call); !who.empty()) out.emplace_back("AnsweredBy", who);
  if (status == CallStatus::completed) {
    out.emplace_back("CallDuration", std::to_string(call.duration_s));
    out.emplace_back("Duration", std::to_string((call.duration_s + 59) / 60));
  }
  return out;
}

}  // namespace tidings::carrier::sandbox

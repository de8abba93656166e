#include "carrier/twilio/calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "carrier/http_date.h"
#include "carrier/outcomes.h"
#include "carrier/twilio/answer_parts.h"
#include "carrier/twilio/error_table.h"
#include "carrier/twilio/inbound_text.h"
#include "carrier/twilio/status.h"
#include "sms/utf8.h"

namespace tidings::carrier::twilio {
namespace {

constexpr size_t kTwimlMost = 4000;  // characters
constexpr int kRingLeastS = 5, kRingMostS = 600;
constexpr int kCallLongestS = 600;  // longer than any text is spoken: a call that nobody ends costs no more
constexpr std::string_view kAsk = "ask";
constexpr std::string_view kVoice = "alice";

// Characters that XML cannot hold at all become spaces.
std::string escape_xml(std::string_view text) {
  std::string out;
  for (const char c : sms::storable_text(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
  return out;
}

std::string spoken(const OutgoingCall& call) {
  std::string out = fmt::format(R"(<Response><Say voice="{}")", escape_xml(call.voice.empty() ? kVoice : call.voice));
  if (!call.language.empty()) out += fmt::format(R"( language="{}")", escape_xml(call.language));
  return out + ">" + escape_xml(call.text) + "</Say></Response>";
}

CallOutcome answered_by(std::string_view who) {
  const std::string word = lower_ascii(who);
  if (word == "human") return CallOutcome::human;
  if (word.starts_with("machine")) return CallOutcome::machine;
  if (word == "fax") return CallOutcome::fax;
  return CallOutcome::answered;
}

CallOutcome outcome_of(std::string_view status, std::string_view who) {
  const std::string word = lower_ascii(status);
  if (word == "busy") return CallOutcome::busy;
  if (word == "no-answer") return CallOutcome::no_answer;
  if (word == "failed") return CallOutcome::failed;
  if (word == "canceled") return CallOutcome::cancelled;
  if (word == "in-progress" || word == "answered" || word == "completed") return answered_by(who);
  return CallOutcome::none;
}

int64_t number_or(std::string_view text, int64_t otherwise) {
  int64_t out = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  return ec == std::errc{} && end == text.data() + text.size() && out >= 0 ? out : otherwise;
}

int seconds(std::string_view text) { return static_cast<int>(std::min<int64_t>(number_or(text, 0), 1'000'000)); }

Result<FoundMessage> found_call(const json::value& value) {
  const json::object* object = value.if_object();
  if (object == nullptr) return fail(ErrorCode::corrupt, "a call in Twilio's answer is not an object");
  FoundMessage out;
  out.provider_id = text_of(*object, "sid");
  out.to = text_of(*object, "to");
  out.from = text_of(*object, "from");
  out.inbound = text_of(*object, "direction") == "inbound";
  out.provider_status = text_of(*object, "status");
  out.state = call_word(out.provider_status);
  out.call = CallWord{.outcome = outcome_of(out.provider_status, text_of(*object, "answered_by")),
                      .duration_s = seconds(text_of(*object, "duration"))};
  const auto created = parse_http_date(text_of(*object, "date_created"));
  if (out.provider_id.empty() || !created)
    return fail(ErrorCode::corrupt, "a call in Twilio's answer lacks its sid or date_created");
  out.created_at = *created;
  if (const auto updated = parse_http_date(text_of(*object, "date_updated"))) out.updated_at = *updated;
  return out;
}

}  // namespace

std::optional<SendResult> refuses_call(const OutgoingCall& call) {
  if (auto no = without_caller(call)) return no;
  if (const size_t size = sms::count_characters(spoken(call)); size > kTwimlMost) {
    return never_sent("too_long", fmt::format("the text to be spoken takes {} characters as Twilio wants it; it takes "
                                              "at most {}",
                                              size, kTwimlMost));
  }
  return std::nullopt;
}

FormFields call_form(const Config& config, const OutgoingCall& call) {
  const std::string back = callback_for(config, call.id);
  FormFields form{{"To", call.to}, {"From", call.from}};
  if (call.machine == MachinePolicy::leave_text) {
    form.emplace_back("Twiml", spoken(call));
    form.emplace_back("MachineDetection", "DetectMessageEnd");
  } else {
    form.emplace_back("Url", fmt::format("{}&{}=1", back, kAsk));
    form.emplace_back("MachineDetection", "Enable");
  }
  form.emplace_back("StatusCallback", back);
  for (const char* event : {"initiated", "ringing", "answered", "completed"})
    form.emplace_back("StatusCallbackEvent", event);
  form.emplace_back("Timeout", std::to_string(std::clamp(call.ring_s, kRingLeastS, kRingMostS)));
  form.emplace_back("TimeLimit", std::to_string(kCallLongestS));
  return form;
}

SendResult read_call_answer(const HttpResult& result) {
  if (auto out = without_acceptance(result, "call")) return std::move(*out);
  SendResult out;
  out.provider_id = text_of(body_object(result.response), "sid");
  if (out.provider_id.empty())
    return unknown_outcome(fmt::format("http_{}", result.response.status), "Twilio's answer names no call");
  out.outcome = Outcome::accepted;
  out.state = DeliveryState::queued;
  return out;
}

Result<FoundPage> read_call_page(const HttpResult& result, std::string_view origin) {
  const json::object body = TRY(ok_object(result));
  const json::value* list = body.if_contains("calls");
  if (list == nullptr || !list->is_array()) return fail(ErrorCode::corrupt, "Twilio's answer holds no list of calls");
  FoundPage page;
  for (const json::value& item : list->get_array()) page.messages.push_back(TRY(found_call(item)));
  page.next_url = TRY(next_page(body, origin));
  return page;
}

Result<FoundMessage> read_one_call(const HttpResult& result) { return found_call(TRY(ok_object(result))); }

void read_call_webhook(const FormFields& query, const FormFields& fields, WebhookEvent& event) {
  const std::string_view status = form_get(fields, "CallStatus");
  event.provider_id = clean_utf8(form_get(fields, "CallSid"));
  event.provider_status = clean_utf8(status);
  event.call.outcome = outcome_of(status, form_get(fields, "AnsweredBy"));
  if (!form_get(query, kAsk).empty()) {
    event.type = EventType::call_asks;
    return;
  }
  event.type = EventType::call_status;
  event.state = call_word(status);
  event.call.duration_s = seconds(form_get(fields, "CallDuration"));
  event.call.sequence = number_or(form_get(fields, "SequenceNumber"), -1);
}

HttpResponse instruct_call(const OutgoingCall& call, const WebhookEvent& event) {
  const bool nobody = event.call.outcome == CallOutcome::machine || event.call.outcome == CallOutcome::fax;
  HttpResponse out;
  out.headers.add("Content-Type", "text/xml");
  out.body = R"(<?xml version="1.0" encoding="UTF-8"?>)";
  out.body += nobody || call.text.empty() ? "<Response><Hangup/></Response>" : spoken(call);
  return out;
}

}  // namespace tidings::carrier::twilio

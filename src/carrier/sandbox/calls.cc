// What becomes of a call after it was accepted: it rings, somebody or something takes it or nobody does, it hears what
// it is told to, and the webhooks about all that. And the simulator's page of calls.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "carrier/sandbox/calls_rest.h"
#include "carrier/sandbox/rest.h"
#include "carrier/sandbox/sandbox.h"
#include "carrier/sandbox/twiml.h"
#include "carrier/sandbox/vonage_rest.h"

namespace tidings::carrier::sandbox {
namespace {

constexpr int64_t kDialMs = 20;             // from dialling to the first ring; from taking it to what detection says
constexpr int64_t kTwiceGapMs = 20;         // between a webhook and its repeat
constexpr int64_t kLateGapMs = 100;         // by which a reversed webhook comes after the one it should precede
constexpr uint64_t kCallSeed = 0x5ca11ULL;  // a person's calls meet other things than their texts

std::string_view name_of(CallEnd end) {
  static constexpr std::string_view kNames[] = {"human", "machine",   "fax",    "unknown",
                                                "busy",  "no_answer", "failed", "rejected"};
  return kNames[static_cast<size_t>(end)];
}

// The names Twilio's requests know the steps by.
bool wants(const Call& call, CallStatus status) {
  const std::string_view event = is_over(status)                     ? "completed"
                                 : status == CallStatus::in_progress ? "answered"
                                                                     : to_string(status);
  return call.tongue != Tongue::twilio || std::ranges::find(call.events, event) != call.events.end();
}

json::object admin_json(const Call& call) {
  return {{"number", call.number},
          {"at", format_utc(call.created_at)},
          {"at_ms", call.created_at.ms},
          {"to", call.to},
          {"from", call.from},
          {"sid", call.sid},
          {"status", to_string(call.status)},
          {"taken_by", call.taken_by},
          {"asked", !call.ask_url.empty()},
          {"text", call.text},
          {"said", call.said},
          {"hung_up", call.hung_up},
          {"problem", call.problem},
          {"language", call.language},
          {"voice", call.voice},
          {"detection", call.detection},
          {"ring_s", call.ring_s},
          {"duration_s", call.duration_s}};
}

uint64_t number_in(const FormFields& query, std::string_view name, uint64_t otherwise) {
  const std::string_view text = form_get(query, name);
  uint64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  return !text.empty() && ec == std::errc{} && end == text.data() + text.size() ? value : otherwise;
}

}  // namespace

Fate SandboxCarrier::fate_of(const Call& call) const {
  return draw_fate(options_, seed_ + kCallSeed, call.to, call.attempt);
}

Handling SandboxCarrier::twilio_calls(const HttpRequest& request, std::string_view below, std::string_view query,
                                      Instant now) {
  const auto answer = [&](HttpResponse response) { return Handling{options_.latency_ms, Action::answer, response}; };
  if (below == "Calls.json") {
    if (request.method == "POST") {
      auto asked = read_twilio_call(parse_form(request.body));
      return create_call(std::move(asked.call), asked.code, now);
    }
    if (request.method != "GET") return answer(api_error(405, 20004));
    const FormFields fields = parse_form(query);
    return read("calls " + std::string(form_get(fields, "To")),
                list_twilio_calls(calls_, fields, options_.account_sid));
  }
  const std::string sid(below.substr(0, below.find(".json")).substr(std::string_view("Calls/").size()));
  Call* call = calls_.by_sid(sid);
  if (call == nullptr || call->tongue != Tongue::twilio) return read(sid, api_error(404, 20404));
  if (request.method == "GET") return read(sid, json_answer(200, twilio_call_json(*call, options_.account_sid)));
  const FormFields form = parse_form(request.body);
  const std::string_view status = form_get(form, "Status");
  if (request.method != "POST" || (status != "canceled" && status != "completed")) return answer(api_error(400, 20001));
  if (is_over(call->status)) return answer(api_error(400, 21220));
  if (status == "completed" || call->status != CallStatus::in_progress) hang_up(*call, now);
  return answer(json_answer(200, twilio_call_json(*call, options_.account_sid)));
}

Handling SandboxCarrier::vonage_calls(const HttpRequest& request, std::string_view path, std::string_view query,
                                      Instant now) {
  const auto answer = [&](HttpResponse response) { return Handling{options_.latency_ms, Action::answer, response}; };
  const std::string sid(path.substr(std::min(path.size(), std::string_view("/v1/calls/").size())));
  if (sid.empty()) {
    if (request.method == "GET") return read("calls", list_vonage_calls(calls_, parse_form(query)));
    auto call = request.method == "POST" ? read_vonage_call(request.body) : std::nullopt;
    if (!call) return answer(vonage_call_error(400, 20001));
    return create_call(std::move(*call), 0, now);
  }
  Call* call = calls_.by_sid(sid);
  if (call == nullptr || call->tongue != Tongue::vonage_voice) return read(sid, vonage_call_error(404, 20404));
  if (request.method == "GET") return read(sid, json_answer(200, vonage_call_json(*call)));
  const auto body = parse_json(request.body);
  const bool ends = request.method == "PUT" && body && *body == json::value{{"action", "hangup"}};
  if (!ends || is_over(call->status)) return answer(vonage_call_error(400, 20001));
  hang_up(*call, now);
  return answer({204, {}, {}});
}

Handling SandboxCarrier::create_call(Call call, int code, Instant now) {
  call.attempt = calls_.attempt(call.to);
  const Fate fate = fate_of(call);
  const Tongue tongue = call.tongue;
  const auto process = [&]() -> HttpResponse {
    if (code == 0) code = call_code(fate.error);
    if (code != 0) {
      ++counts_["refused " + std::to_string(code)];
      if (tongue == Tongue::vonage_voice) return vonage_call_error(code == 20429 ? 429 : 400, code);
      return api_error(code == 20429 ? 429 : 400, code);
    }
    const Call& kept = calls_.accept(std::move(call), now);
    call_steps_.emplace(std::pair{now.ms + options_.sent_ms, next_order_++}, NextCallStep{kept.number});
    if (tongue == Tongue::vonage_voice) {
      json::object out = vonage_call_json(kept);
      for (const char* name : {"_links", "to", "from"}) out.erase(name);
      return json_answer(201, out);
    }
    return json_answer(201, twilio_call_json(kept, options_.account_sid));
  };
  return through_faults(fate, tongue, now, process);
}

void SandboxCarrier::next_call_step(const Call& call, Instant at, CallStep step) {
  call_steps_.emplace(std::pair{at.ms, next_order_++}, NextCallStep{call.number, step});
}

void SandboxCarrier::apply(const NextCallStep& next, Instant at) {
  Call* call = calls_.by_number(next.number);
  if (call == nullptr || is_over(call->status)) return;
  const CallEnd end = fate_of(*call).call;
  switch (next.step) {
    case CallStep::dialled:
      if (end == CallEnd::failed) return end_call(*call, CallStatus::failed, at);
      call->status = CallStatus::initiated;
      tell(*call, CallStatus::initiated, at);
      return next_call_step(*call, at + kDialMs, CallStep::rings);
    case CallStep::rings: {
      call->status = CallStatus::ringing;
      tell(*call, CallStatus::ringing, at);
      const int64_t rung_out = options_.call_ring_out_ms > 0 ? options_.call_ring_out_ms : call->ring_s * kSecondMs;
      return next_call_step(*call, at + (end == CallEnd::no_answer ? rung_out : options_.call_ring_ms),
                            CallStep::taken_or_not);
    }
    case CallStep::taken_or_not:
      if (end == CallEnd::busy) return end_call(*call, CallStatus::busy, at);
      if (end == CallEnd::no_answer) return end_call(*call, CallStatus::no_answer, at);
      if (end == CallEnd::rejected) return end_call(*call, CallStatus::rejected, at);
      return take_call(*call, std::string(name_of(end)), at);
    case CallStep::over:
      return end_call(*call, CallStatus::completed, at);
  }
}

void SandboxCarrier::take_call(Call& call, std::string by, Instant at) {
  call.status = CallStatus::in_progress;
  call.taken_by = std::move(by);
  call.taken_at = call.updated_at = at;
  tell(call, CallStatus::in_progress, at);
  const bool machine = call.taken_by == "machine" && !call.detection.empty();
  if (call.tongue == Tongue::vonage_voice && machine) {
    tell(call, CallStatus::in_progress, at + kDialMs, "machine");
    call.hung_up = call.detection == "hangup";
  }
  if (!call.ask_url.empty()) return ask(call, at);
  if (call.problem.empty() && !call.hung_up) call.said = call.text;
  next_call_step(call, at + (call.said.empty() ? 2 * kDialMs : options_.call_talk_ms), CallStep::over);
}

// Twilio wants to know what to say.
void SandboxCarrier::ask(const Call& call, Instant at) {
  PendingWebhook hook;
  hook.kind = WebhookKind::ask;
  hook.url = call.ask_url;
  hook.message_sid = call.sid;
  hook.to_whom = call.to;
  hook.fields = twilio_call_fields(call, CallStatus::in_progress, options_);
  webhooks_.add(at + kDialMs, std::move(hook));
}

void SandboxCarrier::told(std::string_view sid, const HttpResult& result, bool taken, Instant now) {
  Call* call = calls_.by_sid(sid);
  if (call == nullptr || call->status != CallStatus::in_progress) return;
  const auto twiml = taken ? read_twiml(result.response.body) : std::nullopt;
  if (twiml) {
    call->said = twiml->said, call->language = twiml->language, call->voice = twiml->voice;
    call->hung_up = twiml->hangs_up;
  } else {
    call->problem = taken ? "the instructions do not read" : "nobody gave instructions";
    ++counts_["call problem"];
  }
  next_call_step(*call, now + (call->said.empty() ? kDialMs : options_.call_talk_ms), CallStep::over);
}

void SandboxCarrier::hang_up(Call& call, Instant now) {
  end_call(call, call.status == CallStatus::in_progress ? CallStatus::completed : CallStatus::canceled, now);
}

void SandboxCarrier::end_call(Call& call, CallStatus status, Instant at) {
  call.status = status;
  call.ended_at = call.updated_at = at;
  if (status == CallStatus::completed) call.duration_s = (at - call.taken_at + kSecondMs - 1) / kSecondMs;
  ++counts_["call " + std::string(status == CallStatus::completed ? call.taken_by : to_string(status))];
  if (!call.said.empty()) ++counts_["call said"];
  if (call.hung_up) ++counts_["call hung_up"];
  tell(call, status, at);
}

void SandboxCarrier::tell(Call& call, CallStatus status, Instant at, std::string_view word) {
  if (call.callback_url.empty() || !wants(call, status)) return;
  if (word.empty()) word = vonage_call_word(status);
  const Receipts receipts = fate_of(call).receipts;
  const bool last = is_over(status);
  const bool lost = last ? receipts.final_lost : receipts.sent_lost;
  if (lost || loses(options_.lose_receipts, 0, call.to, call.number, "receipt lost")) {
    ++counts_["callbacks lost"];
    return ledger_.lose({false, call.sid, std::string(word), call.from, call.to, {}, at});
  }
  if (last && receipts.late) at = at + options_.late_ms;
  if (status == CallStatus::in_progress && receipts.reversed) at = at + options_.call_talk_ms + kLateGapMs;
  PendingWebhook hook;
  hook.kind = WebhookKind::status;
  hook.tongue = call.tongue;
  hook.url = call.callback_url;
  hook.message_sid = call.sid;
  hook.to_whom = call.to;
  if (call.tongue == Tongue::vonage_voice) {
    hook.json = json::serialize(vonage_call_event(call, word, at));
  } else {
    hook.fields = twilio_call_fields(call, status == CallStatus::rejected ? CallStatus::busy : status, options_);
    hook.fields.emplace_back("SequenceNumber", std::to_string(call.sequence++));
    hook.fields.emplace_back("CallbackSource", "call-progress-events");
    hook.fields.emplace_back("Timestamp", rfc2822(at));
  }
  const bool twice = last ? receipts.final_double : receipts.sent_double;
  for (int copy = 0; copy < (twice ? 2 : 1); ++copy) webhooks_.add(at + copy * kTwiceGapMs, hook);
}

HttpResponse SandboxCarrier::list_calls(const FormFields& query) {
  json::array out;
  const std::string_view to = form_get(query, "to");
  if (!to.empty()) {
    for (const uint64_t number : calls_.calls_to(to)) {
      if (const Call* call = calls_.by_number(number)) out.push_back(admin_json(*call));
    }
    return json_answer(200, json::object{{"calls", std::move(out)}, {"next", nullptr}});
  }
  const uint64_t most = std::clamp<uint64_t>(number_in(query, "limit", limits::kSandboxPage), 1, limits::kSandboxPage);
  uint64_t number = std::max(number_in(query, "after", 0) + 1, calls_.first_number());
  for (; number <= calls_.last_number() && out.size() < most; ++number)
    out.push_back(admin_json(*calls_.by_number(number)));
  const bool more = number <= calls_.last_number();
  return json_answer(
      200, json::object{{"calls", std::move(out)}, {"next", more ? json::value(number - 1) : json::value(nullptr)}});
}

}  // namespace tidings::carrier::sandbox

#include "flow/compliance/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/json.h"
#include "flow/compliance/gate.h"

namespace tidings::compliance {
namespace {

char letter(Verdict verdict) { return "ahb"[static_cast<size_t>(verdict)]; }

std::optional<Verdict> verdict_of(std::string_view text) {
  if (text == "a") return Verdict::allow;
  if (text == "h") return Verdict::hold;
  if (text == "b") return Verdict::block;
  return std::nullopt;
}

void append_number(std::string& out, int64_t number) {
  const fmt::format_int digits(number);
  out.append(digits.data(), digits.size());
}

std::unexpected<Error> corrupt(std::string_view part) {
  return fail(ErrorCode::corrupt, fmt::format("a decision's trace does not read: {}", part), std::string(part));
}

Result<RuleTrace> read_rule(const json::value& value) {
  const auto* parts = value.if_array();
  if (parts == nullptr || parts->size() < 4) return corrupt("rules");
  const auto text = [&](size_t i) -> std::optional<std::string_view> {
    const auto* string = i < parts->size() ? (*parts)[i].if_string() : nullptr;
    return string != nullptr ? std::optional<std::string_view>(*string) : std::nullopt;
  };
  const auto id = text(0), inputs = text(3);
  const auto verdict = verdict_of(text(2).value_or(""));
  const auto* version = (*parts)[1].if_int64();
  if (!id || !inputs || !verdict || version == nullptr) return corrupt("rules");
  RuleTrace out{std::string(*id), static_cast<int>(*version), *verdict, Reason::none, {}, Inputs(std::string(*inputs))};
  if (*verdict == Verdict::allow) return out;
  const auto reason = reason_from(text(4).value_or(""));
  const auto* until = parts->size() > 5 ? (*parts)[5].if_int64() : nullptr;
  if (!reason || until == nullptr) return corrupt("rules");
  out.reason = *reason;
  out.until = {*until};
  return out;
}

std::string_view title_of(std::string_view id) {
  for (const Rule* rule : gate_rules()) {
    if (rule->id == id) return rule->title;
  }
  return "a rule of another version";
}

void append_rule(std::string& out, const RuleTrace& rule) {
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "  {:<5}  {} ({} v{})", to_string(rule.verdict), title_of(rule.rule), rule.rule, rule.version);
  if (rule.verdict != Verdict::allow) fmt::format_to(to, ": {}", words(rule.reason));
  if (rule.verdict == Verdict::hold) fmt::format_to(to, ", until {}", format_utc(rule.until));
  if (!rule.inputs.empty()) fmt::format_to(to, " [{}]", rule.inputs.text());
  out += '\n';
}

}  // namespace

std::string trace_json(const Trace& trace) {
  std::string out;
  std::string inputs;
  out.reserve(1'500);
  out += "{\"at\":";
  append_number(out, trace.at.ms);
  if (trace.channel == Channel::call) out += ",\"ch\":\"call\"";
  out += ",\"v\":\"";
  out += letter(trace.verdict);
  out += '"';
  if (trace.verdict != Verdict::allow) {
    out += ",\"why\":";
    append_json_text(out, to_string(trace.reason));
    out += ",\"until\":";
    append_number(out, trace.until.ms);
  }
  out += ",\"tz\":";
  append_json_text(out, trace.tz_version);
  out += ",\"rules\":[";
  bool first = true;
  for (const auto& rule : trace.rules) {
    if (!first) out += ',';
    first = false;
    out += '[';
    append_json_text(out, rule.rule);
    out += ',';
    append_number(out, rule.version);
    out += ",\"";
    out += letter(rule.verdict);
    out += "\",";
    inputs.clear();
    rule.inputs.append_to(inputs);
    append_json_text(out, inputs);
    if (rule.verdict != Verdict::allow) {
      out += ',';
      append_json_text(out, to_string(rule.reason));
      out += ',';
      append_number(out, rule.until.ms);
    }
    out += ']';
  }
  out += "]}";
  return out;
}

Result<Trace> read_trace(std::string_view text) {
  const auto value = parse_json(text);
  if (!value) return corrupt("JSON");
  JsonReader in(*value);
  const auto at = in.integer("at");
  const auto channel = channel_from(in.text("ch").value_or("text"));
  const auto verdict = verdict_of(in.text("v").value_or(""));
  const auto reason = reason_from(in.text("why").value_or("none"));
  const auto until = in.integer("until");
  const auto tz = in.text("tz");
  const auto* rules = in.array("rules");
  if (!in.done() || !at || !channel || !verdict || !reason || !tz || rules == nullptr) return corrupt("fields");
  Trace trace{{*at}, *verdict, *reason, {until.value_or(0)}, *tz, {}, *channel};
  trace.rules.reserve(rules->size());
  for (const auto& rule : *rules) trace.rules.push_back(TRY(read_rule(rule)));
  return trace;
}

std::string explain(const Trace& trace) {
  std::string out;
  const auto to = std::back_inserter(out);
  switch (trace.verdict) {
    case Verdict::allow:
      fmt::format_to(to, "Allowed: every rule let it pass.\n");
      break;
    case Verdict::hold:
      fmt::format_to(to, "Held until {}: {}.\n", format_utc(trace.until), words(trace.reason));
      break;
    case Verdict::block:
      fmt::format_to(to, "Blocked: {}.\n", words(trace.reason));
      break;
  }
  fmt::format_to(to, "Decided at {}{} by {} rules, time zone data {}.\n", format_utc(trace.at),
                 trace.channel == Channel::call ? " of a call" : "", trace.rules.size(),
                 trace.tz_version.empty() ? "not asked" : trace.tz_version);
  for (const Verdict verdict : {Verdict::block, Verdict::hold, Verdict::allow}) {
    for (const auto& rule : trace.rules) {
      if (rule.verdict == verdict) append_rule(out, rule);
    }
  }
  return out;
}

}  // namespace tidings::compliance

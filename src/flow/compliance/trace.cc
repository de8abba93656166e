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

// Length of the UTF-8 character at the start of text; 0 when there is none.
size_t utf8_length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  const size_t length = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : (lead & 0xf0) == 0xe0 ? 3 : 4;
  if (length == 4 && (lead < 0xf0 || lead > 0xf4)) return 0;
  if (text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  if (length == 1) return 1;
  const unsigned second = byte(1);  // not overlong, no surrogate, not beyond Unicode
  const bool wrong = (lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
                     (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f);
  return wrong ? 0 : length;
}

// JSON string. A stated zone or a field's name may be any bytes: what is not UTF-8 becomes '?', so it always reads
// back.
void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const auto special = std::find_if(text.begin(), text.end(), [](char b) {
      const auto byte = static_cast<unsigned char>(b);
      return byte < 0x20 || byte >= 0x80 || b == '"' || b == '\\';
    });
    const size_t plain = static_cast<size_t>(special - text.begin());  // the common case: all of it
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const char c = text[0];
    const size_t length = utf8_length(text);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else if (length == 0) {
      out += '?';
    } else {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  out += '"';
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
  RuleTrace out{std::string(*id), static_cast<int>(*version), *verdict, Reason::none, {}, std::string(*inputs)};
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
  if (!rule.inputs.empty()) fmt::format_to(to, " [{}]", rule.inputs);
  out += '\n';
}

}  // namespace

std::string trace_json(const Trace& trace) {
  std::string out;
  size_t size = 96;
  for (const auto& rule : trace.rules) size += rule.inputs.size() + 64;
  out.reserve(size);
  out += "{\"at\":";
  append_number(out, trace.at.ms);
  out += ",\"v\":\"";
  out += letter(trace.verdict);
  out += '"';
  if (trace.verdict != Verdict::allow) {
    out += ",\"why\":";
    append_quoted(out, to_string(trace.reason));
    out += ",\"until\":";
    append_number(out, trace.until.ms);
  }
  out += ",\"tz\":";
  append_quoted(out, trace.tz_version);
  out += ",\"rules\":[";
  bool first = true;
  for (const auto& rule : trace.rules) {
    if (!first) out += ',';
    first = false;
    out += '[';
    append_quoted(out, rule.rule);
    out += ',';
    append_number(out, rule.version);
    out += ",\"";
    out += letter(rule.verdict);
    out += "\",";
    append_quoted(out, rule.inputs);
    if (rule.verdict != Verdict::allow) {
      out += ',';
      append_quoted(out, to_string(rule.reason));
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
  const auto verdict = verdict_of(in.text("v").value_or(""));
  const auto reason = reason_from(in.text("why").value_or("none"));
  const auto until = in.integer("until");
  const auto tz = in.text("tz");
  const auto* rules = in.array("rules");
  if (!in.done() || !at || !verdict || !reason || !tz || rules == nullptr) return corrupt("fields");
  Trace trace{{*at}, *verdict, *reason, {until.value_or(0)}, *tz, {}};
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
  fmt::format_to(to, "Decided at {} by {} rules, time zone data {}.\n", format_utc(trace.at), trace.rules.size(),
                 trace.tz_version.empty() ? "not asked" : trace.tz_version);
  for (const Verdict verdict : {Verdict::block, Verdict::hold, Verdict::allow}) {
    for (const auto& rule : trace.rules) {
      if (rule.verdict == verdict) append_rule(out, rule);
    }
  }
  return out;
}

}  // namespace tidings::compliance

// tidings explain: what would the product make of this? For people with arguments, in bulk as JSON lines. No server, no
// configuration.
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/json_lines.h"
#include "app/webhook_readers.h"
#include "domain/hours.h"
#include "flow/compliance/zone_table.h"
#include "http/api/explain/hours.h"
#include "http/api/explain/reply.h"
#include "http/api/explain/segments.h"
#include "http/api/explain/webhook.h"
#include "sms/segments.h"

namespace tidings::app::cli {
namespace {

namespace explain = http::explain;

struct Flags {
  std::string text, lang, phone, allow, at;
  std::vector<std::string> zones, closed;
  bool json = false;
};

Result<json::value> webhook_now(const json::value& question) {
  const SystemClock clock;
  return explain::explain_webhook(question, webhook_reader, clock.now());
}

Result<int> in_bulk(Context& context, const Explain& answer) {
  TRY(answer_lines(context.in, context.out, answer));
  return kDone;
}

Result<int> show(Context& context, const Flags& flags, const json::value& answer, const std::string& words) {
  put(context.out, (flags.json ? json::serialize(answer) : words) + "\n");
  return kDone;
}

Result<int> segments(Context& context, const Flags& flags) {
  const auto answer = TRY(explain::explain_segments(json::object{{"text", flags.text}}));
  const auto counted = sms::count_segments(flags.text);
  const bool gsm = counted.encoding == sms::Encoding::gsm7;
  auto words = fmt::format("{} segment{} in {}, {} {}", counted.segments, counted.segments == 1 ? "" : "s",
                           to_string(counted.encoding), counted.units, gsm ? "characters of GSM-7" : "16-bit units");
  if (counted.forced_by) {
    const auto& by = *counted.forced_by;
    words += fmt::format("\n{} (U+{:04X}), character {}, is not in GSM-7", by.character,
                         static_cast<uint32_t>(by.code_point), by.index + 1);
    if (by.twin && by.twin->empty()) words += "; left out, the text would cost less";
    if (by.twin && !by.twin->empty()) words += fmt::format("; '{}' is", *by.twin);
  }
  return show(context, flags, answer, words);
}

Result<int> reply(Context& context, const Flags& flags) {
  json::object question{{"text", flags.text}};
  if (!flags.lang.empty()) question["lang"] = flags.lang;
  const auto answer = TRY(explain::explain_reply(question));
  const auto cls = text_at(answer, "class");
  const std::string_view meaning = cls == "stop" ? "nothing more is sent to this number, and one confirmation goes out"
                                   : cls == "suspected_stop"
                                       ? "nothing is sent to this number until a person has decided"
                                   : cls == "start" ? "the number may be texted again"
                                   : cls == "help"  ? "the help text goes out"
                                                    : "an ordinary reply";
  const auto because = text_at(answer, "because");
  return show(context, flags, answer,
              fmt::format("{}: {}{}", cls, meaning, because.empty() ? "" : "\nbecause " + because));
}

Result<json::object> hours_question(const Flags& flags) {
  json::object out;
  if (!flags.phone.empty()) out["phone"] = flags.phone;
  if (!flags.zones.empty()) {
    json::array zones;
    for (const auto& zone : flags.zones) zones.emplace_back(zone);
    out["zones"] = std::move(zones);
  }
  const auto hours = parse_allowed_hours(flags.allow);
  if (!hours) return fail(hours.error().code, hours.error().what, "--allow", hours.error().hint);
  out["allow"] = allowed_spans_json(*hours);
  if (!flags.closed.empty()) {
    json::array dates;
    for (const auto& date : flags.closed) dates.emplace_back(date);
    out["closed_dates"] = std::move(dates);
  }
  const SystemClock clock;
  out["at"] = flags.at.empty() ? format_utc(clock.now()) : flags.at;
  return out;
}

Result<int> hours(Context& context, const Flags& flags) {
  const auto question = TRY(hours_question(flags));
  const auto answer = TRY(explain::explain_hours(question));
  const Instant at = TRY(parse_utc(std::string_view(question.at("at").as_string())));
  auto words = fmt::format("{} at {}", flag_at(answer, "allowed") ? "allowed" : "not allowed", format_utc(at));
  const auto next = text_at(answer, "next");
  if (!flag_at(answer, "allowed")) {
    words += next.empty() ? "; no instant within 21 days suits every zone" : fmt::format("; next at {}", next);
  }
  for (const auto& zone : items_at(answer, "zones")) {
    const auto name = std::string(zone.as_string());
    const auto local = TRY(compliance::describe_local(name, at));
    words += fmt::format("\n  {:<32} {}", name, local);
  }
  return show(context, flags, answer, words);
}

Result<int> webhook(Context& context, const Flags& flags) {
  const auto question = TRY(parse_json(flags.text));
  const auto answer = TRY(webhook_now(question));
  std::string words;
  for (const auto& [name, value] : answer.as_object()) {
    const auto text = value.is_string() ? std::string(value.as_string()) : json::serialize(value);
    words += fmt::format("{}{:<16} {}", words.empty() ? "" : "\n", std::string_view(name), text);
  }
  return show(context, flags, answer, words);
}

constexpr const char* kBulk =
    "Without an argument: one JSON object a line on standard input, one answer a line on standard output.\n";

}  // namespace

void add_explain(Command& root) {
  auto& top = root.sub("explain", "what would Tidings make of this text, reply, hour or webhook?");

  auto& of_segments = top.sub("segments", "how many segments a text costs, and why");
  const auto s = std::make_shared<Flags>();
  of_segments.argument("TEXT", s->text, "the message", false);
  of_segments.flag("--json", s->json, "answer as JSON");
  of_segments.footer(std::string(kBulk) + "  {\"text\":\"Hello\"}");
  of_segments.run([s](Context& context) {
    return s->text.empty() ? in_bulk(context, explain::explain_segments) : segments(context, *s);
  });

  auto& of_reply = top.sub("reply", "what a reply asks for: stop, perhaps stop, start, help, or nothing of these");
  const auto r = std::make_shared<Flags>();
  of_reply.argument("TEXT", r->text, "the reply", false);
  of_reply.option("--lang", r->lang, "LANG", "language it is likely in (de, fr, …)");
  of_reply.flag("--json", r->json, "answer as JSON");
  of_reply.footer(std::string(kBulk) + "  {\"text\":\"please stop\", \"lang\":\"en\"}");
  of_reply.run([r](Context& context) {
    return r->text.empty() ? in_bulk(context, explain::explain_reply) : reply(context, *r);
  });

  auto& of_hours = top.sub("hours", "may a message leave now, and when next");
  const auto h = std::make_shared<Flags>();
  of_hours.option("--phone", h->phone, "NUMBER", "whose number; its candidate zones are used");
  of_hours.options("--zone", h->zones, "ZONE", "Europe/London; instead of --phone, may be repeated");
  of_hours.option("--allow", h->allow, "HOURS", "\"09:00-17:00\" or \"1-5 09:00-17:00;6 10:00-14:00\"");
  of_hours.options("--closed", h->closed, "DATE", "a day without messages, 2026-12-25");
  of_hours.option("--at", h->at, "INSTANT", "2026-11-20T21:31:00Z; now when left out");
  of_hours.flag("--json", h->json, "answer as JSON");
  of_hours.footer(
      std::string(kBulk) +
      "  {\"phone\":\"+12125550123\", \"allow\":[{\"days\":\"1-5\",\"start\":\"09:00\",\"end\":\"17:00\"}], "
      "\"at\":\"2026-11-20T21:31:00Z\"}");
  of_hours.run([h](Context& context) {
    return h->phone.empty() && h->zones.empty() ? in_bulk(context, explain::explain_hours) : hours(context, *h);
  });

  auto& of_webhook = top.sub("webhook", "is this webhook genuine, and what does it say");
  const auto w = std::make_shared<Flags>();
  of_webhook.argument("JSON", w->text, "{\"carrier\":…, \"config\":{…}, \"request\":{method, url, headers, body}}",
                      false);
  of_webhook.flag("--json", w->json, "answer as JSON");
  of_webhook.footer(kBulk);
  of_webhook.run(
      [w](Context& context) { return w->text.empty() ? in_bulk(context, webhook_now) : webhook(context, *w); });
}

}  // namespace tidings::app::cli

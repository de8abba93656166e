// tidings rules: the law as data. Works on packs by themselves: no server is needed.
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/server_config.h"
#include "app/cli/show.h"
#include "app/cli/table.h"
#include "app/rule_packs.h"
#include "http/api/rules/rules_json.h"

namespace tidings::app::cli {
namespace {

struct Flags {
  ServerFlags server;
  std::vector<std::string> packs;
  std::string place, number, zone, at, channel, consent;
  bool all = false, json = false;
};

// The packs of the configuration, then those of --pack.
Result<law::LawBook> book_of(const Context& context, const Flags& flags) {
  auto law = TRY(server_config(context, flags.server)).law;
  law.packs.insert(law.packs.end(), flags.packs.begin(), flags.packs.end());
  return law::LawBook::of(TRY(read_packs(law)));
}

std::string joined(const json::array& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : " ") + std::string(text.as_string());
  return out;
}

void add_rule_row(Table& table, const json::value& rule) {
  auto hours = text_at(rule, "hours");
  if (!items_at(rule, "holidays").empty()) hours += " not on holidays of " + joined(items_at(rule, "holidays"));
  table.row({text_at(rule, "id"), text_at(rule, "place"), flag_at(rule, "on") ? "on" : "off", hours,
             joined(items_at(rule, "caps")), text_at(rule, "applies"), text_at(rule, "kind"), text_at(rule, "mark"),
             text_at(rule, "consent_lifts"), text_at(rule, "pack")});
}

Table rule_table() {
  return Table({"RULE", "PLACE", "", "OPEN", "CAP", "APPLIES", "KIND", "MARK", "CONSENT LIFTS", "PACK"});
}

void print_consents(Context& context, const json::value& all, bool off_too) {
  Table table({"CONSENT", "PLACE", "", "MARKETING NEEDS", "TERM", "MARK", "PACK"});
  bool any = false;
  for (const auto& row : items_at(all, "consents")) {
    if (!off_too && !flag_at(row, "on")) continue;
    any = true;
    const auto basis = text_at(row, "basis"), kind = text_at(row, "kind");
    table.row(
        {text_at(row, "id"), text_at(row, "place"), flag_at(row, "on") ? "on" : "off", joined(items_at(row, "accepts")),
         kind.empty() ? "" : fmt::format("{}{}: {}", kind, basis.empty() ? "" : " of " + basis, text_at(row, "term")),
         text_at(row, "mark"), text_at(row, "pack")});
  }
  if (!any) return;
  put(context.out, "\n");
  print(context, table, "");
}

Result<int> list(Context& context, const Flags& flags) {
  const auto all = http::rules::rules_json(TRY(book_of(context, flags)), flags.place);
  if (flags.json) {
    put(context.out, json::serialize(all) + "\n");
    return kDone;
  }
  auto table = rule_table();
  for (const auto& rule : items_at(all, "rules")) {
    if (flags.all || flag_at(rule, "on")) add_rule_row(table, rule);
  }
  print(context, table, "no rule of the packs in force concerns this place");
  print_consents(context, all, flags.all);
  for (const auto& freeze : items_at(all, "freezes")) {
    put(context.out, fmt::format("freeze {}: {} from {} until {}: {}\n", text_at(freeze, "id"),
                                 text_at(freeze, "place"), text_at(freeze, "from"),
                                 text_at(freeze, "until").empty() ? "it is ended" : text_at(freeze, "until"),
                                 text_at(freeze, "reason")));
  }
  put(context.out, fmt::format("in force: {}\n", text_at(all, "version")));
  return kDone;
}

Result<int> check(Context& context, const Flags& flags) {
  if (flags.packs.empty()) return fail(ErrorCode::invalid_argument, "name at least one pack to check", "FILE");
  const auto book = TRY(law::LawBook::of(TRY(read_packs({.standard = true, .packs = flags.packs}))));
  put(context.out,
      fmt::format("good: {} rules and {} freezes in {}\n", book.rules().size(), book.freezes().size(), book.version()));
  return kDone;
}

Result<int> explain(Context& context, const Flags& flags) {
  const SystemClock clock;
  json::object question{{"phone", flags.number}, {"at", flags.at.empty() ? format_utc(clock.now()) : flags.at}};
  for (const auto& [name, value] : {std::pair{"place", &flags.place},
                                    {"zone", &flags.zone},
                                    {"channel", &flags.channel},
                                    {"consent", &flags.consent}}) {
    if (!value->empty()) question[name] = *value;
  }
  const auto answer = TRY(http::rules::explain_rules(TRY(book_of(context, flags)), question));
  if (flags.json) {
    put(context.out, json::serialize(answer) + "\n");
    return kDone;
  }
  const bool allowed = flag_at(answer, "allowed");
  const auto next = text_at(answer, "next"), closes = text_at(answer, "closes");
  std::string words =
      fmt::format("{} at {}", allowed ? "allowed" : "not allowed", text_at(json::value(question), "at"));
  if (allowed && !closes.empty()) words += fmt::format(", until {}", closes);
  if (!allowed) words += next.empty() ? "; nobody can say from when" : fmt::format("; from {}", next);
  if (const auto because = text_at(answer, "because"); !because.empty()) words += "\n  because " + because;
  if (const auto years = text_at(answer, "unknown_holidays"); !years.empty())
    words += fmt::format("\n  no list of the holidays {}: a pack must bring it", years);
  words += fmt::format("\n  may be in {}\n  {}\n", joined(items_at(answer, "places")), text_at(answer, "local"));
  put(context.out, words);
  auto table = rule_table();
  for (const auto& rule : items_at(answer, "binding")) add_rule_row(table, rule);
  print(context, table, "no rule binds there");
  for (const auto& freeze : items_at(answer, "freezes"))
    put(context.out, fmt::format("frozen: {} ({})\n", text_at(freeze, "reason"), text_at(freeze, "id")));
  put(context.out, fmt::format("by {}\n", text_at(answer, "version")));
  return kDone;
}

void add_packs(Command& command, Flags& flags) {
  add_config_flags(command, flags.server);
  command.options("--pack", flags.packs, "FILE", "a rule pack, after those of the configuration; may be repeated");
  command.flag("--json", flags.json, "answer as JSON");
}

}  // namespace

void add_rules(Command& root) {
  auto& top = root.sub("rules", "the law as data: hours, caps, consent, holidays and freezes by place");

  auto& of_list = top.sub("list", "the rules in force");
  const auto l = std::make_shared<Flags>();
  of_list.option("--place", l->place, "PLACE", "US-FL, GB; everything when left out");
  of_list.flag("--all", l->all, "those that are switched off too");
  add_packs(of_list, *l);
  of_list.run([l](Context& context) { return list(context, *l); });

  auto& of_check = top.sub("check", "would these packs be taken? Errors name file and line");
  const auto c = std::make_shared<Flags>();
  of_check.arguments("FILE", c->packs, "rule packs, in order");
  of_check.run([c](Context& context) { return check(context, *c); });

  auto& of_explain = top.sub("explain", "what binds a number at an instant, and why");
  const auto e = std::make_shared<Flags>();
  of_explain.option("--number", e->number, "NUMBER", "+18505550123");
  of_explain.option("--at", e->at, "INSTANT", "2026-11-20T21:31:00Z; now when left out");
  of_explain.option("--place", e->place, "PLACE", "where their address is, besides what the number says");
  of_explain.option("--zone", e->zone, "ZONE", "the zone they stated, besides what the number says");
  of_explain.option("--channel", e->channel, "CHANNEL", "text or call");
  of_explain.option("--consent", e->consent, "KIND", "express_written lifts the hours of some places");
  add_packs(of_explain, *e);
  of_explain.run([e](Context& context) { return explain(context, *e); });
}

}  // namespace tidings::app::cli

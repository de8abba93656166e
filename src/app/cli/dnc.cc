// tidings dnc: do-not-contact registers and the lists uploaded for them.
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/show.h"
#include "app/cli/until_signal.h"

namespace tidings::app::cli {
namespace {

constexpr int64_t kLookMs = 100;
constexpr int64_t kRejectsShown = 10;

struct Flags {
  std::string file, name, source, snapshot, expires, region, column, reason, phone, id;
  std::vector<std::string> covers;
  std::optional<int64_t> after, limit;
};

Result<json::value> follow(ApiClient& api, const std::string& id) {
  UntilSignal until;
  while (true) {
    auto list = TRY(api.get(api_path({"register-lists", id})));
    if (text_at(list, "state") != "loading") return list;
    if (until.wait(kLookMs)) {
      return fail(ErrorCode::unavailable, "not waited for its end", "list " + id,
                  fmt::format("the server goes on; `tidings dnc show {}` says how far it is", id));
    }
  }
}

std::string list_words(const json::value& list) {
  auto out = fmt::format("list {} of {}: {}\n", text_at(list, "id"), text_at(list, "register"), text_at(list, "state"));
  out += fmt::format("  of {}, from {}\n", plain_time(text_at(list, "snapshot")), text_at(list, "source"));
  out += fmt::format("  {} lines: {} numbers, {} refused\n", thousands(number_at(list, "lines")),
                     thousands(number_at(list, "numbers")), thousands(number_at(list, "rejected")));
  if (const auto problem = text_at(list, "problem"); !problem.empty()) out += "  " + problem + "\n";
  return out;
}

Result<std::string> some_rejects(ApiClient& api, const std::string& id) {
  const auto page =
      TRY(api.get(api_path({"register-lists", id, "rejects"}), {{"limit", std::to_string(kRejectsShown)}}));
  std::string out;
  for (const auto& one : items_at(page, "items")) {
    out += fmt::format("  line {}: {} [{}]\n", text_at(one, "line"), text_at(one, "words"), text_at(one, "value"));
  }
  return out;
}

Result<int> import(Context& context, const Flags& flags) {
  TRY(check_readable(flags.file));
  Query query{{"source", flags.source}, {"snapshot", flags.snapshot}};
  if (!flags.expires.empty()) query.emplace_back("expires", flags.expires);
  if (!flags.region.empty()) query.emplace_back("region", flags.region);
  if (!flags.column.empty()) query.emplace_back("column", flags.column);
  for (const auto& prefix : flags.covers) query.emplace_back("covers", prefix);
  ApiClient api(context);
  const auto answer = TRY(api.upload(api_path({"registers", flags.name, "lists"}), query, flags.file, {}));
  const auto id = text_at(TRY(parse_json(answer.body)), "id");
  const auto list = TRY(follow(api, id));
  const int code = text_at(list, "state") == "failed" ? kFailed : kDone;
  if (shown_as_json(context, api)) return code;
  put(context.out, list_words(list));
  if (number_at(list, "rejected") > 0) put(context.out, TRY(some_rejects(api, id)));
  return code;
}

Result<int> list(Context& context) {
  ApiClient api(context);
  const auto page = TRY(api.get("/api/registers"));
  if (shown_as_json(context, api)) return kDone;
  Table table({"REGISTER", "BINDS", "SOURCE", "LIST OF", "HOLDS UNTIL", ">NUMBERS", "UNKNOWN"});
  for (const auto& one : items_at(page, "items")) {
    std::string places;
    for (const auto& place : items_at(one, "places"))
      places += (places.empty() ? "" : " ") + std::string(place.as_string());
    table.row({text_at(one, "name"), places.empty() ? "everybody" : places, text_at(one, "source"),
               plain_time(text_at(one, "in_force.snapshot")), plain_time(text_at(one, "in_force_until")),
               thousands(number_at(one, "in_force.numbers")), text_at(one, "on_unknown")});
  }
  print(context, table, "no register binds: [register.NAME] in the configuration, or tidings dnc import FILE");
  return kDone;
}

Result<int> check_number(Context& context, const Flags& flags) {
  ApiClient api(context);
  Query query{{"phone", flags.phone}};
  if (!flags.region.empty()) query.emplace_back("region", flags.region);
  const auto found = TRY(api.get("/api/registers/check", query));
  if (shown_as_json(context, api)) return kDone;
  Table table({"REGISTER", "ANSWER", "OF", "HOLDS UNTIL", "EFFECT"});
  for (const auto& one : items_at(found, "registers")) {
    table.row({text_at(one, "register"), text_at(one, "answer"), plain_time(text_at(one, "at")),
               plain_time(text_at(one, "until")) + (flag_at(one, "stale") ? " (over)" : ""), text_at(one, "effect")});
  }
  print(context, table, "no register binds this number");
  return kDone;
}

Result<int> remove(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto done =
      TRY(api.remove(api_path({"registers", flags.name, "lists"}) + "?" + encode_form({{"reason", flags.reason}})));
  if (!shown_as_json(context, api)) put(context.out, list_words(done));
  return kDone;
}

Result<int> show_one(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto found = TRY(api.get(api_path({"register-lists", flags.id})));
  if (!shown_as_json(context, api)) put(context.out, list_words(found));
  return kDone;
}

Result<int> rejects(Context& context, const Flags& flags) {
  ApiClient api(context);
  Query query;
  if (flags.after) query.emplace_back("after", std::to_string(*flags.after));
  if (flags.limit) query.emplace_back("limit", std::to_string(*flags.limit));
  const auto page = TRY(api.get(api_path({"register-lists", flags.id, "rejects"}), query));
  if (shown_as_json(context, api)) return kDone;
  Table table({">LINE", "REASON", "VALUE", "WORDS"});
  for (const auto& one : items_at(page, "items")) {
    table.row({text_at(one, "line"), text_at(one, "reason"), text_at(one, "value"), text_at(one, "words")});
  }
  print(context, table, "no line was refused");
  tell_next(context, page);
  return kDone;
}

}  // namespace

void add_dnc(Command& root) {
  auto& top = root.sub("dnc", "do-not-contact registers and their lists");
  const auto f = std::make_shared<Flags>();
  auto& of_import = top.sub("import", "a register's list from a file; it replaces the one before when all of it is in");
  of_import.argument("FILE", f->file, "a number a line, the US registry's area,number, or CSV with --column");
  of_import.option("--register", f->name, "NAME", "which register, as in [register.NAME]");
  of_import.option("--source", f->source, "TEXT", "where the list is from, for the record");
  of_import.option("--snapshot", f->snapshot, "DATE", "the day the list is of, 2026-11-20");
  of_import.option("--expires", f->expires, "DATE",
                   "from then on it says nothing; else by the register's max_age_days");
  of_import.option("--region", f->region, "CC", "country of numbers without a country code; else the register's");
  of_import.option("--column", f->column, "COLUMN", "of a CSV file: its heading, or its number from 1");
  of_import.options("--covers", f->covers, "PREFIX",
                    "the list is of numbers that begin so, +1202; others stay unknown");
  of_import.uses_api();
  of_import.run([f](Context& context) { return import(context, *f); });
  auto& of_list = top.sub("list", "the registers, and what is in force of each");
  of_list.uses_api();
  of_list.run([](Context& context) { return list(context); });
  auto& of_check = top.sub("check", "what the registers say of one number");
  of_check.argument("NUMBER", f->phone, "+12125550123");
  of_check.option("--region", f->region, "CC", "for a number without a country code");
  of_check.uses_api();
  of_check.run([f](Context& context) { return check_number(context, *f); });
  auto& of_remove = top.sub("remove", "takes a register's list out of force; needs a reason, and stands in the record");
  of_remove.argument("NAME", f->name, "the register");
  of_remove.option("--reason", f->reason, "TEXT", "why");
  of_remove.uses_api();
  of_remove.run([f](Context& context) { return remove(context, *f); });
  auto& of_show = top.sub("show", "one list: its counts, what is wrong with it");
  of_show.argument("ID", f->id, "the list");
  of_show.uses_api();
  of_show.run([f](Context& context) { return show_one(context, *f); });
  auto& of_rejects = top.sub("rejects", "lines of a list that were refused, the first thousand");
  of_rejects.argument("ID", f->id, "the list");
  of_rejects.option("--after", f->after, "LINE", "the next page");
  of_rejects.option("--limit", f->limit, "N", "lines at most");
  of_rejects.uses_api();
  of_rejects.run([f](Context& context) { return rejects(context, *f); });
}

}  // namespace tidings::app::cli

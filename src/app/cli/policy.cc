// tidings policy: what a workspace adds to the law and to the defaults, and who changed it when and why.
#include <fmt/format.h>

#include "app/cli/api_client.h"
#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/show.h"
#include "app/cli/table.h"

namespace tidings::app::cli {
namespace {

struct Flags {
  int64_t workspace = 1;
  std::string file, reason;
  std::vector<std::string> set;
};

std::string path_of(const Flags& flags) { return api_path({"workspaces", std::to_string(flags.workspace), "policy"}); }

Result<int> show(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto all = TRY(api.get(path_of(flags)));
  if (shown_as_json(context, api)) return kDone;
  Table table({"", ""});
  for (const auto& [name, value] : all.at("policy").as_object())
    table.row({std::string(name), value.is_string() ? std::string(value.as_string()) : json::serialize(value)});
  print(context, table, "");
  Table revisions({">REVISION", "AT", "BY", "REASON"});
  for (const auto& one : items_at(all, "revisions")) {
    revisions.row({fmt::format("{}", number_at(one, "policy.revision")), plain_time(text_at(one, "at")),
                   text_at(one, "actor"), text_at(one, "reason")});
  }
  print(context, revisions, "never changed");
  return kDone;
}

// footer=Reply STOP, introduce=monthly, caps=["2/24h"]: what reads as JSON is JSON, everything else a text.
Result<json::object> changes(const Flags& flags) {
  json::object out;
  if (!flags.file.empty()) {
    auto read = TRY(parse_json(TRY(read_whole_file(flags.file))));
    if (!read.is_object()) return fail(ErrorCode::invalid_argument, "the file holds no JSON object", flags.file);
    out = std::move(read.as_object());
  }
  for (const auto& one : flags.set) {
    const auto equals = one.find('=');
    if (equals == std::string::npos)
      return fail(ErrorCode::invalid_argument, fmt::format("'{}' is no setting", one), "SETTING", "write name=value");
    const auto value = one.substr(equals + 1);
    const auto read = parse_json(value);
    out[one.substr(0, equals)] = read ? *read : json::value(value);
  }
  if (out.empty()) return fail(ErrorCode::invalid_argument, "nothing is changed", "SETTING", "write name=value");
  return out;
}

Result<int> change(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto done =
      TRY(api.put(path_of(flags), json::object{{"policy", TRY(changes(flags))}, {"reason", flags.reason}}));
  if (shown_as_json(context, api)) return kDone;
  put(context.out, fmt::format("revision {} of the policy is in force\n", number_at(done, "revision")));
  return kDone;
}

}  // namespace

void add_policy(Command& root) {
  auto& top = root.sub("policy", "what a workspace adds to the law: hours, caps, what texts must say");
  const auto f = std::make_shared<Flags>();
  auto& of_show = top.sub("show", "the policy in force and its revisions");
  of_show.argument("WORKSPACE", f->workspace, "its number");
  of_show.uses_api();
  of_show.run([f](Context& context) { return show(context, *f); });
  auto& of_set = top.sub("set", "change it; the reason stays with the revision");
  of_set.argument("WORKSPACE", f->workspace, "its number");
  of_set.arguments("SETTING", f->set, "introduce=monthly, footer=\"Reply STOP to opt out\", caps='[\"2/24h\"]'");
  of_set.option("--file", f->file, "FILE", "a JSON object of settings");
  of_set.option("--reason", f->reason, "TEXT", "why");
  of_set.uses_api();
  of_set.run([f](Context& context) { return change(context, *f); });
}

}  // namespace tidings::app::cli

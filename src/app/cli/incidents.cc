// tidings incident: what somebody must know of, and whether the ways people are told work.
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/show.h"
#include "app/cli/until_signal.h"

namespace tidings::app::cli {
namespace {

struct Flags {
  int64_t id = 0;
  bool all = false;
  std::string reason;
  std::optional<int64_t> seconds;
};

constexpr int64_t kLookEveryMs = 200;
constexpr int64_t kWaitS = 30;

Result<int> list(Context& context, const Flags& flags) {
  ApiClient api(context);
  Query query;
  if (flags.all) query.emplace_back("all", "true");
  const auto page = TRY(api.get("/api/incidents", query));
  if (shown_as_json(context, api)) return kDone;
  Table table({">ID", "SEVERITY", "SINCE", ">TIMES", "STATE", "WHAT"});
  for (const auto& one : items_at(page, "items")) {
    table.row({text_at(one, "id"), text_at(one, "severity"), plain_time(text_at(one, "opened_at")),
               text_at(one, "times"), flag_at(one, "open") ? "open" : "over", text_at(one, "text")});
  }
  print(context, table, flags.all ? "there was none yet" : "nothing is wrong that we know of");
  return kDone;
}

void print_told(Context& context, const json::value& incident) {
  Table table({"ROUTE", "WHAT", "STATE", ">ATTEMPTS", "PROBLEM"});
  for (const auto& one : items_at(incident, "told")) {
    table.row({text_at(one, "route"), text_at(one, "what"), text_at(one, "state"), text_at(one, "attempts"),
               text_at(one, "problem")});
  }
  print(context, table, "nobody is told: there is no [alert.NAME] in the configuration");
}

Result<int> show(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto one = TRY(api.get(api_path({"incidents", std::to_string(flags.id)})));
  if (shown_as_json(context, api)) return kDone;
  put(context.out, fmt::format("{} {}: {}\nfound {} times from {} to {}\n", text_at(one, "severity"),
                               text_at(one, "key"), text_at(one, "text"), text_at(one, "times"),
                               plain_time(text_at(one, "opened_at")), plain_time(text_at(one, "last_at"))));
  if (!flag_at(one, "open"))
    put(context.out,
        fmt::format("over since {}: {}\n", plain_time(text_at(one, "resolved_at")), text_at(one, "resolution")));
  print_told(context, one);
  return kDone;
}

Result<int> resolve(Context& context, const Flags& flags) {
  ApiClient api(context);
  TRY(api.post(api_path({"incidents", std::to_string(flags.id), "resolve"}), json::object{{"reason", flags.reason}}));
  if (shown_as_json(context, api)) return kDone;
  put(context.out, fmt::format("incident {} is over\n", flags.id));
  return kDone;
}

// All notices of this kind of news have come to an end.
bool settled(const json::value& incident, std::string_view what) {
  const auto told = items_at(incident, "told");
  bool any = false;
  for (const auto& one : told) {
    if (text_at(one, "what") != what) continue;
    any = true;
    if (text_at(one, "state") == "pending") return false;
  }
  return any;
}

Result<int> test(Context& context, const Flags& flags) {
  ApiClient api(context);
  auto now = TRY(api.post("/api/incidents/test", json::object{}));
  const auto path = api_path({"incidents", text_at(now, "id")});
  UntilSignal until;
  const int64_t most_ms = flags.seconds.value_or(kWaitS) * kSecondMs;
  const auto follow = [&](std::string_view what) -> Result<> {
    for (int64_t waited = 0; waited < most_ms && !settled(now, what) && !until.wait(kLookEveryMs);
         waited += kLookEveryMs) {
      now = TRY(api.get(path));
    }
    return {};
  };
  TRY(follow("opened"));
  TRY(api.post(path + "/resolve", json::object{{"reason", "the test is over"}}));
  now = TRY(api.get(path));
  TRY(follow("resolved"));
  bool good = !items_at(now, "told").empty();
  for (const auto& one : items_at(now, "told")) good = good && text_at(one, "state") == "done";
  if (!shown_as_json(context, api)) print_told(context, now);
  return good ? kDone : kFailed;
}

}  // namespace

void add_incidents(Command& root) {
  auto& top = root.sub("incident", "what somebody must know of, and who was told");
  const auto f = std::make_shared<Flags>();
  auto& of_list = top.sub("list", "open ones");
  of_list.flag("--all", f->all, "those that are over too, newest first");
  of_list.uses_api();
  of_list.run([f](Context& context) { return list(context, *f); });
  auto& of_show = top.sub("show", "one, with who was told of it");
  of_show.argument("ID", f->id, "from `tidings incident list`");
  of_show.uses_api();
  of_show.run([f](Context& context) { return show(context, *f); });
  auto& of_resolve = top.sub("resolve", "say that it is over");
  of_resolve.argument("ID", f->id, "from `tidings incident list`");
  of_resolve.option("--reason", f->reason, "TEXT", "what was done; kept");
  of_resolve.uses_api();
  of_resolve.run([f](Context& context) { return resolve(context, *f); });
  auto& of_test =
      top.sub("test", "tell everybody of a trial, and that it is over; the exit code says whether all heard");
  of_test.option("--seconds", f->seconds, "N", "to wait for each; 30");
  of_test.uses_api();
  of_test.run([f](Context& context) { return test(context, *f); });
}

}  // namespace tidings::app::cli

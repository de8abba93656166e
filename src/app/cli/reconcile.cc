// tidings reconcile: asks carriers what really happened, and shows what was missing here.
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/show.h"
#include "app/cli/until_signal.h"

namespace tidings::app::cli {
namespace {

constexpr int64_t kLookMs = 300;
constexpr int64_t kShownGaps = 50;

struct Flags {
  std::vector<std::string> words;
  std::string carrier, since;
  std::optional<int64_t> after, limit;
  bool follow = false;
};

bool has_ended(const json::value& run) {
  const auto state = text_at(run, "state");
  return state == "done" || state == "failed";
}

std::string summary(const json::value& run) {
  const auto n = [&](const char* name) { return thousands(number_at(run, name)); };
  std::string out =
      fmt::format("reconciliation {} of {}: {}", text_at(run, "id"), text_at(run, "carrier"), text_at(run, "state"));
  if (!has_ended(run)) out += fmt::format(", {} %", number_at(run, "percent"));
  out += fmt::format("\n  {} sent and {} received compared, from {} to {}; what is younger may still come by itself\n",
                     n("outbound"), n("inbound"), plain_time(text_at(run, "from")), plain_time(text_at(run, "until")));
  out += fmt::format("  {} receipts and {} inbound messages were missing; {} are not of this deployment\n",
                     n("receipts_missing"), n("inbound_missing"), n("not_ours"));
  if (const auto problem = text_at(run, "problem"); !problem.empty()) out += "  " + problem + "\n";
  return out;
}

Result<> show_gaps(Context& context, ApiClient& api, const std::string& id) {
  const auto page = TRY(api.get(api_path({"reconciliations", id, "gaps"}), {{"limit", std::to_string(kShownGaps)}}));
  if (items_at(page, "items").empty()) return {};
  Table table({"AT", "WAY", "MISSING", "APPLIED", ">MESSAGE", "CARRIER'S ID", "NOTE"});
  for (const auto& one : items_at(page, "items")) {
    table.row({plain_time(text_at(one, "at")), text_at(one, "direction"), text_at(one, "missing"),
               text_at(one, "applied"), text_at(one, "message"), text_at(one, "provider_id"), text_at(one, "detail")});
  }
  print(context, table, "");
  if (!text_at(page, "next").empty())
    put(context.out, fmt::format("and more: GET /api/reconciliations/{}/gaps?after={}\n", id, text_at(page, "next")));
  return {};
}

Result<int> list(Context& context, const Flags& flags) {
  ApiClient api(context);
  Query query;
  if (flags.after) query.emplace_back("after", std::to_string(*flags.after));
  if (flags.limit) query.emplace_back("limit", std::to_string(*flags.limit));
  const auto page = TRY(api.get("/api/reconciliations", query));
  if (shown_as_json(context, api)) return kDone;
  Table table(
      {">ID", "BEGUN", "CARRIER", "KIND", "STATE", ">%", ">COMPARED", ">RECEIPTS", ">INBOUND", ">NOT OURS", "PROBLEM"});
  for (const auto& one : items_at(page, "items")) {
    const auto n = [&](const char* name) { return thousands(number_at(one, name)); };
    table.row({text_at(one, "id"), plain_time(text_at(one, "created_at")), text_at(one, "carrier"),
               text_at(one, "kind"), text_at(one, "state"), text_at(one, "percent"),
               thousands(number_at(one, "outbound") + number_at(one, "inbound")), n("receipts_missing"),
               n("inbound_missing"), n("not_ours"), text_at(one, "problem")});
  }
  print(context, table, "no reconciliation yet: tidings reconcile --follow");
  tell_next(context, page);
  return kDone;
}

Result<int> show(Context& context, const std::string& id) {
  ApiClient api(context);
  const auto run = TRY(api.get(api_path({"reconciliations", id})));
  if (shown_as_json(context, api)) return kDone;
  put(context.out, summary(run));
  TRY(show_gaps(context, api, id));
  return kDone;
}

Result<json::value> follow(Context& context, ApiClient& api, const std::string& id) {
  UntilSignal until;
  const bool drawn = context.out_is_terminal() && !context.json;
  while (true) {
    auto run = TRY(api.get(api_path({"reconciliations", id})));
    const bool ended = has_ended(run);
    if (drawn) {
      put(context.err,
          ended ? std::string("\r\x1b[K")
                : fmt::format("\r{}  {} {:>3} %  {} compared\x1b[K", text_at(run, "carrier"),
                              bar(static_cast<double>(number_at(run, "percent")) / 100, 30), number_at(run, "percent"),
                              thousands(number_at(run, "outbound") + number_at(run, "inbound"))));
      std::fflush(context.err);
    }
    if (ended) return run;
    if (until.wait(kLookMs)) {
      return fail(ErrorCode::unavailable, "not waited for its end", "reconciliation " + id,
                  fmt::format("the server goes on; `tidings reconcile show {}` says how far it is", id));
    }
  }
}

Result<int> start(Context& context, const Flags& flags) {
  json::object body;
  if (!flags.carrier.empty()) body["carrier"] = flags.carrier;
  if (!flags.since.empty()) body["since"] = flags.since;
  ApiClient api(context);
  const auto begun = TRY(api.post("/api/reconciliations", body));
  if (!flags.follow) {
    if (shown_as_json(context, api)) return kDone;
    for (const auto& run : items_at(begun, "items")) {
      put(context.out, fmt::format("reconciliation {} of {} is begun: {} reconcile show {}\n", text_at(run, "id"),
                                   text_at(run, "carrier"), context.program, text_at(run, "id")));
    }
    return kDone;
  }
  json::array ended;
  bool good = true;
  for (const auto& run : items_at(begun, "items")) {
    auto last = TRY(follow(context, api, text_at(run, "id")));
    good = good && text_at(last, "state") == "done";
    if (!context.json) {
      put(context.out, summary(last));
      TRY(show_gaps(context, api, text_at(last, "id")));
    }
    ended.push_back(std::move(last));
  }
  if (context.json) put(context.out, json::serialize(json::object{{"items", std::move(ended)}}) + "\n");
  return good ? kDone : kFailed;
}

Result<int> reconcile(Context& context, const Flags& flags) {
  const auto& words = flags.words;
  if (words.empty()) return start(context, flags);
  if (words.size() == 1 && words[0] == "list") return list(context, flags);
  if (words.size() == 2 && words[0] == "show") return show(context, words[1]);
  return fail(ErrorCode::invalid_argument, fmt::format("'{}' is nothing reconcile does", fmt::join(words, " ")), "WHAT",
              "nothing to begin one, `list`, or `show ID`");
}

}  // namespace

void add_reconcile(Command& root) {
  auto& c = root.sub("reconcile", "ask carriers what really happened, and apply what no webhook told");
  const auto f = std::make_shared<Flags>();
  c.arguments("WHAT", f->words, "nothing: begin one; list: those there were; show ID: one with what was missing");
  c.option("--carrier", f->carrier, "NAME", "only this one (all that can be asked)");
  c.option("--since", f->since, "TIME", "how far back, such as 2026-11-20T00:00:00Z (reconciliation.full_days)");
  c.flag("--follow", f->follow, "wait for its end and show what was missing");
  c.option("--after", f->after, "ID", "list: the next page");
  c.option("--limit", f->limit, "N", "list: lines at most");
  c.uses_api();
  c.run([f](Context& context) { return reconcile(context, *f); });
}

}  // namespace tidings::app::cli

// tidings webhooks: carriers' calls that could not be applied.
#include <fmt/format.h>

#include <charconv>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/show.h"

namespace tidings::app::cli {
namespace {

struct Flags {
  std::vector<std::string> ids;
  std::optional<int64_t> after, limit;
  bool all = false;
};

Result<int> list(Context& context, const Flags& flags) {
  ApiClient api(context);
  Query query;
  if (flags.after) query.emplace_back("after", std::to_string(*flags.after));
  if (flags.limit) query.emplace_back("limit", std::to_string(*flags.limit));
  const auto page = TRY(api.get("/api/webhooks", query));
  if (shown_as_json(context, api)) return kDone;
  Table table({">ID", "RECEIVED", "CARRIER", ">TRIES", "URL", "PROBLEM"});
  for (const auto& one : items_at(page, "items")) {
    table.row({text_at(one, "id"), plain_time(text_at(one, "received_at")), text_at(one, "carrier"),
               text_at(one, "attempts"), cut(text_at(one, "url"), 40), text_at(one, "problem")});
  }
  print(context, table, "every webhook was applied");
  tell_next(context, page);
  return kDone;
}

Result<int> replay(Context& context, const Flags& flags) {
  if (flags.all == !flags.ids.empty())
    return fail(ErrorCode::invalid_argument, "name the webhooks or say --all", "ID", "see `tidings webhooks list`");
  json::object body;
  if (flags.all) body["all"] = true;
  json::array ids;
  for (const auto& text : flags.ids) {
    int64_t id = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (ec != std::errc{} || end != text.data() + text.size())
      return fail(ErrorCode::invalid_argument, fmt::format("'{}' is no number", text), "ID");
    ids.emplace_back(id);
  }
  if (!ids.empty()) body["ids"] = std::move(ids);
  ApiClient api(context);
  const auto done = TRY(api.post("/api/webhooks/replay", body));
  if (!shown_as_json(context, api))
    put(context.out, fmt::format("{} webhook(s) are applied again\n", number_at(done, "replayed")));
  return kDone;
}

}  // namespace

void add_webhooks(Command& root) {
  auto& top = root.sub("webhooks", "carriers' calls that could not be applied");
  const auto f = std::make_shared<Flags>();
  auto& of_list = top.sub("list", "the dead-letter list");
  of_list.option("--after", f->after, "ID", "the next page");
  of_list.option("--limit", f->limit, "N", "lines at most");
  of_list.uses_api();
  of_list.run([f](Context& context) { return list(context, *f); });
  auto& of_replay = top.sub("replay", "apply them again");
  of_replay.arguments("ID", f->ids, "from webhooks list");
  of_replay.flag("--all", f->all, "every one of the list");
  of_replay.uses_api();
  of_replay.run([f](Context& context) { return replay(context, *f); });
}

}  // namespace tidings::app::cli

// tidings canary: test messages to numbers of our own, and what came back.
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/show.h"

namespace tidings::app::cli {
namespace {

struct Flags {
  std::optional<int64_t> after, limit;
};

Result<int> list(Context& context, const Flags& flags) {
  ApiClient api(context);
  Query query;
  if (flags.after) query.emplace_back("after", std::to_string(*flags.after));
  query.emplace_back("limit", std::to_string(flags.limit.value_or(24)));
  const auto page = TRY(api.get("/api/canary", query));
  if (shown_as_json(context, api)) return kDone;
  Table table({">ID", "SENT", "CARRIER", "FROM", "TO", "VERDICT", ">BACK AFTER", "PROBLEM"});
  for (const auto& one : items_at(page, "items")) {
    const auto back = text_at(one, "back_after_ms");
    table.row({text_at(one, "id"), plain_time(text_at(one, "planned_at")), text_at(one, "carrier"),
               text_at(one, "from"), text_at(one, "to"), text_at(one, "verdict"),
               back.empty() ? "" : fmt::format("{:.1f} s", static_cast<double>(number_at(one, "back_after_ms")) / 1000),
               text_at(one, "problem")});
  }
  print(context, table, "no canary yet: name a [[canary.pair]] in the configuration");
  tell_next(context, page);
  return kDone;
}

}  // namespace

void add_canary(Command& root) {
  auto& c = root.sub("canary", "test messages to numbers of our own, and what came back");
  const auto f = std::make_shared<Flags>();
  c.option("--after", f->after, "ID", "the next page");
  c.option("--limit", f->limit, "N", "lines at most (24)");
  c.uses_api();
  c.run([f](Context& context) { return list(context, *f); });
}

}  // namespace tidings::app::cli

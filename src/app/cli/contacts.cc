// tidings contact: what is done to one person's data.
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/show.h"

namespace tidings::app::cli {
namespace {

struct Flags {
  std::string phone, region, reason, id;
};

std::string counts_of(const json::value& job) {
  return fmt::format("{} message(s), {} text(s) of theirs, {} webhook(s)", number_at(job, "messages"),
                     number_at(job, "texts"), number_at(job, "webhooks"));
}

Result<int> erase(Context& context, const Flags& flags) {
  ApiClient api(context);
  json::object body{{"phone", flags.phone}, {"reason", flags.reason}};
  if (!flags.region.empty()) body["region"] = flags.region;
  const auto job = TRY(api.post("/api/erasures", body));
  if (shown_as_json(context, api)) return kDone;
  const auto id = text_at(job, "id");
  put(context.out,
      fmt::format(
          "erasure {} has begun: nothing is sent to {} any more; tidings contact erasure {} says how far it is\n", id,
          text_at(job, "phone"), id));
  return kDone;
}

Result<int> show(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto job = TRY(api.get(api_path({"erasures", flags.id})));
  if (shown_as_json(context, api)) return kDone;
  const bool done = text_at(job, "state") == "done";
  put(context.out,
      fmt::format("erasure {} of {}, by {}: {}\n  {}; so far made anonymous: {}\n  kept against texting it: {}\n",
                  flags.id, plain_time(text_at(job, "begun_at")), text_at(job, "actor"), text_at(job, "reason"),
                  done ? "done " + plain_time(text_at(job, "ended_at")) : "still at work", counts_of(job),
                  text_at(job, "kept_as")));
  return kDone;
}

}  // namespace

void add_contacts(Command& root) {
  auto& top = root.sub("contact", "one person's data");
  const auto f = std::make_shared<Flags>();
  auto& of_erase = top.sub("erase", "erase a person's data; nothing is sent to the number any more");
  of_erase.argument("NUMBER", f->phone, "+12125550123");
  of_erase.option("--reason", f->reason, "TEXT", "who asked for it, and when; kept, so without the number");
  of_erase.option("--region", f->region, "CC", "for a number without a country code");
  of_erase.uses_api();
  of_erase.run([f](Context& context) { return erase(context, *f); });
  auto& of_show = top.sub("erasure", "how far an erasure is");
  of_show.argument("ID", f->id, "its number");
  of_show.uses_api();
  of_show.run([f](Context& context) { return show(context, *f); });
}

}  // namespace tidings::app::cli

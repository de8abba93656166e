// tidings optout and reviews: who must not be texted, and suspected opt-outs that wait for a person.
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/show.h"

namespace tidings::app::cli {
namespace {

struct Flags {
  std::string id, phone, region, reason, decision;
  std::optional<int64_t> after, limit;
};

Query page_query(const Flags& flags) {
  Query out;
  if (!flags.phone.empty()) out.emplace_back("phone", flags.phone);
  if (!flags.region.empty()) out.emplace_back("region", flags.region);
  if (flags.after) out.emplace_back("after", std::to_string(*flags.after));
  if (flags.limit) out.emplace_back("limit", std::to_string(*flags.limit));
  return out;
}

Result<int> add(Context& context, const Flags& flags) {
  ApiClient api(context);
  json::object body{{"phone", flags.phone}, {"reason", flags.reason}};
  if (!flags.region.empty()) body["region"] = flags.region;
  const auto done = TRY(api.post("/api/optouts", body));
  if (shown_as_json(context, api)) return kDone;
  put(context.out, fmt::format("{} {}; {} message(s) that waited for it ended\n", text_at(done, "phone"),
                               flag_at(done, "new") ? "is opted out from now on" : "was opted out already",
                               number_at(done, "messages_ended")));
  return kDone;
}

Result<int> list(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto page = TRY(api.get("/api/optouts", page_query(flags)));
  if (shown_as_json(context, api)) return kDone;
  Table table({">ID", "PHONE", "SINCE", "SOURCE", "LIFTED", "DETAIL"});
  for (const auto& one : items_at(page, "items")) {
    table.row({text_at(one, "id"), text_at(one, "phone"), plain_time(text_at(one, "created_at")),
               text_at(one, "source"), plain_time(text_at(one, "lifted_at")), text_at(one, "detail")});
  }
  print(context, table, "nobody is opted out");
  tell_next(context, page);
  return kDone;
}

Result<int> lift(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto path = api_path({"optouts", flags.id}) + "?" + encode_form({{"reason", flags.reason}});
  const auto done = TRY(api.remove(path));
  if (!shown_as_json(context, api))
    put(context.out,
        fmt::format("the opt-out of {} is lifted; consent that ended with it is not back: marketing needs it "
                    "given anew\n",
                    text_at(done, "phone")));
  return kDone;
}

Result<int> list_reviews(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto page = TRY(api.get("/api/reviews", page_query(flags)));
  if (shown_as_json(context, api)) return kDone;
  Table table({">ID", "PHONE", "SINCE", "DECIDED BY ITSELF", "BECAUSE", "TEXT"});
  for (const auto& one : items_at(page, "items")) {
    table.row({text_at(one, "id"), text_at(one, "phone"), plain_time(text_at(one, "created_at")),
               plain_time(text_at(one, "due_at")), text_at(one, "because"), text_at(one, "text")});
  }
  print(context, table, "nothing waits for a decision");
  tell_next(context, page);
  return kDone;
}

Result<int> decide(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto done = TRY(api.post(api_path({"reviews", flags.id}), json::object{{"decision", flags.decision}}));
  if (shown_as_json(context, api)) return kDone;
  put(context.out, fmt::format("review {}: {}\n", flags.id,
                               flags.decision == "stop" ? "it was an opt-out; the number is left alone"
                                                        : "it was none; the number may be texted again"));
  return kDone;
}

void add_reviews(Command& root) {
  auto& top = root.sub("reviews", "suspected opt-outs that wait for a person");
  const auto f = std::make_shared<Flags>();
  auto& of_list = top.sub("list", "those not decided yet");
  of_list.option("--after", f->after, "ID", "the next page");
  of_list.option("--limit", f->limit, "N", "lines at most");
  of_list.uses_api();
  of_list.run([f](Context& context) { return list_reviews(context, *f); });
  auto& of_decide = top.sub("decide", "say whether it was an opt-out");
  of_decide.argument("ID", f->id, "its number");
  of_decide.argument("DECISION", f->decision, "stop: leave the number alone; none: it was no opt-out");
  of_decide.uses_api();
  of_decide.run([f](Context& context) { return decide(context, *f); });
}

}  // namespace

void add_optouts(Command& root) {
  auto& top = root.sub("optout", "numbers that must not be texted");
  const auto f = std::make_shared<Flags>();
  auto& of_add = top.sub("add", "leave a number alone from this instant");
  of_add.argument("NUMBER", f->phone, "+12125550123");
  of_add.option("--reason", f->reason, "TEXT", "why; kept with it");
  of_add.option("--region", f->region, "CC", "for a number without a country code");
  of_add.uses_api();
  of_add.run([f](Context& context) {
    Flags given = *f;
    if (given.reason.empty()) given.reason = "asked for at the command line";
    return add(context, given);
  });
  auto& of_list = top.sub("list", "those in force, or the history of one number");
  of_list.option("--phone", f->phone, "NUMBER", "the whole history of this one");
  of_list.option("--region", f->region, "CC", "for a number without a country code");
  of_list.option("--after", f->after, "ID", "the next page");
  of_list.option("--limit", f->limit, "N", "lines at most");
  of_list.uses_api();
  of_list.run([f](Context& context) { return list(context, *f); });
  auto& of_lift = top.sub("lift", "undo one; needs a reason, and stands in the record");
  of_lift.argument("ID", f->id, "its number, from optout list");
  of_lift.option("--reason", f->reason, "TEXT", "why the person may be texted again");
  of_lift.uses_api();
  of_lift.run([f](Context& context) { return lift(context, *f); });
  add_reviews(root);
}

}  // namespace tidings::app::cli

// tidings optin: double opt-in by text; one question, and only a YES counts.
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/show.h"

namespace tidings::app::cli {
namespace {

struct Flags {
  std::string number, wording, kind;
  std::vector<std::string> numbers;
  std::optional<int64_t> workspace, hours;
};

json::object body_of(const Flags& flags) {
  json::object out;
  if (!flags.wording.empty()) out["wording"] = flags.wording;
  if (!flags.kind.empty()) out["kind"] = flags.kind;
  if (flags.hours) out["limit_s"] = *flags.hours * 3600;
  if (flags.workspace) out["workspace"] = *flags.workspace;
  return out;
}

// Goes on with the others when one may not be asked; the exit code says whether all were.
Result<int> ask(Context& context, const Flags& flags) {
  if (flags.numbers.empty()) return fail(ErrorCode::invalid_argument, "nobody is named", "NUMBER", "+12125550123");
  ApiClient api(context);
  int code = kDone;
  for (const auto& number : flags.numbers) {
    const auto done = api.post(api_path({"contacts", number, "opt-in"}), body_of(flags));
    if (!done) {
      if (flags.numbers.size() == 1) return std::unexpected(done.error());
      put(context.err, fmt::format("{}: {}\n", number, done.error().describe()));
      code = kFailed;
      continue;
    }
    if (shown_as_json(context, api)) continue;
    put(context.out,
        fmt::format("{} is asked by message {}; a YES counts for {} after it left\n", text_at(*done, "phone"),
                    text_at(*done, "message"), duration_words(number_at(*done, "limit_s") * 1000)));
  }
  return code;
}

Result<int> show(Context& context, const Flags& flags) {
  ApiClient api(context);
  Query query;
  if (flags.workspace) query.emplace_back("workspace", std::to_string(*flags.workspace));
  const auto page = TRY(api.get(api_path({"contacts", flags.number, "opt-in"}), query));
  if (shown_as_json(context, api)) return kDone;
  Table table({">ID", "ASKED", "BY", "WORDING", "KIND", ">MESSAGE", "UNTIL", "OUTCOME", ">CONSENT"});
  for (const auto& one : items_at(page, "items")) {
    table.row({text_at(one, "id"), plain_time(text_at(one, "asked_at")), text_at(one, "asked_by"),
               text_at(one, "wording"), text_at(one, "kind"), text_at(one, "message"),
               plain_time(text_at(one, "due_at")), flag_at(one, "open") ? "open" : text_at(one, "outcome"),
               text_at(one, "consent")});
  }
  print(context, table, "this number was never asked");
  return kDone;
}

Result<int> settings(Context& context, const Flags& flags) {
  ApiClient api(context);
  const bool changes = !flags.wording.empty() || !flags.kind.empty() || flags.hours;
  Query query;
  if (flags.workspace) query.emplace_back("workspace", std::to_string(*flags.workspace));
  const auto now =
      changes ? TRY(api.post("/api/opt-in-settings", body_of(flags))) : TRY(api.get("/api/opt-in-settings", query));
  if (shown_as_json(context, api)) return kDone;
  const auto wording = text_at(now, "wording");
  put(context.out, fmt::format("question: {}\na YES gives: {}\ntime to answer: {}\n",
                               wording.empty() ? "none is set" : "wording " + wording, text_at(now, "kind"),
                               duration_words(number_at(now, "limit_s") * 1000)));
  return kDone;
}

void add_what(Command& to, const std::shared_ptr<Flags>& f) {
  to.option("--wording", f->wording, "VERSION", "the question's text, from `tidings consent wording`");
  to.option("--kind", f->kind, "KIND", "what a YES gives: express, or express_written where the text makes it that");
  to.option("--hours", f->hours, "N", "to answer in, once the question has left; 48");
  to.option("--workspace", f->workspace, "ID", "needed where there are several");
  to.uses_api();
}

}  // namespace

void add_optin(Command& root) {
  auto& top = root.sub("optin", "double opt-in: one question by text, and only a YES counts");
  const auto f = std::make_shared<Flags>();
  auto& of_ask = top.sub("ask", "ask these numbers, once, without reminders");
  of_ask.arguments("NUMBER", f->numbers, "+12125550123, or a contact's id");
  add_what(of_ask, f);
  of_ask.run([f](Context& context) { return ask(context, *f); });
  auto& of_show = top.sub("show", "what a number was asked, and what became of it");
  of_show.argument("NUMBER", f->number, "+12125550123, or the contact's id");
  of_show.option("--workspace", f->workspace, "ID", "needed where more than one knows the number");
  of_show.uses_api();
  of_show.run([f](Context& context) { return show(context, *f); });
  auto& of_settings = top.sub("settings", "what a workspace asks; shows it when nothing is given");
  add_what(of_settings, f);
  of_settings.run([f](Context& context) { return settings(context, *f); });
}

}  // namespace tidings::app::cli

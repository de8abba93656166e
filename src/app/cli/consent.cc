// tidings consent: who agreed to what, when and how; and the texts people agree to.
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/show.h"

namespace tidings::app::cli {
namespace {

struct Flags {
  std::string number, kind, source, basis, purpose, wording, how, url, given, expires, ip, user_agent, language, words;
  std::string version, text, file;
  std::vector<std::string> channels;
  std::optional<int64_t> workspace, inbound, after, limit;
};

Query page_query(const Flags& flags) {
  Query out;
  if (flags.workspace) out.emplace_back("workspace", std::to_string(*flags.workspace));
  if (flags.after) out.emplace_back("after", std::to_string(*flags.after));
  if (flags.limit) out.emplace_back("limit", std::to_string(*flags.limit));
  return out;
}

Result<int> show(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto page = TRY(api.get(api_path({"contacts", flags.number, "consents"}), page_query(flags)));
  if (shown_as_json(context, api)) return kDone;
  Table table({">ID", "NOW", "KIND", "GIVEN", "ENDS", "HOW", "SOURCE", "WORDING", "RECORDED", "BY"});
  for (const auto& one : items_at(page, "items")) {
    const auto* wording = one.as_object().if_contains("wording");
    table.row({text_at(one, "id"), flag_at(one, "stands") ? "yes" : "", text_at(one, "kind"),
               text_at(one, "given_at").empty() ? "unknown" : plain_time(text_at(one, "given_at")),
               plain_time(text_at(one, "expires_at")), text_at(one, "how"), text_at(one, "source"),
               wording != nullptr && wording->is_object() ? text_at(*wording, "version") : std::string(),
               plain_time(text_at(one, "recorded_at")), text_at(one, "actor")});
  }
  print(context, table, "nothing is recorded: this number may not get marketing");
  tell_next(context, page);
  return kDone;
}

Result<int> record(Context& context, const Flags& flags) {
  json::object body{{"kind", flags.kind}, {"source", flags.source}};
  const std::pair<const char*, const std::string&> texts[] = {{"basis", flags.basis},
                                                              {"purpose", flags.purpose},
                                                              {"wording", flags.wording},
                                                              {"how", flags.how},
                                                              {"url", flags.url},
                                                              {"given_at", flags.given},
                                                              {"expires_at", flags.expires},
                                                              {"ip", flags.ip},
                                                              {"user_agent", flags.user_agent},
                                                              {"language", flags.language},
                                                              {"evidence", flags.words}};
  for (const auto& [name, value] : texts) {
    if (!value.empty()) body[name] = value;
  }
  if (flags.workspace) body["workspace"] = *flags.workspace;
  if (flags.inbound) body["inbound"] = *flags.inbound;
  if (!flags.channels.empty()) body["channels"] = json::array(flags.channels.begin(), flags.channels.end());
  ApiClient api(context);
  const auto done = TRY(api.post(api_path({"contacts", flags.number, "consents"}), body));
  if (shown_as_json(context, api)) return kDone;
  put(context.out,
      fmt::format("consent {} of {} is recorded: {}{}\n", text_at(done, "id"), text_at(done, "phone"),
                  text_at(done, "kind"),
                  flag_at(done, "stands") ? "" : "; another one stands, `tidings consent show` says which"));
  return kDone;
}

Result<int> add_wording(Context& context, const Flags& flags) {
  if (flags.text.empty() == flags.file.empty()) {
    return fail(ErrorCode::invalid_argument, "the text is given once, as words or as a file", "--text",
                "--text \"I agree to …\", or --file wording.txt");
  }
  json::object body{{"version", flags.version}};
  body["text"] = flags.file.empty() ? flags.text : TRY(read_whole_file(flags.file));
  if (!flags.language.empty()) body["language"] = flags.language;
  if (flags.workspace) body["workspace"] = *flags.workspace;
  ApiClient api(context);
  const auto done = TRY(api.post("/api/consent-wordings", body));
  if (shown_as_json(context, api)) return kDone;
  put(context.out, fmt::format("wording {} is kept, SHA-256 {}\n", text_at(done, "version"), text_at(done, "sha256")));
  return kDone;
}

Result<int> list_wordings(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto page = TRY(api.get("/api/consent-wordings", page_query(flags)));
  if (shown_as_json(context, api)) return kDone;
  Table table({">ID", "VERSION", "LANGUAGE", "SINCE", "SHA-256", "TEXT"});
  for (const auto& one : items_at(page, "items")) {
    table.row({text_at(one, "id"), text_at(one, "version"), text_at(one, "language"),
               plain_time(text_at(one, "created_at")), text_at(one, "sha256").substr(0, 12), text_at(one, "text")});
  }
  print(context, table, "no wordings yet: tidings consent wording add VERSION --text TEXT");
  tell_next(context, page);
  return kDone;
}

void add_pages(Command& to, const std::shared_ptr<Flags>& f) {
  to.option("--workspace", f->workspace, "ID", "needed where more than one knows the number");
  to.option("--after", f->after, "ID", "the next page");
  to.option("--limit", f->limit, "N", "lines at most");
  to.uses_api();
}

void add_record(Command& top, const std::shared_ptr<Flags>& f) {
  auto& of = top.sub("record", "record a consent, or its end, with what proves it");
  of.argument("NUMBER", f->number, "+12125550123, or the contact's id");
  of.option("--kind", f->kind, "KIND",
            "express_written, express, implied, soft_opt_in, transactional, inbound or revoked");
  of.option("--source", f->source, "TEXT", "who collected it, or the list it came with");
  of.option("--given", f->given, "INSTANT", "when it was given, 2026-03-01T10:00Z; now if left out");
  of.option("--how", f->how, "HOW", "form, keyword, paper, voice, import, api");
  of.option("--wording", f->wording, "VERSION", "the text that was shown, from `consent wording`");
  of.option("--basis", f->basis, "BASIS", "purchase, inquiry, contract or request");
  of.option("--purpose", f->purpose, "PURPOSE", "marketing, informational or any");
  of.options("--channel", f->channels, "CHANNEL", "sms, voice, email; all if left out");
  of.option("--form-url", f->url, "URL", "of the form, or the name of the file");
  of.option("--expires", f->expires, "INSTANT", "where an end was agreed on");
  of.option("--ip", f->ip, "ADDRESS", "where the form was sent from");
  of.option("--user-agent", f->user_agent, "TEXT", "and with what");
  of.option("--inbound", f->inbound, "ID", "the message of this number that says it");
  of.option("--language", f->language, "CODE", "of what was shown");
  of.option("--words", f->words, "TEXT", "anything else that proves it");
  of.option("--workspace", f->workspace, "ID", "needed where more than one knows the number");
  of.uses_api();
  of.run([f](Context& context) { return record(context, *f); });
}

}  // namespace

void add_consent(Command& root) {
  auto& top = root.sub("consent", "who agreed to what, when and how");
  const auto f = std::make_shared<Flags>();
  auto& of_show = top.sub("show", "the history of a number's consent");
  of_show.argument("NUMBER", f->number, "+12125550123, or the contact's id");
  add_pages(of_show, f);
  of_show.run([f](Context& context) { return show(context, *f); });
  add_record(top, f);
  auto& wording = top.sub("wording", "the texts people agree to");
  auto& of_add = wording.sub("add", "keep a text as it is shown, under a version; it is never changed");
  of_add.argument("VERSION", f->version, "spring-2026");
  of_add.option("--text", f->text, "TEXT", "exactly as it is shown");
  of_add.option("--file", f->file, "FILE", "the same from a file");
  of_add.option("--language", f->language, "CODE", "en, fr");
  of_add.option("--workspace", f->workspace, "ID", "needed where there are several");
  of_add.uses_api();
  of_add.run([f](Context& context) { return add_wording(context, *f); });
  auto& of_list = wording.sub("list", "those there are");
  add_pages(of_list, f);
  of_list.run([f](Context& context) { return list_wordings(context, *f); });
}

}  // namespace tidings::app::cli

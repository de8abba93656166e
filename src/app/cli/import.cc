// tidings import: a contact file to the server, followed to its end. tidings imports: those there were.
#include <fmt/format.h>

#include <algorithm>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/import_request.h"
#include "app/cli/import_view.h"
#include "app/cli/json_fields.h"
#include "app/cli/show.h"
#include "app/cli/until_signal.h"

namespace tidings::app::cli {
namespace {

constexpr int64_t kLookMs = 200;

struct Flags {
  std::string id, file;
  std::optional<int64_t> after, limit;
};

// A line that redraws itself on a terminal's error stream, where results do not go.
class ProgressLine {
 public:
  explicit ProgressLine(Context& context) : context_(context), shown_(context.out_is_terminal() && !context.json) {}
  ~ProgressLine() { clear(); }
  void show(std::string_view doing, double share, std::string_view words) {
    if (!shown_) return;
    put(context_.err, fmt::format("\r{} {} {:>3.0f} %  {}\x1b[K", doing, bar(share, 30), share * 100, words));
    std::fflush(context_.err);
    drawn_ = true;
  }
  void clear() {
    if (!drawn_) return;
    put(context_.err, "\r\x1b[K");
    std::fflush(context_.err);
    drawn_ = false;
  }

 private:
  Context& context_;
  bool shown_, drawn_ = false;
};

Result<std::string> all_rejects(ApiClient& api, const std::string& id) {
  std::string out;
  TRY(csv_pages(api, api_path({"imports", id, "rejects"}), [&](std::string_view page) -> Result<> {
    out += page;
    return {};
  }));
  return out;
}

Result<json::value> follow(ApiClient& api, const std::string& id, ProgressLine& line) {
  UntilSignal until;
  while (true) {
    auto job = TRY(api.get(api_path({"imports", id})));
    if (import_has_ended(job)) return job;
    line.show("importing", real_at(job, "percent") / 100,
              thousands(number_at(job, "rows")) + " rows" + import_waits_words(job));
    if (until.wait(kLookMs)) {
      return fail(ErrorCode::unavailable, "not waited for its end", "import " + id,
                  fmt::format("the server goes on; `tidings imports show {}` says how far it is", id));
    }
  }
}

Result<int> import(Context& context, const ImportFlags& flags) {
  const auto query = TRY(import_query(flags));
  TRY(check_readable(flags.file));
  ApiClient api(context);
  ProgressLine line(context);
  const auto answer = TRY(api.upload("/api/imports", query, flags.file, [&](uint64_t sent, uint64_t of) {
    line.show("sending  ", static_cast<double>(sent) / static_cast<double>(std::max<uint64_t>(of, 1)), "");
  }));
  const auto accepted = TRY(parse_json(answer.body));
  const auto id = text_at(accepted, "id");
  const auto job = TRY(follow(api, id, line));
  line.clear();
  if (!flags.rejects.empty()) {
    const auto csv = TRY(all_rejects(api, id));
    TRY(write_file(flags.rejects, csv));
  }
  if (context.json) {
    put(context.out, json::serialize(job) + "\n");
  } else {
    put(context.out, import_words(job, flags.rejects));
  }
  return text_at(job, "state") == "failed" ? kFailed : kDone;
}

Result<int> list(Context& context, const Flags& flags) {
  ApiClient api(context);
  Query query;
  if (flags.after) query.emplace_back("after", std::to_string(*flags.after));
  if (flags.limit) query.emplace_back("limit", std::to_string(*flags.limit));
  const auto page = TRY(api.get("/api/imports", query));
  if (shown_as_json(context, api)) return kDone;
  Table table({">ID", "STATE", ">ROWS", ">IMPORTED", ">UPDATED", ">DUPLICATE", ">REJECTED", "NAME"});
  for (const auto& one : items_at(page, "items")) {
    const auto n = [&](const char* name) { return thousands(number_at(one, name)); };
    table.row({text_at(one, "id"), text_at(one, "state") + (flag_at(one, "dry_run") ? " (dry run)" : ""), n("rows"),
               n("imported"), n("updated"), n("duplicates"), n("rejected"), text_at(one, "name")});
  }
  print(context, table, "no imports yet: tidings import FILE --list NAME");
  tell_next(context, page);
  return kDone;
}

Result<int> show_one(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto job = TRY(api.get(api_path({"imports", flags.id})));
  if (!shown_as_json(context, api)) put(context.out, import_words(job, ""));
  return kDone;
}

Result<int> rejects(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto csv = TRY(all_rejects(api, flags.id));
  if (flags.file.empty()) {
    put(context.out, csv);
  } else {
    TRY(write_file(flags.file, csv));
  }
  return kDone;
}

void add_import_command(Command& root) {
  auto& c = root.sub("import", "contacts from a CSV file");
  const auto f = std::make_shared<ImportFlags>();
  c.argument("FILE", f->file, "CSV with a header; UTF-8, UTF-16 or Latin-1");
  c.option("--list", f->list, "NAME", "the contacts join this list; made when new");
  c.option("--name", f->name, "NAME", "of the import, for people (the file's name)");
  c.option("--phone", f->phone, "COLUMN", "column of the number, when its name does not tell");
  c.option("--region", f->region, "CC", "country of numbers without a country code, US");
  c.options("--field", f->fields, "NAME=COLUMN", "a field for templates; '*' takes every column");
  c.option("--first-name", f->first_name, "COLUMN", "- means: none, even if the header has one");
  c.option("--last-name", f->last_name, "COLUMN", "");
  c.option("--full-name", f->full_name, "COLUMN", "");
  c.option("--state", f->state, "COLUMN", "state or province: for the time zone");
  c.option("--zip", f->zip, "COLUMN", "");
  c.option("--zone", f->zone, "COLUMN", "IANA time zone");
  c.option("--country", f->country, "COLUMN", "ISO code a row's number is read in");
  c.option("--score", f->score, "COLUMN", "");
  c.option("--status", f->status, "COLUMN",
           "active, inactive, blacklisted; - when the file means something else by it");
  c.option("--tags", f->tags, "COLUMN", "");
  c.option("--case-ref", f->case_ref, "COLUMN", "");
  c.options("--column", f->columns, "NAME=COLUMN",
            "any of these, and what proves a consent: consent, consent_at, consent_basis, consent_how, consent_source, "
            "consent_wording, consent_url, consent_ip");
  c.option("--consent", f->consent, "KIND", "express, express_written, …: what these people agreed to");
  c.option("--evidence", f->evidence, "TEXT",
           "where they did; required with --consent, and what proves a column of consents");
  c.option("--evidence-text", f->evidence_text, "TEXT", "the words they agreed to");
  c.option("--on-duplicate", f->on_duplicate, "WHAT", "update (default) or skip contacts that are there already");
  c.options("--tag", f->add_tags, "TAG", "given to every contact");
  c.option("--set-score", f->set_score, "N", "of new contacts whose row says nothing");
  c.option("--set-status", f->set_status, "STATUS", "of new contacts whose row says nothing");
  c.option("--lookup", f->lookup, "NAME",
           "a [lookup.NAME] of the server: every number is looked up there, which may cost");
  c.option("--lookup-missing", f->lookup_missing, "WHAT",
           "numbers without an answer: wait (default) for the service, or keep them and go on");
  c.option("--rejects", f->rejects, "FILE", "write the refused rows there, with column and reason");
  c.flag("--dry-run", f->dry_run, "read, judge and count everything, store nobody");
  c.uses_api();
  c.run([f](Context& context) { return import(context, *f); });
}

}  // namespace

void add_import(Command& root) {
  add_import_command(root);
  auto& top = root.sub("imports", "imports there were");
  const auto f = std::make_shared<Flags>();
  auto& of_list = top.sub("list", "newest first");
  of_list.option("--after", f->after, "ID", "the next page");
  of_list.option("--limit", f->limit, "N", "lines at most");
  of_list.uses_api();
  of_list.run([f](Context& context) { return list(context, *f); });
  auto& of_show = top.sub("show", "one import: counts, warnings");
  of_show.argument("ID", f->id, "the import");
  of_show.uses_api();
  of_show.run([f](Context& context) { return show_one(context, *f); });
  auto& of_rejects = top.sub("rejects", "its refused rows as CSV: row, column, reason, words, value");
  of_rejects.argument("ID", f->id, "the import");
  of_rejects.option("--out,-o", f->file, "FILE", "instead of standard output");
  of_rejects.uses_api();
  of_rejects.run([f](Context& context) { return rejects(context, *f); });
}

}  // namespace tidings::app::cli

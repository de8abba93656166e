// tidings campaign edit, revisions, pools: what changes while it runs.
#include <fmt/format.h>

#include "app/cli/campaign_request.h"
#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/show.h"

namespace tidings::app::cli {
namespace {

constexpr size_t kSideBytes = 60;  // of one side of a difference, on one line

std::string side(const json::value& change, std::string_view name) {
  const auto* found = change.is_object() ? change.get_object().if_contains(name) : nullptr;
  if (found == nullptr) return "";
  auto text = found->is_string() ? std::string(found->get_string()) : json::serialize(*found);
  text = one_line(text);
  if (text.size() > kSideBytes) text = cut(text, kSideBytes);
  return text;
}

Result<int> edit(Context& context, const std::string& id, CampaignFlags flags) {
  ApiClient api(context);
  if (!flags.senders.empty()) {
    const auto known = TRY(api.get("/api/senders"));
    flags.senders = TRY(sender_ids(flags.senders, known));
  }
  const auto changed = TRY(api.patch(api_path({"campaigns", id}), TRY(campaign_changes_json(flags))));
  if (shown_as_json(context, api)) return kDone;
  put(context.out, fmt::format("campaign {} is at revision {}\n", id, text_at(changed, "revision")));
  return kDone;
}

// A line for each field that changed, as a difference shows it.
Result<int> revisions(Context& context, const std::string& id) {
  ApiClient api(context);
  const auto page = TRY(api.get(api_path({"campaigns", id, "revisions"})));
  if (shown_as_json(context, api)) return kDone;
  for (const auto& one : items_at(page, "items")) {
    put(context.out, fmt::format("revision {}  {}  {}\n", text_at(one, "revision"), plain_time(text_at(one, "at")),
                                 text_at(one, "actor")));
    const auto* changes = one.as_object().if_contains("changes");
    if (changes == nullptr || !changes->is_object()) continue;
    for (const auto& [field, change] : changes->get_object()) {
      if (change.is_object() && change.get_object().contains("from"))
        put(context.out, fmt::format("  - {:<16} {}\n", std::string_view(field), side(change, "from")));
      put(context.out, fmt::format("  + {:<16} {}\n", std::string_view(field), side(change, "to")));
    }
  }
  return kDone;
}

Result<int> pools(Context& context) {
  ApiClient api(context);
  const auto answer = TRY(api.get("/api/campaigns/pools"));
  if (shown_as_json(context, api)) return kDone;
  Table table({"KIND", ">ACTIVE", ">LIMIT", ">QUEUED"});
  for (const auto* kind : {"sms", "voice"}) {
    const auto at = [&](const char* field) { return text_at(answer, fmt::format("{}.{}", kind, field)); };
    table.row({kind, at("active"), at("limit"), at("queued")});
  }
  print(context, table, "");
  return kDone;
}

}  // namespace

void add_spoken_flags(Command& command, const std::shared_ptr<CampaignFlags>& f) {
  command.option("--spoken", f->spoken, "TEXT", "what its calls say; {{first_name}} is the contact's field");
  command.option("--spoken-file", f->spoken_file, "FILE", "what its calls say from a file");
  command.option("--language", f->language, "TAG", "of its calls (en-US)");
  command.option("--voice", f->voice, "NAME", "the carrier's own name of a voice");
  command.option("--machine", f->machine, "WHAT", "what an answering machine gets: leave_text or hang_up");
  command.option("--ring", f->ring_s, "SECONDS", "how long a call may ring (30)");
  command.option("--call-after", f->call_after_s, "SECONDS",
                 "hybrid: a text that has not arrived by then is followed by a call");
}

void add_campaign_changes(Command& top) {
  auto& of_edit = top.sub("edit", "change it, also while it runs; holds for what has not left");
  const auto f = std::make_shared<CampaignFlags>();
  const auto id = std::make_shared<std::string>();
  of_edit.argument("ID", *id, "the campaign");
  of_edit.option("--name", f->name, "NAME", "for people");
  of_edit.option("--body", f->body, "TEXT", "the message");
  of_edit.option("--body-file", f->body_file, "FILE", "the message from a file");
  add_spoken_flags(of_edit, f);
  of_edit.option("--window", f->window, "HOURS", "recipient's local hours, \"1-5 09:00-17:00\"");
  of_edit.options("--closed", f->closed, "DATE", "a local date without messages");
  of_edit.option("--rate", f->rate, "N", "messages a second at most");
  of_edit.option("--weight", f->weight, "N", "share against other campaigns, 0.1 to 100");
  of_edit.options("--sender", f->senders, "SENDER", "address or id; may be repeated");
  of_edit.options("--media", f->media, "ID", "goes along from now on, instead of what did; may be repeated");
  of_edit.option("--not-after", f->not_after, "INSTANT", "what has not left by then expires");
  of_edit.option("--score-threshold", f->score_threshold, "N", "instead of the workspace's");
  of_edit.option("--max-segments", f->max_segments, "N", "a longer message is blocked");
  of_edit.option("--test-recipient", f->test_recipient, "NUMBER", "every message goes there instead");
  of_edit.options("--clear", f->clear, "FIELD", "take not-after, score-threshold or test-recipient away");
  of_edit.option("--revision", f->revision, "N", "only if it is still at this one");
  of_edit.uses_api();
  of_edit.run([id, f](Context& context) { return edit(context, *id, *f); });

  auto& of_revisions = top.sub("revisions", "what was changed, by whom, from what to what");
  of_revisions.argument("ID", *id, "the campaign");
  of_revisions.uses_api();
  of_revisions.run([id](Context& context) { return revisions(context, *id); });

  auto& of_pools = top.sub("pools", "how many campaigns of each kind are active, and how many wait");
  of_pools.uses_api();
  of_pools.run([](Context& context) { return pools(context); });
}

}  // namespace tidings::app::cli

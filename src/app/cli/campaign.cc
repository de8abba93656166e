// tidings campaign: create, look at, start, pause, resume, stop, export.
#include <fmt/format.h>

#include <algorithm>

#include "app/cli/campaign_request.h"
#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/live.h"
#include "app/cli/progress_view.h"
#include "app/cli/show.h"
#include "base/limits.h"

namespace tidings::app::cli {
namespace {

constexpr int64_t kRefreshMs = 1000;
constexpr int kRecallLooks = 20;
constexpr int64_t kRecallLookMs = 250;

struct Flags {
  std::string id, state, reason, file;
  std::optional<int64_t> after, limit;
  bool follow = false;
};

std::string audience_words(const json::value& campaign) {
  if (flag_at(campaign, "audience.everyone")) return "everyone";
  std::string out;
  const auto add = [&](std::string_view what, const std::string& value) {
    if (!value.empty()) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", what, value);
  };
  add("list", text_at(campaign, "audience.list"));
  std::string tags;
  for (const auto& tag : items_at(campaign, "audience.tags"))
    tags += (tags.empty() ? "" : " or ") + std::string(tag.as_string());
  add("tagged", tags);
  add("score at least", text_at(campaign, "audience.min_score"));
  add("in", text_at(campaign, "audience.region"));
  return out;
}

void say_campaign(Context& context, const json::value& campaign) {
  const auto line = [&](std::string_view what, const std::string& value) {
    if (!value.empty()) put(context.out, fmt::format("{:<12} {}\n", what, value));
  };
  line("campaign", text_at(campaign, "id"));
  line("name", text_at(campaign, "name"));
  if (text_at(campaign, "type") != "sms") line("type", text_at(campaign, "type"));
  line("status", text_at(campaign, "status"));
  line("purpose", text_at(campaign, "purpose"));
  line("text", one_line(text_at(campaign, "body")));
  line("spoken", one_line(text_at(campaign, "spoken")));
  if (!text_at(campaign, "spoken").empty()) {
    const auto voice = text_at(campaign, "voice");
    line("call",
         fmt::format("{}{}, rings {} s, to a machine: {}", text_at(campaign, "language"),
                     voice.empty() ? "" : " " + voice, text_at(campaign, "ring_s"), text_at(campaign, "machine")));
  }
  if (const auto after = text_at(campaign, "call_after_s"); !after.empty())
    line("called", fmt::format("{} s after a text that did not arrive", after));
  line("audience", audience_words(campaign));
  line("window", text_at(campaign, "window.words"));
  line("rate", fmt::format("{:g} messages a second, weight {:g}", real_at(campaign, "rate_per_s"),
                           real_at(campaign, "weight")));
  line("revision", text_at(campaign, "revision"));
  line("queued", plain_time(text_at(campaign, "queued_at")));
  line("undo until", plain_time(text_at(campaign, "undo_until")));
  line("starts", plain_time(text_at(campaign, "starts_at")));
  line("not after", plain_time(text_at(campaign, "not_after")));
  line("recipients", flag_at(campaign, "planned") ? thousands(number_at(campaign, "recipients"))
                                                  : "not counted yet: they are when it starts");
  std::string can;
  for (const auto& action : items_at(campaign, "can")) {
    can += fmt::format("{}tidings campaign {} {}", can.empty() ? "" : ", ", std::string_view(action.as_string()),
                       text_at(campaign, "id"));
  }
  line("next", can);
}

Result<int> create(Context& context, CampaignFlags flags) {
  ApiClient api(context);
  if (!flags.senders.empty()) {
    const auto known = TRY(api.get("/api/senders"));
    flags.senders = TRY(sender_ids(flags.senders, known));
  }
  const auto body = TRY(campaign_json(flags));
  const auto made = TRY(api.post("/api/campaigns", body));
  if (!shown_as_json(context, api)) say_campaign(context, made);
  return kDone;
}

Result<int> list(Context& context, const Flags& flags) {
  ApiClient api(context);
  Query query;
  if (flags.after) query.emplace_back("after", std::to_string(*flags.after));
  if (flags.limit) query.emplace_back("limit", std::to_string(*flags.limit));
  const auto page = TRY(api.get("/api/campaigns", query));
  if (shown_as_json(context, api)) return kDone;
  Table table({">ID", "STATUS", ">RECIPIENTS", "CREATED", "NAME"});
  for (const auto& one : items_at(page, "items")) {
    table.row({text_at(one, "id"), text_at(one, "status"), thousands(number_at(one, "recipients")),
               plain_time(text_at(one, "created_at")), text_at(one, "name")});
  }
  print(context, table, "no campaigns yet: tidings campaign create --help");
  tell_next(context, page);
  return kDone;
}

Result<int> show_one(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto campaign = TRY(api.get(api_path({"campaigns", flags.id})));
  if (!shown_as_json(context, api)) say_campaign(context, campaign);
  return kDone;
}

Result<int> act(Context& context, const Flags& flags, const std::string& action) {
  ApiClient api(context);
  const auto campaign = TRY(api.post(api_path({"campaigns", flags.id, action})));
  if (shown_as_json(context, api)) return kDone;
  put(context.out, fmt::format("campaign {} is {}\n", flags.id, text_at(campaign, "status")));
  return kDone;
}

// Waits a little for what the carriers say, so that the answer tells how many escaped.
Result<int> stop(Context& context, const Flags& flags) {
  ApiClient api(context);
  TRY(api.post(api_path({"campaigns", flags.id, "stop"})));
  Live live(context);
  auto progress = TRY(api.get(api_path({"campaigns", flags.id, "progress"})));
  for (int i = 0; i < kRecallLooks && !flag_at(progress, "recall.done"); ++i) {
    if (live.wait(kRecallLookMs)) break;
    progress = TRY(api.get(api_path({"campaigns", flags.id, "progress"})));
  }
  if (shown_as_json(context, api)) return kDone;
  put(context.out, fmt::format("campaign {} is stopped\n", flags.id));
  put(context.out,
      fmt::format("asked back from the carrier: {} cancelled, {} escaped{}\n",
                  thousands(number_at(progress, "recall.cancelled")), thousands(number_at(progress, "recall.escaped")),
                  flag_at(progress, "recall.done") ? "" : " so far; tidings campaign progress " + flags.id));
  return kDone;
}

Result<int> follow(Context& context, ApiClient& api, const std::string& path) {
  Live live(context);
  const SystemClock clock;
  while (true) {
    const auto progress = TRY(api.get(path));
    if (live.on_terminal()) {
      live.draw(progress_lines(progress, live.columns(), {.colour = true}, clock.now()));
    } else {
      put(context.out, progress_summary(progress) + "\n");
      std::fflush(context.out);
    }
    if (has_ended(progress) || live.wait(kRefreshMs)) return kDone;
  }
}

Result<int> progress(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto path = api_path({"campaigns", flags.id, "progress"});
  if (flags.follow && !context.json) return follow(context, api, path);
  const auto answer = TRY(api.get(path));
  if (shown_as_json(context, api)) return kDone;
  const SystemClock clock;
  const auto width = static_cast<size_t>(context.out_columns());
  for (const auto& line : progress_lines(answer, width, {.colour = context.out_is_terminal()}, clock.now()))
    put(context.out, line + "\n");
  return kDone;
}

// The server lists all of a campaign; what is asked for is picked out here, page by page.
Result<int> messages(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto path = api_path({"campaigns", flags.id, "messages"});
  const bool picks = !flags.state.empty() || !flags.reason.empty();
  const auto most = static_cast<size_t>(std::clamp<int64_t>(flags.limit.value_or(50), 1, limits::kPageMost));
  Table table({">ID", "TO", "STATE", "NOT BEFORE", "WHY"});
  size_t found = 0;
  std::string after = flags.after ? std::to_string(*flags.after) : "0";
  while (found < most && !after.empty()) {
    const auto page =
        TRY(api.get(path, {{"after", after}, {"limit", std::to_string(picks ? limits::kPageMost : most)}}));
    if (!picks && shown_as_json(context, api)) return kDone;
    after = text_at(page, "next");
    for (const auto& one : items_at(page, "items")) {
      if (found == most) break;
      if (!flags.state.empty() && text_at(one, "state") != flags.state) continue;
      if (!flags.reason.empty() && text_at(one, "reason") != flags.reason) continue;
      ++found;
      if (context.json) {
        put(context.out, json::serialize(one) + "\n");
      } else {
        table.row({text_at(one, "id"), text_at(one, "to"), text_at(one, "state"),
                   plain_time(text_at(one, "not_before")), text_at(one, "words")});
      }
      if (found == most && picks) after = text_at(one, "id");
    }
  }
  if (context.json) return kDone;
  print(context, table, "no such messages");
  if (found == most && !after.empty()) put(context.out, fmt::format("… and more: --after {}\n", after));
  return kDone;
}

Result<int> export_outcomes(Context& context, const Flags& flags) {
  ApiClient api(context);
  const bool to_file = !flags.file.empty() && flags.file != "-";
  std::string whole;
  TRY(csv_pages(api, api_path({"campaigns", flags.id, "export.csv"}), [&](std::string_view page) -> Result<> {
    if (to_file) {
      whole += page;
    } else {
      put(context.out, page);
    }
    return {};
  }));
  if (!to_file) return kDone;
  TRY(write_file(flags.file, whole));
  put(context.err,
      fmt::format("{}: {} lines\n", flags.file, thousands(std::max<int64_t>(0, std::ranges::count(whole, '\n') - 1))));
  return kDone;
}

Result<int> history(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto page = TRY(api.get(api_path({"campaigns", flags.id, "history"})));
  if (shown_as_json(context, api)) return kDone;
  Table table({"AT", "WHO", "WHAT", "DETAIL"});
  for (const auto& one : items_at(page, "items")) {
    table.row({plain_time(text_at(one, "at")), text_at(one, "actor"), text_at(one, "event"), text_at(one, "detail")});
  }
  print(context, table, "nothing has happened to it");
  return kDone;
}

void add_create(Command& top) {
  auto& command = top.sub("create", "make a campaign");
  const auto f = std::make_shared<CampaignFlags>();
  command.option("--name", f->name, "NAME", "for people");
  command.option("--body", f->body, "TEXT", "the message; {{first_name}} is the contact's field");
  command.option("--body-file", f->body_file, "FILE", "the message from a file");
  command.option("--list", f->list, "LIST", "audience: a list, by name or id");
  command.options("--tag", f->tags, "TAG", "audience: contacts with any of these tags");
  command.option("--min-score", f->min_score, "N", "audience: contacts with this score or more");
  command.option("--region", f->region, "CC", "audience: contacts of a country, US");
  command.flag("--everyone", f->everyone, "audience: every contact");
  command.option("--window", f->window, "HOURS",
                 "recipient's local hours, \"1-5 09:00-17:00;6 10:00-14:00\" (09:00-20:00 every day)");
  command.options("--closed", f->closed, "DATE", "a local date without messages, 2026-12-25");
  command.option("--rate", f->rate, "N", "messages a second at most (10)");
  command.option("--weight", f->weight, "N", "share of what all campaigns use, 0.1 to 100 (1)");
  command.option("--expire-after", f->expire_after_s, "SECONDS",
                 "a message that has not left so long after it was due expires");
  command.option("--undo", f->undo_s, "SECONDS", "nothing leaves this long after the start (the workspace's)");
  command.options("--media", f->media, "ID", "goes along; may be repeated (tidings media upload)");
  command.options("--sender", f->senders, "SENDER", "address or id; may be repeated (all active ones)");
  command.option("--starts-at", f->starts_at, "INSTANT", "starts by itself then, 2026-11-21T09:00:00Z");
  command.option("--not-after", f->not_after, "INSTANT", "what has not left by then expires");
  command.option("--purpose", f->purpose, "PURPOSE", "marketing (needs consent) or informational");
  command.option("--score-threshold", f->score_threshold, "N", "instead of the workspace's");
  command.option("--max-segments", f->max_segments, "N", "a longer message is blocked (10)");
  command.option("--test-recipient", f->test_recipient, "NUMBER", "every message goes there instead");
  command.option("--type", f->type, "TYPE",
                 "sms, voice (calls), or hybrid: a text, and a call where it did not arrive");
  add_spoken_flags(command, f);
  command.flag("--start", f->start, "start at once");
  command.uses_api();
  command.run([f](Context& context) { return create(context, *f); });
}

}  // namespace

void add_campaign(Command& root) {
  auto& top = root.sub("campaign", "campaigns");
  add_create(top);

  const auto f = std::make_shared<Flags>();
  auto& of_list = top.sub("list", "newest first");
  of_list.option("--after", f->after, "ID", "the next page");
  of_list.option("--limit", f->limit, "N", "lines at most");
  of_list.uses_api();
  of_list.run([f](Context& context) { return list(context, *f); });

  auto& of_show = top.sub("show", "one campaign");
  of_show.argument("ID", f->id, "the campaign");
  of_show.uses_api();
  of_show.run([f](Context& context) { return show_one(context, *f); });

  add_campaign_preflight(top);

  constexpr std::pair<const char*, const char*> kActions[] = {
      {"start", "begin to send"},
      {"pause", "hold what has not left yet"},
      {"resume", "go on"},
      {"undo", "take the start back while its undo window is open"},
  };
  for (const auto& [action, help] : kActions) {
    auto& command = top.sub(action, help);
    command.argument("ID", f->id, "the campaign");
    command.uses_api();
    command.run([f, name = std::string(action)](Context& context) { return act(context, *f, name); });
  }

  auto& of_stop =
      top.sub("stop", "end it; what has not left is cancelled, what the carrier still queues is asked back");
  of_stop.argument("ID", f->id, "the campaign");
  of_stop.uses_api();
  of_stop.run([f](Context& context) { return stop(context, *f); });
  add_campaign_changes(top);

  auto& of_progress = top.sub("progress", "where it stands, what is held and until when, forecast");
  of_progress.argument("ID", f->id, "the campaign");
  of_progress.flag("--follow,-f", f->follow, "stay and watch; q or Ctrl-C ends the view, not the campaign");
  of_progress.uses_api();
  of_progress.run([f](Context& context) { return progress(context, *f); });

  auto& of_messages = top.sub("messages", "its messages one by one");
  of_messages.argument("ID", f->id, "the campaign");
  of_messages.option("--state", f->state, "STATE", "only those: planned, delivered, blocked, …");
  of_messages.option("--reason", f->reason, "REASON", "only those: outside_window, suppressed, …");
  of_messages.option("--after", f->after, "ID", "the next page");
  of_messages.option("--limit", f->limit, "N", "lines at most");
  of_messages.uses_api();
  of_messages.run([f](Context& context) { return messages(context, *f); });

  auto& of_history = top.sub("history", "who did what to it, and when");
  of_history.argument("ID", f->id, "the campaign");
  of_history.uses_api();
  of_history.run([f](Context& context) { return history(context, *f); });

  auto& of_export = top.sub("export", "the outcome of every recipient as CSV");
  of_export.argument("ID", f->id, "the campaign");
  of_export.option("--out,-o", f->file, "FILE", "instead of standard output");
  of_export.uses_api();
  of_export.run([f](Context& context) { return export_outcomes(context, *f); });
}

}  // namespace tidings::app::cli

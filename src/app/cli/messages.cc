// tidings send, batch, messages, conversations, reply.
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/show.h"
#include "app/cli/why.h"
#include "base/limits.h"

namespace tidings::app::cli {
namespace {

struct Flags {
  std::string id, to, text, file, purpose, send_at, phone, after;
  std::vector<std::string> media;
  std::optional<int64_t> limit, campaign;
  bool urgent = false, unread = false, opted_out = false;
};

std::string verdict_words(const json::value& sent) {
  const auto status = text_at(sent, "status");
  auto out = fmt::format("message {} to {}: ", text_at(sent, "id"), text_at(sent, "to"));
  if (status == "accepted") {
    const auto until = text_at(sent, "until");
    const auto when = until.empty() ? "on its way" : "leaves at " + plain_time(until);
    const auto n = number_at(sent, "segments");
    return out + fmt::format("{}, {} segment{}", when, n, n == 1 ? "" : "s");
  }
  if (status == "held") {
    return out + fmt::format("held until {}: {}", plain_time(text_at(sent, "until")), text_at(sent, "words"));
  }
  return out + fmt::format("{}: {}", status, text_at(sent, "words"));
}

// Numbers, as `tidings media upload` told them.
Result<> add_media_ids(json::object& body, const std::vector<std::string>& media) {
  if (media.empty()) return {};
  json::array ids;
  for (const auto& one : media) {
    const auto id = parse_json(one);
    if (!id || !id->is_int64())
      return fail(ErrorCode::invalid_argument, "is no number of a medium", "--media", "tidings media list");
    ids.push_back(*id);
  }
  body["media"] = std::move(ids);
  return {};
}

// " [4: image/jpeg, 81,204 bytes] [5: it is larger than 16777216 bytes]"
std::string media_words(const json::value& message) {
  std::string out;
  for (const auto& one : items_at(message, "media")) {
    const auto state = text_at(one, "state");
    const auto what = state == "stored"
                          ? fmt::format("{}, {} bytes", text_at(one, "type"), thousands(number_at(one, "bytes")))
                      : state == "failed" ? "not fetched: " + text_at(one, "problem")
                                          : std::string("being fetched");
    out += fmt::format("{}[{}: {}]", out.empty() ? "" : " ", text_at(one, "id"), what);
  }
  return out;
}

Result<int> send(Context& context, const Flags& flags) {
  ApiClient api(context);
  json::object body{{"to", flags.to}, {"body", flags.text}};
  if (flags.urgent) body["urgent"] = true;
  if (!flags.purpose.empty()) body["purpose"] = flags.purpose;
  if (!flags.send_at.empty()) body["send_at"] = flags.send_at;
  TRY(add_media_ids(body, flags.media));
  const auto sent = TRY(api.post("/api/messages/send", body));
  if (!shown_as_json(context, api)) {
    put(context.out, verdict_words(sent) + "\n");
    put(context.out, fmt::format("tidings why {} says what became of it\n", text_at(sent, "id")));
  }
  return text_at(sent, "status") == "blocked" ? kFailed : kDone;
}

// The file is the request: {"body":…, "messages":[{"to":…}]}, or the list alone.
Result<int> batch(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto text = TRY(flags.file == "-" ? read_all(context.in) : read_whole_file(flags.file));
  auto body = parse_json(text);
  if (!body)
    return fail(ErrorCode::invalid_argument, body.error().what, flags.file, "a JSON object with messages:[{to, body}]");
  if (body->is_array()) body = json::value(json::object{{"messages", *body}});
  const auto done = TRY(api.post("/api/messages/batch", *body));
  const bool some_not = number_at(done, "counts.invalid") + number_at(done, "counts.blocked") > 0;
  if (shown_as_json(context, api)) return some_not ? kFailed : kDone;
  Table table({">#", ">ID", "TO", "STATUS", "WHY"});
  for (const auto& one : items_at(done, "results")) {
    table.row(
        {text_at(one, "index"), text_at(one, "id"), text_at(one, "to"), text_at(one, "status"), text_at(one, "words")});
  }
  print(context, table, "nothing was in it");
  std::string counts;
  for (const auto* name : {"accepted", "held", "blocked", "invalid"}) {
    counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ",
                          thousands(number_at(done, fmt::format("counts.{}", name))), name);
  }
  put(context.out, counts + "\n");
  return some_not ? kFailed : kDone;
}

Result<int> threads(Context& context, const Flags& flags) {
  ApiClient api(context);
  Query query;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) query.emplace_back(name, value);
  };
  add("phone", flags.phone);
  add("campaign", flags.campaign ? std::to_string(*flags.campaign) : "");
  add("unread", flags.unread ? "true" : "");
  add("opted_out", flags.opted_out ? "true" : "");
  add("after", flags.after);
  add("limit", flags.limit ? std::to_string(*flags.limit) : "");
  const auto page = TRY(api.get("/api/messages", query));
  if (shown_as_json(context, api)) return kDone;
  Table table({">ID", "PHONE", ">UNREAD", "LAST", "", "TEXT"});
  for (const auto& one : items_at(page, "items")) {
    table.row({text_at(one, "id"), text_at(one, "phone"), text_at(one, "unread"), plain_time(text_at(one, "last_at")),
               flag_at(one, "opted_out")      ? "opted out"
               : flag_at(one, "under_review") ? "review"
                                              : "",
               text_at(one, "last_text")});
  }
  print(context, table, "no conversations");
  tell_next(context, page);
  return kDone;
}

Result<int> thread(Context& context, const Flags& flags) {
  ApiClient api(context);
  Query query;
  if (!flags.after.empty()) query.emplace_back("after", flags.after);
  if (flags.limit) query.emplace_back("limit", std::to_string(*flags.limit));
  const auto page = TRY(api.get(api_path({"messages", flags.id}), query));
  if (shown_as_json(context, api)) return kDone;
  put(context.out, fmt::format("conversation {} with {}{}\n", text_at(page, "thread.id"), text_at(page, "thread.phone"),
                               flag_at(page, "thread.opted_out") ? ", opted out" : ""));
  Table table({"AT", "", "STATE", "TEXT"});
  for (const auto& one : items_at(page, "items")) {
    const bool in = text_at(one, "direction") == "in";
    table.row({plain_time(text_at(one, "at")), in ? "←" : "→",
               in ? text_at(one, "class") : fmt::format("{} ({})", text_at(one, "state"), text_at(one, "id")),
               text_at(one, "body") + (text_at(one, "body").empty() || media_words(one).empty() ? "" : " ") +
                   media_words(one)});
  }
  // Nothing is cut here: the terminal breaks long lines.
  put(context.out, table.empty() ? "nothing was said\n" : table.text(limits::kBodyCharacters * 2));
  tell_next(context, page);
  return kDone;
}

Result<int> reply(Context& context, const Flags& flags) {
  ApiClient api(context);
  json::object body{{"body", flags.text}};
  TRY(add_media_ids(body, flags.media));
  const auto sent = TRY(api.post(api_path({"conversations", flags.id, "reply"}), body));
  if (shown_as_json(context, api)) return kDone;
  put(context.out, fmt::format("message {} to {}: {}\n", text_at(sent, "id"), text_at(sent, "to"),
                               text_at(sent, "state") == "planned" ? "on its way" : text_at(sent, "state")));
  return kDone;
}

void add_threads(Command& root, const std::string& name, const std::string& help) {
  auto& command = root.sub(name, help);
  const auto f = std::make_shared<Flags>();
  command.argument("THREAD", f->id, "one conversation, whole; all of them when left out", false);
  command.option("--phone", f->phone, "NUMBER", "with this number");
  command.option("--campaign", f->campaign, "ID", "that answered a campaign");
  command.flag("--unread", f->unread, "with something new");
  command.flag("--opted-out", f->opted_out, "of people who said STOP");
  command.option("--after", f->after, "CURSOR", "the next page");
  command.option("--limit", f->limit, "N", "lines at most");
  command.uses_api();
  command.run([f](Context& context) { return f->id.empty() ? threads(context, *f) : thread(context, *f); });
}

}  // namespace

void add_messages(Command& root) {
  auto& of_send = root.sub("send", "send one message");
  const auto s = std::make_shared<Flags>();
  of_send.argument("TO", s->to, "the number, +12125550123");
  of_send.argument("TEXT", s->text, "the message; may be left out beside --media", false);
  of_send.flag("--urgent", s->urgent, "before everything that is not");
  of_send.option("--purpose", s->purpose, "PURPOSE", "informational, or marketing (needs consent, keeps hours)");
  of_send.options("--media", s->media, "ID", "goes along; may be repeated (tidings media upload)");
  of_send.option("--send-at", s->send_at, "INSTANT", "not before, 2026-11-21T09:00:00Z");
  of_send.uses_api();
  of_send.footer("Exit code 1 when the message is blocked.");
  of_send.run([s](Context& context) { return send(context, *s); });

  auto& of_batch = root.sub("batch", "send several messages in one request");
  const auto b = std::make_shared<Flags>();
  of_batch.argument("FILE", b->file, "{\"body\":\"…\",\"messages\":[{\"to\":\"+1…\"},…]}; - is standard input");
  of_batch.uses_api();
  of_batch.footer("Exit code 1 when one of them is blocked or invalid; the others are sent.");
  of_batch.run([b](Context& context) { return batch(context, *b); });

  add_threads(root, "messages", "conversations, newest first, or one of them");
  add_threads(root, "conversations", "the same as messages");

  auto& of_reply = root.sub("reply", "answer in a conversation");
  const auto r = std::make_shared<Flags>();
  of_reply.argument("CONVERSATION", r->id, "its number");
  of_reply.argument("TEXT", r->text, "the answer; may be left out beside --media", false);
  of_reply.options("--media", r->media, "ID", "goes along; may be repeated (tidings media upload)");
  of_reply.uses_api();
  of_reply.run([r](Context& context) { return reply(context, *r); });

  auto& of_cancel = root.sub("cancel", "cancel a message that has not left");
  const auto c = std::make_shared<Flags>();
  of_cancel.argument("MESSAGE", c->id, "its number");
  of_cancel.uses_api();
  of_cancel.run([c](Context& context) -> Result<int> {
    ApiClient api(context);
    const auto message = TRY(api.post(api_path({"outbox", c->id, "cancel"})));
    if (!shown_as_json(context, api)) {
      put(context.out, fmt::format("message {} is {}\n", c->id, text_at(message, "state")));
    }
    return kDone;
  });

  auto& of_why = root.sub("why", "what became of a message, and why");
  const auto w = std::make_shared<Flags>();
  of_why.argument("MESSAGE", w->id, "its number");
  of_why.uses_api();
  of_why.run([w](Context& context) -> Result<int> {
    ApiClient api(context);
    const auto answer = TRY(api.get(api_path({"outbox", w->id, "why"})));
    if (!shown_as_json(context, api)) put(context.out, why_words(answer));
    return kDone;
  });
}

}  // namespace tidings::app::cli

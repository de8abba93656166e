// tidings media: files that go along with messages, and what people sent.
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/show.h"
#include "base/limits.h"

namespace tidings::app::cli {
namespace {

struct Flags {
  std::string id, file, name, out;
  std::optional<int64_t> workspace, limit;
  std::string after;
};

Query query_of(const Flags& flags) {
  Query out;
  if (flags.workspace) out.emplace_back("workspace", std::to_string(*flags.workspace));
  return out;
}

Result<int> upload(Context& context, const Flags& flags) {
  const auto bytes = TRY(read_whole_file(flags.file));
  ApiClient api(context);
  auto query = query_of(flags);
  const size_t slash = flags.file.rfind('/');
  query.emplace_back("name",
                     !flags.name.empty() ? flags.name : flags.file.substr(slash == std::string::npos ? 0 : slash + 1));
  const auto answer = TRY(api.call("POST", "/api/media", query, bytes, "application/octet-stream"));
  const auto made = TRY(parse_json(answer.body));
  if (shown_as_json(context, api)) return kDone;
  put(context.out, fmt::format("medium {}: {}, {} bytes\ntidings send NUMBER TEXT --media {}\n", text_at(made, "id"),
                               text_at(made, "type"), thousands(number_at(made, "bytes")), text_at(made, "id")));
  return kDone;
}

Result<int> list(Context& context, const Flags& flags) {
  ApiClient api(context);
  auto query = query_of(flags);
  if (!flags.after.empty()) query.emplace_back("after", flags.after);
  if (flags.limit) query.emplace_back("limit", std::to_string(*flags.limit));
  const auto page = TRY(api.get("/api/media", query));
  if (shown_as_json(context, api)) return kDone;
  Table table({">ID", "TYPE", ">BYTES", "SINCE", "NAME"});
  for (const auto& one : items_at(page, "items")) {
    table.row({text_at(one, "id"), text_at(one, "type"), thousands(number_at(one, "bytes")),
               plain_time(text_at(one, "created_at")), text_at(one, "name")});
  }
  print(context, table, "nothing was uploaded");
  tell_next(context, page);
  return kDone;
}

Result<int> get(Context& context, const Flags& flags) {
  ApiClient api(context);
  const auto answer = TRY(api.call("GET", api_path({"media", flags.id})));
  TRY(write_file(flags.out, answer.body));
  put(context.out, fmt::format("{}: {}, {} bytes\n", flags.out, answer.headers.get("Content-Type"),
                               thousands(static_cast<int64_t>(answer.body.size()))));
  return kDone;
}

Result<int> remove(Context& context, const Flags& flags) {
  ApiClient api(context);
  TRY(api.remove(api_path({"media", flags.id})));
  if (!shown_as_json(context, api)) put(context.out, fmt::format("medium {} is removed\n", flags.id));
  return kDone;
}

}  // namespace

void add_media(Command& root) {
  auto& media = root.sub("media", "pictures and other files that go along with messages, or came with them");
  const auto f = std::make_shared<Flags>();
  const auto add = [&](const char* name, const char* help, Result<int> (*run)(Context&, const Flags&)) -> Command& {
    auto& command = media.sub(name, help);
    command.uses_api();
    command.run([f, run](Context& context) { return run(context, *f); });
    return command;
  };
  auto& of_upload = add("upload", "keep a file to send", upload);
  of_upload.argument("FILE", f->file, "a picture, 16 MiB at most");
  of_upload.option("--name", f->name, "NAME", "for people; its own when left out");
  of_upload.option("--workspace", f->workspace, "ID", "whose it is");
  auto& of_list = add("list", "what was uploaded", list);
  of_list.option("--workspace", f->workspace, "ID", "whose");
  of_list.option("--after", f->after, "CURSOR", "the next page");
  of_list.option("--limit", f->limit, "N", "lines at most");
  auto& of_get = add("get", "the bytes of one, uploaded or received", get);
  of_get.argument("ID", f->id, "its number; `tidings messages THREAD` shows those people sent");
  of_get.argument("FILE", f->out, "where to write it");
  auto& of_remove = add("remove", "one that nothing uses", remove);
  of_remove.argument("ID", f->id, "its number");
}

}  // namespace tidings::app::cli

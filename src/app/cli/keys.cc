// tidings key: API keys, made and revoked by whoever may write the database file. Beside a running server.
#include <fmt/format.h>

#include "access/audit.h"
#include "access/keys.h"
#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/server_config.h"
#include "app/cli/table.h"
#include "app/open_store.h"
#include "store/keys.h"

namespace tidings::app::cli {
namespace {

constexpr const char* kActor = "command line";

struct Flags {
  ServerFlags server;
  std::string name;
  int64_t id = 0;
};

Result<int> create(Context& context, const Flags& flags) {
  const Config config = TRY(server_config(context, flags.server));
  const SystemClock clock;
  std::string key;
  TRY(app::write_beside(config, [&](store::Session& s) -> Result<> {
    key = access::make_key(s, flags.name, clock.now());
    access::record(s, kActor, "key.create", flags.name, "", clock.now());
    return {};
  }));
  put(context.out, key + "\n");
  put(context.err, fmt::format("the key of '{}', shown this once\n", flags.name));
  return kDone;
}

Result<int> revoke(Context& context, const Flags& flags) {
  const Config config = TRY(server_config(context, flags.server));
  const SystemClock clock;
  TRY(app::write_beside(config, [&](store::Session& s) -> Result<> {
    if (!store::keys::revoke(s, flags.id, clock.now()))
      return fail(ErrorCode::not_found, fmt::format("there is no key {} in force", flags.id), {},
                  "see `tidings key list`");
    if (store::keys::count(s) == 0)
      return fail(ErrorCode::conflict, "this is the last key", {}, "create another one first");
    access::record(s, kActor, "key.revoke", std::to_string(flags.id), "", clock.now());
    return {};
  }));
  put(context.out, fmt::format("key {} is revoked\n", flags.id));
  return kDone;
}

Result<int> list(Context& context, const Flags& flags) {
  const Config config = TRY(server_config(context, flags.server));
  Table table({">ID", "NAME", "CREATED", "REVOKED"});
  TRY(app::read_beside(config, [&](store::Session& s) -> Result<> {
    for (const auto& key : store::keys::all(s)) {
      table.row({fmt::format("{}", key.id), key.name, format_utc(key.created_at),
                 key.revoked_at.ms == 0 ? "" : format_utc(key.revoked_at)});
    }
    return {};
  }));
  put(context.out, table.text(static_cast<size_t>(context.out_columns())));
  return kDone;
}

}  // namespace

void add_keys(Command& root) {
  auto& top = root.sub("key", "API keys of this machine's server");
  auto& of_create = top.sub("create", "make a key and print it once");
  const auto c = std::make_shared<Flags>();
  of_create.argument("NAME", c->name, "whose it is; stands in history and audit");
  add_config_flags(of_create, c->server);
  of_create.run([c](Context& context) { return create(context, *c); });

  auto& of_revoke = top.sub("revoke", "end a key at once");
  const auto r = std::make_shared<Flags>();
  of_revoke.argument("ID", r->id, "its number, from `tidings key list`");
  add_config_flags(of_revoke, r->server);
  of_revoke.run([r](Context& context) { return revoke(context, *r); });

  auto& of_list = top.sub("list", "all keys, never their text");
  const auto l = std::make_shared<Flags>();
  add_config_flags(of_list, l->server);
  of_list.run([l](Context& context) { return list(context, *l); });
}

}  // namespace tidings::app::cli

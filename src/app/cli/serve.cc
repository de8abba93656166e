// tidings serve: everything of one deployment, until it is told to stop.
#include <fmt/format.h>

#include <filesystem>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/server_config.h"
#include "app/cli/until_signal.h"
#include "app/deployment.h"
#include "app/first_start.h"

namespace tidings::app::cli {
namespace {

void say_started(Context& context, const Deployment& deployment, const Config& config) {
  put(context.out, fmt::format("tidings listens at {}\n", deployment.url()));
  if (config.clock_offset_ms != 0) {
    const SystemClock clock(config.clock_offset_ms);
    put(context.out, fmt::format("rehearsal: its clock says {}\n", format_utc(clock.now())));
  }
  if (!deployment.new_key().empty()) {
    put(context.out, fmt::format("administrator's key, shown this once: {}\n", deployment.new_key()));
    put(context.out, fmt::format("  kept in {} (readable by you only), where the commands of this machine find it\n",
                                 std::filesystem::absolute(key_file(config.data_dir)).string()));
  }
  if (const auto& first = deployment.first_start(); first.from_backup) {
    put(context.out,
        fmt::format("this database was put back from a backup: what was sent after that backup is not in it.\n"
                    "  {} campaigns that were under way are paused. Compare them with the carrier's own list,\n"
                    "  then `tidings campaign resume ID` sends to all who are planned here, or stop them.\n",
                    first.paused));
  }
  if (config.carriers.empty()) {
    put(context.out, "no carrier is configured: nothing can be sent. See [carrier.NAME] in the configuration.\n");
  }
  std::fflush(context.out);
}

Result<int> serve(Context& context, const ServerFlags& flags) {
  const Config config = TRY(server_config(context, flags));
  UntilSignal until;
  const auto log = TRY(open_log(config));
  Deployment deployment(config, *log);
  TRY(deployment.start());
  say_started(context, deployment, config);
  until.wait();
  put(context.out, "stopping; once more Ctrl-C ends at once\n");
  std::fflush(context.out);
  until.next_one_ends();
  deployment.stop();
  put(context.out, "stopped\n");
  return kDone;
}

}  // namespace

void add_serve(Command& root) {
  auto& command = root.sub("serve", "run the server: API, webhooks, dispatch");
  const auto flags = std::make_shared<ServerFlags>();
  add_config_flags(command, *flags);
  command.option("--port", flags->port, "PORT", "port to listen on; 0: any free one");
  command.option("--public-url", flags->public_url, "URL", "as carriers reach this server");
  command.option("--at", flags->at, "INSTANT",
                 "rehearsals only: start the clock at this instant (2026-06-01T09:00:00Z); every carrier must be a "
                 "sandbox");
  command.run([flags](Context& context) { return serve(context, *flags); });
}

}  // namespace tidings::app::cli

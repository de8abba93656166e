// tidings sandbox: the carrier simulator as a server of its own.
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/until_signal.h"
#include "app/sandbox_server.h"
#include "base/env.h"

namespace tidings::app::cli {
namespace {

struct SandboxFlags {
  std::optional<int64_t> port, seed;
  std::string options, inbound_url;
};

Result<int> sandbox(Context& context, const SandboxFlags& flags) {
  const int64_t port = flags.port.value_or(8090);
  if (port < 0 || port > 65535)
    return fail(ErrorCode::invalid_argument, fmt::format("{} is no port", port), "--port", "0 to 65535");
  SandboxServerOptions options;
  options.port = static_cast<uint16_t>(port);
  options.seed = static_cast<uint64_t>(flags.seed.value_or(1));
  options.carrier = TRY(carrier::sandbox::parse_options(flags.options));
  if (!flags.inbound_url.empty()) options.carrier.inbound_url = flags.inbound_url;
  TRY(options.carrier.validate());

  UntilSignal until;
  SystemClock clock;
  Random random = Random::from_system();
  Metrics metrics;
  const auto log = make_log(LogLevel::warn, "");
  SandboxServer server({clock, random, *log, metrics}, options);
  TRY(server.start());
  put(context.out, fmt::format("the sandbox carrier listens at http://127.0.0.1:{}\n", server.port()));
  put(context.out, fmt::format("  account_sid = \"{}\"\n  auth_token = \"{}\"\n", options.carrier.account_sid,
                               options.carrier.auth_token));
  put(context.out, fmt::format("  seed {}; counters: GET /sandbox/stats, /sandbox/recipients\n", options.seed));
  std::fflush(context.out);
  until.wait();
  until.next_one_ends();
  server.stop();
  return kDone;
}

}  // namespace

void add_sandbox(Command& root) {
  auto& command = root.sub("sandbox", "run a carrier simulator that speaks Twilio's wire format");
  const auto flags = std::make_shared<SandboxFlags>();
  command.option("--port", flags->port, "PORT", "port on 127.0.0.1 (8090); 0: any free one");
  command.option("--seed", flags->seed, "N", "who meets which fault (1)");
  command.option("--options", flags->options, "K=V,...", "faults, latency, replies; see below");
  command.option("--inbound-url", flags->inbound_url, "URL", "where replies are posted, as inbound_url");
  command.footer("Options:\n" + carrier::sandbox::options_help());
  command.run([flags](Context& context) { return sandbox(context, *flags); });
}

}  // namespace tidings::app::cli

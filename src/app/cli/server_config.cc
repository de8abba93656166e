#include "app/cli/server_config.h"

#include <fmt/format.h>

#include <filesystem>

namespace tidings::app::cli {
namespace {

constexpr const char* kUsualFile = "tidings.toml";

std::string config_file(const Context& context, const ServerFlags& flags) {
  if (!flags.config.empty()) return flags.config;
  if (const auto named = context.variable("TIDINGS_CONFIG"); !named.empty()) return named;
  std::error_code ec;
  return std::filesystem::exists(kUsualFile, ec) ? kUsualFile : "";
}

}  // namespace

void add_config_flags(Command& command, ServerFlags& flags) {
  command.option("--config", flags.config, "FILE", "TOML file (TIDINGS_CONFIG; else tidings.toml, if there is one)");
  command.option("--data", flags.data, "DIR", "data folder (store.data_dir)");
}

Result<Config> server_config(const Context& context, const ServerFlags& flags) {
  // Flags go in as variables of the environment, so they are read and checked in the same one place.
  Environment environment = context.environment;
  if (!flags.data.empty()) environment["TIDINGS_STORE_DATA_DIR"] = flags.data;
  if (flags.port) environment["TIDINGS_SERVER_PORT"] = std::to_string(*flags.port);
  if (!flags.public_url.empty()) environment["TIDINGS_SERVER_PUBLIC_URL"] = flags.public_url;
  if (!flags.at.empty()) {
    const auto at = parse_utc(flags.at);
    if (!at) return fail(at.error().code, at.error().what, "--at", "write 2026-06-01T09:00:00Z");
    const SystemClock clock;
    const int64_t offset_s = (*at - clock.now()) / kSecondMs;
    environment["TIDINGS_CLOCK_OFFSET_S"] = std::to_string(offset_s);
  }
  return load_config(config_file(context, flags), environment);
}

Result<std::unique_ptr<Log>> open_log(const Config& config) {
  try {
    return make_log(config.log_level, config.log_path);
  } catch (const std::exception& problem) {
    return fail(ErrorCode::invalid_argument, fmt::format("the log cannot be opened: {}", problem.what()), "log.path",
                "name a file that can be written, or leave it out for standard error");
  }
}

}  // namespace tidings::app::cli

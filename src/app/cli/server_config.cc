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
  std::vector<ConfigFlag> given;
  if (!flags.data.empty()) given.push_back({"store.data_dir", flags.data, "--data"});
  if (flags.port) given.push_back({"server.port", std::to_string(*flags.port), "--port"});
  if (!flags.public_url.empty()) given.push_back({"server.public_url", flags.public_url, "--public-url"});
  if (!flags.at.empty()) {
    const auto at = parse_utc(flags.at);
    if (!at) return fail(at.error().code, at.error().what, "--at", "write 2026-06-01T09:00:00Z");
    const SystemClock clock;
    given.push_back({"clock.offset_s", std::to_string((*at - clock.now()) / kSecondMs), "--at"});
  }
  return load_config(config_file(context, flags), context.environment, given);
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

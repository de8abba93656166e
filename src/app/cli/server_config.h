// The configuration as the commands of a server read it: the file, the environment, and flags last. Used by serve,
// doctor, migrate, backup and audit.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/cli/command.h"
#include "app/config.h"

namespace tidings::app::cli {

struct ServerFlags {
  std::string config;  // --config; else TIDINGS_CONFIG; else tidings.toml where it lies in the working folder
  std::string data;
  std::optional<int64_t> port;
  std::string public_url;
  std::string at;
};

void add_config_flags(Command& command, ServerFlags& flags);  // --config and --data
Result<Config> server_config(const Context& context, const ServerFlags& flags);

// Error: invalid_argument naming log.path.
Result<std::unique_ptr<Log>> open_log(const Config& config);

}  // namespace tidings::app::cli

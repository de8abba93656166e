// The program: arguments, streams and environment to the command line, its exit code back. The last border for what is
// thrown at start-up.
#include <fmt/format.h>
#include <sys/stat.h>

#include "app/cli/command.h"
#include "app/cli/exit_codes.h"
#include "app/process_limits.h"

int main(int argc, char** argv) {
  namespace cli = tidings::app::cli;
  tidings::app::prepare_process();
  ::umask(0077);  // database, backups, rejects, exports: people's numbers, for their owner only
  try {
    cli::Context context;
    if (argc > 0) context.program = argv[0];
    context.environment = tidings::app::read_environment();
    return cli::run_command_line(std::vector<std::string>(argv + 1, argv + argc), context);
  } catch (const std::exception& problem) {
    cli::put(stderr, fmt::format("tidings: a fault of the program: {}\n", problem.what()));
    return cli::kFailed;
  }
}

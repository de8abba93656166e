// What the command line takes, declared by the file that carries it out: commands, their options, and what runs. The
// parsing itself is CLI11's, whose headers stay in command.cc. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/context.h"
#include "base/result.h"

namespace CLI {
class App;
}

namespace tidings::app::cli {

// A node of the tree of commands. Values declared with option() and argument() must live as long as the tree: commands
// keep them in a shared_ptr that their run function holds.
class Command {
 public:
  using Run = std::function<Result<int>(Context&)>;  // the exit code, or what went wrong

  Command(CLI::App& app, Context& context) : app_(app), context_(context) {}
  Command(const Command&) = delete;

  Command& sub(const std::string& name, const std::string& help);
  // "--name" or "-n,--name"; value is what stands for it in the help.
  void option(const std::string& names, std::string& into, const std::string& value, const std::string& help);
  void option(const std::string& names, std::optional<std::string>& into, const std::string& value,
              const std::string& help);
  void option(const std::string& names, std::optional<int64_t>& into, const std::string& value,
              const std::string& help);
  void option(const std::string& names, std::optional<double>& into, const std::string& value, const std::string& help);
  void options(const std::string& names, std::vector<std::string>& into, const std::string& value,
               const std::string& help);  // may be given several times
  void flag(const std::string& names, bool& into, const std::string& help);
  void argument(const std::string& name, std::string& into, const std::string& help, bool required = true);
  void argument(const std::string& name, int64_t& into, const std::string& help);
  void arguments(const std::string& name, std::vector<std::string>& into, const std::string& help);  // none or more
  void footer(const std::string& text);  // under the options in --help
  void run(Run run);
  // Speaks to a server: --url, --key and --json.
  void uses_api();

  const Command* chosen() const;  // what was named on the command line, after parsing
  const Run& what_runs() const { return run_; }
  const std::vector<std::unique_ptr<Command>>& subs() const { return subs_; }
  std::string name() const;
  std::string path() const;  // "tidings campaign create"
  std::string help() const;
  std::vector<std::string> option_names() const;  // "--name", "-n"

 private:
  CLI::App& app_;
  Context& context_;
  std::vector<std::unique_ptr<Command>> subs_;
  Run run_;
};

// The whole tree, as commands.cc lists it.
class CommandTree {
 public:
  explicit CommandTree(Context& context);
  ~CommandTree();
  Command& root() { return *root_; }

  // Reads the arguments (without the program's name). nullptr: help was asked for and shown. Error: invalid_argument.
  Result<const Command*> parse(const std::vector<std::string>& arguments);

 private:
  Context& context_;
  std::unique_ptr<CLI::App> app_;
  std::unique_ptr<Command> root_;
};

// Parses and runs. The exit code: see exit_codes.h.
int run_command_line(const std::vector<std::string>& arguments, Context& context);

}  // namespace tidings::app::cli

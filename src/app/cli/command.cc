#include "app/cli/command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"

namespace tidings::app::cli {
namespace {

constexpr const char* kRootHelp =
    "Tidings: SMS campaigns on your own machine. Every message passes a gate of rules before it leaves, and\n"
    "`tidings why MESSAGE` explains what became of it.\n";

template <class T>
void add_optional(CLI::App& app, const std::string& names, std::optional<T>& into, const std::string& value,
                  const std::string& help) {
  app.add_option_function<T>(names, [&into](const T& given) { into = given; }, help)->type_name(value);
}

bool known_sub(const Command& of, std::string_view name) {
  return std::ranges::any_of(of.subs(), [&](const auto& sub) { return sub->name() == name; });
}

// The word that should have been a command: the first one the deepest named command does not know.
std::string unknown_word(const Command& root, const std::vector<std::string>& arguments, const Command*& at) {
  at = &root;
  for (const auto& word : arguments) {
    if (word.starts_with('-')) continue;
    if (at->subs().empty()) return {};
    if (!known_sub(*at, word)) return word;
    at = std::ranges::find_if(at->subs(), [&](const auto& sub) { return sub->name() == word; })->get();
  }
  return {};
}

std::string names_of_subs(const Command& of) {
  std::string out;
  for (const auto& sub : of.subs()) out += (out.empty() ? "" : ", ") + sub->name();
  return out;
}

Error usage_error(const Command& root, const std::vector<std::string>& arguments, const CLI::ParseError& error) {
  const Command* at = nullptr;
  if (const auto word = unknown_word(root, arguments, at); !word.empty()) {
    return {ErrorCode::invalid_argument, fmt::format("there is no command '{}'", word), at->path(),
            "commands: " + names_of_subs(*at)};
  }
  if (!at->subs().empty()) {
    return {ErrorCode::invalid_argument, "what should be done?", at->path(), "commands: " + names_of_subs(*at)};
  }
  return {ErrorCode::invalid_argument, error.what(), at->path(), fmt::format("see `{} --help`", at->path())};
}

}  // namespace

Command& Command::sub(const std::string& name, const std::string& help) {
  auto* app = app_.add_subcommand(name, help);
  subs_.push_back(std::make_unique<Command>(*app, context_));
  app_.require_subcommand(1);
  return *subs_.back();
}

void Command::option(const std::string& names, std::string& into, const std::string& value, const std::string& help) {
  app_.add_option(names, into, help)->type_name(value);
}
void Command::option(const std::string& names, std::optional<std::string>& into, const std::string& value,
                     const std::string& help) {
  add_optional(app_, names, into, value, help);
}
void Command::option(const std::string& names, std::optional<int64_t>& into, const std::string& value,
                     const std::string& help) {
  add_optional(app_, names, into, value, help);
}
void Command::option(const std::string& names, std::optional<double>& into, const std::string& value,
                     const std::string& help) {
  add_optional(app_, names, into, value, help);
}
void Command::options(const std::string& names, std::vector<std::string>& into, const std::string& value,
                      const std::string& help) {
  app_.add_option(names, into, help)
      ->type_name(value)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}
void Command::flag(const std::string& names, bool& into, const std::string& help) { app_.add_flag(names, into, help); }
void Command::argument(const std::string& name, std::string& into, const std::string& help, bool required) {
  app_.add_option(name, into, help)->type_name("")->required(required);
}
void Command::argument(const std::string& name, int64_t& into, const std::string& help) {
  app_.add_option(name, into, help)->type_name("")->required();
}
void Command::arguments(const std::string& name, std::vector<std::string>& into, const std::string& help) {
  app_.add_option(name, into, help)->type_name("");
}
void Command::footer(const std::string& text) { app_.footer(text); }
void Command::run(Run run) { run_ = std::move(run); }

void Command::uses_api() {
  option("--url", context_.url, "URL", "the server (TIDINGS_URL; else http://127.0.0.1:8080)");
  option("--key", context_.key, "KEY", "API key (TIDINGS_KEY; else the key file of this machine's data folder)");
  flag("--json", context_.json, "print the server's JSON as it is");
}

const Command* Command::chosen() const {
  for (const auto& one : subs_) {
    if (one->app_.parsed()) return one->chosen();
  }
  return this;
}

std::string Command::name() const { return app_.get_name(); }
std::string Command::path() const {
  std::string out = app_.get_name();
  for (const auto* up = app_.get_parent(); up != nullptr; up = up->get_parent()) out.insert(0, up->get_name() + " ");
  return out;
}
std::string Command::help() const { return app_.get_description(); }

std::vector<std::string> Command::option_names() const {
  std::vector<std::string> out;
  for (const auto* option : app_.get_options()) {
    for (const auto& name : option->get_lnames()) out.push_back("--" + name);
    for (const auto& name : option->get_snames()) out.push_back("-" + name);
  }
  return out;
}

CommandTree::CommandTree(Context& context) : context_(context), app_(std::make_unique<CLI::App>(kRootHelp, "tidings")) {
  root_ = std::make_unique<Command>(*app_, context_);
  app_->get_formatter()->column_width(34);
  add_all_commands(*root_);
  app_->footer(exit_codes_help());  // last: commands made after it would inherit it
}
CommandTree::~CommandTree() = default;

Result<const Command*> CommandTree::parse(const std::vector<std::string>& arguments) {
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app_->parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    const CLI::App* at = app_.get();
    while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
    put(context_.out, at->help());
    return nullptr;
  } catch (const CLI::ParseError& error) {
    return std::unexpected(usage_error(*root_, arguments, error));
  }
  return root_->chosen();
}

int run_command_line(const std::vector<std::string>& arguments, Context& context) {
  CommandTree tree(context);
  const auto complain = [&](const Error& error) {
    std::fflush(context.out);
    put(context.err, "tidings: " + error.describe() + "\n");
    return exit_code_of(error);
  };
  if (arguments.empty()) {
    const auto shown = tree.parse({"--help"});
    return shown ? kDone : kFailed;
  }
  const auto command = tree.parse(arguments);
  if (!command) return complain(command.error());
  if (*command == nullptr) return kDone;
  if (!(*command)->what_runs()) return complain({ErrorCode::invalid_argument, "what should be done?", {}, "--help"});
  const auto code = (*command)->what_runs()(context);
  std::fflush(context.out);
  return code ? *code : complain(code.error());
}

}  // namespace tidings::app::cli

// tidings version, completion, and the commands that are known but not built yet: they say so.
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/completion.h"
#include "app/cli/exit_codes.h"

namespace tidings::app::cli {
namespace {

struct NotYet {
  const char* name;
  const char* help;
  const char* instead;
};
constexpr NotYet kLater[] = {
    {"user", "users and roles (not yet)", "`tidings key create NAME` gives each person or program a key of its own"},
    {"export", "exports of more than a campaign (not yet)",
     "`tidings campaign export ID` writes a campaign's outcomes"},
};

}  // namespace

void add_about(Command& root) {
  root.sub("version", "what this program is").run([](Context& context) -> Result<int> {
    put(context.out, "tidings " TIDINGS_VERSION "\n");
    return kDone;
  });
  auto& completion = root.sub("completion", "a script that completes commands in a shell");
  completion.sub("bash", "for bash: source <(tidings completion bash)").run([](Context& context) -> Result<int> {
    CommandTree tree(context);
    put(context.out, bash_completion(tree.root()));
    return kDone;
  });
  for (const auto& one : kLater) {
    auto& command = root.sub(one.name, one.help);
    const auto words = std::make_shared<std::vector<std::string>>();
    command.arguments("WHAT", *words, "");
    command.run([&one, words](Context&) -> Result<int> {
      return fail(ErrorCode::not_yet, fmt::format("'tidings {}' is not built yet", one.name), {}, one.instead);
    });
  }
}

}  // namespace tidings::app::cli

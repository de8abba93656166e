#include "app/cli/completion.h"

#include <fmt/format.h>

namespace tidings::app::cli {
namespace {

void cases(const Command& of, const std::string& path, std::string& out) {
  std::string subs, options;
  for (const auto& sub : of.subs()) subs += (subs.empty() ? "" : " ") + sub->name();
  for (const auto& name : of.option_names()) {
    if (name.starts_with("--")) options += (options.empty() ? "" : " ") + name;
  }
  out += fmt::format("    '{}') subs='{}'; options='{}' ;;\n", path, subs, options);
  for (const auto& sub : of.subs()) cases(*sub, path + " " + sub->name(), out);
}

constexpr std::string_view kHead = R"(# bash completion for tidings: source <(tidings completion bash)
_tidings_known() {
  case "$1" in
)";
constexpr std::string_view kTail = R"(    *) return 1 ;;
  esac
}
_tidings() {
  local current=${COMP_WORDS[COMP_CWORD]} path=tidings word subs options i
  _tidings_known "$path"
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ " $subs " == *" $word "* ]]; then
      path="$path $word"
      _tidings_known "$path"
    fi
  done
  if [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
  elif [[ -n $subs ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$subs" -- "$current")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
}
complete -o filenames -F _tidings tidings
)";

}  // namespace

std::string bash_completion(const Command& root) {
  std::string out(kHead);
  cases(root, "tidings", out);
  out += kTail;
  return out;
}

}  // namespace tidings::app::cli

// The script that lets bash complete the commands, made from the tree itself, so it cannot fall behind it. Pure.
#pragma once

#include <string>

#include "app/cli/command.h"

namespace tidings::app::cli {

std::string bash_completion(const Command& root);

}  // namespace tidings::app::cli

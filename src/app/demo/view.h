// The demo's screen as lines of text. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/cli/progress_view.h"
#include "app/demo/watch.h"

namespace tidings::app::demo {

struct Screen {
  size_t columns = 100, rows = 40;
  cli::Styles styles;
};

struct About {
  std::string url, program;
  std::string options;  // what the commands need beside: "--url …", or nothing
  std::string campaign;
};

std::vector<std::string> demo_lines(const DemoState& state, const About& about, const Screen& screen, Instant now);

// The commands a newcomer would try next, with arguments that work.
std::vector<std::string> next_commands(const DemoState& state, const About& about);

// Who is held until when, soonest first: "Japan, Osaka: 118 held until Sat 09:00 there, in 3 h 20 min".
std::vector<std::string> held_lines(const DemoState& state, Instant now);

}  // namespace tidings::app::demo

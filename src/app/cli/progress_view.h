// A campaign's progress in lines of text, with bars: for `campaign progress`, its live view, and the demo. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"

namespace tidings::app::cli {

struct Styles {
  bool colour = false;
};

// `progress` is the API's answer. Lines fit the width.
std::vector<std::string> progress_lines(const json::value& progress, size_t width, Styles styles, Instant now);

// The counts by state as bars only.
std::vector<std::string> state_bars(const json::value& progress, size_t width, Styles styles);
// The same in five lines: those of the usual way, and the rest in words.
std::vector<std::string> main_bars(const json::value& progress, size_t width, Styles styles);
// "delivered 812 of 2,000, held 900 (outside_window), rate 11.8/s": one line, for logs and pipes.
std::string progress_summary(const json::value& progress);

std::string coloured(std::string_view text, std::string_view code, Styles styles);
bool has_ended(const json::value& progress);  // stopped, completed or expired

}  // namespace tidings::app::cli

// JSON lines: one question a line in, one answer a line out, in order. What was answered is written before the next
// read may block, so a program at the other end of a pipe is never left waiting. Memory: one piece and one line.
#pragma once

#include <cstdio>
#include <functional>

#include "base/json.h"

namespace tidings::app::cli {

using Explain = std::function<Result<json::value>(const json::value& question)>;

// A line that cannot be answered gets {"error": …} and the run goes on. Error: unavailable when the output is closed.
Result<> answer_lines(std::FILE* in, std::FILE* out, const Explain& explain);

}  // namespace tidings::app::cli

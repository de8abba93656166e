// An import in plain words: its counts, and that they add up. Pure.
#pragma once

#include <string>

#include "base/json.h"

namespace tidings::app::cli {

// "; waits for …" of one whose numbers are looked up; empty while it goes on.
std::string import_waits_words(const json::value& job);
bool import_has_ended(const json::value& job);
// rejects_file: where the refused rows were written; empty = nowhere yet.
std::string import_words(const json::value& job, const std::string& rejects_file);

}  // namespace tidings::app::cli

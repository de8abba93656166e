// How answers of the API are shown: --json as they came, else in words. And how instants read.
#pragma once

#include <string>

#include "app/cli/api_client.h"
#include "app/cli/context.h"
#include "app/cli/table.h"

namespace tidings::app::cli {

// With --json prints the last answer and says so.
bool shown_as_json(Context& context, const ApiClient& api);

void print(Context& context, const Table& table, std::string_view when_empty);

// "2026-11-20 21:31:39 UTC"; empty stays empty.
std::string plain_time(const std::string& iso);

// "3 h 20 min", "45 s".
std::string duration_words(int64_t ms);

// Prints "… more: add --after N" when a list has a next page.
void tell_next(Context& context, const json::value& page);

}  // namespace tidings::app::cli

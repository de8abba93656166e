// check(): an always-on assertion for what cannot happen. It ends the process: a broken invariant of the ledger must
// not go on sending. For what can happen, use Result.
#pragma once

#include <source_location>
#include <string_view>

namespace tidings {

[[noreturn]] void check_failed(std::string_view what, const std::source_location& at);

inline void check(bool holds, std::string_view what, const std::source_location at = std::source_location::current()) {
  if (!holds) [[unlikely]]
    check_failed(what, at);
}

}  // namespace tidings

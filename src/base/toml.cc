#include "base/toml.h"

#include <fmt/format.h>

#include <optional>

namespace tidings {
namespace {

struct Fault {
  std::string what;
  size_t line = 0;  // 0: the library does not say
};

std::optional<Fault> fault_of(std::string_view text, const std::string& file, toml::table* into) {
  try {
    auto table = toml::parse(text, file);
    if (into != nullptr) *into = std::move(table);
    return std::nullopt;
  } catch (const toml::parse_error& error) {
    return Fault{std::string(error.description()), error.source().begin.line};
  } catch (const std::logic_error& error) {
    return Fault{error.what(), 0};
  }
}

// The first line with which the text has a fault the library gives no line for.
size_t line_of_fault(std::string_view text, const std::string& file) {
  size_t line = 0;
  for (size_t end = 0; end < text.size(); ++end) {
    end = std::min(text.find('\n', end), text.size());
    ++line;
    const auto fault = fault_of(text.substr(0, end), file, nullptr);
    if (fault && fault->line == 0) return line;
  }
  return line;
}

}  // namespace

Result<toml::table> parse_toml(const std::string& text, const std::string& file) {
  toml::table out;
  auto fault = fault_of(text, file, &out);
  if (!fault) return out;
  if (fault->line == 0) fault->line = line_of_fault(text, file);
  return fail(ErrorCode::invalid_argument, "it is not valid TOML: " + fault->what,
              fmt::format("{} line {}", file, fault->line), "correct that line");
}

}  // namespace tidings

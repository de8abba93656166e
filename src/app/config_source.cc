#include "app/config_source.h"

#include <fmt/format.h>

#include <charconv>
#include <sstream>

#include "base/toml.h"

namespace tidings::app {
namespace {

void flatten(const toml::node& node, const std::string& key, const std::string& file, ConfigSource& out,
             std::optional<Error>& error) {
  const auto join = [&](std::string_view name) {
    return key.empty() ? std::string(name) : key + "." + std::string(name);
  };
  const auto origin = fmt::format("{} line {}", file, node.source().begin.line);
  if (const auto* table = node.as_table()) {
    for (const auto& [name, child] : *table) flatten(child, join(name.str()), file, out, error);
  } else if (const auto* array = node.as_array()) {
    for (size_t i = 0; i < array->size(); ++i) flatten((*array)[i], join(std::to_string(i)), file, out, error);
  } else if (const auto* text = node.as_string()) {
    out.set(key, text->get(), origin);
  } else if (const auto* integer = node.as_integer()) {
    out.set(key, std::to_string(integer->get()), origin);
  } else if (const auto* number = node.as_floating_point()) {
    out.set(key, fmt::format("{}", number->get()), origin);
  } else if (const auto* flag = node.as_boolean()) {
    out.set(key, flag->get() ? "true" : "false", origin);
  } else if (!error) {
    error = Error{ErrorCode::invalid_argument, fmt::format("the value of '{}' has a type that is not used here", key),
                  origin, "write it as a quoted text"};
  }
}

// Small edits apart: for "did you mean".
size_t distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

Result<> ConfigSource::add_toml(const std::string& text, const std::string& file) {
  const auto table = TRY(parse_toml(text, file));
  std::optional<Error> error;
  flatten(table, "", file, *this, error);
  if (error) return std::unexpected(*error);
  return {};
}

void ConfigSource::set(const std::string& key, const std::string& value, const std::string& origin) {
  values_[key] = {value, origin};
}

std::set<std::string> ConfigSource::children(const std::string& prefix) const {
  std::set<std::string> out;
  for (auto it = values_.lower_bound(prefix + "."); it != values_.end() && it->first.starts_with(prefix + "."); ++it) {
    out.insert(it->first.substr(prefix.size() + 1, it->first.find('.', prefix.size() + 1) - prefix.size() - 1));
  }
  return out;
}

std::string ConfigSource::origin(const std::string& key) const {
  const auto it = values_.find(key);
  return it == values_.end() ? std::string() : it->second.origin;
}

std::optional<std::string> ConfigSource::get(const std::string& key) {
  known_.insert(key);
  const auto it = values_.find(key);
  if (it == values_.end()) return std::nullopt;
  it->second.asked = true;
  return it->second.text;
}

std::string ConfigSource::text(const std::string& key, const std::string& fallback) {
  return get(key).value_or(fallback);
}

int64_t ConfigSource::integer(const std::string& key, int64_t fallback, int64_t least, int64_t most) {
  const auto text = get(key);
  if (!text) return fallback;
  int64_t value = 0;
  const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (ec != std::errc{} || end != text->data() + text->size() || value < least || value > most) {
    problem(key, fmt::format("'{}' is not a whole number from {} to {}", *text, least, most));
    return fallback;
  }
  return value;
}

double ConfigSource::number(const std::string& key, double fallback, double least, double most) {
  const auto text = get(key);
  if (!text) return fallback;
  double value = 0;
  const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (ec != std::errc{} || end != text->data() + text->size() || !(value >= least && value <= most)) {
    problem(key, fmt::format("'{}' is not a number from {} to {}", *text, least, most));
    return fallback;
  }
  return value;
}

bool ConfigSource::boolean(const std::string& key, bool fallback) {
  const auto text = get(key);
  if (!text) return fallback;
  if (*text == "true" || *text == "1" || *text == "yes" || *text == "on" || *text == "True" || *text == "TRUE")
    return true;
  if (*text == "false" || *text == "0" || *text == "no" || *text == "off" || *text == "False" || *text == "FALSE" ||
      text->empty()) {
    return false;
  }
  problem(key, fmt::format("'{}' is neither true nor false", *text));
  return fallback;
}

std::map<std::string, std::string> ConfigSource::all_below(const std::string& prefix) {
  std::map<std::string, std::string> out;
  for (auto it = values_.lower_bound(prefix + "."); it != values_.end() && it->first.starts_with(prefix + "."); ++it) {
    it->second.asked = true;
    out.emplace(it->first.substr(prefix.size() + 1), it->second.text);
  }
  return out;
}

void ConfigSource::problem(const std::string& key, std::string what, std::string hint) {
  if (error_) return;
  const auto it = values_.find(key);
  error_ = Error{ErrorCode::invalid_argument, key + ": " + std::move(what),
                 it == values_.end() ? key : it->second.origin, std::move(hint)};
}

Result<> ConfigSource::done() const {
  if (error_) return std::unexpected(*error_);
  for (const auto& [key, value] : values_) {
    if (value.asked) continue;
    std::string best;
    size_t least = 4;
    for (const auto& known : known_) {
      if (const size_t d = distance(key, known); d < least) least = d, best = known;
    }
    return fail(ErrorCode::invalid_argument, fmt::format("unknown configuration key '{}'", key), value.origin,
                best.empty() ? "see docs/configuration.md for all keys" : fmt::format("did you mean '{}'?", best));
  }
  return {};
}

std::vector<std::string> words_of(ConfigSource& in, const std::string& key) {
  std::vector<std::string> out;
  for (const auto& index : in.children(key)) out.push_back(in.text(key + "." + index));
  const auto text = in.text(key);
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find_first_of(", ", at), text.size());
    if (end > at) out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace tidings::app

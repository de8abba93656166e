#include "base/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace tidings {
namespace {

// 1e400 is grammatical JSON, but the parser makes it infinity, which it would write as a number that no longer reads.
bool all_finite(const json::value& value) {
  if (const auto* number = value.if_double()) return std::isfinite(*number);
  if (const auto* array = value.if_array()) return std::ranges::all_of(*array, all_finite);
  if (const auto* object = value.if_object())
    return std::ranges::all_of(*object, [](const auto& field) { return all_finite(field.value()); });
  return true;
}

// Length of the UTF-8 character at the start of text; 0 when there is none.
size_t utf8_length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  const size_t length = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : (lead & 0xf0) == 0xe0 ? 3 : 4;
  if (length == 4 && (lead < 0xf0 || lead > 0xf4)) return 0;
  if (text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  if (length == 1) return 1;
  const unsigned second = byte(1);  // not overlong, no surrogate, not beyond Unicode
  const bool wrong = (lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
                     (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f);
  return wrong ? 0 : length;
}

bool needs_care(char b) {
  const auto byte = static_cast<unsigned char>(b);
  return (byte < 0x20) | (byte >= 0x80) | (b == '"') | (b == '\\');
}

// How many characters from the first stand in JSON as they are. By sixteen: the compiler looks at those at once.
size_t plain_part(std::string_view text) {
  constexpr size_t kAtOnce = 16;
  size_t i = 0;
  for (bool care = false; !care && i + kAtOnce <= text.size();) {
    for (size_t j = 0; j < kAtOnce; ++j) care |= needs_care(text[i + j]);
    if (!care) i += kAtOnce;
  }
  while (i < text.size() && !needs_care(text[i])) ++i;
  return i;
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const size_t plain = plain_part(text);  // the common case: all of it
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const char c = text[0];
    const size_t length = utf8_length(text);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else if (length == 0) {
      out += '?';
    } else {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  out += '"';
}

Result<json::value> parse_json(std::string_view text) {
  boost::system::error_code ec;
  json::stream_parser parser;
  size_t used = parser.write_some(text.data(), text.size(), ec);
  if (!ec && used < text.size()) ec = make_error_code(json::error::extra_data);
  if (!ec) parser.finish(ec);
  if (ec) {
    return fail(ErrorCode::invalid_argument, "the text is not valid JSON: " + ec.message(),
                "byte " + std::to_string(used), "check quotes, commas and braces there");
  }
  auto value = parser.release();
  if (!all_finite(value))
    return fail(ErrorCode::invalid_argument, "the text holds a number too large for JSON", {}, "use a smaller number");
  return value;
}

JsonReader::JsonReader(const json::value& value, std::string path) : path_(std::move(path)) {
  object_ = value.if_object();
  if (object_ == nullptr)
    error_ = Error{ErrorCode::invalid_argument, "must be a JSON object", path_.empty() ? "body" : path_, {}};
}

const json::value* JsonReader::find(std::string_view name) {
  known_.emplace_back(name);
  if (object_ == nullptr) return nullptr;
  const auto* value = object_->if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

template <class T, class F>
std::optional<T> JsonReader::get(std::string_view name, std::string_view kind, F convert) {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  std::optional<T> out = convert(*value);
  if (!out) problem(name, "must be " + std::string(kind));
  return out;
}

std::optional<std::string> JsonReader::text(std::string_view name) {
  return get<std::string>(name, "a string", [](const json::value& v) -> std::optional<std::string> {
    if (!v.is_string()) return std::nullopt;
    return std::string(v.get_string());
  });
}

std::optional<int64_t> JsonReader::integer(std::string_view name) {
  return get<int64_t>(name, "a whole number", [](const json::value& v) -> std::optional<int64_t> {
    if (v.is_int64()) return v.get_int64();
    return std::nullopt;
  });
}

std::optional<double> JsonReader::number(std::string_view name) {
  return get<double>(name, "a number", [](const json::value& v) -> std::optional<double> {
    if (v.is_int64()) return static_cast<double>(v.get_int64());
    if (v.is_uint64()) return static_cast<double>(v.get_uint64());
    if (v.is_double()) return v.get_double();
    return std::nullopt;
  });
}

std::optional<bool> JsonReader::boolean(std::string_view name) {
  return get<bool>(name, "true or false", [](const json::value& v) -> std::optional<bool> {
    if (v.is_bool()) return v.get_bool();
    return std::nullopt;
  });
}

const json::array* JsonReader::array(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr) return nullptr;
  if (!value->is_array()) problem(name, "must be a list");
  return value->if_array();
}

const json::object* JsonReader::object(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr) return nullptr;
  if (!value->is_object()) problem(name, "must be an object");
  return value->if_object();
}

std::string JsonReader::required_text(std::string_view name) {
  auto value = text(name);
  if (!value || value->empty()) problem(name, "is required");
  return value.value_or("");
}

bool JsonReader::has(std::string_view name) const { return object_ != nullptr && object_->contains(name); }

void JsonReader::problem(std::string_view name, std::string_view what) {
  if (error_) return;
  const std::string at = path_.empty() ? std::string(name) : path_ + "." + std::string(name);
  error_ = Error{ErrorCode::invalid_argument, at + " " + std::string(what), at, {}};
}

Result<> JsonReader::checked() {
  if (error_) return std::unexpected(*error_);
  return {};
}

Result<> JsonReader::done() {
  if (object_ != nullptr) {
    for (const auto& field : *object_) {
      if (std::find(known_.begin(), known_.end(), field.key()) == known_.end()) {
        std::string names;
        for (const auto& k : known_) names += (names.empty() ? "" : ", ") + k;
        if (!error_) {
          const std::string at = path_.empty() ? std::string(field.key()) : path_ + "." + std::string(field.key());
          error_ = Error{ErrorCode::invalid_argument, "unknown field '" + at + "'", at, "known fields: " + names};
        }
      }
    }
  }
  if (error_) return std::unexpected(*error_);
  return {};
}

}  // namespace tidings

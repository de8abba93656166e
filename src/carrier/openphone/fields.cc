#include "carrier/openphone/fields.h"

namespace tidings::carrier::openphone {
namespace {

constexpr size_t kShortestNumber = 8;  // digits; shorter ones are short codes

std::string clean(std::string_view text) {  // JSON is UTF-8 already; stores take no NUL
  std::string out;
  out.reserve(text.size());
  for (const char c : text) c == '\0' ? out += "\xEF\xBF\xBD" : out += c;
  return out;
}

std::string with_plus(std::string text) {
  if (text.size() >= kShortestNumber && text.find_first_not_of("0123456789") == std::string::npos)
    text.insert(0, 1, '+');
  return text;
}

std::string text_in(const json::value& value) {
  if (value.is_string()) return clean(value.get_string());
  if (value.is_int64()) return std::to_string(value.get_int64());
  return {};
}

}  // namespace

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value == nullptr ? std::string{} : text_in(*value);
}

std::string first_text(const json::object& object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (std::string text = text_of(object, name); !text.empty()) return text;
  }
  return {};
}

const json::object* object_of(const json::object* object, std::string_view name) {
  const json::value* value = object == nullptr ? nullptr : object->if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

bool is_null(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_null();
}

std::string address_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return {};
  if (const auto* list = value->if_array()) return list->empty() ? std::string{} : with_plus(text_in(list->front()));
  return with_plus(text_in(*value));
}

}  // namespace tidings::carrier::openphone

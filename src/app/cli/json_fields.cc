#include "app/cli/json_fields.h"

#include "app/cli/table.h"

namespace tidings::app::cli {

const json::value* value_at(const json::value& of, std::string_view path) {
  const json::value* at = &of;
  while (!path.empty()) {
    const size_t dot = path.find('.');
    const auto* object = at->if_object();
    if (object == nullptr) return nullptr;
    at = object->if_contains(path.substr(0, dot));
    if (at == nullptr) return nullptr;
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  }
  return at;
}

std::string text_at(const json::value& of, std::string_view path) {
  const auto* value = value_at(of, path);
  if (value == nullptr || value->is_null()) return {};
  if (value->is_string()) return harmless(std::string_view(value->as_string()));
  return harmless(json::serialize(*value));
}

int64_t number_at(const json::value& of, std::string_view path) { return static_cast<int64_t>(real_at(of, path)); }

double real_at(const json::value& of, std::string_view path) {
  const auto* value = value_at(of, path);
  return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

bool flag_at(const json::value& of, std::string_view path) {
  const auto* value = value_at(of, path);
  return value != nullptr && value->is_bool() && value->as_bool();
}

const json::array& items_at(const json::value& of, std::string_view path) {
  static const json::array kNone;
  const auto* value = value_at(of, path);
  return value != nullptr && value->is_array() ? value->as_array() : kNone;
}

}  // namespace tidings::app::cli

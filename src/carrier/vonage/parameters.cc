#include "carrier/vonage/parameters.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "sms/utf8.h"

namespace tidings::carrier::vonage {
namespace {

FormFields query_fields(std::string_view url) {
  url = url.substr(0, url.find('#'));
  const size_t mark = url.find('?');
  return mark == std::string_view::npos ? FormFields{} : parse_form(url.substr(mark + 1));
}

bool looks_like_json(std::string_view body) {
  const size_t first = body.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && body[first] == '{';
}

void add_json(const json::object& object, Parameters& out) {
  for (const auto& [name, value] : object) {
    if (value.is_object() || value.is_array()) {
      out.ambiguous = true;
    } else if (value.is_string()) {
      out.fields.emplace_back(name, value.get_string());
    } else {
      out.fields.emplace_back(name, value.is_null() ? std::string() : json::serialize(value));
    }
  }
}

}  // namespace

std::optional<json::object> json_body(const WebhookRequest& request) {
  if (request.method == "GET" || !looks_like_json(request.body)) return std::nullopt;
  auto value = parse_json(request.body);
  if (!value || !value->is_object()) return std::nullopt;
  return std::move(value->get_object());
}

Parameters parameters_of(const WebhookRequest& request) {
  Parameters out;
  if (request.method == "GET" || request.body.empty()) {
    out.fields = query_fields(request.url);
  } else if (const auto object = json_body(request)) {
    add_json(*object, out);
  } else if (!looks_like_json(request.body)) {
    out.fields = parse_form(request.body);
  }
  std::set<std::string_view> names;
  for (const auto& [name, value] : out.fields) {
    if (!names.insert(name).second || name.find_first_of("&=") != std::string::npos) out.ambiguous = true;
  }
  if (out.fields.size() > limits::kWebhookFields) out.ambiguous = true;
  return out;
}

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return {};
  if (value->is_string()) return sms::storable_text(value->get_string());
  if (value->is_int64() || value->is_uint64() || value->is_bool()) return json::serialize(*value);
  return {};
}

const json::object* object_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

}  // namespace tidings::carrier::vonage

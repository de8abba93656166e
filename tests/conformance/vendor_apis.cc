#include "tests/conformance/vendor_apis.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "base/clock.h"
#include "sms/utf8.h"

namespace tidings::conformance {
namespace {

using Problems = std::vector<std::string>;

std::string str(const json::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string{};
}

std::optional<int64_t> whole(const json::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found == nullptr ? std::nullopt : std::optional(found->to_number<int64_t>());
}

bool has_format(const std::string& format, const std::string& text) {
  if (format == "uri") return split_url(text).has_value();
  if (format != "date-time") return true;
  return parse_utc(text.size() == 10 ? text + "T00:00:00Z" : text).has_value();
}

void check_text(const json::object& rule, const std::string& text, const std::string& where, Problems& out) {
  const auto length = static_cast<int64_t>(sms::count_characters(text));
  const auto least = whole(rule, "minLength"), most = whole(rule, "maxLength");
  if (least && length < *least) out.push_back(fmt::format("{} is shorter than {}", where, *least));
  if (most && length > *most) out.push_back(fmt::format("{} is longer than {}", where, *most));
  if (const auto pattern = str(rule, "pattern"); !pattern.empty() && !std::regex_search(text, std::regex(pattern)))
    out.push_back(where + " does not look as described");
  if (const auto format = str(rule, "format"); !has_format(format, text))
    out.push_back(fmt::format("{} is no {}", where, format));
}

void check_value(const json::object& rule, const json::value& value, const std::string& where, Problems& out);

void check_object(const json::object& rule, const json::object& object, const std::string& where, Problems& out) {
  const auto& properties = rule.at("properties").get_object();
  for (const auto& [name, value] : object) {
    const std::string place = where.empty() ? std::string(name) : where + "." + std::string(name);
    const auto* property = properties.if_contains(name);
    property == nullptr ? out.push_back(place + " is not known there")
                        : check_value(property->get_object(), value, place, out);
  }
  const auto* required = rule.if_contains("required");
  if (required == nullptr) return;
  for (const auto& name : required->get_array()) {
    if (!object.contains(name.get_string()))
      out.push_back(
          fmt::format("{} is missing{}", std::string(name.get_string()), where.empty() ? "" : " in " + where));
  }
}

void check_value(const json::object& rule, const json::value& value, const std::string& where, Problems& out) {
  if (const auto* choices = rule.if_contains("anyOf")) {  // what is least wrong is told
    Problems best;
    bool first = true;
    for (const auto& choice : choices->get_array()) {
      Problems one;
      check_value(choice.get_object(), value, where, one);
      if (first || one.size() < best.size()) best = std::move(one);
      first = false;
    }
    out.insert(out.end(), best.begin(), best.end());
    return;
  }
  const std::string type = str(rule, "type");
  const bool fits = type == "string"    ? value.is_string()
                    : type == "integer" ? value.is_int64()
                    : type == "number"  ? value.is_number()
                    : type == "boolean" ? value.is_bool()
                    : type == "array"   ? value.is_array()
                    : type == "object"  ? value.is_object()
                                        : false;
  if (!fits) return out.push_back(fmt::format("{} is no {}", where, type));
  if (const auto* words = rule.if_contains("enum")) {
    if (std::ranges::find(words->get_array(), value) == words->get_array().end())
      out.push_back(where + " is none of the words for it");
  }
  if (value.is_string()) return check_text(rule, std::string(value.get_string()), where, out);
  if (value.is_object()) return check_object(rule, value.get_object(), where, out);
  if (value.is_array()) {
    const auto size = static_cast<int64_t>(value.get_array().size());
    if (size < whole(rule, "minItems").value_or(0)) out.push_back(where + " has too few");
    if (size > whole(rule, "maxItems").value_or(size)) out.push_back(where + " has too many");
    for (const auto& one : value.get_array()) check_value(rule.at("items").get_object(), one, where, out);
    return;
  }
  if (!value.is_number()) return;
  if (const auto least = whole(rule, "minimum"); least && value.to_number<double>() < static_cast<double>(*least))
    out.push_back(fmt::format("{} is below {}", where, *least));
  if (const auto most = whole(rule, "maximum"); most && value.to_number<double>() > static_cast<double>(*most))
    out.push_back(fmt::format("{} is above {}", where, *most));
}

// A form or a query has only texts: each as the type its rule wants, or as the text it is.
json::value typed(const json::object* rule, const std::string& text) {
  const std::string type = rule == nullptr ? std::string() : str(*rule, "type");
  if (type == "boolean" && (text == "true" || text == "false")) return text == "true";
  int64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (type == "integer" && !text.empty() && ec == std::errc{} && end == text.data() + text.size()) return number;
  return json::value(text);
}

json::object typed(const json::object& properties, const FormFields& fields, Problems& out) {
  std::map<std::string, std::vector<std::string>> values;
  for (const auto& [name, value] : fields) values[name].push_back(value);
  json::object result;
  for (const auto& [name, all] : values) {
    const auto* found = properties.if_contains(name);
    const json::object* rule = found == nullptr ? nullptr : &found->get_object();
    if (rule != nullptr && str(*rule, "type") == "array") {
      json::array list;
      for (const auto& one : all) list.push_back(typed(&rule->at("items").get_object(), one));
      result[name] = std::move(list);
      continue;
    }
    if (all.size() > 1) out.push_back(name + " stands there twice");
    result[name] = typed(rule, all.front());
  }
  return result;
}

// {name} in a template is one piece of a path; nullopt: it does not fit.
std::optional<FormFields> fits(std::string_view path_template, std::string_view path) {
  FormFields out;
  while (!path_template.empty() || !path.empty()) {
    if (!path_template.starts_with('{')) {
      if (path_template.empty() || path.empty() || path_template[0] != path[0]) return std::nullopt;
      path_template.remove_prefix(1), path.remove_prefix(1);
      continue;
    }
    const size_t close = path_template.find('}');
    const std::string name(path_template.substr(1, close - 1));
    path_template.remove_prefix(close + 1);
    const std::string_view mark = path_template.substr(0, path_template.find('/'));  // ".json", or nothing
    const size_t end = std::min(path.find('/'), path.size());
    if (end <= mark.size() || path.substr(end - mark.size(), mark.size()) != mark) return std::nullopt;
    out.emplace_back(name, percent_decode(path.substr(0, end - mark.size())));
    path.remove_prefix(end - mark.size());
  }
  return out;
}

std::string authority_of(const HttpRequest& request) {
  const std::string_view header = request.headers.get("Authorization");
  if (header.starts_with("Basic ")) return "basic";
  if (header.starts_with("Bearer ")) return "bearer";
  return header.empty() ? "form" : "key";
}

void check_body(const json::object& operation, const HttpRequest& request, Problems& out) {
  const auto* form = operation.if_contains("form");
  const auto* json_rule = operation.if_contains("json");
  const std::string_view type = request.headers.get("Content-Type");
  if (form == nullptr && json_rule == nullptr) {
    if (!request.body.empty()) out.push_back("there is a body");
  } else if (form != nullptr) {
    if (type != "application/x-www-form-urlencoded") out.push_back("the content type is not that of a form");
    const auto& properties = form->get_object().at("properties").get_object();
    check_value(form->get_object(), json::value(typed(properties, parse_form(request.body), out)), "", out);
  } else {
    if (type != "application/json") out.push_back("the content type is not JSON");
    const auto body = parse_json(request.body);
    body ? check_value(json_rule->get_object(), *body, "", out) : out.push_back("the body is no JSON");
  }
}

Problems check(const json::object& operation, const std::string& auth, const FormFields& in_path,
               std::string_view query, const HttpRequest& request) {
  Problems out;
  const std::string own = str(operation, "auth");
  if (!std::string_view(own.empty() ? auth : own).contains(authority_of(request)))
    out.push_back("it is not authorised by " + (own.empty() ? auth : own));
  if (const auto* headers = operation.if_contains("headers")) {
    for (const auto& [name, value] : headers->get_object()) {
      if (request.headers.get(name) != std::string_view(value.get_string())) out.push_back(std::string(name));
    }
  }
  for (const auto& [name, value] : in_path)
    check_value(operation.at("in_path").at(name).get_object(), json::value(value), name, out);

  const auto* known = operation.if_contains("query");
  const json::object parameters = known == nullptr ? json::object{} : known->get_object();
  const json::object asked = typed(parameters, parse_form(query), out);
  check_object({{"properties", parameters}}, asked, "", out);
  for (const auto& [name, rule] : parameters) {
    const auto* required = rule.get_object().if_contains("required");
    if (required != nullptr && *required == json::value(true) && !asked.contains(name))
      out.push_back(std::string(name) + " is missing");
  }
  check_body(operation, request, out);
  return out;
}

}  // namespace

VendorApis::VendorApis() {
  std::ifstream in(std::string(TIDINGS_SOURCE_DIR) + "/tests/conformance/testdata/vendor_apis.json");
  std::stringstream text;
  text << in.rdbuf();
  const auto value = parse_json(text.str());
  EXPECT_TRUE(value && value->is_array()) << "vendor_apis.json does not read";
  if (value && value->is_array()) apis_ = value->get_array();
}

std::vector<std::string> VendorApis::operations() const {
  std::vector<std::string> out;
  for (const auto& api : apis_) {
    for (const auto& operation : api.at("operations").get_array())
      out.push_back(str(api.get_object(), "vendor") + ": " + str(operation.get_object(), "name"));
  }
  return out;
}

VendorApis::Verdict VendorApis::judge(const HttpRequest& request) const {
  for (const auto& api : apis_) {
    const std::string host = str(api.get_object(), "host");
    if (!request.url.starts_with(host + "/")) continue;
    const std::string_view target = std::string_view(request.url).substr(host.size());
    const size_t mark = target.find('?');
    const std::string_view path = target.substr(0, mark),
                           query = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
    for (const auto& one : api.at("operations").get_array()) {
      const json::object& operation = one.get_object();
      const auto in_path = fits(str(operation, "path"), path);
      if (!in_path || str(operation, "method") != request.method) continue;
      return {str(api.get_object(), "vendor") + ": " + str(operation, "name"),
              check(operation, str(api.get_object(), "auth"), *in_path, query, request)};
    }
  }
  return {{}, {"there is no " + request.method + " of " + request.url}};
}

}  // namespace tidings::conformance

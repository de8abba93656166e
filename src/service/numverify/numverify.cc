#include "service/numverify/numverify.h"

#include <fmt/format.h>

#include <charconv>

#include "base/json.h"
#include "base/limits.h"

namespace tidings::service::numverify {
namespace {

constexpr std::string_view kQueryBase = "https://apilayer.net";
constexpr std::string_view kHeaderBase = "https://api.apilayer.com/number_verification";

const json::value* member(const json::object& of, std::string_view name) { return of.if_contains(name); }

std::string text_of(const json::object& of, std::string_view name) {
  const auto* value = member(of, name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

// A number, also one written as text. 0: none.
int64_t code_of(const json::object& of) {
  const auto* value = member(of, "code");
  if (value == nullptr) return 0;
  if (value->is_int64()) return value->get_int64();
  if (!value->is_string()) return 0;
  const std::string_view text = value->get_string();
  int64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

std::string digits_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= '0' && c <= '9') out += c;
  }
  return out;
}

// Its "info" may quote the key or the number: only code and type are repeated.
LookupAnswer read_error(const json::object& body) {
  static const json::object kNone;
  const auto* value = member(body, "error");
  const auto& error = value != nullptr && value->is_object() ? value->get_object() : kNone;
  const int64_t code = code_of(error);
  const std::string type = text_of(error, "type");
  const std::string words = fmt::format("NumVerify says no: {} {}", code, lookup_text(type));
  if (code == 101 || type == "invalid_access_key" || type == "missing_access_key")
    return lookup_refused(LookupRefusal::key, words);
  if (code == 104 || type == "usage_limit_reached" || type == "monthly_limit_reached")
    return lookup_refused(LookupRefusal::quota, words);
  LookupAnswer out;
  out.problem = words;
  if (code == 106 || type == "rate_limit_reached") out.end = LookupEnd::not_taken;
  return out;
}

class NumVerify final : public NumberLookup {
 public:
  explicit NumVerify(Options options) : options_(std::move(options)) {}

  HttpRequest build(std::string_view e164) const override {
    HttpRequest out{.method = "GET", .timeout_ms = limits::kServiceTimeoutMs};
    const auto number = digits_of(e164);
    if (options_.key_in == KeyIn::header) {
      out.url = fmt::format("{}/validate?number={}", options_.base_url, number);
      out.headers.add("apikey", options_.access_key.reveal());
    } else {
      out.url = fmt::format("{}/api/validate?access_key={}&number={}", options_.base_url,
                            percent_encode(options_.access_key.reveal()), number);
    }
    out.headers.add("Accept", "application/json");
    return out;
  }

  LookupAnswer read(const HttpResult& result, std::string_view e164) const override {
    if (result.transport != Transport::answered) return lookup_unanswered(result);
    const auto value = parse_json(result.response.body);
    const auto* body = value && value->is_object() ? &value->get_object() : nullptr;
    const auto* success = body != nullptr ? member(*body, "success") : nullptr;
    // Also beside 401 and 429 of the gateway: the body knows better.
    if (success != nullptr && success->is_bool() && !success->get_bool()) {
      if (auto said = read_error(*body); said.end != LookupEnd::unclear) return said;
    }
    if (auto failed = lookup_by_status(result.response)) return *failed;
    if (success != nullptr && success->is_bool() && !success->get_bool()) return read_error(*body);
    LookupAnswer out;
    const auto* valid = body != nullptr ? member(*body, "valid") : nullptr;
    if (valid == nullptr || !valid->is_bool()) {
      out.problem = "NumVerify's answer does not say whether the number is valid";
      return out;
    }
    if (const auto number = digits_of(text_of(*body, "number")); !number.empty() && number != digits_of(e164)) {
      out.problem = "NumVerify's answer is about another number";
      return out;
    }
    out.end = LookupEnd::answered;
    out.valid = valid->get_bool();
    if (!out.valid) return out;
    out.type = line_type_of_word(text_of(*body, "line_type"));
    out.country = lookup_text(text_of(*body, "country_code"));
    out.carrier = lookup_text(text_of(*body, "carrier"));
    return out;
  }

 private:
  const Options options_;
};

}  // namespace

Result<std::unique_ptr<NumberLookup>> make_numverify(Options options) {
  const auto& key = options.access_key.reveal();
  if (key.empty()) {
    return fail(ErrorCode::invalid_argument, "is required", "access_key",
                "copy it from NumVerify's dashboard, or name a file with access_key_file");
  }
  if (key.find_first_of(" \t\r\n") != std::string::npos)
    return fail(ErrorCode::invalid_argument, "has blanks in it", "access_key", "");
  options.base_url =
      TRY(lookup_base_url(std::move(options.base_url), options.key_in == KeyIn::header ? kHeaderBase : kQueryBase,
                          options.allow_plain_http));
  return std::make_unique<NumVerify>(std::move(options));
}

}  // namespace tidings::service::numverify

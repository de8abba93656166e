#include "service/rest_register/rest_register.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/json.h"
#include "base/limits.h"

namespace tidings::service::rest_register {
namespace {

constexpr size_t kNumbersMost = 1000;

std::string replaced(std::string text, std::string_view placeholder, const std::string& value) {
  for (size_t at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + value.size())) {
    text.replace(at, placeholder.size(), value);
  }
  return text;
}

const json::value* at_pointer(const json::value& of, const std::string& pointer) {
  boost::system::error_code problem;
  return of.find_pointer(pointer, problem);
}

// A scalar as text; anything else, and null, is nothing.
std::optional<std::string> text_of(const json::value* value) {
  if (value == nullptr || value->is_null() || value->is_structured()) return std::nullopt;
  if (value->is_string()) return std::string(value->get_string());
  return json::serialize(*value);
}

std::string digits_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= '0' && c <= '9') out += c;
  }
  return out;
}

bool pointer_is_well_formed(const std::string& pointer) { return pointer.empty() || pointer.front() == '/'; }

class RestRegister final : public Washer {
 public:
  explicit RestRegister(Options options) : options_(std::move(options)) {}

  size_t most_numbers() const override { return options_.numbers; }
  bool takes(std::string_view e164) const override { return e164.size() > 4 && e164.front() == '+'; }

  HttpRequest build_wash(std::string_view reference, std::span<const std::string> numbers) const override {
    json::array all;
    for (const auto& number : numbers) all.push_back(json::value(form(number)));
    const std::string first = numbers.empty() ? std::string() : form(numbers.front());
    HttpRequest out{.method = options_.method};
    out.url = with_reference(replaced(options_.url, "{number}", percent_encode(first)), reference);
    out.body = with_reference(replaced(replaced(options_.body, "{numbers}", json::serialize(all)), "{number}", first),
                              reference);
    finish(out);
    return out;
  }
  WashAnswer read_wash(const HttpResult& result, std::span<const std::string> numbers) const override {
    return read(result, numbers);
  }

  std::optional<HttpRequest> build_result(std::string_view reference) const override {
    if (options_.result_url.empty()) return std::nullopt;
    HttpRequest out{.method = "GET", .url = with_reference(options_.result_url, reference)};
    finish(out);
    return out;
  }
  WashAnswer read_result(const HttpResult& result, std::span<const std::string> numbers) const override {
    auto out = read(result, numbers);
    if (result.transport == Transport::answered && result.response.status == 404) out.end = WashEnd::never_seen;
    if (result.transport == Transport::answered && result.response.status == 202) out.end = WashEnd::in_work;
    return out;
  }

  std::optional<HttpRequest> build_balance() const override { return std::nullopt; }
  Result<int64_t> read_balance(const HttpResult&) const override {
    return fail(ErrorCode::not_found, "this register does not tell a balance");
  }

 private:
  std::string form(const std::string& e164) const {
    return options_.form == NumberForm::digits ? e164.substr(1) : e164;
  }
  static std::string with_reference(std::string text, std::string_view reference) {
    return replaced(std::move(text), "{reference}", std::string(reference));
  }
  void finish(HttpRequest& request) const {
    request.timeout_ms = limits::kServiceTimeoutMs;
    request.headers.add("Accept", "application/json");
    if (!request.body.empty()) request.headers.add("Content-Type", "application/json");
    for (const auto& [name, value] : options_.headers) request.headers.add(name, value.reveal());
  }

  RegisterAnswer answer_of(const json::value* value) const {
    const auto text = text_of(value);
    if (!text) return RegisterAnswer::unknown;
    if (std::ranges::find(options_.listed, *text) != options_.listed.end()) return RegisterAnswer::listed;
    if (std::ranges::find(options_.clear, *text) != options_.clear.end()) return RegisterAnswer::clear;
    return RegisterAnswer::unknown;
  }

  WashAnswer read(const HttpResult& result, std::span<const std::string> numbers) const {
    if (result.transport != Transport::answered) return unanswered(result);
    WashAnswer out;
    const int status = result.response.status;
    if (status < 200 || status > 299) {
      out.problem = fmt::format("the register answers with HTTP {}", status);
      if (status == 429 || status == 503)
        out.end = WashEnd::not_taken;
      else if (status >= 400 && status < 500)
        out.end = WashEnd::refused;
      return out;
    }
    const auto value = parse_json(result.response.body);
    if (!value) {
      out.problem = "the register's answer is not JSON";
      return out;
    }
    return options_.list.empty() ? read_one(*value, numbers) : read_list(*value, numbers);
  }

  WashAnswer read_one(const json::value& value, std::span<const std::string> numbers) const {
    WashAnswer out;
    const auto* found = at_pointer(value, options_.result);
    if (found == nullptr) {
      out.problem = fmt::format("the register's answer has nothing at {}", options_.result);
      return out;
    }
    out.end = WashEnd::answered;
    for (const auto& number : numbers) out.words.emplace_back(number, answer_of(found));
    return out;
  }

  WashAnswer read_list(const json::value& value, std::span<const std::string> numbers) const {
    WashAnswer out;
    const auto* list = at_pointer(value, options_.list);
    if (list == nullptr || !list->is_array()) {
      out.problem = fmt::format("the register's answer has no list at {}", options_.list);
      return out;
    }
    std::map<std::string, RegisterAnswer> said;
    for (const auto& one : list->get_array()) {
      const auto number = text_of(at_pointer(one, options_.number));
      if (!number) continue;
      const auto answer = answer_of(at_pointer(one, options_.result));
      auto [at, fresh] = said.try_emplace(digits_of(*number), answer);
      if (!fresh && answer == RegisterAnswer::listed) at->second = answer;
    }
    out.end = WashEnd::answered;
    for (const auto& number : numbers) {
      const auto at = said.find(digits_of(number));
      out.words.emplace_back(number, at == said.end() ? RegisterAnswer::unknown : at->second);
    }
    return out;
  }

  const Options options_;
};

std::unexpected<Error> wrong(std::string key, std::string what, std::string hint = {}) {
  return fail(ErrorCode::invalid_argument, std::move(what), std::move(key), std::move(hint));
}

}  // namespace

Result<std::unique_ptr<Washer>> make_rest_register(Options options) {
  const auto mentions = [&](std::string_view placeholder) {
    return options.url.find(placeholder) != std::string::npos || options.body.find(placeholder) != std::string::npos;
  };
  if (const auto url = split_url(options.url); !url)
    return wrong("url", url.error().what, "https://register.example/v1/lookup?number={number}");
  if (!options.result_url.empty() && !split_url(options.result_url))
    return wrong("result_url", "is no http or https address");
  if (options.method != "GET" && options.method != "POST" && options.method != "PUT")
    return wrong("method", "must be GET, POST or PUT");
  if (options.numbers == 0 || options.numbers > kNumbersMost)
    return wrong("numbers_per_call", fmt::format("must be from 1 to {}", kNumbersMost));
  if (options.numbers > 1 && (!mentions("{numbers}") || options.list.empty())) {
    return wrong("numbers_per_call",
                 "more than one number a call needs {numbers} in the body, and the pointers list, number and result",
                 "or leave it at 1");
  }
  if (!mentions("{number}") && !mentions("{numbers}"))
    return wrong("url", "neither url nor body has {number} or {numbers}");
  if (options.result.empty())
    return wrong("result_pointer", "is required", "where the answer stands, such as /registered");
  if (!options.list.empty() && options.number.empty())
    return wrong("number_pointer", "is required with list_pointer",
                 "where an answer of the list names its number, such as /phone");
  for (const auto& [key, pointer] : {std::pair{"list_pointer", &options.list},
                                     {"number_pointer", &options.number},
                                     {"result_pointer", &options.result}}) {
    if (!pointer_is_well_formed(*pointer)) return wrong(key, "must begin with a slash", "such as /results");
  }
  if (options.listed.empty() || options.clear.empty())
    return wrong("listed_values", "the values that mean listed and clear are required");
  for (const auto& value : options.listed) {
    if (std::ranges::find(options.clear, value) != options.clear.end())
      return wrong("listed_values", fmt::format("'{}' is also in clear_values", value));
  }
  return std::make_unique<RestRegister>(std::move(options));
}

}  // namespace tidings::service::rest_register

#include "service/dncr/dncr.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "service/dncr/soap.h"

namespace tidings::service::dncr {
namespace {

constexpr size_t kNationalDigits = 9;  // after +61
constexpr size_t kProblemBytes = 200;

// System codes, each of the operation it belongs to.
constexpr int64_t kDone = 0;
constexpr int64_t kWashBadInput = 1, kWashNoAccount = 3, kWashNoSubscription = 4, kWashLowBalance = 5;
constexpr int64_t kResultUnknown = 2, kResultWashing = 4;
constexpr int64_t kBalanceBadLogin = 1, kBalanceNoAccount = 3;

// 1300 and 1800 numbers have no leading zero.
std::string national(std::string_view e164) {
  const auto rest = e164.substr(3);
  return (rest.front() == '1' ? "" : "0") + std::string(rest);
}

std::string digits_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= '0' && c <= '9') out += c;
  }
  return out;
}

// Whoever reads logs need not see numbers.
std::string without_digits(std::string_view text) {
  std::string out(text.substr(0, kProblemBytes));
  std::ranges::replace_if(
      out, [](char c) { return (c >= '0' && c <= '9') || static_cast<unsigned char>(c) < ' '; }, '#');
  return out;
}

RegisterAnswer answer_of(std::string_view result) {
  if (result == "Y" || result == "y") return RegisterAnswer::listed;
  if (result == "N" || result == "n") return RegisterAnswer::clear;
  return RegisterAnswer::unknown;  // I: no valid number, it says
}

std::string_view wash_words(int64_t code) {
  switch (code) {
    case kWashBadInput:
      return "the register found the request incomplete (code 1)";
    case kWashNoAccount:
      return "the account is missing, not active or suspended (code 3)";
    case kWashNoSubscription:
      return "the account has no subscription for this (code 4)";
    case kWashLowBalance:
      return "the account's balance is too low (code 5)";
    default:
      return "the register gave a code that nobody knows";
  }
}

class Dncr final : public Washer {
 public:
  explicit Dncr(Options options) : options_(std::move(options)) {}

  size_t most_numbers() const override { return options_.numbers; }
  bool takes(std::string_view e164) const override {
    return e164.starts_with("+61") && e164.size() == 3 + kNationalDigits && e164[3] != '0';
  }

  HttpRequest build_wash(std::string_view reference, std::span<const std::string> numbers) const override {
    std::vector<std::string> forms;
    forms.reserve(numbers.size());
    for (const auto& number : numbers) forms.push_back(national(number));
    return request("WashNumbers", reference, forms);
  }
  WashAnswer read_wash(const HttpResult& result, std::span<const std::string> numbers) const override {
    WashAnswer out;
    const auto answer = open(result, out);
    if (!answer) return out;
    const int64_t code = answer->code.value_or(answer->numbers.empty() ? -1 : kDone);
    if (code == kDone) return words_of(*answer, numbers);
    out.end = code >= kWashBadInput && code <= kWashLowBalance && code != 2 ? WashEnd::refused : WashEnd::unclear;
    out.problem = wash_words(code);
    return out;
  }

  std::optional<HttpRequest> build_result(std::string_view reference) const override {
    return request("GetWashResult", reference, {});
  }
  WashAnswer read_result(const HttpResult& result, std::span<const std::string> numbers) const override {
    WashAnswer out;
    const auto answer = open(result, out);
    if (!answer) return out;
    const int64_t code = answer->code.value_or(answer->numbers.empty() ? -1 : kDone);
    if (code == kDone && !answer->numbers.empty()) return words_of(*answer, numbers);
    out.end = code == kResultUnknown   ? WashEnd::never_seen
              : code == kResultWashing ? WashEnd::in_work
                                       : WashEnd::unclear;
    out.problem = code == kResultUnknown   ? "the register does not know the reference (code 2)"
                  : code == kResultWashing ? "the register is still washing (code 4)"
                                           : wash_words(code);
    return out;
  }

  std::optional<HttpRequest> build_balance() const override { return request("GetAccountBalance", {}, {}); }
  Result<int64_t> read_balance(const HttpResult& result) const override {
    WashAnswer trouble;
    const auto answer = open(result, trouble);
    if (!answer) return fail(ErrorCode::unavailable, trouble.problem, "the register's balance");
    const int64_t code = answer->code.value_or(kDone);
    if (code == kBalanceBadLogin) {
      return fail(ErrorCode::unauthenticated, "the register does not know the id or the password (code 1)", "password");
    }
    if (code == kBalanceNoAccount) return fail(ErrorCode::forbidden, std::string(wash_words(code)), "telemarketer_id");
    if (code != kDone || !answer->balance) {
      return fail(ErrorCode::unavailable, "the answer has no balance", "the register's balance");
    }
    return *answer->balance;
  }

 private:
  HttpRequest request(std::string_view operation, std::string_view reference,
                      const std::vector<std::string>& numbers) const {
    SoapParts parts{{"TelemarketerId", options_.telemarketer_id},
                    {"WashOnlyUserId", options_.wash_only_user_id},
                    {"TelemarketerPassword", options_.password.reveal()}};
    if (!reference.empty()) parts.emplace_back("ClientReferenceId", std::string(reference));
    HttpRequest out{.method = "POST", .url = options_.url, .body = write_call(operation, parts, numbers)};
    out.timeout_ms = limits::kServiceTimeoutMs;
    out.headers.add("Content-Type", "text/xml; charset=utf-8");
    out.headers.add("SOAPAction", "\"\"");
    return out;
  }

  // The envelope; or none, and `out` says why and what that means.
  static std::optional<SoapAnswer> open(const HttpResult& result, WashAnswer& out) {
    if (result.transport != Transport::answered) {
      out = unanswered(result);
      return std::nullopt;
    }
    const int status = result.response.status;
    auto answer = read_answer(result.response.body);
    if (answer && !answer->fault) return std::move(*answer);
    if (answer) {
      out.problem = "the register reports a fault: " + without_digits(*answer->fault);
      return std::nullopt;  // it may have taken it all the same: unclear
    }
    out.problem = status == 200 ? answer.error().what : fmt::format("the register answers with HTTP {}", status);
    if (status == 429)
      out.end = WashEnd::not_taken;
    else if (status >= 400 && status < 500)
      out.end = WashEnd::refused;
    return std::nullopt;
  }

  static WashAnswer words_of(const SoapAnswer& answer, std::span<const std::string> numbers) {
    std::map<std::string, RegisterAnswer> said;
    for (const auto& one : answer.numbers) {
      auto [at, fresh] = said.try_emplace(digits_of(one.number), answer_of(one.result));
      // Twice with different words: the worse one.
      if (!fresh && answer_of(one.result) == RegisterAnswer::listed) at->second = RegisterAnswer::listed;
    }
    WashAnswer out;
    out.end = WashEnd::answered;
    for (const auto& number : numbers) {
      const auto at = said.find(national(number));
      out.words.emplace_back(number, at == said.end() ? RegisterAnswer::unknown : at->second);
    }
    return out;
  }

  const Options options_;
};

}  // namespace

Result<std::unique_ptr<Washer>> make_dncr(Options options) {
  const auto url = split_url(options.url);
  if (!url) return fail(ErrorCode::invalid_argument, url.error().what, "url", std::string(kUrl));
  if (options.telemarketer_id.empty()) {
    return fail(ErrorCode::invalid_argument, "is required", "telemarketer_id", "as on the register's website");
  }
  if (options.password.empty()) {
    return fail(ErrorCode::invalid_argument, "is required", "password", "password_file reads it from a file");
  }
  if (options.numbers == 0 || options.numbers > kNumbersMost) {
    return fail(ErrorCode::invalid_argument, fmt::format("must be from 1 to {}", kNumbersMost), "numbers_per_call",
                "the register advises 200");
  }
  return std::make_unique<Dncr>(std::move(options));
}

}  // namespace tidings::service::dncr

#include "service/twilio_lookup/twilio_lookup.h"

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/limits.h"

namespace tidings::service::twilio_lookup {
namespace {

constexpr std::string_view kBase = "https://lookups.twilio.com";
// Of a package.
constexpr int64_t kNotAuthorised = 60601, kNotEnabled = 60606;

std::string text_of(const json::object& of, std::string_view name) {
  const auto* value = of.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool is_sid(std::string_view text, std::string_view prefix) {
  return text.size() == 34 && text.starts_with(prefix) &&
         text.find_first_not_of("0123456789abcdefABCDEF", prefix.size()) == std::string_view::npos;
}

class TwilioLookup final : public NumberLookup {
 public:
  explicit TwilioLookup(Options options) : options_(std::move(options)) {
    const bool by_key = !options_.api_key.empty();
    const auto& user = by_key ? options_.api_key : options_.account_sid;
    const auto& password = by_key ? options_.api_secret : options_.auth_token;
    authorization_ = Secret("Basic " + crypto::to_base64(user + ":" + password.reveal()));
  }

  HttpRequest build(std::string_view e164) const override {
    HttpRequest out{.method = "GET", .timeout_ms = limits::kServiceTimeoutMs};
    out.url = fmt::format("{}/v2/PhoneNumbers/{}{}", options_.base_url, percent_encode(e164),
                          options_.line_type ? "?Fields=line_type_intelligence" : "");
    out.headers.add("Authorization", authorization_.reveal());
    out.headers.add("Accept", "application/json");
    return out;
  }

  LookupAnswer read(const HttpResult& result, std::string_view e164) const override {
    if (result.transport != Transport::answered) return lookup_unanswered(result);
    if (auto failed = lookup_by_status(result.response)) return *failed;
    LookupAnswer out;
    const auto value = parse_json(result.response.body);
    const auto* body = value && value->is_object() ? &value->get_object() : nullptr;
    const auto* valid = body != nullptr ? body->if_contains("valid") : nullptr;
    if (valid == nullptr || !valid->is_bool()) {
      out.problem = "Twilio's answer does not say whether the number is valid";
      return out;
    }
    // An invalid one may come back without its number, or as it was read.
    if (const auto number = text_of(*body, "phone_number"); valid->get_bool() && !number.empty() && number != e164) {
      out.problem = "Twilio's answer is about another number";
      return out;
    }
    out.end = LookupEnd::answered;
    out.valid = valid->get_bool();
    if (!out.valid) return out;
    out.country = lookup_text(text_of(*body, "country_code"));
    const auto* line = body->if_contains("line_type_intelligence");
    if (line == nullptr || !line->is_object()) return out;
    const auto& package = line->get_object();
    if (const auto* code = package.if_contains("error_code"); code != nullptr && code->is_int64()) {
      if (code->get_int64() == kNotAuthorised || code->get_int64() == kNotEnabled) {
        return lookup_refused(
            LookupRefusal::account,
            fmt::format("this Twilio account may not ask for line types (error {})", code->get_int64()));
      }
      return out;  // this number is not covered: valid, of a line nobody knows
    }
    out.type = line_type_of_word(text_of(package, "type"));
    out.carrier = lookup_text(text_of(package, "carrier_name"));
    return out;
  }

 private:
  const Options options_;
  Secret authorization_;
};

std::unexpected<Error> wrong(std::string key, std::string what, std::string hint = {}) {
  return fail(ErrorCode::invalid_argument, std::move(what), std::move(key), std::move(hint));
}

}  // namespace

Result<std::unique_ptr<NumberLookup>> make_twilio_lookup(Options options) {
  const bool by_key = !options.api_key.empty();
  if (!options.account_sid.empty() && !is_sid(options.account_sid, "AC"))
    return wrong("account_sid", "must be AC and 32 hex digits", "copy it from the Twilio console's first page");
  if (by_key && !is_sid(options.api_key, "SK"))
    return wrong("api_key", "must be SK and 32 hex digits", "copy it from API keys in the Twilio console");
  if (by_key && options.api_secret.empty()) return wrong("api_secret", "is required with api_key");
  if (!by_key && !options.api_secret.empty()) return wrong("api_key", "is required with api_secret");
  if (!by_key && options.account_sid.empty())
    return wrong("account_sid", "is required", "set account_sid and auth_token, or api_key and api_secret");
  if (!by_key && options.auth_token.reveal().size() != 32)
    return wrong("auth_token", "must be 32 characters", "copy it from the Twilio console's first page");
  options.base_url = TRY(lookup_base_url(std::move(options.base_url), kBase, false));
  return std::make_unique<TwilioLookup>(std::move(options));
}

}  // namespace tidings::service::twilio_lookup

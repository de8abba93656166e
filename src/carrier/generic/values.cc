#include "carrier/generic/values.h"

#include <algorithm>
#include <array>

#include "base/crypto.h"
#include "base/json.h"

namespace tidings::carrier::generic {
namespace {

constexpr std::array<std::string_view, 7> kAlways{"to",   "to_digits", "from",       "from_digits",
                                                  "text", "id",        "receipt_url"};
constexpr std::array<std::string_view, 3> kSometimes{"validity_s", "validity_min", "media_url"};
constexpr size_t kProofLetters = 24;

std::string digits_of(std::string_view number) { return std::string(number.substr(number.starts_with('+') ? 1 : 0)); }

}  // namespace

bool is_value(std::string_view name) { return std::ranges::find(kAlways, name) != kAlways.end(); }
bool is_optional_value(std::string_view name) { return std::ranges::find(kSometimes, name) != kSometimes.end(); }

std::string written(std::string_view value, Form form) {
  switch (form) {
    case Form::url:
    case Form::form:
      return percent_encode(value);
    case Form::json: {
      std::string out;
      append_json_text(out, value);
      return out.substr(1, out.size() - 2);
    }
    case Form::text:
      break;
  }
  return std::string(value);
}

std::string reference_proof(const Config& config, std::string_view reference) {
  return crypto::to_hex(crypto::hmac_sha256(config.proof.key.reveal(), "receipt " + std::string(reference)))
      .substr(0, kProofLetters);
}

std::string receipt_url(const Config& config, MessageId id) {
  const std::string reference = std::to_string(id.value);
  std::string out = config.public_url + "/webhooks/generic/" + percent_encode(config.name) + "/receipt?m=" + reference;
  if (config.proof.kind == Proof::Kind::token_in_url)
    out += "&" + percent_encode(config.proof.header) + "=" + percent_encode(config.proof.key.reveal());
  if (config.proof.kind == Proof::Kind::hmac) out += "&k=" + reference_proof(config, reference);
  return out + (config.receipt ? config.receipt->add_to_url : std::string());
}

sms::TemplateFields values_of(const Config& config, const OutgoingMessage& message, Form form) {
  sms::TemplateFields out;
  const auto add = [&](std::string_view name, std::string_view value) {
    out.emplace(std::string(name), written(value, form));
  };
  add("to", message.to);
  add("to_digits", digits_of(message.to));
  add("from", message.from);
  add("from_digits", digits_of(message.from));
  add("text", message.body);
  add("id", std::to_string(message.id.value));
  add("receipt_url", receipt_url(config, message.id));
  if (message.validity_s > 0) {
    add("validity_s", std::to_string(message.validity_s));
    add("validity_min", std::to_string(std::max(message.validity_s / 60, 1)));
  }
  if (!message.media_urls.empty()) add("media_url", message.media_urls.front());
  for (const auto& [name, value] : config.secrets) add(name, value);
  return out;
}

}  // namespace tidings::carrier::generic

#include "carrier/generic/webhook.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.h"
#include "base/json.h"
#include "base/limits.h"
#include "carrier/generic/values.h"
#include "sms/utf8.h"

namespace tidings::carrier::generic {
namespace {

constexpr size_t kIdBytes = 200;
constexpr size_t kShortestNumber = 8;  // digits; shorter ones are short codes

enum class Path { none, receipt, inbound };

std::string_view target_of(std::string_view url) {
  url = url.substr(0, url.find('#'));
  const auto parts = split_url(url);
  return parts ? parts->target : url;
}

Path path_of(const Config& config, std::string_view url) {
  std::string_view path = target_of(url);
  path = path.substr(0, path.find('?'));
  const std::string base = "/webhooks/generic/" + percent_encode(config.name);
  if (config.receipt && path.ends_with(base + "/receipt")) return Path::receipt;
  if (config.inbound && path.ends_with(base + "/inbound")) return Path::inbound;
  return Path::none;
}

FormFields query_of(std::string_view url) {
  const std::string_view target = target_of(url);
  const size_t mark = target.find('?');
  return mark == std::string_view::npos ? FormFields{} : parse_form(target.substr(mark + 1));
}

// +61…, 0061… and 61… are one number; a plus that was not escaped in a query arrives as a space.
std::string address(std::string text) {
  if (text.starts_with(' ')) text[0] = '+';
  const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
  if (digits && text.starts_with("00") && text.size() > kShortestNumber) return "+" + text.substr(2);
  if (digits && text.size() >= kShortestNumber) return "+" + text;
  return text;
}

// The fields of one webhook, wherever they stand.
class Fields {
 public:
  Fields(const WebhookRequest& request, Where where) : where_(where) {
    if (where == Where::query) fields_ = query_of(request.url);
    if (where == Where::form && std::ranges::count(request.body, '&') < static_cast<int64_t>(limits::kWebhookFields))
      fields_ = parse_form(request.body);
    if (where != Where::json) return;
    if (auto value = parse_json(request.body)) json_ = std::move(*value);
  }
  std::string text(const std::string& name) const {
    if (name.empty()) return {};
    if (where_ != Where::json) return sms::storable_text(form_get(fields_, name));
    boost::system::error_code problem;
    const auto* found = json_.find_pointer(name, problem);
    if (found == nullptr || found->is_null() || found->is_structured()) return {};
    return sms::storable_text(found->is_string() ? std::string(found->get_string()) : json::serialize(*found));
  }
  bool has(const std::string& name) const {
    if (where_ != Where::json) return std::ranges::find(fields_, name, &FormFields::value_type::first) != fields_.end();
    boost::system::error_code problem;
    return json_.find_pointer(name, problem) != nullptr;
  }

 private:
  Where where_;
  FormFields fields_;
  json::value json_;
};

std::unexpected<Error> lacks(std::string_view what, const std::string& field) {
  return fail(ErrorCode::invalid_argument, fmt::format("the webhook has no {}, looked for at '{}'", what, field));
}

Signature compare(std::string_view given, std::string_view expected) {
  if (given.empty()) return Signature::absent;
  return equal_constant_time(given, expected) ? Signature::valid : Signature::invalid;
}

Signature check_hmac(const Config& config, const WebhookRequest& request, Path path) {
  const Proof& proof = config.proof;
  std::string_view given = request.headers.get(proof.header);
  if (given.empty()) return Signature::absent;
  if (!given.starts_with(proof.prefix)) return Signature::invalid;
  given.remove_prefix(proof.prefix.size());
  const std::string mac = crypto::hmac_sha256(proof.key.reveal(), request.body);
  std::string text(given);
  if (proof.hex)
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'F' ? char(c + 32) : c; });
  if (!equal_constant_time(text, proof.hex ? crypto::to_hex(mac) : crypto::to_base64(mac))) return Signature::invalid;
  // The body is signed, the URL is not: a reference in it must be one that we made.
  if (path == Path::receipt && config.receipt->ref.empty()) {
    const FormFields query = query_of(request.url);
    const std::string_view reference = form_get(query, "m");
    if (!reference.empty() && !equal_constant_time(form_get(query, "k"), reference_proof(config, reference)))
      return Signature::invalid;
  }
  return Signature::valid;
}

Result<WebhookEvent> read_receipt(const Receipt& receipt, const WebhookRequest& request) {
  const Fields fields(request, receipt.where);
  WebhookEvent event;
  event.type = EventType::delivery_status;
  event.provider_id = fields.text(receipt.id).substr(0, kIdBytes);
  event.client_ref =
      receipt.ref.empty() ? sms::storable_text(form_get(query_of(request.url), "m")) : fields.text(receipt.ref);
  event.to = address(fields.text(receipt.to));
  event.provider_status = fields.text(receipt.status);
  if (event.provider_status.empty()) return lacks("status", receipt.status);
  if (event.provider_id.empty() && event.client_ref.empty()) return lacks("message", receipt.id);
  event.error_code = fields.text(receipt.code);
  if (const auto code = receipt.codes.find(event.error_code); code != receipt.codes.end())
    event.error_class = code->second;
  const auto word = receipt.states.find(event.provider_status);
  if (word == receipt.states.end()) return event;  // kept and shown, and moves nothing
  event.state = word->second.state;
  event.undelivered = word->second.undelivered;
  if (word->second.opted_out) event.error_class = ErrorClass::opted_out;
  return event;
}

Result<WebhookEvent> read_inbound(const Inbound& inbound, const WebhookRequest& request) {
  const Fields fields(request, inbound.where);
  WebhookEvent event;
  event.type = EventType::inbound_message;
  event.from = address(fields.text(inbound.from));
  event.to = address(fields.text(inbound.to));
  event.text = fields.text(inbound.text);
  event.provider_id = fields.text(inbound.id).substr(0, kIdBytes);
  event.provider_status = "received";
  if (auto url = fields.text(inbound.media); !url.empty()) event.media.emplace_back(std::move(url), "");
  if (event.from.empty()) return lacks("sender", inbound.from);
  if (!fields.has(inbound.text) && event.media.empty()) return lacks("text", inbound.text);
  return event;
}

}  // namespace

Signature check_generic_webhook(const Config& config, const WebhookRequest& request) {
  const Path path = path_of(config, request.url);
  if (path == Path::none) return Signature::absent;
  if (request.body.size() > limits::kHttpBodyBytes || request.url.size() > limits::kHttpHeaderBytes)
    return Signature::invalid;
  const Where where = path == Path::receipt ? config.receipt->where : config.inbound->where;
  if (request.method != "POST" && !(request.method == "GET" && where == Where::query)) return Signature::invalid;
  switch (config.proof.kind) {
    case Proof::Kind::token_in_url:
      return compare(form_get(query_of(request.url), config.proof.header), config.proof.key.reveal());
    case Proof::Kind::token_in_header:
      return compare(request.headers.get(config.proof.header), config.proof.key.reveal());
    case Proof::Kind::hmac:
      return check_hmac(config, request, path);
    case Proof::Kind::none:
      return Signature::valid;  // as it is written in the configuration: unauthenticated = true
  }
  return Signature::invalid;
}

Result<WebhookEvent> read_generic_webhook(const Config& config, const WebhookRequest& request) {
  switch (path_of(config, request.url)) {
    case Path::receipt:
      return read_receipt(*config.receipt, request);
    case Path::inbound:
      return read_inbound(*config.inbound, request);
    case Path::none:
      break;
  }
  return WebhookEvent{};
}

}  // namespace tidings::carrier::generic

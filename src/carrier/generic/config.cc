#include "carrier/generic/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/limits.h"
#include "carrier/generic/config_sections.h"
#include "carrier/generic/values.h"
#include "carrier/settings.h"

namespace tidings::carrier::generic {
namespace {

constexpr std::string_view kTop[] = {"requests_per_s", "most_characters", "unauthenticated"};
constexpr std::string_view kSend[] = {"method", "url", "format", "body", "content_type"};
constexpr std::string_view kAnswer[] = {"status", "accepted", "id_pointer", "id_regex", "code_pointer", "code_regex"};
constexpr std::string_view kReceipt[] = {"fields", "id", "ref", "status", "code", "to", "add_to_url"};
constexpr std::string_view kInbound[] = {"fields", "id", "from", "to", "text", "media"};
constexpr std::string_view kMedia[] = {"types", "most_bytes"};
constexpr std::string_view kWebhooks[] = {"token",    "token_name",    "token_in",    "hmac_key",    "hmac_header",
                                          "hmac_hex", "answer_status", "answer_body", "answer_type", "hmac_prefix"};
constexpr size_t kLeastSecret = 16;

template <size_t N>
bool is_one_of(std::string_view name, const std::string_view (&all)[N]) {
  return std::ranges::find(all, name) != std::end(all);
}

// Every key is one that is read: a misspelt one would be a rule that never binds.
Result<> check_names(const CarrierConfig& config) {
  for (const auto& [key, value] : config.values) {
    const size_t dot = key.find('.');
    const std::string_view head = std::string_view(key).substr(0, dot);
    const std::string_view rest = dot == std::string::npos ? std::string_view{} : std::string_view(key).substr(dot + 1);
    const std::string_view first = rest.substr(0, rest.find('.'));
    const bool known = dot == std::string::npos ? is_one_of(head, kTop)
                       : head == "secrets"      ? !rest.empty()
                       : head == "send"         ? is_one_of(rest, kSend) || (first == "headers" && rest != "headers")
                       : head == "answer"       ? is_one_of(first, kAnswer)
                       : head == "refusal"      ? is_refusal_key(rest)
                       : head == "receipt"      ? is_one_of(rest, kReceipt) || first == "states" || first == "codes"
                       : head == "inbound"      ? is_one_of(rest, kInbound)
                       : head == "media"        ? is_one_of(first, kMedia)
                       : head == "webhooks"     ? is_one_of(rest, kWebhooks)
                                                : false;
    if (!known)
      return wrong_key(key, "is not a key of a generic carrier",
                       "its sections are send, answer, refusal, receipt, inbound, media, webhooks and secrets");
  }
  return {};
}

Result<sms::Template> read_template(const CarrierConfig& config, const Config& out, const std::string& key) {
  auto made = sms::Template::compile(setting(config, key));
  if (!made) return wrong_key(key, made.error().what + ", " + made.error().where, made.error().hint);
  for (const auto& field : made->fields()) {
    if (!is_value(field) && !is_optional_value(field) && !out.secrets.contains(field))
      return wrong_key(
          key, fmt::format("names {{{{{}}}}}, which no message has", field),
          "to, to_digits, from, from_digits, text, id, receipt_url, validity_s, validity_min, media_url, and the names "
          "of the section secrets");
  }
  for (const auto& field : made->required_fields()) {
    if (is_optional_value(field))
      return wrong_key(key, fmt::format("needs {{{{{}}}}}, which not every message has", field),
                       fmt::format("write {{{{#{0}}}}}…{{{{{0}}}}}…{{{{/{0}}}}} or {{{{{0}|3600}}}}", field));
  }
  return made;
}

Result<> read_secrets(const CarrierConfig& config, Config& out) {
  for (const auto& [name, value] : settings_below(config, "secrets")) {
    const std::string key = "secrets." + name;
    if (is_value(name) || is_optional_value(name)) return wrong_key(key, "has the name of a value of every message");
    if (value.empty()) return wrong_key(key, "is empty");
    if (!std::ranges::all_of(value, [](char c) { return c >= ' ' && c != 0x7f; }))
      return wrong_key(key, "must be one line");
    out.secrets.emplace(name, value);
  }
  return {};
}

Result<Send> read_send(const CarrierConfig& config, const Config& so_far) {
  const std::string url = setting(config, "send.url");
  if (url.empty()) return wrong_key("send.url", "is required", "write where a message goes, such as https://…/send");
  auto made = TRY(read_template(config, so_far, "send.url"));
  // The host must not come from a message: what is before the path stands as it is written.
  const size_t scheme = url.find("://");
  const size_t path = scheme == std::string::npos ? scheme : url.find_first_of("/?#", scheme + 3);
  const std::string origin = url.substr(0, path);
  const auto parts = split_url(origin);
  if (!parts || origin.contains('{'))
    return wrong_key("send.url", "must begin with http:// or https:// and a host, without {{…}}");
  if (parts->authority.contains('@'))
    return wrong_key("send.url", "must not hold a user", "write an Authorization under send.headers");
  if (parts->scheme == "http" && !is_loopback(*parts) && !is_private_host(parts->host))
    return wrong_key("send.url", "must be https: credentials and texts do not cross a network in the clear",
                     "http is taken to this machine and to addresses of a private network");
  Send out{.url = std::move(made), .body = {}, .headers = {}};
  out.method = setting(config, "send.method");
  const bool has_body = config.values.contains("send.body");
  if (out.method.empty()) out.method = has_body ? "POST" : "GET";
  if (out.method != "GET" && out.method != "POST" && out.method != "PUT")
    return wrong_key("send.method", "must be GET, POST or PUT");
  if (has_body && out.method == "GET") return wrong_key("send.body", "does not belong to a GET", "set send.method");
  const std::string format = setting(config, "send.format");
  if (has_body && format.empty()) return wrong_key("send.format", "is required with send.body", "form, json or text");
  if (!has_body && !format.empty()) return wrong_key("send.format", "is about send.body, and there is none");
  if (has_body) {
    if (format == "form") {
      out.body_form = Form::form, out.content_type = "application/x-www-form-urlencoded";
    } else if (format == "json") {
      out.body_form = Form::json, out.content_type = "application/json";
    } else if (format == "text") {
      out.body_form = Form::text, out.content_type = "text/plain; charset=UTF-8";
    } else {
      return wrong_key("send.format", "must be form, json or text");
    }
    out.body = TRY(read_template(config, so_far, "send.body"));
  }
  if (const auto type = setting(config, "send.content_type"); !type.empty()) out.content_type = type;
  for (const auto& [name, value] : settings_below(config, "send.headers")) {
    const std::string key = "send.headers." + name;
    const bool plain = std::ranges::all_of(name, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
    if (!plain) return wrong_key(key, "is no name of a header");
    if (value.find_first_of("\r\n") != std::string::npos) return wrong_key(key, "must be one line");
    auto header = TRY(read_template(config, so_far, key));
    if (std::ranges::find(header.fields(), "text") != header.fields().end())
      return wrong_key(key, "must not hold {{text}}", "a text may have several lines");
    out.headers.emplace_back(name, std::move(header));
  }
  return out;
}

Result<Answer> read_answer(const CarrierConfig& config) {
  Answer out;
  if (const auto list = setting_list(config, "answer.status"); !list.empty())
    out.statuses = TRY(read_statuses("answer.status", list));
  out.accepted = TRY(read_regex(config, "answer.accepted"));
  out.id = TRY(read_finder(config, "answer.id"));
  out.code = TRY(read_finder(config, "answer.code"));
  return out;
}

Result<Proof> read_proof(const CarrierConfig& config, bool wanted) {
  Proof out;
  const std::string token = setting(config, "webhooks.token"), key = setting(config, "webhooks.hmac_key");
  const bool open = TRY(setting_flag(config, "unauthenticated", false));
  if (!token.empty() && !key.empty())
    return wrong_key("webhooks.token", "and webhooks.hmac_key: one of them is enough");
  if (open && (!token.empty() || !key.empty()))
    return wrong_key("unauthenticated", "is true, and yet webhooks prove themselves", "take it out");
  const std::string_view name = token.empty() ? "webhooks.hmac_key" : "webhooks.token";
  const std::string& secret = token.empty() ? key : token;
  if (!secret.empty() && secret.size() < kLeastSecret)
    return wrong_key(name, "must have 16 characters or more", "anybody who guesses it could write to you");
  out.key = Secret(secret);
  if (!token.empty()) {
    const std::string where = setting(config, "webhooks.token_in");
    if (!where.empty() && where != "query" && where != "header")
      return wrong_key("webhooks.token_in", "must be query or header");
    out.kind = where == "header" ? Proof::Kind::token_in_header : Proof::Kind::token_in_url;
    out.header = setting(config, "webhooks.token_name");
    if (out.header.empty()) out.header = where == "header" ? "X-Token" : "token";
    return out;
  }
  if (!key.empty()) {
    out.kind = Proof::Kind::hmac;
    out.header = setting(config, "webhooks.hmac_header");
    if (out.header.empty()) return wrong_key("webhooks.hmac_header", "is required with webhooks.hmac_key");
    out.prefix = setting(config, "webhooks.hmac_prefix");
    out.hex = TRY(setting_flag(config, "webhooks.hmac_hex", true));
    return out;
  }
  if (wanted && !open)
    return wrong_key("webhooks.token", "is required: anybody could write receipts and messages",
                     "set webhooks.token or webhooks.hmac_key; unauthenticated = true says that you want it open");
  return out;
}

// A gateway that says what it sends must be told where that is, and the other way round.
Result<std::optional<Media>> read_media(const CarrierConfig& config, const Send& send) {
  const auto names = [](const sms::Template& from) {
    return std::ranges::find(from.fields(), "media_url") != from.fields().end();
  };
  const bool told = names(send.url) || (send.body && names(*send.body)) ||
                    std::ranges::any_of(send.headers, [&](const auto& header) { return names(header.second); });
  if (settings_below(config, "media").empty()) {
    if (told)
      return wrong_key("media.types", "is required with {{media_url}}", R"(such as ["image/jpeg", "image/png"])");
    return std::optional<Media>();
  }
  if (!told)
    return wrong_key("media.types", "is given, and no template names {{media_url}}",
                     "write {{#media_url}}…{{media_url}}…{{/media_url}} where the gateway wants it");
  Media out;
  if (auto types = setting_list(config, "media.types"); !types.empty()) out.types = std::move(types);
  for (const auto& type : out.types) {
    const size_t slash = type.find('/');
    if (type != "*" && (slash == std::string::npos || slash == 0 || slash + 1 == type.size()))
      return wrong_key("media.types", fmt::format("'{}' is no media type", type), "such as image/png, or image/*");
  }
  out.most_bytes = static_cast<size_t>(TRY(setting_number(config, "media.most_bytes", 500'000, 1, 50'000'000)));
  return std::optional(std::move(out));
}

bool has_section(const CarrierConfig& config, std::string_view name) { return !settings_below(config, name).empty(); }

}  // namespace

Result<Config> read_config(const CarrierConfig& config) {
  TRY(check_names(config));
  Config out{.send = {.url = sms::Template::compile("").value(), .body = {}, .headers = {}}};
  out.name = config.name.empty() ? "generic" : config.name;
  out.public_url = config.public_url;
  out.requests_per_s = TRY(setting_number(config, "requests_per_s", 0, 0, 100'000));
  out.most_characters = static_cast<size_t>(
      TRY(setting_number(config, "most_characters", limits::kBodyCharacters, 1, limits::kBodyCharacters)));
  TRY(read_secrets(config, out));
  out.send = TRY(read_send(config, out));
  out.media = TRY(read_media(config, out.send));
  out.answer = TRY(read_answer(config));
  out.rules = TRY(read_refusals(config));
  if (has_section(config, "receipt")) out.receipt = TRY(read_receipt(config));
  if (has_section(config, "inbound")) out.inbound = TRY(read_inbound(config));
  out.proof = TRY(read_proof(config, out.receipt || out.inbound));
  if (out.proof.kind == Proof::Kind::hmac) {
    for (const auto& [section, where] : {std::pair{"receipt.fields", out.receipt ? out.receipt->where : Where::json},
                                         std::pair{"inbound.fields", out.inbound ? out.inbound->where : Where::json}}) {
      if (where == Where::query) return wrong_key(section, "must be form or json: the signature covers the body only");
    }
  }
  out.webhook_answer = setting(config, "webhooks.answer_body");
  out.webhook_answer_type = setting(config, "webhooks.answer_type");
  if (out.webhook_answer_type.empty()) out.webhook_answer_type = "text/plain";
  out.webhook_status = static_cast<int>(
      TRY(setting_number(config, "webhooks.answer_status", out.webhook_answer.empty() ? 204 : 200, 200, 299)));
  return out;
}

}  // namespace tidings::carrier::generic

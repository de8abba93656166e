// The parts of the simulator that speak Vonage: its requests, and its webhooks in the way that is set.
#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.h"
#include "carrier/sandbox/rest.h"
#include "carrier/sandbox/sandbox.h"
#include "carrier/sandbox/vonage_rest.h"

namespace tidings::carrier::sandbox {
namespace {

constexpr int64_t kTwiceGapMs = 20;

std::string hex_mac(std::string_view method, const std::string& secret, const std::string& text) {
  if (method == "md5hash") return crypto::to_hex(crypto::md5(text + secret));
  if (method == "md5") return crypto::to_hex(crypto::hmac_md5(secret, text));
  if (method == "sha1") return crypto::to_hex(crypto::hmac_sha1(secret, text));
  if (method == "sha512") return crypto::to_hex(crypto::hmac_sha512(secret, text));
  return crypto::to_hex(crypto::hmac_sha256(secret, text));
}

std::string message_time(Instant at) {
  std::string out = format_utc(at).substr(0, 19);
  out[10] = ' ';
  return out;
}

std::string first_word(std::string_view text) {
  std::string out(text.substr(0, text.find(' ')));
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  return out;
}

json::object media_content(const Message& m) {
  json::array all;
  for (const auto& url : m.media_urls) all.push_back(json::object{{"type", "image"}, {"url", url}});
  json::object out{{"message_type", "image"}, {"image", json::object{{"url", m.media_urls.front()}}}};
  if (!m.body.empty()) out["image"].as_object()["caption"] = m.body;
  if (all.size() > 1) out["content"] = std::move(all);
  return out;
}

}  // namespace

std::string sign_vonage(const SandboxOptions& options, const FormFields& fields) {
  std::map<std::string, std::string> sorted;
  for (const auto& [name, value] : fields) {
    if (name != "sig") sorted[name] = value;
  }
  std::string text;
  for (auto& [name, value] : sorted) {
    for (char& c : value) {
      if (c == '&' || c == '=') c = '_';
    }
    text += fmt::format("&{}={}", name, value);
  }
  return hex_mac(options.vonage_signature_method, options.vonage_signature_secret, text);
}

Handling SandboxCarrier::vonage(const HttpRequest& request, std::string_view path, std::string_view query,
                                Instant now) {
  const auto answer = [&](HttpResponse response) { return Handling{options_.latency_ms, Action::answer, response}; };
  const VonageDoor door = vonage_door(request, path);
  if (auto refused = check_vonage_access(request, door, options_, now)) {
    ++counts_["unauthenticated"];
    return answer(std::move(*refused));
  }
  if (door == VonageDoor::voice) return vonage_calls(request, path, query, now);
  if (door == VonageDoor::reports) {
    const FormFields asked = parse_form(query);
    return read("report " + std::string(form_get(asked, "date_end")) + std::string(form_get(asked, "id")),
                list_vonage_records(ledger_, query, options_, now));
  }
  const Tongue tongue = door == VonageDoor::sms ? Tongue::vonage_sms : Tongue::vonage_messages;
  const auto form = read_vonage_message(request, door);
  if (request.method != "POST" || !form) return answer(vonage_error(tongue, 400, 21609));
  return create(*form, tongue, now);
}

void SandboxCarrier::vonage_call_back(const Message& message, Instant at, const std::string& status, int copies) {
  PendingWebhook hook;
  hook.tongue = message.tongue;
  hook.kind = WebhookKind::status;
  hook.url = message.callback_url;
  hook.message_sid = message.sid;
  hook.to_whom = message.to;
  const VonageWord word = vonage_word(message.tongue, status, message.error_code);
  if (message.tongue == Tongue::vonage_messages) {
    json::object body{{"message_uuid", message.sid},
                      {"to", bare_number(message.to)},
                      {"from", bare_number(message.from)},
                      {"timestamp", format_utc(message.updated_at)},
                      {"status", word.status},
                      {"channel", message.media > 0 ? "mms" : "sms"},
                      {"usage", json::object{{"currency", "EUR"}, {"price", "0.0333"}}}};
    if (!message.client_ref.empty()) body["client_ref"] = message.client_ref;
    if (!word.code.empty()) {
      body["error"] = json::object{{"type", "https://developer.vonage.com/api-errors/messages#" + word.code},
                                   {"title", word.code},
                                   {"detail", "Not delivered"},
                                   {"instance", "sandbox"}};
    }
    hook.json = json::serialize(body);
    for (int copy = 0; copy < copies; ++copy) webhooks_.add(at + copy * kTwiceGapMs, hook);
    return;
  }
  for (const auto& id : vonage_ids(message)) {  // the parts of a message are told of one by one
    hook.fields = {{"msisdn", bare_number(message.to)},
                   {"to", bare_number(message.from)},
                   {"network-code", "50501"},
                   {"messageId", id},
                   {"price", "0.0333"},
                   {"status", word.status},
                   {"scts", "2611201200"},
                   {"err-code", word.code},
                   {"api-key", options_.vonage_key},
                   {"message-timestamp", message_time(message.updated_at)}};
    if (!message.client_ref.empty()) hook.fields.emplace_back("client-ref", message.client_ref);
    for (int copy = 0; copy < copies; ++copy) webhooks_.add(at + copy * kTwiceGapMs, hook);
  }
}

void SandboxCarrier::vonage_inbound(const Message& message, Instant at, WebhookKind kind, int copies) {
  if (options_.vonage_url.empty()) return;
  PendingWebhook hook;
  hook.tongue = message.tongue;
  hook.kind = kind;
  hook.url = options_.vonage_url;
  hook.message_sid = message.sid;
  hook.to_whom = message.from;
  if (message.tongue == Tongue::vonage_messages) {
    json::object body{{"channel", message.media_urls.empty() ? "sms" : "mms"},
                      {"message_uuid", message.sid},
                      {"to", bare_number(message.to)},
                      {"from", bare_number(message.from)},
                      {"timestamp", format_utc(message.created_at)}};
    for (auto& [name, value] : message.media_urls.empty()
                                   ? json::object{{"message_type", "text"}, {"text", message.body}}
                                   : media_content(message)) {
      body[name] = value;
    }
    hook.json = json::serialize(body);
    for (int copy = 0; copy < copies; ++copy) webhooks_.add(at + copy * kTwiceGapMs, hook);
    return;
  }
  const auto parts = vonage_parts(message.body);
  for (size_t i = parts.size(); i-- > 0;) {  // the last one first: any order is allowed
    hook.fields = {{"msisdn", bare_number(message.from)},
                   {"to", bare_number(message.to)},
                   {"messageId", i == 0 ? message.sid : fmt::format("{}p{}", message.sid, i + 1)},
                   {"text", parts[i]},
                   {"type", "text"},
                   {"keyword", first_word(parts[i])},
                   {"api-key", options_.vonage_key},
                   {"message-timestamp", message_time(message.created_at)}};
    if (parts.size() > 1) {
      for (const auto& [name, value] : FormFields{{"concat", "true"},
                                                  {"concat-ref", std::to_string(message.number % 256)},
                                                  {"concat-total", std::to_string(parts.size())},
                                                  {"concat-part", std::to_string(i + 1)}})
        hook.fields.emplace_back(name, value);
    }
    for (int copy = 0; copy < copies; ++copy) webhooks_.add(at + copy * kTwiceGapMs, hook);
  }
}

// Signed when it leaves: a repeat is signed anew, as receivers refuse old ones.
void write_vonage_request(HttpRequest& out, const PendingWebhook& pending, const SandboxOptions& real, Instant now) {
  SandboxOptions options = real;
  if (pending.kind == WebhookKind::forged) options.vonage_signature_secret = "somebody else's secret";
  const std::string id = fmt::format("{:016x}-{}", pending.token, pending.tries);
  const std::string seconds = std::to_string(now.ms / kSecondMs);
  if (pending.tongue != Tongue::vonage_sms) {
    const auto part = [](const json::object& object) { return crypto::to_base64url(json::serialize(object)); };
    const std::string covered = part({{"alg", "HS256"}, {"typ", "JWT"}}) + "." +
                                part({{"iat", now.ms / kSecondMs},
                                      {"jti", id},
                                      {"iss", "Vonage"},
                                      {"payload_hash", crypto::to_hex(crypto::sha256(pending.json))},
                                      {"api_key", options.vonage_key},
                                      {"application_id", "sandbox"}});
    out.body = pending.json;
    out.headers.add("Content-Type", "application/json");
    out.headers.add("Authorization",
                    "Bearer " + covered + "." +
                        crypto::to_base64url(crypto::hmac_sha256(options.vonage_signature_secret, covered)));
    return;
  }
  FormFields fields = pending.fields;
  fields.emplace_back("timestamp", seconds);
  fields.emplace_back("nonce", id);
  fields.emplace_back("sig", sign_vonage(options, fields));
  if (options.vonage_send_by == "get") {
    out.method = "GET";
    out.url += "?" + encode_form(fields);
  } else if (options.vonage_send_by == "json") {
    json::object body;
    for (const auto& [name, value] : fields) body[name] = value;
    out.headers.add("Content-Type", "application/json");
    out.body = json::serialize(body);
  } else {
    out.headers.add("Content-Type", "application/x-www-form-urlencoded");
    out.body = encode_form(fields);
  }
}

}  // namespace tidings::carrier::sandbox

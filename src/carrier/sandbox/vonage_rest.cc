#include "carrier/sandbox/vonage_rest.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.h"
#include "base/rsa.h"
#include "base/secret.h"
#include "carrier/sandbox/calls_rest.h"
#include "carrier/sandbox/rest.h"
#include "carrier/sandbox/webhooks.h"
#include "sms/segments.h"
#include "sms/utf8.h"

namespace tidings::carrier::sandbox {
namespace {

constexpr int64_t kTokenAgeS = 15 * 60;

std::string plus_number(std::string_view number) {
  const bool digits = !number.empty() && std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
  return digits && number.size() >= 7 ? "+" + std::string(number) : std::string(number);
}

std::string error_text(int code) {
  return code == 1 ? "Throughput Rate Exceeded - please wait [ 250 ] and retry" : "Not accepted";
}

// What the SMS API calls it.
int sms_code(int code) {
  switch (code) {
    case 20429:
    case 21611:
      return 1;
    case 21602:
    case 21603:
    case 21604:
      return 2;
    case 20003:
      return 4;
    case 21211:
      return 6;
    case 21610:
      return 7;
    case 21617:
      return 12;
    case 21212:
    case 21408:
    case 21606:
    case 21612:
      return 15;
    case 21614:
      return 33;
    default:
      return 3;
  }
}

int message_code(int code) {
  switch (code) {
    case 20429:
    case 21611:
      return 1000;
    case 21602:
    case 21603:
    case 21604:
      return 1010;
    case 21211:
      return 1170;
    case 21610:
    case 30004:
      return 1240;
    case 21614:
    case 30005:
      return 1190;
    case 21617:
      return 1090;
    case 21212:
    case 21408:
    case 21606:
    case 21612:
      return 1120;
    case 30003:
      return 1180;
    case 30006:
      return 1260;
    case 30007:
      return 1210;
    case 30008:
      return 1330;
    case 0:
      return 0;
    default:
      return code >= 30000 ? 1230 : 1020;
  }
}

std::string receipt_code(int code) {
  switch (code) {
    case 0:
      return "0";
    case 21610:
    case 30004:
      return "9";
    case 30003:
      return "2";
    case 30005:
      return "3";
    case 30006:
      return "12";
    case 30007:
      return "6";
    case 30008:
      return "1";
    default:
      return "99";
  }
}

json::object problem_json(std::string_view title, std::string_view number) {
  return {{"type", fmt::format("https://developer.vonage.com/api-errors/messages#{}", number)},
          {"title", title},
          {"detail", "The request was not accepted"},
          {"instance", "sandbox"}};
}

bool token_fits(std::string_view token, const SandboxOptions& options, Instant now) {
  const size_t first = token.find('.'), last = token.rfind('.');
  if (first == std::string_view::npos || last == first) return false;
  const auto header = crypto::from_base64url(token.substr(0, first));
  const auto body = crypto::from_base64url(token.substr(first + 1, last - first - 1));
  const auto signature = crypto::from_base64url(token.substr(last + 1));
  if (!header || !body || !signature) return false;
  const auto head = parse_json(*header), claims = parse_json(*body);
  if (!head || !claims || !head->is_object() || !claims->is_object()) return false;
  const auto* algorithm = head->get_object().if_contains("alg");
  if (algorithm == nullptr || *algorithm != json::value("RS256")) return false;
  JsonReader in(*claims);
  const int64_t issued = in.integer("iat").value_or(0), ends = in.integer("exp").value_or(0);
  const bool named = !in.required_text("jti").empty() && !in.required_text("application_id").empty();
  const int64_t now_s = now.ms / kSecondMs;
  if (!named || issued > now_s + 60 || ends < now_s || ends - issued > kTokenAgeS) return false;
  return options.vonage_public_key.empty() ||
         crypto::rsa_signature_fits(options.vonage_public_key, token.substr(0, last), *signature);
}

bool in_gsm7(std::string_view character) { return sms::count_segments(character).encoding == sms::Encoding::gsm7; }

std::string lossy(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = sms::decode_char(text, at).bytes;
    const std::string_view one = text.substr(at, bytes);
    out += in_gsm7(one) ? one : std::string_view("?");
    at += bytes;
  }
  return out;
}

std::optional<FormFields> read_sms(const FormFields& form) {
  FormFields out{{"To", plus_number(form_get(form, "to"))}, {"From", plus_number(form_get(form, "from"))}};
  if (form_get(form, "to").starts_with('+')) return std::nullopt;
  const std::string_view text = form_get(form, "text"), type = form_get(form, "type");
  out.emplace_back("Body", type == "unicode" ? std::string(text) : lossy(text));
  out.emplace_back("StatusCallback", form_get(form, "callback"));
  out.emplace_back("ClientRef", form_get(form, "client-ref"));
  return out;
}

std::optional<FormFields> read_message(std::string_view body) {
  const auto value = parse_json(body);
  if (!value || !value->is_object()) return std::nullopt;
  JsonReader in(*value);
  const std::string channel = in.required_text("channel"), kind = in.required_text("message_type");
  const std::string to = in.required_text("to"), from = in.required_text("from");
  FormFields out{{"To", plus_number(to)}, {"From", plus_number(from)}};
  const bool mms = channel == "mms" && kind == "image";
  if (!mms && (channel != "sms" || kind != "text")) return std::nullopt;
  const json::object* image = in.object("image");
  const json::object* sms = in.object("sms");
  const std::string text = in.text("text").value_or("");
  if (to.starts_with('+') || mms != (image != nullptr) || mms == !text.empty() || (mms && sms != nullptr))
    return std::nullopt;
  if (mms) {
    const json::value picture_value(*image);
    JsonReader picture(picture_value);
    out.emplace_back("MediaUrl", picture.required_text("url"));
    out.emplace_back("Body", picture.text("caption").value_or(""));
    if (!picture.done()) return std::nullopt;
  } else {
    const auto* encoding = sms == nullptr ? nullptr : sms->if_contains("encoding_type");
    out.emplace_back("Body", encoding != nullptr && *encoding == json::value("text") ? lossy(text) : text);
  }
  const auto ttl = in.integer("ttl");
  if (ttl && (*ttl < (mms ? 300 : 20) || *ttl > (mms ? 259'200 : 604'800))) return std::nullopt;
  out.emplace_back("ClientRef", in.text("client_ref").value_or(""));
  out.emplace_back("StatusCallback", in.text("webhook_url").value_or(""));
  if (in.text("webhook_version").value_or("v1") != "v1" || !in.done()) return std::nullopt;
  return out;
}

std::string report_time(Instant at) {
  std::string out = format_utc(Instant{at.ms / kSecondMs * kSecondMs});
  out.replace(out.size() - 1, 1, "+0000");
  return out;
}

json::object record(const Message& m, const std::string& id, std::string_view body, const SandboxOptions& options) {
  json::object out{{"account_id", options.vonage_key},
                   {"message_id", id},
                   {"direction", m.inbound ? "inbound" : "outbound"},
                   {"from", bare_number(m.from)},
                   {"to", bare_number(m.to)},
                   {"message_body", body},
                   {"network", "50501"},
                   {"country", "AU"},
                   {"date_received", report_time(m.created_at)},
                   {"currency", "EUR"},
                   {"total_price", "0.0333"}};
  if (m.inbound) return out;
  const VonageWord word = vonage_word(m.tongue, m.status, m.error_code);
  out["client_ref"] = m.client_ref.empty() ? json::value(nullptr) : json::value(m.client_ref);
  out["status"] = word.status;
  out["error_code"] = word.code;
  out["concatenated"] = m.segments > 1;
  return out;
}

HttpResponse unprocessable(std::string_view name) {
  return json_answer(422, {{"title", "Unprocessable entity"},
                           {"invalid_parameters", json::array{{{"name", name}, {"reason", "Invalid"}}}},
                           {"instance", "sandbox"}});
}

}  // namespace

std::string bare_number(std::string_view number) { return std::string(number.substr(number.starts_with('+') ? 1 : 0)); }

VonageDoor vonage_door(const HttpRequest& request, std::string_view path) {
  if (path == "/sms/json") return VonageDoor::sms;
  if (path == "/v2/reports/records") return VonageDoor::reports;
  const std::string_view who = request.headers.get("Authorization");
  const bool theirs = who.starts_with("Bearer ") || who.starts_with("Basic ");
  if (theirs && (path == "/v1/calls" || path.starts_with("/v1/calls/"))) return VonageDoor::voice;
  return path == "/v1/messages" && theirs ? VonageDoor::messages : VonageDoor::none;
}

std::optional<HttpResponse> check_vonage_access(const HttpRequest& request, VonageDoor door,
                                                const SandboxOptions& options, Instant now) {
  const std::string basic = "Basic " + crypto::to_base64(options.vonage_key + ":" + options.auth_token);
  const std::string_view given = request.headers.get("Authorization");
  if (door != VonageDoor::voice && equal_constant_time(given, basic)) return std::nullopt;
  if (door == VonageDoor::messages || door == VonageDoor::voice) {
    if (given.starts_with("Bearer ") && token_fits(given.substr(7), options, now)) return std::nullopt;
    return json_answer(401, problem_json("Unauthorized", "unauthorized"));
  }
  if (door == VonageDoor::reports) return json_answer(403, {{"title", "Forbidden"}, {"instance", "sandbox"}});
  const FormFields form = parse_form(request.body);
  const std::string_view sig = form_get(form, "sig");
  if (given.empty() && !sig.empty() && form_get(form, "api_key") == options.vonage_key &&
      equal_constant_time(sig, sign_vonage(options, form))) {
    return std::nullopt;
  }
  return vonage_error(Tongue::vonage_sms, 400, 20003);
}

HttpResponse vonage_error(Tongue tongue, int status, int code) {
  if (tongue == Tongue::vonage_voice) return vonage_call_error(status, code);
  if (tongue == Tongue::vonage_messages) {
    if (status >= 500) return json_answer(status, problem_json("Internal error", "1000"));
    if (code == 20429 || code == 21611) status = 429;
    const std::string number = std::to_string(message_code(code));
    return json_answer(status == 429 ? 429 : 422, problem_json(number, number));
  }
  if (status >= 500) return {status, {}, "error"};
  const int own = sms_code(code);
  return json_answer(200,
                     {{"message-count", "1"},
                      {"messages", json::array{{{"status", std::to_string(own)}, {"error-text", error_text(own)}}}}});
}

std::optional<FormFields> read_vonage_message(const HttpRequest& request, VonageDoor door) {
  return door == VonageDoor::sms ? read_sms(parse_form(request.body)) : read_message(request.body);
}

std::vector<std::string> vonage_ids(const Message& message) {
  std::vector<std::string> out{message.sid};
  if (message.tongue != Tongue::vonage_sms) return out;
  const size_t parts = message.inbound ? vonage_parts(message.body).size() : static_cast<size_t>(message.segments);
  for (size_t part = 2; part <= parts; ++part) out.push_back(fmt::format("{}p{}", message.sid, part));
  return out;
}

HttpResponse vonage_accepted(const Message& message) {
  if (message.tongue == Tongue::vonage_messages) return json_answer(202, {{"message_uuid", message.sid}});
  json::array parts;
  for (const auto& id : vonage_ids(message)) {
    json::object part{{"to", bare_number(message.to)},     {"message-id", id},          {"status", "0"},
                      {"remaining-balance", "3.14159265"}, {"message-price", "0.0333"}, {"network", "50501"}};
    if (!message.client_ref.empty()) part["client-ref"] = message.client_ref;
    parts.push_back(std::move(part));
  }
  const std::string count = std::to_string(parts.size());
  return json_answer(200, {{"message-count", count}, {"messages", std::move(parts)}});
}

std::vector<std::string> vonage_parts(std::string_view text) {
  if (sms::count_segments(text).segments <= 1) return {std::string(text)};
  std::vector<std::string> out(1);
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = sms::decode_char(text, at).bytes;
    std::string longer = out.back() + std::string(text.substr(at, bytes));
    // As the whole text is encoded, so is each part; these many fit beside the header of a part.
    const bool ucs2 = sms::count_segments(text).encoding == sms::Encoding::ucs2;
    const size_t units =
        ucs2 ? sms::to_code_points(longer).size() : static_cast<size_t>(sms::count_segments(longer).units);
    if (units > (ucs2 ? 60U : 153U)) {
      out.emplace_back(text.substr(at, bytes));
    } else {
      out.back() = std::move(longer);
    }
    at += bytes;
  }
  return out;
}

VonageWord vonage_word(Tongue tongue, std::string_view status, int code) {
  if (tongue == Tongue::vonage_messages) {
    const std::string number = code == 0 ? std::string() : std::to_string(message_code(code));
    if (status == "delivered") return {"delivered", number};
    if (status == "undelivered" || status == "failed") return {"rejected", number};
    return {"submitted", number};
  }
  if (status == "delivered") return {"delivered", "0"};
  if (status == "undelivered") return {"failed", receipt_code(code)};
  if (status == "failed") return {"rejected", receipt_code(code)};
  return {"accepted", "0"};
}

HttpResponse list_vonage_records(Ledger& ledger, std::string_view query, const SandboxOptions& options, Instant now) {
  const FormFields asked = parse_form(query);
  const std::string_view product = form_get(asked, "product"), direction = form_get(asked, "direction");
  if (form_get(asked, "account_id") != options.vonage_key) return unprocessable("account_id");
  if (product != "SMS" && product != "MESSAGES") return unprocessable("product");
  if (direction != "inbound" && direction != "outbound") return unprocessable("direction");
  const Tongue tongue = product == "SMS" ? Tongue::vonage_sms : Tongue::vonage_messages;
  const bool inbound = direction == "inbound", bodies = form_get(asked, "include_message") == "true";
  const std::string_view id = form_get(asked, "id");
  const auto from = parse_utc(form_get(asked, "date_start")), until = parse_utc(form_get(asked, "date_end"));
  if (id.empty() ? !from || !until || *until < *from || *until - *from > kDayMs : from || until)
    return unprocessable("date_end");

  json::array records;
  const auto look_at = [&](const Message* m) {
    if (m == nullptr || m->tongue != tongue) return;
    if (id.empty() && (m->created_at < *from || m->created_at >= *until)) return;
    const auto parts = inbound && tongue == Tongue::vonage_sms ? vonage_parts(m->body) : std::vector{m->body};
    const auto ids = vonage_ids(*m);
    for (size_t i = 0; i < ids.size(); ++i) {
      if (!id.empty() && ids[i] != id) continue;
      auto one = record(*m, ids[i], i < parts.size() ? parts[i] : m->body, options);
      if (!bodies) one.erase("message_body");
      records.push_back(std::move(one));
    }
  };
  if (inbound) {
    for (uint64_t i = ledger.first_inbound(); i <= ledger.last_inbound(); ++i) look_at(ledger.inbound_by_number(i));
  } else {
    for (uint64_t i = ledger.first_number(); i <= ledger.last_number(); ++i) look_at(ledger.by_number(i));
  }
  const std::string self = "https://api.nexmo.com/v2/reports/records?" + std::string(query);
  json::object out{{"_links", {{"self", {{"href", self}}}}},
                   {"request_id", "sandbox"},
                   {"request_status", "SUCCESS"},
                   {"received_at", report_time(now)},
                   {"account_id", options.vonage_key},
                   {"product", product},
                   {"direction", direction},
                   {"items_count", records.size()}};
  if (!id.empty() && records.empty()) out["ids_not_found"] = id;
  out["records"] = std::move(records);
  return json_answer(200, out);
}

}  // namespace tidings::carrier::sandbox

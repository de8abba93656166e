#include "carrier/sandbox/openphone_rest.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <tuple>

#include "base/secret.h"
#include "carrier/sandbox/rest.h"

namespace tidings::carrier::sandbox {
namespace {

constexpr int kOwnCodes = 200'000;  // OpenPhone's begin with 02

template <class T>
std::optional<T> number_in(std::string_view text) {
  T value{};
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string id_of_number(std::string_view number) {
  return "PN" + std::string(number.substr(number.starts_with('+') ? 1 : 0));
}

std::string number_of_id(std::string_view id_or_number) {
  return id_or_number.starts_with("PN") ? "+" + std::string(id_or_number.substr(2)) : std::string(id_or_number);
}

std::string time_text(Instant at) { return format_utc(at); }

std::optional<Instant> time_in(const FormFields& query, std::string_view name, bool& broken) {
  const std::string_view text = form_get(query, name);
  if (text.empty()) return std::nullopt;
  const auto at = parse_utc(text);
  broken |= !at;
  return at ? std::optional(*at) : std::nullopt;
}

bool both_sides(const Message& message, std::string_view ours, std::string_view theirs) {
  return message.inbound ? message.to == ours && message.from == theirs : message.from == ours && message.to == theirs;
}

}  // namespace

bool is_openphone_path(std::string_view path) {
  return path == "/v1/messages" || path.starts_with("/v1/messages/") || path == "/messages";
}

HttpResponse openphone_error(int status, int code) {
  if (status == 429 || status >= 500) {
    const std::string key = status == 500 ? "0201500" : fmt::format("http_{}", status);
    return json_answer(status,
                       json::object{{"error", json::object{{"message", "Not now"}, {"key", key}, {"trace", "1"}}}});
  }
  // A full queue of a number is OpenPhone's limit of a day; other refusals of a message have no code of their own.
  if (code == 21611) code = 204'403;
  if (code >= kOwnCodes) status = code % 1000;
  const std::string own = code >= kOwnCodes ? fmt::format("0{}", code) : fmt::format("0200{}", status);
  return json_answer(status, json::object{{"message", "The request was not accepted"},
                                          {"code", own},
                                          {"status", status},
                                          {"docs", "https://openphone.com/docs"},
                                          {"title", "Not accepted"}});
}

std::optional<HttpResponse> check_openphone_access(const HttpRequest& request, const SandboxOptions& options) {
  if (equal_constant_time(request.headers.get("Authorization"), options.auth_token)) return std::nullopt;
  return openphone_error(401, 200'401);
}

std::optional<FormFields> read_openphone_message(std::string_view body) {
  const auto value = parse_json(body);
  if (!value || !value->is_object()) return std::nullopt;
  JsonReader in(*value);
  const std::string content = in.required_text("content"), from = in.required_text("from");
  const json::array* to = in.array("to");
  (void)in.text("userId");
  (void)in.text("setInboxStatus");
  if (!in.done() || to == nullptr || to->size() != 1 || !(*to)[0].is_string()) return std::nullopt;
  if (content.find_first_not_of(" \t\r\n") == std::string::npos) return std::nullopt;
  return FormFields{{"To", std::string((*to)[0].get_string())}, {"From", number_of_id(from)}, {"Body", content}};
}

json::object openphone_message(const Message& m) {
  json::array media;
  for (const auto& url : m.media_urls) media.push_back(json::object{{"url", url}, {"type", "image/jpeg"}});
  json::object out{{"id", m.sid},
                   {"to", json::array{m.to}},
                   {"from", m.from},
                   {"text", m.body},
                   {"phoneNumberId", id_of_number(m.inbound ? m.to : m.from)},
                   {"direction", m.inbound ? "incoming" : "outgoing"},
                   {"userId", m.inbound ? json::value(nullptr) : json::value("USsandbox")},
                   {"status", m.status},
                   {"createdAt", time_text(m.created_at)},
                   {"updatedAt", time_text(m.updated_at)}};
  if (!media.empty()) out["media"] = std::move(media);
  if (m.error_code != 0) out["errorCode"] = std::to_string(m.error_code);
  return out;
}

// Oldest first, and a total that is wrong: neither is promised.
HttpResponse list_openphone_conversation(Ledger& ledger, const FormFields& query) {
  const std::string ours = number_of_id(form_get(query, "phoneNumberId"));
  const std::string_view theirs = form_get(query, "participants");
  const auto most = number_in<size_t>(form_get(query, "maxResults"));
  bool broken = false;
  const auto after = time_in(query, "createdAfter", broken), before = time_in(query, "createdBefore", broken);
  const std::string_view token = form_get(query, "pageToken");
  const auto from = token.empty() ? std::optional<size_t>(0) : number_in<size_t>(token.substr(1));
  if (!form_get(query, "phoneNumberId").starts_with("PN") || theirs.empty() || !most || *most < 1 || *most > 100 ||
      broken || !from)
    return openphone_error(400, 200'400);

  std::vector<const Message*> all;
  const auto look_at = [&](const Message* message) {
    if (message == nullptr || !both_sides(*message, ours, theirs)) return;
    if (after && message->created_at <= *after) return;
    if (before && message->created_at >= *before) return;
    all.push_back(message);
  };
  if (const auto found = ledger.recipients().find(theirs); found != ledger.recipients().end()) {
    for (const uint64_t number : found->second.messages) look_at(ledger.by_number(number));
  }
  for (uint64_t i = ledger.first_inbound(); i <= ledger.last_inbound(); ++i) look_at(ledger.inbound_by_number(i));
  std::ranges::sort(all, {}, [](const Message* m) { return std::tuple(m->created_at, m->inbound, m->number); });

  json::array data;
  size_t at = std::min(*from, all.size());
  while (at < all.size() && data.size() < *most) data.push_back(openphone_message(*all[at++]));
  json::object out{{"data", std::move(data)}, {"totalItems", 1}, {"nextPageToken", nullptr}};
  if (at < all.size()) out["nextPageToken"] = fmt::format("p{}", at);
  return json_answer(200, out);
}

HttpResponse list_openphone_log(Ledger& ledger, const FormFields& query) {
  bool broken = false;
  const auto after = time_in(query, "createdAt[gt]", broken), before = time_in(query, "createdAt[lt]", broken);
  const std::string_view wanted = form_get(query, "limit"), cursor = form_get(query, "after");
  const auto limit = wanted.empty() ? std::optional<size_t>(10) : number_in<size_t>(wanted);
  uint64_t out_below = ledger.last_number() + 1, in_below = ledger.last_inbound() + 1;
  if (!cursor.empty()) {
    const size_t dot = cursor.find('.');
    const auto out = number_in<uint64_t>(cursor.substr(0, dot));
    const auto in = dot == std::string_view::npos ? std::nullopt : number_in<uint64_t>(cursor.substr(dot + 1));
    if (!out || !in || *out == 0 || *in == 0) return openphone_error(400, 200'400);
    out_below = std::min(*out, out_below);
    in_below = std::min(*in, in_below);
  }
  if (!limit || *limit < 1 || *limit > 50 || broken) return openphone_error(400, 200'400);
  const auto takes = [&](const Message& m) {
    const auto is = [&](std::string_view name, std::string_view value) {
      const std::string_view asked = form_get(query, name);
      return asked.empty() || asked == value;
    };
    return is("direction", m.inbound ? "incoming" : "outgoing") && is("from", m.from) && is("to", m.to) &&
           is("status", m.status) && is("phoneNumberId", id_of_number(m.inbound ? m.to : m.from)) &&
           (!after || m.created_at > *after) && (!before || m.created_at < *before);
  };
  json::array data;
  json::value next = nullptr;
  while (true) {
    const Message* out = ledger.by_number(out_below - 1);
    const Message* in = ledger.inbound_by_number(in_below - 1);
    if (out == nullptr && in == nullptr) break;
    const bool take_in = out == nullptr || (in != nullptr && in->created_at > out->created_at);
    const Message& one = take_in ? *in : *out;
    if (after && one.created_at <= *after) break;  // newest first: the rest is older
    if (takes(one)) {
      if (data.size() == *limit) {
        next = fmt::format("{}.{}", out_below, in_below);
        break;
      }
      data.push_back(openphone_message(one));
    }
    --(take_in ? in_below : out_below);
  }
  return json_answer(200, json::object{{"data", std::move(data)}, {"nextCursor", std::move(next)}});
}

}  // namespace tidings::carrier::sandbox

#include "carrier/sandbox/rest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <ranges>

#include "base/crypto.h"
#include "base/limits.h"
#include "base/secret.h"

namespace tidings::carrier::sandbox {
namespace {

constexpr size_t kPageDefault = 50;
constexpr size_t kPageMost = 1000;

std::string_view words_for(int code) {
  switch (code) {
    case 20003:
      return "Authenticate";
    case 20004:
      return "This method is not allowed here";
    case 20404:
      return "The requested resource was not found";
    case 20429:
      return "Too many requests";
    case 20500:
      return "Internal server error";
    case 20503:
      return "Service unavailable";
    case 21201:
      return "A 'To' number is required";
    case 21205:
      return "Invalid URL, or no instructions";
    case 21210:
      return "The 'From' number is not verified";
    case 21213:
      return "A 'From' number is required";
    case 21214:
      return "The 'To' number cannot be reached";
    case 21215:
      return "Calls to this country are not enabled";
    case 21220:
      return "The call is over";
    case 21211:
      return "Invalid 'To' number";
    case 21212:
      return "Invalid 'From' number";
    case 21602:
      return "A message needs a body, media or content";
    case 21603:
      return "A 'From' number or a messaging service is required";
    case 21604:
      return "A 'To' number is required";
    case 21606:
      return "The 'From' number cannot send to this destination";
    case 21610:
      return "The recipient has opted out";
    case 21611:
      return "The queue of the 'From' number is full";
    case 21617:
      return "The body is longer than 1600 characters";
    case 21620:
      return "Invalid media URL";
    case 21623:
      return "Too many media";
    case 21624:
      return "Invalid validity period";
    case 21609:
      return "Invalid status callback";
    default:
      return "The message was not accepted";
  }
}

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_e164(std::string_view text) {
  return text.size() >= 8 && text.size() <= 16 && text[0] == '+' && text[1] != '0' && all_digits(text.substr(1));
}

bool is_sender(std::string_view text) {
  if (is_e164(text)) return true;
  if (all_digits(text)) return text.size() >= 3 && text.size() <= 8;  // short code
  const bool letters = std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '-' ||
           c == '_' || c == '&';
  });
  return letters && !text.empty() && text.size() <= 11;
}

size_t characters(std::string_view utf8) {
  return static_cast<size_t>(
      std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// Magic numbers of Twilio's test credentials.
int test_number_code(std::string_view to, std::string_view from) {
  if (from == "+15005550001") return 21212;
  if (from == "+15005550007") return 21606;
  if (from == "+15005550008") return 21611;
  if (to == "+15005550001") return 21211;
  if (to == "+15005550002") return 21612;
  if (to == "+15005550003") return 21408;
  if (to == "+15005550004") return 21610;
  if (to == "+15005550009") return 21614;
  return 0;
}

std::string keyword(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.remove_suffix(1);
  std::string out(text.substr(0, 16));
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  return text.size() > 16 ? "" : out;
}

json::value date_or_null(Instant at) { return at.ms == 0 ? json::value(nullptr) : json::value(rfc2822(at)); }
json::value text_or_null(std::string_view text) { return text.empty() ? json::value(nullptr) : json::value(text); }

// A day counts from its first millisecond.
std::optional<Instant> date_or_time(std::string_view text) {
  auto at = parse_utc(text.size() == 10 ? std::string(text) + "T00:00:00Z" : std::string(text));
  return at ? std::optional(*at) : std::nullopt;
}

struct Filter {
  std::string_view to, from;
  std::optional<Instant> sent_from, sent_until;  // until: exclusive
  bool dated = false, broken = false;

  bool takes(const Message& message) const {
    if (!to.empty() && message.to != to) return false;
    if (!from.empty() && message.from != from) return false;
    if (dated && message.sent_at.ms == 0) return false;
    if (sent_from && message.sent_at < *sent_from) return false;
    return !sent_until || message.sent_at < *sent_until;
  }
};

Filter read_filter(const FormFields& query) {
  Filter out;
  out.to = form_get(query, "To");
  out.from = form_get(query, "From");
  for (const auto& [name, value] : query) {
    if (!name.starts_with("DateSent") || value.empty()) continue;
    const auto at = date_or_time(value);
    out.dated = true;
    out.broken |= !at;
    if (!at) continue;
    if (name == "DateSent>") out.sent_from = *at;
    if (name == "DateSent<") out.sent_until = *at + 1;
    if (name == "DateSent") out.sent_from = *at, out.sent_until = *at + kDayMs;
  }
  return out;
}

template <class T>
T number_or(std::string_view text, T otherwise) {
  T value{};
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  return ec == std::errc{} && end == text.data() + text.size() && !text.empty() ? value : otherwise;
}

// Where a page goes on: the numbers below which messages have not been listed yet.
struct Below {
  uint64_t outbound = 0, inbound = 0;
};

std::optional<Below> read_token(std::string_view token) {
  constexpr std::string_view kBegin = "PASM";
  constexpr size_t kDigits = 16;
  if (!token.starts_with(kBegin) || token.size() != kBegin.size() + 2 * kDigits) return std::nullopt;
  token.remove_prefix(kBegin.size());
  Below out;
  for (uint64_t* number : {&out.outbound, &out.inbound}) {
    const auto [end, ec] = std::from_chars(token.data(), token.data() + kDigits, *number, 16);
    if (ec != std::errc{} || end != token.data() + kDigits || *number == 0) return std::nullopt;
    token.remove_prefix(kDigits);
  }
  return out;
}

}  // namespace

HttpResponse json_answer(int status, const json::value& body) {
  HttpResponse out;
  out.status = status;
  out.headers.add("Content-Type", "application/json");
  out.body = json::serialize(body);
  return out;
}

HttpResponse api_error(int status, int code) {
  return json_answer(status, json::object{{"code", code},
                                          {"message", words_for(code)},
                                          {"more_info", fmt::format("https://www.twilio.com/docs/errors/{}", code)},
                                          {"status", status}});
}

std::optional<HttpResponse> check_access(const HttpRequest& request, std::string_view account,
                                         const SandboxOptions& options) {
  const std::string expected = "Basic " + crypto::to_base64(options.account_sid + ":" + options.auth_token);
  if (!equal_constant_time(request.headers.get("Authorization"), expected)) return api_error(401, 20003);
  if (account != options.account_sid) return api_error(404, 20404);
  return std::nullopt;
}

int check_new_message(const FormFields& form) {
  const std::string_view to = form_get(form, "To"), from = form_get(form, "From"), body = form_get(form, "Body");
  const bool service = !form_get(form, "MessagingServiceSid").empty();
  const auto media =
      static_cast<size_t>(std::ranges::count(form, std::string("MediaUrl"), &FormFields::value_type::first));
  if (to.empty()) return 21604;
  if (!is_e164(to)) return 21211;
  if (from.empty() && !service) return 21603;
  if (!from.empty() && !is_sender(from)) return 21212;
  if (body.empty() && media == 0) return 21602;
  if (characters(body) > limits::kBodyCharacters) return 21617;
  if (media > limits::kMediaPerMessage) return 21623;
  for (const auto& [name, value] : form) {
    if (name == "MediaUrl" && !split_url(value)) return 21620;
  }
  const std::string_view validity = form_get(form, "ValidityPeriod");
  const auto seconds = number_or<int64_t>(validity, 0);
  if (!validity.empty() && (seconds < 1 || seconds > 36'000)) return 21624;
  const std::string_view callback = form_get(form, "StatusCallback");
  if (!callback.empty()) {
    const auto url = split_url(callback);
    if (!url || url->host.find('_') != std::string_view::npos) return 21609;
  }
  return test_number_code(to, from);
}

std::string rfc2822(Instant at) {
  static constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto time = std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{at.ms}};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", kDays[std::chrono::weekday{day}.c_encoding()],
                     unsigned{date.day()}, kMonths[unsigned{date.month()} - 1], int{date.year()}, clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

bool is_stop_keyword(std::string_view text) {
  static constexpr std::array<std::string_view, 8> kWords{"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL",
                                                          "END",  "QUIT",    "REVOKE",      "OPTOUT"};
  return std::ranges::find(kWords, keyword(text)) != kWords.end();
}

bool is_start_keyword(std::string_view text) {
  const std::string word = keyword(text);
  return word == "START" || word == "YES" || word == "UNSTOP";
}

json::object message_json(const Message& m, std::string_view account_sid) {
  const std::string uri = fmt::format("/{}/Accounts/{}/Messages/{}", kApiVersion, account_sid, m.sid);
  const bool sent = m.sent_at.ms != 0;
  json::object out{{"account_sid", account_sid},
                   {"api_version", kApiVersion},
                   {"body", m.body},
                   {"date_created", rfc2822(m.created_at)},
                   {"date_sent", date_or_null(m.sent_at)},
                   {"date_updated", rfc2822(m.updated_at)},
                   {"direction", m.inbound ? "inbound" : "outbound-api"},
                   {"error_message", nullptr},
                   {"from", text_or_null(m.from)},
                   {"messaging_service_sid", text_or_null(m.service_sid)},
                   {"num_media", std::to_string(m.media)},
                   {"num_segments", std::to_string(m.service_sid.empty() || sent ? m.segments : 0)},
                   {"price_unit", "USD"},
                   {"sid", m.sid},
                   {"status", m.status},
                   {"subresource_uris", json::object{{"media", uri + "/Media.json"}}},
                   {"to", m.to},
                   {"uri", uri + ".json"}};
  out["price"] = sent ? json::value(fmt::format("-{:.5f}", 0.0079 * m.segments)) : json::value(nullptr);
  out["error_code"] = m.error_code == 0 ? json::value(nullptr) : json::value(m.error_code);
  return out;
}

std::string media_sid(const Message& m, size_t i) { return sid_of("ME", m.number, i + 1); }

json::object media_json(const Message& m, std::string_view account_sid) {
  const std::string uri = fmt::format("/{}/Accounts/{}/Messages/{}/Media", kApiVersion, account_sid, m.sid);
  json::array list;
  for (size_t i = 0; i < m.media_urls.size(); ++i) {
    const std::string sid = media_sid(m, i);
    list.push_back(json::object{{"sid", sid},
                                {"account_sid", account_sid},
                                {"parent_sid", m.sid},
                                {"content_type", "image/jpeg"},
                                {"date_created", rfc2822(m.created_at)},
                                {"date_updated", rfc2822(m.created_at)},
                                {"uri", uri + "/" + sid + ".json"}});
  }
  return {{"media_list", std::move(list)}, {"next_page_uri", nullptr}, {"uri", uri + ".json"}};
}

HttpResponse list_messages(Ledger& ledger, const FormFields& query, std::string_view account_sid) {
  const Filter filter = read_filter(query);
  if (filter.broken) return api_error(400, 20001);
  const size_t size = std::clamp<size_t>(number_or<size_t>(form_get(query, "PageSize"), kPageDefault), 1, kPageMost);
  const size_t page = number_or<size_t>(form_get(query, "Page"), 0);
  const std::string_view token = form_get(query, "PageToken");
  Below below{ledger.last_number() + 1, ledger.last_inbound() + 1};
  if (!token.empty()) {
    const auto read = read_token(token);
    if (!read) return api_error(400, 20001);
    below = *read;
  }

  json::array messages;
  Below last;
  bool more = false;
  const auto look_at = [&](const Message* message) {  // false when the page is full
    if (message == nullptr || !filter.takes(*message)) return true;
    if (messages.size() == size) return !(more = true);
    messages.push_back(message_json(*message, account_sid));
    return true;
  };
  // Out and in, each from its newest down; the later of the two is next.
  std::vector<uint64_t> outbound;  // to one recipient, falling
  if (!filter.to.empty()) {
    const auto found = ledger.recipients().find(filter.to);
    if (found != ledger.recipients().end()) {
      for (const uint64_t number : std::views::reverse(found->second.messages)) {
        if (number < below.outbound) outbound.push_back(number);
      }
    }
  }
  if (!filter.to.empty() && !ledger.texted(filter.to)) below.inbound = 1;  // none to it
  size_t at = 0;
  const auto next_outbound = [&]() -> const Message* {
    if (filter.to.empty()) return ledger.by_number(below.outbound - 1);
    return at < outbound.size() ? ledger.by_number(outbound[at]) : nullptr;
  };
  for (last = below;;) {
    const Message* out = next_outbound();
    const Message* in = ledger.inbound_by_number(below.inbound - 1);
    if (out == nullptr && in == nullptr) break;
    const bool take_in = out == nullptr || (in != nullptr && in->created_at > out->created_at);
    if (!look_at(take_in ? in : out)) break;
    if (take_in) {
      below.inbound = in->number;
    } else {
      below.outbound = out->number;
      ++at;
    }
    last = below;
  }

  const std::string path = fmt::format("/{}/Accounts/{}/Messages.json", kApiVersion, account_sid);
  FormFields kept;
  for (const auto& field : query) {
    if (field.first != "Page" && field.first != "PageToken" && field.first != "PageSize") kept.push_back(field);
  }
  const auto uri = [&](size_t number, const Below* after) {
    FormFields all = kept;
    all.emplace_back("PageSize", std::to_string(size));
    all.emplace_back("Page", std::to_string(number));
    if (after != nullptr)
      all.emplace_back("PageToken", fmt::format("PASM{:016x}{:016x}", after->outbound, after->inbound));
    return path + "?" + encode_form(all);
  };
  const size_t start = page * size;
  json::object out{{"first_page_uri", uri(0, nullptr)},
                   {"next_page_uri", nullptr},
                   {"previous_page_uri", nullptr},
                   {"page", page},
                   {"page_size", size},
                   {"start", start},
                   {"end", start + (messages.empty() ? 0 : messages.size() - 1)},
                   {"uri", uri(page, nullptr)}};
  if (more) out["next_page_uri"] = uri(page + 1, &last);
  out["messages"] = std::move(messages);
  return json_answer(200, out);
}

}  // namespace tidings::carrier::sandbox

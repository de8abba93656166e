#include "carrier/sandbox/options.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <variant>

#include "base/crypto.h"
#include "base/http.h"

namespace tidings::carrier::sandbox {
namespace {

using O = SandboxOptions;
using Codes = std::map<int, double>;
using Member = std::variant<std::string O::*, int64_t O::*, double O::*, bool O::*, Codes O::*>;

struct Row {
  std::string_view name;
  Member member;
  std::string_view words;
};

const Row kRows[] = {
    {"account_sid", &O::account_sid, "account that may send"},
    {"auth_token", &O::auth_token, "its token: 32 characters, signs the webhooks"},
    {"inbound_url", &O::inbound_url, "where replies are posted; empty: nobody replies"},
    {"openphone_url", &O::openphone_url, "where OpenPhone's webhooks are posted; empty: none are made"},
    {"openphone_key", &O::openphone_key, "what they are signed with, in base64"},
    {"openphone_generation", &O::openphone_generation, "their form: 1, 2 or 3"},
    {"vonage_key", &O::vonage_key, "Vonage's API key; its secret is auth_token"},
    {"vonage_public_key", &O::vonage_public_key, "PEM: whose tokens the Messages API takes; empty: anybody's"},
    {"vonage_url", &O::vonage_url, "where Vonage sends what people write; empty: nobody writes"},
    {"vonage_signature_secret", &O::vonage_signature_secret, "what its webhooks are signed with"},
    {"vonage_signature_method", &O::vonage_signature_method, "md5hash, md5, sha1, sha256 or sha512"},
    {"vonage_send_by", &O::vonage_send_by, "its SMS API's webhooks: get, form or json"},
    {"latency_ms", &O::latency_ms, "wait before every answer"},
    {"jitter_ms", &O::jitter_ms, "up to this much more"},
    {"rate_429", &O::rate_429, "answered 429, not processed"},
    {"rate_500", &O::rate_500, "answered 500, not processed"},
    {"rate_500_after", &O::rate_500_after, "processed, then answered 500"},
    {"rate_503", &O::rate_503, "answered 503, not processed"},
    {"retry_after_s", &O::retry_after_s, "Retry-After of 429 and 503; 0: none"},
    {"rate_reset_before", &O::rate_reset_before, "connection dropped, not processed"},
    {"rate_reset_after", &O::rate_reset_after, "processed, then the connection dropped"},
    {"rate_hang", &O::rate_hang, "processed, never answered"},
    {"rate_lookup_503", &O::rate_lookup_503, "requests that read messages answered 503"},
    {"concurrent", &O::concurrent, "requests at once before 429; 0: no limit"},
    {"errors", &O::errors, "codes answered at creation, code:rate;code:rate"},
    {"fetch_media", &O::fetch_media, "media at addresses of this machine are fetched before the message is sent"},
    {"segments_per_s", &O::segments_per_s, "throughput of each From; the rest is queued; 0: no limit"},
    {"queue_s", &O::queue_s, "longest queue of a From before 21611"},
    {"sent_ms", &O::sent_ms, "from acceptance to sent"},
    {"delivered_ms", &O::delivered_ms, "from sent to delivered"},
    {"rate_lost", &O::rate_lost, "status callbacks that are never made"},
    {"rate_late", &O::rate_late, "last callbacks that come late_ms later"},
    {"late_ms", &O::late_ms, "how late"},
    {"rate_double", &O::rate_double, "status callbacks made twice"},
    {"rate_reversed", &O::rate_reversed, "messages whose delivered comes before sent"},
    {"rate_undelivered", &O::rate_undelivered, "messages that end undelivered, code 30005"},
    {"later", &O::later, "codes that status callbacks bring, code:rate;code:rate"},
    {"webhook_retries", &O::webhook_retries, "repeats of a webhook that could not connect"},
    {"webhook_retry_ms", &O::webhook_retry_ms, "wait before such a repeat"},
    {"retry_answers", &O::retry_answers, "repeats also after a reset, a timeout or a 5xx"},
    {"reply_ms", &O::reply_ms, "from delivered to a reply"},
    {"rate_stop", &O::rate_stop, "recipients who answer STOP"},
    {"rate_soft_stop", &O::rate_soft_stop, "recipients who ask in other words to be left alone"},
    {"rate_help", &O::rate_help, "recipients who answer HELP"},
    {"rate_yes", &O::rate_yes, "recipients who answer YES"},
    {"rate_reply", &O::rate_reply, "recipients who answer something else"},
    {"replies_each", &O::replies_each, "messages one person answers at most"},
    {"rate_inbound_double", &O::rate_inbound_double, "inbound webhooks made twice"},
    {"rate_forged", &O::rate_forged, "messages beside which a forged STOP is posted"},
    {"remember_stop", &O::remember_stop, "after STOP, sending to that pair gives 21610"},
    {"own_numbers", &O::own_numbers, "numbers of the account, with semicolons: a text to one comes in"},
    {"rate_inbound_lost", &O::rate_inbound_lost, "inbound webhooks that are never made"},
    {"lose_receipts", &O::lose_receipts, "so many status callbacks from now on are never made"},
    {"lose_inbound", &O::lose_inbound, "so many inbound webhooks from now on are never made"},
    {"rate_machine", &O::rate_machine, "calls that an answering machine takes"},
    {"rate_busy", &O::rate_busy, "calls that meet a busy line"},
    {"rate_no_answer", &O::rate_no_answer, "calls that nobody takes"},
    {"rate_call_failed", &O::rate_call_failed, "calls that never ring"},
    {"call_ring_ms", &O::call_ring_ms, "from the first ring until somebody takes it"},
    {"call_ring_out_ms", &O::call_ring_out_ms, "until nobody has; 0: as long as was asked for"},
    {"call_talk_ms", &O::call_talk_ms, "how long speaking takes"},
    {"magic", &O::magic, "numbers that end in 555 and a known suffix meet a fixed fault"},
};

const Row* find_row(std::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

std::unexpected<Error> wrong(std::string_view name, std::string_view what) {
  return fail(ErrorCode::invalid_argument, fmt::format("{} {}", name, what), std::string(name));
}

template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string_view next_piece(std::string_view& rest, char separator) {
  const size_t end = rest.find(separator);
  const std::string_view piece = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return piece;
}

Result<Codes> parse_codes(std::string_view name, std::string_view text) {
  Codes out;
  while (!text.empty()) {
    std::string_view pair = next_piece(text, ';');
    const auto code = number<int>(next_piece(pair, ':'));
    const auto rate = number<double>(pair);
    if (!code || !rate) return wrong(name, "must be written as 21211:0.01;21610:0.02");
    out[*code] = *rate;
  }
  return out;
}

struct FromText {
  O& out;
  std::string_view name, text;

  template <class T>
  Result<> numeric(T O::* member) {
    const auto value = number<T>(text);
    if (!value) return wrong(name, fmt::format("must be a number, not '{}'", text));
    out.*member = *value;
    return {};
  }
  Result<> operator()(int64_t O::* member) { return numeric(member); }
  Result<> operator()(double O::* member) { return numeric(member); }
  Result<> operator()(std::string O::* member) {
    out.*member = text;
    return {};
  }
  Result<> operator()(bool O::* member) {
    if (text != "true" && text != "false") return wrong(name, "must be true or false");
    out.*member = text == "true";
    return {};
  }
  Result<> operator()(Codes O::* member) {
    out.*member = TRY(parse_codes(name, text));
    return {};
  }
};

struct FromJson {
  O& out;
  JsonReader& in;
  std::string_view name;

  void operator()(int64_t O::* member) { out.*member = in.integer(name).value_or(out.*member); }
  void operator()(double O::* member) { out.*member = in.number(name).value_or(out.*member); }
  void operator()(bool O::* member) { out.*member = in.boolean(name).value_or(out.*member); }
  void operator()(std::string O::* member) { out.*member = in.text(name).value_or(out.*member); }
  void operator()(Codes O::* member) {
    const json::object* object = in.object(name);
    if (object == nullptr) return;
    Codes codes;
    for (const auto& [key, value] : *object) {
      const auto code = number<int>(key);
      if (!code || !value.is_number()) return in.problem(name, "must map codes to rates");
      codes[*code] = value.to_number<double>();
    }
    out.*member = std::move(codes);
  }
};

struct ToJson {
  const O& from;

  json::value operator()(Codes O::* member) const {
    json::object out;
    for (const auto& [code, rate] : from.*member) out[std::to_string(code)] = rate;
    return out;
  }
  template <class T>
  json::value operator()(T O::* member) const {
    return json::value(from.*member);
  }
};

double total(const Codes& codes) {
  double sum = 0;
  for (const auto& [code, rate] : codes) sum += rate;
  return sum;
}

// A range that is not kept; also catches NaN.
struct OutOfRange {
  const O& options;

  std::string_view operator()(double O::* member) const {
    const double value = options.*member;
    if (member == &O::segments_per_s) return value >= 0 && value <= 1e6 ? "" : "must be between 0 and 1000000";
    return value >= 0 && value <= 1 ? "" : "must be between 0 and 1";
  }
  std::string_view operator()(int64_t O::* member) const {
    const int64_t value = options.*member;
    return value >= 0 && value <= 86'400'000 ? "" : "must be between 0 and 86400000";
  }
  std::string_view operator()(Codes O::* member) const {
    for (const auto& [code, rate] : options.*member) {
      if (code < 1 || !(rate >= 0 && rate <= 1)) return "must map codes to rates between 0 and 1";
    }
    return "";
  }
  std::string_view operator()(bool O::*) const { return ""; }
  std::string_view operator()(std::string O::*) const { return ""; }
};

}  // namespace

Result<> SandboxOptions::validate() const {
  for (const Row& row : kRows) {
    if (const auto what = std::visit(OutOfRange{*this}, row.member); !what.empty()) return wrong(row.name, what);
  }
  if (!account_sid.starts_with("AC") || account_sid.size() != 34)
    return wrong("account_sid", "must be AC and 32 hex digits");
  if (auth_token.size() != 32) return wrong("auth_token", "must be 32 characters");
  if (!inbound_url.empty() && !split_url(inbound_url)) return wrong("inbound_url", "must be an http or https URL");
  if (!openphone_url.empty() && !split_url(openphone_url))
    return wrong("openphone_url", "must be an http or https URL");
  if (const auto key = crypto::from_base64(openphone_key); !key || key->empty())
    return wrong("openphone_key", "must be base64");
  if (!vonage_url.empty() && !split_url(vonage_url)) return wrong("vonage_url", "must be an http or https URL");
  if (vonage_key.size() != 8) return wrong("vonage_key", "must have 8 characters");
  if (vonage_send_by != "get" && vonage_send_by != "form" && vonage_send_by != "json")
    return wrong("vonage_send_by", "must be get, form or json");
  if (const auto& m = vonage_signature_method;
      m != "md5hash" && m != "md5" && m != "sha1" && m != "sha256" && m != "sha512")
    return wrong("vonage_signature_method", "must be md5hash, md5, sha1, sha256 or sha512");
  if (openphone_generation < 1 || openphone_generation > 3) return wrong("openphone_generation", "must be 1, 2 or 3");
  const struct {
    std::string_view name;
    double sum;
  } sums[] = {
      {"rate_429 to rate_hang",
       rate_429 + rate_500 + rate_500_after + rate_503 + rate_reset_before + rate_reset_after + rate_hang},
      {"errors", total(errors)},
      {"later with rate_undelivered", total(later) + rate_undelivered},
      {"rate_machine to rate_call_failed", rate_machine + rate_busy + rate_no_answer + rate_call_failed},
      {"rate_stop to rate_reply", rate_stop + rate_soft_stop + rate_help + rate_yes + rate_reply},
  };
  for (const auto& [name, sum] : sums) {
    if (sum > 1.000001) return wrong(name, "must not add up to more than 1");
  }
  return {};
}

Result<SandboxOptions> parse_options(std::string_view text, SandboxOptions base) {
  while (!text.empty()) {
    std::string_view pair = next_piece(text, ',');
    const std::string_view name = next_piece(pair, '=');
    const Row* row = find_row(name);
    if (row == nullptr) {
      return fail(ErrorCode::invalid_argument, fmt::format("the sandbox has no option '{}'", name), std::string(name),
                  "the options are:\n" + options_help());
    }
    TRY(std::visit(FromText{base, name, pair}, row->member));
  }
  TRY(base.validate());
  return base;
}

Result<SandboxOptions> read_options(const json::value& value, SandboxOptions base) {
  JsonReader in(value);
  for (const Row& row : kRows) std::visit(FromJson{base, in, row.name}, row.member);
  TRY(in.done());
  TRY(base.validate());
  return base;
}

json::object options_json(const SandboxOptions& options) {
  json::object out;
  for (const Row& row : kRows) {
    if (row.name != "auth_token" && row.name != "openphone_key" && row.name != "vonage_signature_secret")
      out[row.name] = std::visit(ToJson{options}, row.member);
  }
  return out;
}

std::string options_help() {
  std::string out;
  for (const Row& row : kRows) out += fmt::format("  {:<20} {}\n", row.name, row.words);
  return out;
}

}  // namespace tidings::carrier::sandbox

#include "carrier/generic/config_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "carrier/settings.h"

namespace tidings::carrier::generic {
namespace {

constexpr std::string_view kRefusal[] = {"status", "body", "code", "class"};

std::optional<int> status_in(std::string_view text) {
  int value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size() || value < 100 || value > 599) return std::nullopt;
  return value;
}

struct Class {
  std::string_view word;
  Outcome outcome;
  ErrorClass cls;
  BusyWith with = BusyWith::account;
};
constexpr Class kClasses[] = {
    {"permanent", Outcome::refused, ErrorClass::permanent},
    {"content", Outcome::refused, ErrorClass::content},
    {"opted_out", Outcome::refused, ErrorClass::opted_out},
    {"transient", Outcome::refused, ErrorClass::transient},
    {"refused", Outcome::refused, ErrorClass::none},
    {"busy", Outcome::busy, ErrorClass::transient},
    {"sender_busy", Outcome::busy, ErrorClass::transient, BusyWith::sender},
    {"account", Outcome::busy, ErrorClass::sender},
    {"sender", Outcome::busy, ErrorClass::sender, BusyWith::sender},
    {"unknown", Outcome::unknown, ErrorClass::none},
};
constexpr std::string_view kClassWords =
    "permanent, content, opted_out, transient, refused, busy, sender_busy, account, sender or unknown";

constexpr std::pair<std::string_view, StateWord> kStates[] = {
    {"queued", {DeliveryState::queued}},
    {"sending", {DeliveryState::sending}},
    {"sent", {DeliveryState::sent}},
    {"delivered", {DeliveryState::delivered}},
    {"failed", {DeliveryState::failed}},
    {"undelivered", {DeliveryState::failed, true}},
    {"opted_out", {DeliveryState::failed, false, true}},
    {"canceled", {DeliveryState::canceled}},
    {"unchanged", {DeliveryState::unchanged}},
};

Result<Where> read_where(const CarrierConfig& config, const std::string& key) {
  const std::string text = setting(config, key);
  if (text == "query") return Where::query;
  if (text == "form") return Where::form;
  if (text == "json") return Where::json;
  return wrong_key(key, "must be query, form or json", "where the fields of this webhook stand");
}

Result<std::string> read_field(const CarrierConfig& config, const std::string& key, Where where, bool required) {
  std::string text = setting(config, key);
  if (text.empty() && required) return wrong_key(key, "is required");
  if (!text.empty() && where == Where::json && !text.starts_with('/'))
    return wrong_key(key, "must be a JSON pointer", "such as /message/status");
  return text;
}

}  // namespace

Result<std::vector<StatusRange>> read_statuses(std::string_view key, const std::vector<std::string>& list) {
  std::vector<StatusRange> out;
  for (const std::string& one : list) {
    const size_t dash = one.find('-');
    const auto from = status_in(std::string_view(one).substr(0, dash));
    const auto to = dash == std::string::npos ? from : status_in(std::string_view(one).substr(dash + 1));
    if (!from || !to || *to < *from)
      return wrong_key(key, fmt::format("'{}' is no HTTP status and no range of them", one), R"(["200", "400-499"])");
    out.push_back({*from, *to});
  }
  return out;
}

Result<std::optional<std::regex>> read_regex(const CarrierConfig& config, const std::string& key) {
  const std::string text = setting(config, key);
  if (text.empty()) return std::optional<std::regex>();
  try {
    return std::optional(std::regex(text, std::regex::ECMAScript));
  } catch (const std::regex_error& error) {
    return wrong_key(key, "is no regular expression", error.what());
  }
}

Result<Finder> read_finder(const CarrierConfig& config, const std::string& key) {
  Finder out;
  out.pointer = setting(config, key + "_pointer");
  out.regex = TRY(read_regex(config, key + "_regex"));
  if (!out.pointer.empty() && out.regex) return wrong_key(key + "_regex", "and a pointer: one of them is enough");
  if (!out.pointer.empty() && !out.pointer.starts_with('/'))
    return wrong_key(key + "_pointer", "must be a JSON pointer", "such as /messages/0/id");
  if (out.regex && out.regex->mark_count() < 1)
    return wrong_key(key + "_regex", "must have a group", "such as ID: ([^ ]+)");
  return out;
}

bool is_private_host(std::string_view host) {
  if (host.find_first_not_of("0123456789.") != std::string_view::npos || std::ranges::count(host, '.') != 3)
    return false;
  if (host.starts_with("10.") || host.starts_with("192.168.")) return true;
  if (!host.starts_with("172.")) return false;
  host.remove_prefix(4);
  int second = 0;
  std::from_chars(host.data(), host.data() + host.size(), second);
  return second >= 16 && second <= 31;
}

bool is_refusal_key(std::string_view rest) {
  const size_t dot = rest.find('.');
  if (dot == std::string_view::npos || rest.substr(0, dot).find_first_not_of("0123456789") != std::string_view::npos)
    return false;
  rest.remove_prefix(dot + 1);
  return std::ranges::find(kRefusal, rest.substr(0, rest.find('.'))) != std::end(kRefusal);
}

Result<std::vector<Rule>> read_refusals(const CarrierConfig& config) {
  std::set<int> numbers;  // in the file's order: 2 before 10
  for (const auto& [rest, value] : settings_below(config, "refusal")) {
    int number = 0;
    std::from_chars(rest.data(), rest.data() + rest.size(), number);
    numbers.insert(number);
  }
  std::vector<Rule> out;
  for (const int number : numbers) {
    const std::string at = fmt::format("refusal.{}.", number);
    Rule rule;
    rule.statuses = TRY(read_statuses(at + "status", setting_list(config, at + "status")));
    rule.body = TRY(read_regex(config, at + "body"));
    rule.codes = setting_list(config, at + "code");
    if (rule.statuses.empty() && !rule.body && rule.codes.empty())
      return wrong_key(at + "class", "stands alone", "say which answers: status, body or code");
    const std::string word = setting(config, at + "class");
    const auto found = std::ranges::find(kClasses, std::string_view(word), &Class::word);
    if (found == std::end(kClasses)) return wrong_key(at + "class", fmt::format("must be {}", kClassWords));
    rule.outcome = found->outcome;
    rule.cls = found->cls;
    rule.with = found->with;
    out.push_back(std::move(rule));
  }
  return out;
}

Result<Receipt> read_receipt(const CarrierConfig& config) {
  Receipt out;
  out.where = TRY(read_where(config, "receipt.fields"));
  out.id = TRY(read_field(config, "receipt.id", out.where, false));
  out.ref = TRY(read_field(config, "receipt.ref", out.where, false));
  out.status = TRY(read_field(config, "receipt.status", out.where, true));
  out.code = TRY(read_field(config, "receipt.code", out.where, false));
  out.to = TRY(read_field(config, "receipt.to", out.where, false));
  out.add_to_url = setting(config, "receipt.add_to_url");
  if (!out.add_to_url.empty() && !out.add_to_url.starts_with('&'))
    return wrong_key("receipt.add_to_url", "must begin with &", "such as &status=%d");
  for (const auto& [word, state] : settings_below(config, "receipt.states")) {
    const auto found = std::ranges::find_if(kStates, [&](const auto& row) { return row.first == state; });
    if (found == std::end(kStates))
      return wrong_key(
          "receipt.states." + word,
          "must be queued, sending, sent, delivered, failed, undelivered, opted_out, canceled or unchanged");
    out.states.emplace(word, found->second);
  }
  if (out.states.empty())
    return wrong_key("receipt.states", "is required",
                     R"(a table from the carrier's words to states: "1" = "delivered")");
  for (const auto& [code, word] : settings_below(config, "receipt.codes")) {
    constexpr std::pair<std::string_view, ErrorClass> kCodes[] = {{"permanent", ErrorClass::permanent},
                                                                  {"sender", ErrorClass::sender},
                                                                  {"content", ErrorClass::content},
                                                                  {"transient", ErrorClass::transient},
                                                                  {"opted_out", ErrorClass::opted_out}};
    const auto found = std::ranges::find_if(kCodes, [&](const auto& row) { return row.first == word; });
    if (found == std::end(kCodes))
      return wrong_key("receipt.codes." + code, "must be permanent, sender, content, transient or opted_out");
    out.codes.emplace(code, found->second);
  }
  return out;
}

Result<Inbound> read_inbound(const CarrierConfig& config) {
  Inbound out;
  out.where = TRY(read_where(config, "inbound.fields"));
  out.id = TRY(read_field(config, "inbound.id", out.where, false));
  out.from = TRY(read_field(config, "inbound.from", out.where, true));
  out.to = TRY(read_field(config, "inbound.to", out.where, true));
  out.text = TRY(read_field(config, "inbound.text", out.where, true));
  out.media = TRY(read_field(config, "inbound.media", out.where, false));
  return out;
}

}  // namespace tidings::carrier::generic

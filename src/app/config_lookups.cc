#include "app/config_lookups.h"

#include <fmt/format.h>

#include <cmath>

#include "base/limits.h"
#include "service/numverify/numverify.h"
#include "service/twilio_lookup/twilio_lookup.h"

namespace tidings::app {
namespace {

constexpr int64_t kCacheDays = 90, kCacheDaysMost = 366;
constexpr int64_t kBudgetPerDay = 1'000, kBudgetMost = 1'000'000'000;
constexpr double kRate = 10, kRateMost = 1'000;
constexpr int64_t kInFlight = 5, kInFlightMost = 100;
constexpr double kPriceMost = 1'000;
constexpr size_t kNameBytes = 60;

Result<std::unique_ptr<service::NumberLookup>> read_numverify(ConfigSource& in, const std::string& at) {
  service::numverify::Options out;
  out.base_url = in.text(at + ".base_url");
  out.access_key = Secret(in.text(at + ".access_key"));
  const auto key_in = in.text(at + ".key_in", "query");
  if (key_in != "query" && key_in != "header") {
    in.problem(at + ".key_in", fmt::format("'{}' is neither query nor header", key_in),
               "query: apilayer.net; header: api.apilayer.com");
  }
  out.key_in = key_in == "header" ? service::numverify::KeyIn::header : service::numverify::KeyIn::query;
  out.allow_plain_http = in.boolean(at + ".allow_plain_http", false);
  return service::numverify::make_numverify(std::move(out));
}

Result<std::unique_ptr<service::NumberLookup>> read_twilio(ConfigSource& in, const std::string& at) {
  service::twilio_lookup::Options out;
  out.base_url = in.text(at + ".base_url");
  out.account_sid = in.text(at + ".account_sid");
  out.auth_token = Secret(in.text(at + ".auth_token"));
  out.api_key = in.text(at + ".api_key");
  out.api_secret = Secret(in.text(at + ".api_secret"));
  out.line_type = in.boolean(at + ".line_type", true);
  return service::twilio_lookup::make_twilio_lookup(std::move(out));
}

void read_price(ConfigSource& in, const std::string& at, flow::LookupTerms& out) {
  constexpr double kMillion = 1e6;
  out.price = std::llround(in.number(at + ".price", 0, 0, kPriceMost) * kMillion);
  out.currency = in.text(at + ".currency");
  const bool letters = out.currency.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
  if (!out.currency.empty() && (out.currency.size() != 3 || !letters))
    in.problem(at + ".currency", fmt::format("'{}' is no currency", out.currency), "three letters, as USD");
  if (out.currency.empty() && out.price > 0) in.problem(at + ".currency", "is required with price", "as USD");
}

}  // namespace

std::vector<flow::LookupService> read_lookups(ConfigSource& in) {
  std::vector<flow::LookupService> out;
  for (const auto& name : in.children("lookup")) {
    const std::string at = "lookup." + name;
    flow::LookupService one;
    one.terms.name = name;
    if (name.size() > kNameBytes) in.problem(at, fmt::format("a look-up's name has at most {} bytes", kNameBytes));
    read_price(in, at, one.terms);
    one.cache_ms = in.integer(at + ".cache_days", kCacheDays, 1, kCacheDaysMost) * kDayMs;
    one.budget_per_day = in.integer(at + ".budget_per_day", kBudgetPerDay, 0, kBudgetMost);
    one.budget_total = in.integer(at + ".budget_total", 0, 0, kBudgetMost);
    one.rate_per_s = in.number(at + ".rate_per_s", kRate, 0.01, kRateMost);
    one.in_flight = static_cast<size_t>(in.integer(at + ".in_flight", kInFlight, 1, kInFlightMost));
    const auto type = in.text(at + ".type");
    if (type != "numverify" && type != "twilio") {
      in.problem(at + ".type", type.empty() ? "is required" : fmt::format("'{}' is no look-up service", type),
                 "numverify or twilio");
      continue;
    }
    auto asks = type == "numverify" ? read_numverify(in, at) : read_twilio(in, at);
    if (!asks) {
      in.problem(at + "." + asks.error().where, asks.error().what, asks.error().hint);
      continue;
    }
    one.asks = std::move(*asks);
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace tidings::app

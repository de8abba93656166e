#include "app/config.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "app/config_lookups.h"
#include "app/config_registers.h"
#include "app/config_source.h"
#include "app/config_watch.h"
#include "base/http.h"
#include "domain/place.h"
#include "sms/phone.h"

extern char** environ;

namespace tidings::app {
namespace {

// Names other systems use for the same things [seeds 000, 002, 003].
constexpr std::pair<std::string_view, std::string_view> kOtherNames[] = {
    {"TWILIO_ACCOUNT_SID", "carrier.twilio.account_sid"},
    {"TWILIO_AUTH_TOKEN", "carrier.twilio.auth_token"},
    {"TWILIO_MESSAGING_SERVICE_SID", "carrier.twilio.messaging_service_sid"},
    {"TEST_MODE", "test_mode.enabled"},
    {"TEST_SMS_RECIPIENT", "test_mode.recipient"},
    {"MAX_CONCURRENT_SMS_CAMPAIGNS", "campaigns.max_concurrent_sms"},
    {"MAX_CONCURRENT_VOICE_CAMPAIGNS", "campaigns.max_concurrent_voice"},
    {"BATCH_SIZE", "dispatch.claim_batch"},
};
// Sections whose keys may come as TIDINGS_<SECTION>_<KEY>. Longest first.
constexpr std::string_view kSections[] = {
    "reconciliation", "test_mode", "campaigns", "workspace", "retention", "dispatch", "prices", "server",
    "store",          "clock",     "law",       "log",       "canary",    "breakers", "smoke"};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

// TIDINGS_SERVER_PORT → server.port; TIDINGS_CARRIER_MAIN_AUTH_TOKEN → carrier.main.auth_token.
std::optional<std::string> key_of_variable(std::string_view name) {
  for (const auto& [other, key] : kOtherNames) {
    if (name == other) return std::string(key);
  }
  if (!name.starts_with("TIDINGS_")) return std::nullopt;
  std::string rest = lower(name.substr(8));
  if (rest == "key" || rest == "url" || rest == "config") return std::nullopt;  // the command line's own
  for (const auto section : kSections) {
    if (rest.starts_with(std::string(section) + "_"))
      return std::string(section) + "." + rest.substr(section.size() + 1);
  }
  for (const std::string_view section : {"carrier", "register"}) {
    if (!rest.starts_with(std::string(section) + "_")) continue;
    const size_t name_at = section.size() + 1, next = rest.find('_', name_at);
    if (next == std::string::npos) continue;
    std::string key = rest.substr(next + 1);
    for (const std::string_view below : {"secrets_", "webhooks_"}) {  // of a generic carrier
      if (key.starts_with(below)) key[below.size() - 1] = '.';
    }
    return fmt::format("{}.{}.{}", section, rest.substr(name_at, next - name_at), key);
  }
  return rest;
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(ErrorCode::not_found, "the file cannot be read", path, "check the path and its permissions");
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    plain ? out += c : out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

// DB_HOST, DB_NAME and their like, as older systems name the parts of a database's address [seeds 000, 002, 003].
void read_database_parts(ConfigSource& in, const Environment& environment) {
  const auto part = [&](const char* name, const char* fallback) {
    const auto it = environment.find(name);
    return percent_encoded(it == environment.end() || it->second.empty() ? fallback : it->second);
  };
  if (in.has("store.database") || part("DB_HOST", "").empty() || part("DB_NAME", "").empty()) return;
  const auto password = part("DB_PASSWORD", "");
  in.set("store.database",
         fmt::format("postgres://{}{}@{}:{}/{}", part("DB_USER", "postgres"), password.empty() ? "" : ":" + password,
                     part("DB_HOST", ""), part("DB_PORT", "5432"), part("DB_NAME", "")),
         "environment DB_HOST, DB_NAME, …");
}

void read_store(ConfigSource& in, Config& config) {
  config.data_dir = in.text("store.data_dir", config.data_dir);
  config.linger_us = in.integer("store.linger_us", config.linger_us, 0, 100'000);
  config.database = in.text("store.database");
  if (!config.database.empty() && !config.database.starts_with("postgres://") &&
      !config.database.starts_with("postgresql://")) {
    in.problem("store.database", "is no address of a PostgreSQL database",
               "write postgres://user:password@host:5432/database, or leave it out for a file in store.data_dir");
  }
}

// key_file = "/run/secrets/token" sets key to the file's text without its last line end.
Result<> read_secret_files(ConfigSource& in) {
  std::vector<std::string> sections{"store"};
  for (const auto& name : in.children("carrier")) {
    for (const char* below : {"", ".secrets", ".webhooks"}) sections.push_back("carrier." + name + below);
  }
  for (const auto& name : in.children("register")) {
    sections.push_back("register." + name);
    sections.push_back("register." + name + ".headers");
  }
  for (const auto& name : in.children("lookup")) sections.push_back("lookup." + name);
  for (const auto& prefix : sections) {
    for (const auto& key : in.children(prefix)) {
      if (!key.ends_with("_file")) continue;
      const auto at = fmt::format("{}.{}", prefix, key);
      auto text = TRY(read_file(in.text(at)));
      while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
      in.set(at.substr(0, at.size() - 5), text, at);
    }
  }
  return {};
}

void read_workspace(ConfigSource& in, Workspace& w) {
  w.name = in.text("workspace.name", "main");
  w.default_region = in.text("workspace.default_region", w.default_region);
  if (!is_country(w.default_region))
    in.problem("workspace.default_region", "must be a country's two letters, such as US");
  w.score_threshold = static_cast<int>(in.integer("workspace.score_threshold", w.score_threshold, 0, 100));
  w.frequency_cap = static_cast<int>(in.integer("workspace.frequency_cap", w.frequency_cap, 0, 1000));
  w.frequency_window_ms =
      in.integer("workspace.frequency_window_h", w.frequency_window_ms / kHourMs, 1, 24 * 366) * kHourMs;
  w.rate_per_s = in.number("workspace.rate_per_s", w.rate_per_s, 0, 100'000);
  w.undo_campaign_ms =
      in.integer("workspace.undo_campaign_s", w.undo_campaign_ms / kSecondMs, 0, limits::kUndoMostMs / kSecondMs) *
      kSecondMs;
  w.undo_single_ms =
      in.integer("workspace.undo_single_s", w.undo_single_ms / kSecondMs, 0, limits::kUndoMostMs / kSecondMs) *
      kSecondMs;
  w.review_limit_ms = in.integer("workspace.review_limit_h", w.review_limit_ms / kHourMs, 1, 24 * 30) * kHourMs;
  w.stop_text = in.text("workspace.stop_text", w.stop_text);
  w.start_text = in.text("workspace.start_text", w.start_text);
  w.help_text = in.text("workspace.help_text", w.help_text);
}

void read_brands(ConfigSource& in, Config& config) {
  for (const auto& name : in.children("brand")) {
    Brand brand{.name = name};
    brand.daily_segments = in.integer("brand." + name + ".daily_segments", brand.daily_segments, 1, 1'000'000'000);
    config.brands.push_back(std::move(brand));
  }
}

void read_senders(ConfigSource& in, Config& config) {
  for (const auto& index : in.children("sender")) {
    const std::string at = "sender." + index;
    Sender sender;
    sender.address = in.text(at + ".address");
    if (sender.address.empty())
      in.problem(at + ".address", "is required", "the number, short code or name messages leave from");
    const std::string kind = in.text(at + ".kind", "long_code");
    if (const auto known = sender_kind_from(kind)) {
      sender.kind = *known;
    } else {
      in.problem(at + ".kind", fmt::format("'{}' is no kind of sender", kind),
                 "long_code, toll_free, short_code, 10dlc or alphanumeric");
    }
    sender.carrier = in.text(at + ".carrier", config.carriers.size() == 1 ? config.carriers.front().name : "");
    const bool known = std::any_of(config.carriers.begin(), config.carriers.end(),
                                   [&](const auto& c) { return c.name == sender.carrier; });
    if (!known)
      in.problem(at + ".carrier", fmt::format("there is no carrier '{}'", sender.carrier),
                 "name a [carrier.NAME] of this file");
    sender.segments_per_s = in.number(at + ".segments_per_s", default_segments_per_s(sender.kind), 0.01, 100'000);
    sender.daily_cap = static_cast<int>(in.integer(at + ".daily_cap", sender.daily_cap, 0, 100'000'000));
    sender.active = in.boolean(at + ".active", true);
    sender.standby = in.boolean(at + ".standby", false);
    if (const auto channels = words_of(in, at + ".channels"); !channels.empty()) {
      sender.texts = std::ranges::find(channels, "text") != channels.end();
      sender.calls = std::ranges::find(channels, "call") != channels.end();
      if (std::ranges::any_of(channels, [](const auto& one) { return !channel_from(one); }))
        in.problem(at + ".channels", "must be of text and call", "[\"text\"], [\"call\"], or both");
      if (sender.calls && !sender.address.starts_with('+'))
        in.problem(at + ".channels", "only a phone number calls", "its address as +12025550100");
    }
    sender.brand = in.text(at + ".brand");
    if (!sender.brand.empty() && std::ranges::find(config.brands, sender.brand, &Brand::name) == config.brands.end())
      in.problem(at + ".brand", fmt::format("there is no brand '{}'", sender.brand), "add a section [brand.NAME]");
    config.senders.push_back(std::move(sender));
  }
}

void read_dispatch(ConfigSource& in, dispatch::Options& d) {
  d.rate_per_s = in.number("dispatch.rate_per_s", d.rate_per_s, 0, 100'000);
  d.claim_batch =
      static_cast<size_t>(in.integer("dispatch.claim_batch", static_cast<int64_t>(d.claim_batch), 1, 10'000));
  d.in_flight = static_cast<size_t>(in.integer("dispatch.in_flight", static_cast<int64_t>(d.in_flight), 1, 4096));
  d.calls_in_flight =
      static_cast<size_t>(in.integer("dispatch.calls_in_flight", static_cast<int64_t>(d.calls_in_flight), 1, 4096));
  d.lease_ms = in.integer("dispatch.lease_ms", d.lease_ms, 30'000, 3'600'000);
  d.unknown_first_ms = in.integer("dispatch.unknown_first_ms", d.unknown_first_ms, 100, kDayMs);
  d.unknown_again_ms = in.integer("dispatch.unknown_again_ms", d.unknown_again_ms, 100, kDayMs);
  d.unknown_confirm_ms = in.integer("dispatch.unknown_confirm_ms", d.unknown_confirm_ms, 100, kDayMs);
  d.unknown_give_up_ms = in.integer("dispatch.unknown_give_up_ms", d.unknown_give_up_ms, 1000, 30 * kDayMs);
  d.trial_first_ms = in.integer("dispatch.trial_first_ms", d.trial_first_ms, 1000, kDayMs);
  d.trial_most_ms = in.integer("dispatch.trial_most_ms", std::max(d.trial_most_ms, d.trial_first_ms), 1000, kDayMs);
  d.outage_ms = in.integer("dispatch.outage_ms", d.outage_ms, 1000, kDayMs);
  // Half on is not possible: switched on without a recipient is an error.
  const bool test_mode = in.boolean("test_mode.enabled", false);
  const std::string recipient = in.text("test_mode.recipient");
  if (test_mode && recipient.empty()) {
    in.problem("test_mode.enabled", "test mode is on, but no recipient is set",
               "set test_mode.recipient (TEST_SMS_RECIPIENT)");
  }
  if (test_mode) d.test_recipient = recipient;
}

// Files in the order they are named: law.packs = ["rules/ours.toml"], or one in TIDINGS_LAW_PACKS with commas.
void read_law(ConfigSource& in, LawConfig& law) {
  law.standard = in.boolean("law.standard", law.standard);
  for (size_t i = 0; in.has(fmt::format("law.packs.{}", i)); ++i)
    law.packs.push_back(in.text(fmt::format("law.packs.{}", i)));
  const std::string several = in.text("law.packs");
  std::string_view more = several;
  while (!more.empty()) {
    const auto comma = std::min(more.find(','), more.size());
    if (comma > 0) law.packs.emplace_back(more.substr(0, comma));
    more.remove_prefix(std::min(comma + 1, more.size()));
  }
}

// What a segment costs, for pre-flights: anywhere, or in a country by its code.
void read_prices(ConfigSource& in, preflight::PriceList& prices) {
  prices.currency = in.text("prices.currency");
  for (const auto& name : in.children("prices")) {
    if (name == "currency") continue;
    const auto key = "prices." + name;
    const auto country = name == "segment" ? std::optional(std::string()) : preflight::country_code(name);
    if (!country) in.problem(key, fmt::format("'{}' is no country", name), "a code such as US, or segment for any");
    const double amount = in.number(key, 0, 0, preflight::kDearest);
    if (!country) continue;
    // The environment's "us" goes before the file's "US", and comes after it here.
    std::erase_if(prices.prices, [&](const preflight::Price& one) { return one.country == *country; });
    prices.prices.push_back({*country, {}, preflight::millionths_of(amount)});
  }
  if (prices.prices.empty() == prices.currency.empty() && (prices.prices.empty() || prices.currency.size() == 3))
    return;
  in.problem("prices.currency", "prices need their currency, and a currency its prices", "such as USD");
}

// A number of days, or "off": for ever, which is 0.
int64_t read_days(ConfigSource& in, const std::string& key, int64_t ms) {
  if (in.text(key) == "off") return 0;
  return in.integer(key, ms / kDayMs, 1, 100 * 366) * kDayMs;
}

// Every message of test mode goes there, so it must be a number.
void read_test_recipient(ConfigSource& in, Config& config) {
  auto& recipient = config.dispatch.test_recipient;
  if (recipient.empty()) return;
  const auto number = sms::parse_phone(recipient, config.workspace.default_region);
  if (!number) return in.problem("test_mode.recipient", number.error().what, "write it as +12025550142");
  recipient = number->e164;
}

void read_log(ConfigSource& in, Config& config) {
  const std::string level = in.text("log.level", "info");
  constexpr std::pair<std::string_view, LogLevel> kLevels[] = {
      {"debug", LogLevel::debug}, {"info", LogLevel::info}, {"warn", LogLevel::warn}, {"error", LogLevel::error}};
  bool found = false;
  for (const auto& [name, value] : kLevels) {
    if (level == name) config.log_level = value, found = true;
  }
  if (!found) in.problem("log.level", fmt::format("'{}' is no level", level), "debug, info, warn or error");
  config.log_path = in.text("log.path");
}

void read_carriers(ConfigSource& in, Config& config) {
  for (const auto& name : in.children("carrier")) {
    carrier::CarrierConfig carrier;
    carrier.name = name;
    carrier.values = in.all_below("carrier." + name);
    for (const auto& [key, value] : carrier.values) {
      const auto whole = fmt::format("carrier.{}.{}", name, key);
      config.carrier_places.emplace(whole, in.origin(whole));
    }
    std::erase_if(carrier.values, [](const auto& v) { return v.first.ends_with("_file"); });
    carrier.type = carrier.values.contains("type") ? carrier.values["type"] : name;
    carrier.values.erase("type");
    carrier.public_url = config.public_url;
    config.carriers.push_back(std::move(carrier));
  }
}

void read_clock(ConfigSource& in, Config& config) {
  config.clock_offset_ms = in.integer("clock.offset_s", 0, -100LL * 366 * 86400, 100LL * 366 * 86400) * 1000;
  if (config.clock_offset_ms == 0) return;
  for (const auto& carrier : config.carriers) {
    if (carrier.type != "sandbox") {
      in.problem("clock.offset_s",
                 fmt::format("the clock may be moved in rehearsals only, but carrier '{}' is a real one", carrier.name),
                 "use carriers of type sandbox, or take the key out");
    }
  }
}

}  // namespace

Error Config::placed(const carrier::CarrierConfig& of, Error error) const {
  const auto key = fmt::format("carrier.{}.{}", of.name, error.where);
  const auto at = carrier_places.find(key);
  error.where = at == carrier_places.end() || at->second.empty() ? key : fmt::format("{}, {}", key, at->second);
  return error;
}

Environment read_environment() {
  Environment out;
  for (char** at = environ; *at != nullptr; ++at) {
    const std::string_view entry(*at);
    if (const size_t eq = entry.find('='); eq != std::string_view::npos)
      out.emplace(entry.substr(0, eq), entry.substr(eq + 1));
  }
  return out;
}

Result<Config> load_config(const std::string& path, const Environment& environment,
                           const std::vector<ConfigFlag>& flags) {
  ConfigSource in;
  if (!path.empty()) {
    const auto text = TRY(read_file(path));
    TRY(in.add_toml(text, path));
  }
  for (const auto& [name, value] : environment) {
    if (const auto key = key_of_variable(name)) in.set(*key, value, "environment " + name);
  }
  // The number and callback of a Twilio account as other systems name them.
  if (const auto it = environment.find("TWILIO_PHONE_NUMBER");
      it != environment.end() && in.children("sender").empty()) {
    in.set("sender.0.address", it->second, "environment TWILIO_PHONE_NUMBER");
    in.set("sender.0.carrier", "twilio", "environment TWILIO_PHONE_NUMBER");
  }
  if (const auto it = environment.find("TWILIO_STATUS_CALLBACK_URL");
      it != environment.end() && !in.has("server.public_url")) {
    if (const auto url = split_url(it->second)) {
      in.set("server.public_url", std::string(url->scheme) + "://" + std::string(url->authority),
             "environment TWILIO_STATUS_CALLBACK_URL");
    }
  }
  TRY(read_secret_files(in));
  read_database_parts(in, environment);
  for (const auto& flag : flags) in.set(flag.key, flag.value, flag.name);

  Config config;
  config.address = in.text("server.address", config.address);
  config.port = static_cast<uint16_t>(in.integer("server.port", config.port, 0, 65535));
  config.public_url = in.text("server.public_url", config.url());
  while (config.public_url.ends_with('/')) config.public_url.pop_back();
  if (const auto url = split_url(config.public_url); !url)
    in.problem("server.public_url", url.error().what, "write https://sms.example.org");
  read_store(in, config);
  read_log(in, config);
  read_dispatch(in, config.dispatch);
  config.max_concurrent_sms =
      static_cast<int>(in.integer("campaigns.max_concurrent_sms", config.max_concurrent_sms, 1, 10'000));
  config.max_concurrent_voice =
      static_cast<int>(in.integer("campaigns.max_concurrent_voice", config.max_concurrent_voice, 1, 10'000));
  config.silence_after_start_ms =
      in.integer("campaigns.silence_counts_after_s", config.silence_after_start_ms / kSecondMs, 0, 86'400) * kSecondMs;
  config.retention.webhooks_ms = read_days(in, "retention.webhooks_days", config.retention.webhooks_ms);
  config.retention.parked_receipts_ms =
      read_days(in, "retention.parked_receipts_days", config.retention.parked_receipts_ms);
  config.reconciliation = read_reconciliation(in);
  config.breakers = read_breakers(in);
  config.erasure_key_file = in.text("privacy.erasure_key_file", config.data_dir + "/erasure.keys");
  read_law(in, config.law);
  read_prices(in, config.prices);
  read_workspace(in, config.workspace);
  read_test_recipient(in, config);
  read_carriers(in, config);
  config.registers = read_registers(in);
  config.washed = read_washed(in, config.registers);
  config.alerts = read_alerts(in);
  config.lookups = read_lookups(in);
  read_brands(in, config);
  read_senders(in, config);
  config.smoke = read_smoke(in, config.senders);
  config.canary = read_canary(in, config.senders);
  config.dispatch.public_url = config.public_url;
  config.canary.test_mode = !config.dispatch.test_recipient.empty();
  read_clock(in, config);
  TRY(in.done());
  TRY(config.dispatch.validate());
  return config;
}

}  // namespace tidings::app

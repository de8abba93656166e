#include "app/config.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace tidings::app {
namespace {

class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text) {
    static int number = 0;
    path_ = (std::filesystem::temp_directory_path() /
             ("tidings_config_" + std::to_string(::getpid()) + "_" + std::to_string(number++) + ".toml"))
                .string();
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~ConfigFile() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Result<Config> read(const std::string& text, const Environment& environment = {}) {
  const ConfigFile file(text);
  return load_config(file.path(), environment);
}

Error problem_of(const std::string& text, const Environment& environment = {}) {
  const auto config = read(text, environment);
  EXPECT_FALSE(config) << text;
  return config ? Error{} : config.error();
}

constexpr const char* kCarrier =
    "[carrier.main]\ntype = \"sandbox\"\nbase_url = \"http://127.0.0.1:1\"\naccount_sid = \"AC1\"\n";

TEST(Config, HasDefaultsWithoutAFile) {
  const auto config = load_config("", {});
  ASSERT_TRUE(config) << config.error().describe();
  EXPECT_EQ(config->url(), "http://127.0.0.1:8080");
  EXPECT_EQ(config->public_url, "http://127.0.0.1:8080");
  EXPECT_EQ(config->database_path(), "data/tidings.db");
  EXPECT_EQ(config->max_concurrent_sms, 10);
  EXPECT_TRUE(config->carriers.empty());
  EXPECT_EQ(config->clock_offset_ms, 0);
}

TEST(Config, NamesADatabaseServer) {
  EXPECT_EQ(read("")->database, "");
  EXPECT_EQ(read("[store]\ndatabase = \"postgres://a:b@db/tidings\"\n")->database, "postgres://a:b@db/tidings");
  EXPECT_EQ(problem_of("[store]\ndatabase = \"mysql://db\"\n").code, ErrorCode::invalid_argument);
  const Environment parts{
      {"DB_HOST", "db.internal"}, {"DB_NAME", "tidings"}, {"DB_USER", "t"}, {"DB_PASSWORD", "p@:/"}};
  EXPECT_EQ(read("", parts)->database, "postgres://t:p%40%3A%2F@db.internal:5432/tidings");
  EXPECT_EQ(read("[store]\ndatabase = \"postgres://x/y\"\n", parts)->database, "postgres://x/y");
  EXPECT_EQ(read("", {{"DB_HOST", "db.internal"}})->database, "") << "half an address is none";
  const ConfigFile secret("postgres://from/file\n");
  EXPECT_EQ(read("[store]\ndatabase_file = \"" + secret.path() + "\"\n")->database, "postgres://from/file");
}

TEST(Config, ReadsEverySection) {
  const auto config = read(std::string("[server]\naddress = \"0.0.0.0\"\nport = 9000\n"
                                       "public_url = \"https://sms.example.org/\"\n"
                                       "[store]\ndata_dir = \"/var/lib/tidings\"\nlinger_us = 500\n"
                                       "[log]\nlevel = \"warn\"\n[campaigns]\nmax_concurrent_sms = 3\n"
                                       "[dispatch]\nrate_per_s = 12.5\nclaim_batch = 100\n"
                                       "[workspace]\nname = \"clinic\"\ndefault_region = \"GB\"\nfrequency_cap = 2\n"
                                       "frequency_window_h = 48\n") +
                           kCarrier +
                           "[[sender]]\naddress = \"+12025550142\"\nkind = \"short_code\"\ndaily_cap = 7\n"
                           "[[sender]]\naddress = \"CLINIC\"\nkind = \"alphanumeric\"\nactive = false\n");
  ASSERT_TRUE(config) << config.error().describe();
  EXPECT_EQ(config->url(), "http://0.0.0.0:9000");
  EXPECT_EQ(config->public_url, "https://sms.example.org");
  EXPECT_EQ(config->database_path(), "/var/lib/tidings/tidings.db");
  EXPECT_EQ(config->log_level, LogLevel::warn);
  EXPECT_EQ(config->max_concurrent_sms, 3);
  EXPECT_EQ(config->dispatch.rate_per_s, 12.5);
  EXPECT_EQ(config->dispatch.claim_batch, 100U);
  EXPECT_EQ(config->workspace.name, "clinic");
  EXPECT_EQ(config->workspace.frequency_window_ms, 48 * kHourMs);
  ASSERT_EQ(config->carriers.size(), 1U);
  EXPECT_EQ(config->carriers[0].type, "sandbox");
  EXPECT_EQ(config->carriers[0].values.at("account_sid"), "AC1");
  EXPECT_FALSE(config->carriers[0].values.contains("type"));
  EXPECT_EQ(config->carriers[0].public_url, "https://sms.example.org");
  ASSERT_EQ(config->senders.size(), 2U);
  EXPECT_EQ(config->senders[0].kind, SenderKind::short_code);
  EXPECT_EQ(config->senders[0].carrier, "main") << "the only carrier is meant";
  EXPECT_EQ(config->senders[0].daily_cap, 7);
  EXPECT_FALSE(config->senders[1].active);
}

struct BadKey {
  const char* text;
  const char* what;   // in what is said
  const char* where;  // in where it stands
};
const BadKey kBadKeys[] = {
    {"[server]\nport = 70000\n", "server.port: '70000' is not a whole number from 0 to 65535", "line 2"},
    {"[server]\nport = \"http\"\n", "server.port", "line 2"},
    {"[server]\npublic_url = \"sms.example.org\"\n", "server.public_url", "line 2"},
    {"[store]\n\nlinger_us = -1\n", "store.linger_us", "line 3"},
    {"[log]\nlevel = \"loud\"\n", "log.level: 'loud' is no level", "line 2"},
    {"[dispatch]\nclaim_batch = 0\n", "dispatch.claim_batch", "line 2"},
    {"[dispatch]\nrate_per_s = \"fast\"\n", "dispatch.rate_per_s: 'fast' is not a number", "line 2"},
    {"[dispatch]\nin_flight = 5000\n", "dispatch.in_flight", "line 2"},
    {"[dispatch]\nlease_ms = 10\n", "dispatch.lease_ms", "line 2"},
    {"[campaigns]\nmax_concurrent_sms = 0\n", "campaigns.max_concurrent_sms", "line 2"},
    {"[workspace]\nscore_threshold = 101\n", "workspace.score_threshold", "line 2"},
    {"[workspace]\nfrequency_window_h = 0\n", "workspace.frequency_window_h", "line 2"},
    {"[test_mode]\nenabled = maybe\n", "not valid TOML", "line 2"},
    {"[test_mode]\nenabled = \"maybe\"\n", "test_mode.enabled: 'maybe' is neither true nor false", "line 2"},
    {"[server]\nport = 1979-05-27\n", "server.port", "line 2"},
    {"[[sender]]\nkind = \"long_code\"\n", "sender.0.address: is required", "sender.0.address"},
    {"[[sender]]\naddress = \"1\"\nkind = \"fax\"\n", "sender.0.kind: 'fax' is no kind of sender", "line 3"},
    {"[[sender]]\naddress = \"1\"\ncarrier = \"nobody\"\n", "there is no carrier 'nobody'", "line 3"},
    {"[server\n", "not valid TOML", "line 1"},
    {"[clock]\noffset_s = 1\n[carrier.real]\ntype = \"twilio\"\n", "carrier 'real' is a real one", "line 2"},
};

TEST(Config, SaysWhichKeyIsWrongAndWhere) {
  for (const auto& bad : kBadKeys) {
    const auto error = problem_of(bad.text);
    EXPECT_EQ(error.code, ErrorCode::invalid_argument) << bad.text;
    EXPECT_NE(error.what.find(bad.what), std::string::npos) << bad.text << " → " << error.describe();
    EXPECT_NE(error.where.find(bad.where), std::string::npos) << bad.text << " → " << error.describe();
  }
}

TEST(Config, AnUnknownKeyIsAnErrorThatSuggestsTheRightOne) {
  const auto misspelt = problem_of("[server]\nprot = 8080\n");
  EXPECT_EQ(misspelt.what, "unknown configuration key 'server.prot'");
  EXPECT_EQ(misspelt.hint, "did you mean 'server.port'?");
  EXPECT_NE(misspelt.where.find("line 2"), std::string::npos);
  EXPECT_EQ(problem_of("colour = \"red\"\n").what, "unknown configuration key 'colour'");
  EXPECT_EQ(problem_of("", {{"TIDINGS_SERVER_PROT", "1"}}).where, "environment TIDINGS_SERVER_PROT");
}

TEST(Config, TheEnvironmentWinsOverTheFile) {
  const auto config =
      read(std::string("[server]\nport = 1000\n") + kCarrier, {{"TIDINGS_SERVER_PORT", "2000"},
                                                               {"TIDINGS_TEST_MODE_ENABLED", "1"},
                                                               {"TIDINGS_TEST_MODE_RECIPIENT", "+12025550199"},
                                                               {"TIDINGS_CARRIER_MAIN_AUTH_TOKEN", "secret"},
                                                               {"TIDINGS_CARRIER_MAIN_SECRETS_KEY", "k3y"},
                                                               {"TIDINGS_CARRIER_MAIN_WEBHOOKS_TOKEN", "t0ken"},
                                                               {"TIDINGS_KEY", "the command line's own"},
                                                               {"TIDINGS_URL", "the command line's own"},
                                                               {"PATH", "/bin"}});
  ASSERT_TRUE(config) << config.error().describe();
  EXPECT_EQ(config->port, 2000);
  EXPECT_EQ(config->dispatch.test_recipient, "+12025550199");
  EXPECT_EQ(config->carriers[0].values.at("auth_token"), "secret");
  EXPECT_EQ(config->carriers[0].values.at("secrets.key"), "k3y");
  EXPECT_EQ(config->carriers[0].values.at("webhooks.token"), "t0ken");
  EXPECT_EQ(config->placed(config->carriers[0], {ErrorCode::invalid_argument, "is wrong", "webhooks.token", {}}).where,
            "carrier.main.webhooks.token, environment TIDINGS_CARRIER_MAIN_WEBHOOKS_TOKEN");
  EXPECT_EQ(problem_of("[server]\nport = 1000\n", {{"TIDINGS_SERVER_PORT", "x"}}).where,
            "environment TIDINGS_SERVER_PORT");
}

TEST(Config, ReadsTheNamesOfOlderSystems) {
  const auto config = load_config("", {{"TWILIO_ACCOUNT_SID", "AC2"},
                                       {"TWILIO_AUTH_TOKEN", "token"},
                                       {"TWILIO_PHONE_NUMBER", "+12025550142"},
                                       {"TWILIO_MESSAGING_SERVICE_SID", "MG2"},
                                       {"TWILIO_STATUS_CALLBACK_URL", "https://sms.example.org/webhooks/twilio/status"},
                                       {"TEST_MODE", "true"},
                                       {"TEST_SMS_RECIPIENT", "+12025550199"},
                                       {"MAX_CONCURRENT_SMS_CAMPAIGNS", "4"},
                                       {"MAX_CONCURRENT_VOICE_CAMPAIGNS", "2"},
                                       {"BATCH_SIZE", "64"}});
  ASSERT_TRUE(config) << config.error().describe();
  ASSERT_EQ(config->carriers.size(), 1U);
  EXPECT_EQ(config->carriers[0].type, "twilio");
  EXPECT_EQ(config->carriers[0].values.at("account_sid"), "AC2");
  EXPECT_EQ(config->carriers[0].values.at("messaging_service_sid"), "MG2");
  ASSERT_EQ(config->senders.size(), 1U);
  EXPECT_EQ(config->senders[0].address, "+12025550142");
  EXPECT_EQ(config->public_url, "https://sms.example.org");
  EXPECT_EQ(config->dispatch.test_recipient, "+12025550199");
  EXPECT_EQ(config->dispatch.claim_batch, 64U);
  EXPECT_EQ(config->max_concurrent_sms, 4);
  EXPECT_EQ(config->max_concurrent_voice, 2);
}

TEST(Config, TestModeIsNeverHalfOn) {
  const auto error = problem_of("[test_mode]\nenabled = true\n");
  EXPECT_EQ(error.what, "test_mode.enabled: test mode is on, but no recipient is set");
  EXPECT_FALSE(load_config("", {{"TEST_MODE", "true"}}));
  EXPECT_FALSE(load_config("", {{"TEST_MODE", "true"}, {"TEST_SMS_RECIPIENT", ""}}));
  EXPECT_NE(problem_of("[test_mode]\nenabled = true\nrecipient = \"me\"\n").what.find("test_mode.recipient"),
            std::string::npos);
  // A recipient alone switches nothing on.
  const auto off = load_config("", {{"TEST_SMS_RECIPIENT", "+12025550199"}});
  ASSERT_TRUE(off);
  EXPECT_EQ(off->dispatch.test_recipient, "");
}

TEST(Config, SecretsComeFromFilesToo) {
  const ConfigFile secret("very-secret\r\n");
  const auto config = read(std::string(kCarrier) + "auth_token_file = \"" + secret.path() + "\"\n");
  ASSERT_TRUE(config) << config.error().describe();
  EXPECT_EQ(config->carriers[0].values.at("auth_token"), "very-secret");
  EXPECT_FALSE(config->carriers[0].values.contains("auth_token_file"));
  const auto below = read(std::string(kCarrier) + "[carrier.main.secrets]\nkey_file = \"" + secret.path() + "\"\n");
  ASSERT_TRUE(below) << below.error().describe();
  EXPECT_FALSE(below->carriers[0].values.at("secrets.key").empty());
  EXPECT_FALSE(below->carriers[0].values.contains("secrets.key_file"));
  const auto missing = problem_of(std::string(kCarrier) + "auth_token_file = \"/nowhere/token\"\n");
  EXPECT_EQ(missing.code, ErrorCode::not_found);
  EXPECT_EQ(missing.where, "/nowhere/token");
}

TEST(Config, FlagsWinAndAreNamedWhenTheyAreWrong) {
  const auto config = load_config("", {{"TIDINGS_SERVER_PORT", "2000"}}, {{"server.port", "3000", "--port"}});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->port, 3000);
  EXPECT_EQ(load_config("", {}, {{"server.port", "99999", "--port"}}).error().where, "--port");
}

TEST(Config, AFileThatIsNotThereIsAnError) {
  const auto config = load_config("/nowhere/tidings.toml", {});
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, ErrorCode::not_found);
  EXPECT_EQ(config.error().where, "/nowhere/tidings.toml");
}

TEST(Config, RetentionIsInDaysOrOff) {
  const auto usual = read(kCarrier);
  ASSERT_TRUE(usual);
  EXPECT_EQ(usual->retention.webhooks_ms, 90 * kDayMs);
  EXPECT_EQ(usual->retention.parked_receipts_ms, 90 * kDayMs);
  const auto set = read(std::string(kCarrier) + "[retention]\nwebhooks_days = 30\nparked_receipts_days = \"off\"\n");
  ASSERT_TRUE(set) << set.error().describe();
  EXPECT_EQ(set->retention.webhooks_ms, 30 * kDayMs);
  EXPECT_EQ(set->retention.parked_receipts_ms, 0);
  EXPECT_EQ(load_config("", {{"TIDINGS_RETENTION_WEBHOOKS_DAYS", "off"}})->retention.webhooks_ms, 0);
  EXPECT_EQ(problem_of(std::string(kCarrier) + "[retention]\nwebhooks_days = 0\n").where.empty(), false);
}

TEST(Config, PricesByCountry) {
  const auto config = read(std::string(kCarrier) + "[prices]\ncurrency = \"USD\"\nsegment = 0.01\nUS = 0.0079\n",
                           {{"TIDINGS_PRICES_GB", "0.04"}});
  ASSERT_TRUE(config) << config.error().describe();
  EXPECT_EQ(config->prices.currency, "USD");
  EXPECT_EQ(config->prices.of({1}, "US"), 7'900);
  EXPECT_EQ(config->prices.of({1}, "GB"), 40'000);
  EXPECT_EQ(config->prices.of({1}, "AU"), 10'000);
  const auto other =
      read(std::string(kCarrier) + "[prices]\ncurrency = \"USD\"\nUS = 0.0079\n", {{"TIDINGS_PRICES_US", "0.02"}});
  ASSERT_TRUE(other) << other.error().describe();
  EXPECT_EQ(other->prices.of({1}, "US"), 20'000) << "the environment wins";
  EXPECT_EQ(other->prices.of({1}, "AU"), std::nullopt);
  EXPECT_EQ(problem_of(std::string(kCarrier) + "[prices]\nUS = 0.0079\n").where, "prices.currency");
  EXPECT_NE(problem_of(std::string(kCarrier) + "[prices]\ncurrency = \"USD\"\nUSA = 1\n").what.find("USA"),
            std::string::npos);
  EXPECT_TRUE(read(std::string(kCarrier))->prices.currency.empty());
}

TEST(Config, TheClockMovesInRehearsalsOnly) {
  const auto rehearsal = read(std::string(kCarrier) + "[clock]\noffset_s = -3600\n");
  ASSERT_TRUE(rehearsal) << rehearsal.error().describe();
  EXPECT_EQ(rehearsal->clock_offset_ms, -kHourMs);
}

}  // namespace
}  // namespace tidings::app

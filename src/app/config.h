// The configuration of a deployment: one TOML file; every key also by environment (TIDINGS_SERVER_PORT for server.port)
// and by the names older systems use (TWILIO_ACCOUNT_SID, TEST_MODE, …). Read once at start; errors name the key, where
// it stands and what to do. Later sources win: file, then environment, then command-line flags.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/config_alerts.h"
#include "app/rule_packs.h"
#include "base/log.h"
#include "base/result.h"
#include "carrier/contract.h"
#include "domain/brand.h"
#include "domain/dnc_register.h"
#include "domain/workspace.h"
#include "flow/audience/lookups.h"
#include "flow/dispatch/options.h"
#include "flow/intake/history_stage.h"
#include "flow/preflight/prices.h"
#include "flow/registers/wash_stage.h"
#include "flow/watch/breakers.h"
#include "flow/watch/canary.h"
#include "flow/watch/options.h"
#include "flow/watch/smoke.h"

namespace tidings::app {

struct Config {
  // [server]
  std::string address = "127.0.0.1";
  uint16_t port = 8080;
  std::string public_url;  // as carriers reach us, for callbacks and signatures; default http://address:port
  // [store]
  std::string data_dir = "data";
  std::string database;  // postgres://…; empty = the embedded engine, a file in data_dir
  int64_t linger_us = limits::kCommitLingerUs;
  // [log]
  LogLevel log_level = LogLevel::info;
  std::string log_path;  // empty = standard error
  // [dispatch] and [test_mode]
  dispatch::Options dispatch;
  // [campaigns]
  int max_concurrent_sms = 10;
  int max_concurrent_voice = 5;
  int64_t silence_after_start_ms = 600'000;
  // [law]
  LawConfig law;
  // [prices]
  preflight::PriceList prices;
  // [privacy]
  std::string erasure_key_file;  // default: in data_dir
  // [retention]
  intake::Retention retention;
  // [reconciliation]
  watch::ReconcilerOptions reconciliation;
  // [breakers]
  watch::BreakerOptions breakers;
  // [smoke]
  watch::SmokeOptions smoke;
  // [canary]
  watch::CanaryOptions canary;
  // [workspace]: the first one, made at first start
  Workspace workspace;
  // [carrier.NAME]
  std::vector<carrier::CarrierConfig> carriers;
  std::map<std::string, std::string> carrier_places;  // carrier.NAME.KEY → where it is written
  // [register.NAME]
  std::vector<DncRegister> registers;
  std::vector<registers::WashRegister> washed;  // those of them that are asked
  // [alert.NAME]
  std::vector<AlertConfig> alerts;
  // [lookup.NAME]
  std::vector<flow::LookupService> lookups;
  // [brand.NAME]
  std::vector<Brand> brands;
  // [[sender]]
  std::vector<Sender> senders;
  // [clock]: rehearsals only; refused unless every carrier is a sandbox
  int64_t clock_offset_ms = 0;

  // What a carrier said about one of its keys, with the key's whole name and where it is written.
  Error placed(const carrier::CarrierConfig& of, Error error) const;
  std::string database_path() const { return data_dir + "/tidings.db"; }
  std::string url() const { return "http://" + address + ":" + std::to_string(port); }
};

using Environment = std::map<std::string, std::string>;
Environment read_environment();

// A key given on the command line: {"server.port", "9000", "--port"}.
struct ConfigFlag {
  std::string key, value, name;
};

// A file that is not there is an error unless its path is empty.
Result<Config> load_config(const std::string& path, const Environment& environment,
                           const std::vector<ConfigFlag>& flags = {});

}  // namespace tidings::app

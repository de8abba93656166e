#include "app/deployment.h"

#include <fmt/format.h>

#include <filesystem>

#include "app/carriers.h"
#include "app/deployment_inside.h"
#include "app/open_store.h"
#include "app/process_limits.h"
#include "base/new_file.h"
#include "store/erased_numbers.h"

namespace tidings::app {
namespace {

constexpr int kServerThreads = 2;    // an upload that writes to a slow disk must not stop the webhooks
constexpr int64_t kDrainMs = 5'000;  // requests in flight at the orderly end

}  // namespace

Result<> Deployment::Inside::open_store() {
  std::error_code ec;
  const bool made = std::filesystem::create_directories(config.data_dir + "/imports", ec);
  if (made && !ec) {  // else a power cut may take them away with everything in them
    TRY(sync_folder_of(config.data_dir));
    TRY(sync_folder_of(config.data_dir + "/imports"));
  }
  if (ec) {
    return fail(ErrorCode::storage_full, "the data folder cannot be made: " + ec.message(), config.data_dir,
                "set store.data_dir to a folder this user may write");
  }
  auto number_keys = std::make_shared<store::NumberKeys>(config.erasure_key_file);
  TRY(number_keys->load());
  database = TRY(app::open_store(env, config, {.number_keys = number_keys}));
  TRY(store::migrate(*database));
  TRY(look_for_erasure_keys());
  if (database->shared()) TRY(node.take(config.data_dir));
  turn = std::make_unique<store::Turn>(env, *database, "stages", node.name());
  in_turns = std::make_unique<store::TurnDatabase>(*database, *turn);
  first = TRY(prepare_deployment(*database, config, clock));
  if (first.from_backup) env.log.warn("database_from_backup", {{"campaigns_paused", first.paused}});
  return {};
}

// Not an end: people read and answer while the file is looked for; the gate sends nothing meanwhile.
Result<> Deployment::Inside::look_for_erasure_keys() {
  return database->read([&](store::Session& s) -> Result<> {
    if (!store::ErasedNumbers(s).complete()) env.log.error("erasure_keys_missing", {{"file", config.erasure_key_file}});
    return {};
  });
}

Result<> Deployment::Inside::make_carriers() {
  for (const auto& wanted : config.carriers) {
    auto made = make_carrier(wanted);
    if (!made) return std::unexpected(config.placed(wanted, made.error()));
    if (const auto warning = (*made)->warning(); !warning.empty())
      env.log.warn("carrier_warning", {{"carrier", wanted.name}, {"warning", warning}});
    carriers.emplace(wanted.name, std::move(*made));
  }
  if (!tz.fresh) env.log.warn("tz_database_stale", {{"version", tz.version}, {"problem", tz.problem}});
  return {};
}

Result<> Deployment::Inside::start() {
  TRY(open_store());
  TRY(make_carriers());
  rule_packs = std::make_unique<RulePacks>(env, *database, config.law, laws, tz.version);
  TRY(rule_packs->begin());
  if (!config.law.standard) env.log.warn("standard_rules_off", {{"in_force", laws.book().version()}});
  make_stages();
  server = std::make_unique<net::HttpServer>(
      env,
      net::ServerOptions{.address = config.address,
                         .port = config.port,
                         .io_threads = kServerThreads,
                         .max_connections = connections_within_limit(
                             limits::kHttpConnections, config.dispatch.in_flight + limits::kInFlightDirect)},
      [this](net::IncomingRequest incoming, net::Responder responder) {
        api->handle(std::move(incoming), std::move(responder));
      },
      [this](const HttpRequest& head) { return api->upload(head); });
  make_loops();  // before the first webhook can come: it wakes one of them
  TRY(receipts->begin());
  TRY(import_stage->begin());
  TRY(evidence_packs->begin());
  TRY(workers.start());
  TRY(client.start());
  TRY(media_client->start());
  mailer.start();
  TRY(server->start());
  url = fmt::format("http://{}:{}", config.address, server->port());
  for (auto& loop : loops) loop->start();
  running = true;
  env.log.info("started",
               {{"url", url}, {"tz", tz.version}, {"rules", laws.book().version()}, {"carriers", carriers.size()}});
  return {};
}

// What is under way gets a few seconds to come back; what does not becomes unknown at the next start.
void Deployment::Inside::drain() {
  dispatcher->quiesce();
  caller->quiesce();
  const int64_t end = clock.monotonic_ms() + kDrainMs;
  const auto tick = [this] {
    const auto texts = dispatcher->tick();
    const auto calls = caller->tick();
    return texts && calls;
  };
  const auto in_flight = [this] { return dispatcher->in_flight() + caller->in_flight(); };
  bool report = tick();
  auto paid = lookups->settle();  // an answer that is lost would be paid for again
  while (report && paid && in_flight() + lookups->in_flight() > 0 && clock.monotonic_ms() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    report = tick();
    paid = lookups->settle();
  }
  client.stop();
  media_client->stop();
  mailer.stop();
  if (!tick()) env.log.warn("stopped_with_unsettled", {{"in_flight", in_flight()}});
  if (!turn->leave()) env.log.warn("turn_not_left");
}

void Deployment::Inside::stop() {
  if (!std::exchange(running, false)) {
    if (database) database->stop();
    return;
  }
  server->stop();
  workers.stop();
  for (auto& loop : loops) loop->stop();
  drain();
  for (auto left = receipts->tick(); left && *left > 0;) left = receipts->tick();  // what cannot be is in the journal
  database->stop();
  env.log.info("stopped");
}

Deployment::Deployment(Config config, Log& log) : in_(std::make_unique<Inside>(std::move(config), log)) {}
Deployment::~Deployment() { stop(); }
Result<> Deployment::start() {
  auto started = in_->start();
  if (!started) stop();
  return started;
}
void Deployment::stop() { in_->stop(); }
uint16_t Deployment::port() const { return in_->server->port(); }
const std::string& Deployment::url() const { return in_->url; }
const std::string& Deployment::new_key() const { return in_->first.new_key; }
const FirstStart& Deployment::first_start() const { return in_->first; }

}  // namespace tidings::app

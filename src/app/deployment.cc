#include "app/deployment.h"

#include <fmt/format.h>

#include <filesystem>

#include "app/carriers.h"
#include "app/evidence_key.h"
#include "app/first_start.h"
#include "app/node_identity.h"
#include "app/open_store.h"
#include "app/process_limits.h"
#include "app/stage_loop.h"
#include "app/webhook_readers.h"
#include "base/new_file.h"
#include "flow/audience/import_stage.h"
#include "flow/campaign/campaigns.h"
#include "flow/campaign/planner.h"
#include "flow/delivery/delivery.h"
#include "flow/dispatch/dispatcher.h"
#include "flow/dispatch/recall.h"
#include "flow/dispatch/redactor.h"
#include "flow/dispatch/resolver.h"
#include "flow/evidence/packs.h"
#include "flow/inbox/double_opt_in_stage.h"
#include "flow/inbox/erasure.h"
#include "flow/inbox/inbound_parts.h"
#include "flow/inbox/inbox.h"
#include "flow/inbox/review_stage.h"
#include "flow/intake/history_stage.h"
#include "flow/intake/intake_stage.h"
#include "flow/media/media_stage.h"
#include "flow/registers/list_stage.h"
#include "flow/registers/wash_stage.h"
#include "flow/report/waiting_gauges.h"
#include "flow/watch/breakers.h"
#include "flow/watch/canary.h"
#include "flow/watch/incidents.h"
#include "flow/watch/notifier.h"
#include "flow/watch/reconciler.h"
#include "flow/watch/smoke.h"
#include "http/api.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "net/mailer.h"
#include "net/worker_pool.h"
#include "store/erased_numbers.h"
#include "store/turn.h"

namespace tidings::app {
namespace {

constexpr int kServerThreads = 2;     // an upload that writes to a slow disk must not stop the webhooks
constexpr int64_t kIdleTickMs = 200;  // stages that only time or rows wake
constexpr int64_t kEventTickMs = 1'000;
constexpr int64_t kReviewTickMs = 5'000;
constexpr int64_t kErasureTickMs = 2'000;
constexpr int64_t kHistoryTickMs = 60'000;
constexpr int64_t kAlertTickMs = 500;
constexpr int64_t kGaugeTickMs = 5'000;
constexpr int64_t kBreakerTickMs = 5'000;
constexpr int64_t kDrainMs = 5'000;  // requests in flight at the orderly end

}  // namespace

// Members stand in the order they are made; they end in the reverse.
struct Deployment::Inside {
  Config config;
  SystemClock clock;
  Random random = Random::from_system();
  Metrics metrics;
  Env env;
  NodeIdentity node;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::Turn> turn;
  std::unique_ptr<store::TurnDatabase> in_turns;  // for what one node at a time does
  FirstStart first;
  dispatch::CarrierSet carriers;
  compliance::TzStatus tz = compliance::check_tz_database();
  net::HttpClient client;
  std::unique_ptr<net::HttpClient> media_client;  // to where a message's words lead
  net::Mailer mailer;
  watch::Incidents incidents;
  law::LawShelf laws;
  std::unique_ptr<RulePacks> rule_packs;
  compliance::Gatherer gatherer;
  delivery::Delivery delivery;
  inbox::Inbox inbox;
  std::unique_ptr<flow::Campaigns> campaigns;
  std::unique_ptr<preflight::Preflights> preflights;
  std::unique_ptr<flow::Planner> planner;
  std::unique_ptr<flow::Lookups> lookups;
  std::unique_ptr<flow::ImportStage> import_stage;
  std::unique_ptr<registers::ListStage> list_stage;
  std::unique_ptr<registers::WashStage> wash_stage;
  std::unique_ptr<dispatch::Dispatcher> dispatcher;  // of texts
  std::unique_ptr<dispatch::Dispatcher> caller;      // of calls: the dispatch loop's too
  std::unique_ptr<dispatch::Resolver> resolver;
  std::unique_ptr<dispatch::Recall> recall;
  std::unique_ptr<dispatch::Redactor> redactor;
  std::unique_ptr<intake::WebhookJournal> journal;
  std::unique_ptr<intake::IntakeStage> intake_stage;
  std::unique_ptr<intake::ReceiptQueue> receipts;
  std::unique_ptr<inbox::ReviewStage> review_stage;
  std::unique_ptr<inbox::InboundPartsStage> parts_stage;
  std::unique_ptr<inbox::DoubleOptInStage> opt_in_stage;
  std::unique_ptr<inbox::ErasureStage> erasure_stage;
  std::unique_ptr<intake::HistoryStage> history_stage;
  std::unique_ptr<media::MediaStage> media_stage;
  std::unique_ptr<evidence::Packs> evidence_packs;
  std::unique_ptr<flow::WaitingGauges> waiting_gauges;
  std::unique_ptr<watch::Notifier> notifier;
  std::unique_ptr<watch::Breakers> breakers;
  std::unique_ptr<watch::Reconciler> reconciler;
  std::unique_ptr<watch::Canary> canary;
  std::unique_ptr<watch::Smoke> smoke;
  net::WorkerPool workers;
  std::unique_ptr<http::Api> api;
  std::unique_ptr<net::HttpServer> server;
  std::vector<std::unique_ptr<StageLoop>> loops;
  StageLoop *dispatch_loop = nullptr, *reconcile_loop = nullptr;
  std::string url;
  bool running = false;

  Inside(Config c, Log& log)
      : config(std::move(c)),
        clock(config.clock_offset_ms),
        env{clock, random, log, metrics},
        client(env, {.connections_per_host = std::max(limits::kCarrierConnections, config.dispatch.in_flight) +
                                             limits::kInFlightDirect + config.dispatch.calls_in_flight}),
        mailer(env),
        incidents(env),
        gatherer(tz, laws, config.registers),
        delivery(env),
        inbox(env) {}

  Result<> open_store() {
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
  Result<> look_for_erasure_keys() {
    return database->read([&](store::Session& s) -> Result<> {
      if (!store::ErasedNumbers(s).complete())
        env.log.error("erasure_keys_missing", {{"file", config.erasure_key_file}});
      return {};
    });
  }

  Result<> make_carriers() {
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

  Result<> apply(store::Session& s, const carrier::WebhookEvent& event, std::string_view carrier) {
    const Instant now = clock.now();
    switch (event.type) {
      case carrier::EventType::delivery_status:
      case carrier::EventType::call_status:
        return delivery.apply(s, event, carrier, now);
      case carrier::EventType::inbound_message: {
        if (canary->take(s, event, now)) return {};
        const auto applied = event.partial ? TRY(inbox::InboundParts(inbox).apply(s, event, carrier, now))
                                           : std::optional(TRY(inbox.apply(s, event, carrier, now)));
        if (applied && applied->confirmation) hurry();
        return {};
      }
      case carrier::EventType::call_asks:
      case carrier::EventType::ignored:
        return {};
    }
    return {};
  }

  // From inside the transaction that plans a message, so that dispatch's own is the next one.
  void hurry() {
    dispatcher->hurry();
    if (dispatch_loop != nullptr) dispatch_loop->wake();
  }

  void make_stages() {
    const auto lookup = [this](std::string_view name) { return dispatch::find_carrier(carriers, name); };
    const intake::EventSink sink = [this](store::Session& s, const carrier::WebhookEvent& event,
                                          std::string_view carrier) { return apply(s, event, carrier); };
    const flow::CampaignOptions campaign_options{
        .pools = {.sms = config.max_concurrent_sms, .voice = config.max_concurrent_voice},
        .makes_calls =
            [this](std::string_view name) {
              const auto* one = dispatch::find_carrier(carriers, name);
              return one != nullptr && one->makes_calls();
            },
        .outgoing = {.find_carrier = lookup, .public_url = config.public_url}};
    const intake::ReceiptSink receipt_sink = [this](store::Session& s, std::span<const intake::Arrived> all) {
      std::vector<delivery::Delivery::Word> words;
      words.reserve(all.size());
      for (const auto& one : all) words.push_back({one.event, one.carrier});
      return delivery.apply_all(s, words, clock.now());
    };
    campaigns = std::make_unique<flow::Campaigns>(env, *database, campaign_options);
    preflights = std::make_unique<preflight::Preflights>(
        env, *database,
        preflight::Setting{
            .rate_per_s = config.dispatch.rate_per_s,
            .claim_batch = config.dispatch.claim_batch,
            .test_recipient = config.dispatch.test_recipient,
            .has_carrier = [this](std::string_view name) { return dispatch::find_carrier(carriers, name) != nullptr; },
            .carrier_per_s =
                [this](std::string_view name) {
                  const auto* one = dispatch::find_carrier(carriers, name);
                  return one == nullptr ? 0.0 : one->requests_per_s();
                },
            .outgoing = campaign_options.outgoing,
            .calls_per_s = [this](std::string_view name) -> std::optional<double> {
              const auto* one = dispatch::find_carrier(carriers, name);
              if (one == nullptr || !one->makes_calls()) return std::nullopt;
              return one->calls_per_s();
            },
            .make_gatherer = [this] { return std::make_unique<compliance::Gatherer>(tz, laws, config.registers); }},
        config.prices);
    planner = std::make_unique<flow::Planner>(env, *in_turns, flow::PlannerOptions{.pools = campaign_options.pools});
    lookups = std::make_unique<flow::Lookups>(env, *database, client, config.lookups);
    import_stage = std::make_unique<flow::ImportStage>(env, *database, config.data_dir + "/imports",
                                                       flow::ImportStageOptions{}, lookups.get());
    list_stage = std::make_unique<registers::ListStage>(env, *database, config.data_dir + "/imports");
    wash_stage = std::make_unique<registers::WashStage>(env, *in_turns, client, config.washed);
    dispatcher = std::make_unique<dispatch::Dispatcher>(env, *database, carriers, client, gatherer, config.dispatch);
    dispatcher->take_turns(*turn);
    caller =
        std::make_unique<dispatch::Dispatcher>(env, *database, carriers, client, gatherer, config.dispatch.for_calls());
    caller->take_turns(*turn);
    planner->mind(dispatcher->haste());
    resolver = std::make_unique<dispatch::Resolver>(env, *in_turns, carriers, client, config.dispatch);
    recall = std::make_unique<dispatch::Recall>(env, *in_turns, carriers, client);
    redactor = std::make_unique<dispatch::Redactor>(env, *in_turns, carriers, client);
    journal = std::make_unique<intake::WebhookJournal>(env, lookup);
    intake_stage = std::make_unique<intake::IntakeStage>(env, *in_turns, lookup, sink);
    receipts = std::make_unique<intake::ReceiptQueue>(env, *database, receipt_sink);
    review_stage = std::make_unique<inbox::ReviewStage>(env, *in_turns);
    parts_stage = std::make_unique<inbox::InboundPartsStage>(env, *in_turns, inbox, [this] { hurry(); });
    opt_in_stage = std::make_unique<inbox::DoubleOptInStage>(env, *in_turns);
    erasure_stage = std::make_unique<inbox::ErasureStage>(env, *in_turns);
    history_stage = std::make_unique<intake::HistoryStage>(env, *in_turns, config.retention);
    notifier = std::make_unique<watch::Notifier>(env, *in_turns, make_alert_routes(config.alerts, client, mailer),
                                                 config.public_url);
    waiting_gauges = std::make_unique<flow::WaitingGauges>(env, *database);
    evidence_packs = std::make_unique<evidence::Packs>(env, *database, config.data_dir + "/evidence",
                                                       [folder = config.data_dir] { return evidence_key(folder); });
    breakers = std::make_unique<watch::Breakers>(env, *in_turns, incidents, config.breakers);
    std::vector<const carrier::Carrier*> all_carriers;
    for (const auto& [name, carrier] : carriers) all_carriers.push_back(carrier.get());
    media_client =
        std::make_unique<net::HttpClient>(env, net::ClientOptions{.connections_per_host = limits::kMediaInFlight,
                                                                  .queue_per_host = limits::kMediaInFlight,
                                                                  .answer_bytes = limits::kMediaBytes,
                                                                  .public_only = true,
                                                                  .also = media::origins(all_carriers)});
    media_stage = std::make_unique<media::MediaStage>(env, *in_turns, *media_client, all_carriers);
    canary = std::make_unique<watch::Canary>(env, *in_turns, config.canary, [this] { hurry(); });
    smoke = std::make_unique<watch::Smoke>(env, *in_turns, config.smoke, [this] { hurry(); });
    auto reconciliation = config.reconciliation;
    reconciliation.check_clock = config.clock_offset_ms == 0;
    reconciler = std::make_unique<watch::Reconciler>(env, *in_turns, client, all_carriers, sink, reconciliation);
    api = std::make_unique<http::Api>(
        http::Services{.env = env,
                       .database = *database,
                       .campaigns = *campaigns,
                       .campaign_options = campaign_options,
                       .preflights = *preflights,
                       .carriers = carriers,
                       .journal = *journal,
                       .sink = sink,
                       .receipts = *receipts,
                       .webhook_readers = webhook_reader,
                       .hurry = [this] { hurry(); },
                       .tz = tz,
                       .laws = laws,
                       .evidence = *evidence_packs,
                       .incidents = incidents,
                       .program_version = TIDINGS_VERSION,
                       .public_url = config.public_url,
                       .import_dir = config.data_dir + "/imports",
                       .registers = config.registers,
                       .lookups = lookup_terms(),
                       .reconcile =
                           [this](store::Session& s, const watch::Asked& asked, Instant now) {
                             if (reconcile_loop != nullptr) reconcile_loop->wake();
                             return reconciler->ask(s, asked, now);
                           }},
        workers);
  }

  std::vector<flow::LookupTerms> lookup_terms() const {
    std::vector<flow::LookupTerms> out;
    for (const auto& one : config.lookups) out.push_back(one.terms);
    return out;
  }

  void add_loop(std::string name, StageLoop::Tick tick) {
    loops.push_back(std::make_unique<StageLoop>(env, std::move(name), std::move(tick)));
  }

  // One that ticks only while the turn is this node's.
  void add_turn_loop(std::string name, StageLoop::Tick tick) {
    add_loop(std::move(name), [this, tick = std::move(tick)]() -> Result<int64_t> {
      return TRY(turn->keep()) ? tick() : Result<int64_t>(kIdleTickMs);
    });
  }

  void make_loops() {
    if (database->shared()) {
      add_loop("presence", [this]() -> Result<int64_t> {
        turn->confirm();
        return limits::kPresenceLookMs;
      });
    }
    add_loop("dispatch", [this]() -> Result<int64_t> {
      const bool ours = TRY(turn->keep());
      if (ours && dispatcher->direct_due()) TRY(dispatcher->tick_direct());
      const auto asked = ours ? TRY(resolver->tick()) + TRY(recall->tick()) + TRY(redactor->tick()) : 0;
      const auto report = TRY(dispatcher->tick());  // also settles what came back after the turn was lost
      const auto calls = TRY(caller->tick());
      return asked > 0 ? 0 : std::min(report.wait_ms, calls.wait_ms);
    });
    dispatch_loop = loops.back().get();
    dispatcher->on_arrival([loop = dispatch_loop] { loop->wake(); });
    caller->on_arrival([loop = dispatch_loop] { loop->wake(); });
    resolver->on_arrival([loop = dispatch_loop] { loop->wake(); });
    recall->on_arrival([loop = dispatch_loop] { loop->wake(); });
    redactor->on_arrival([loop = dispatch_loop] { loop->wake(); });
    add_turn_loop("plan", [this]() -> Result<int64_t> { return planner->tick() > 0 ? 0 : kIdleTickMs; });
    add_loop("import", [this]() -> Result<int64_t> { return TRY(import_stage->tick()) > 0 ? 0 : kIdleTickMs; });
    lookups->on_arrival([loop = loops.back().get()] { loop->wake(); });
    add_loop("registers", [this]() -> Result<int64_t> { return TRY(list_stage->tick()) > 0 ? 0 : kIdleTickMs; });
    if (!config.washed.empty()) {
      add_turn_loop("wash", [this]() -> Result<int64_t> { return TRY(wash_stage->tick()) > 0 ? 0 : kIdleTickMs; });
      wash_stage->on_arrival([loop = loops.back().get()] { loop->wake(); });
    }
    add_turn_loop("intake", [this]() -> Result<int64_t> {
      const size_t lapsed = TRY(receipts->take_up_lapsed());
      return lapsed + TRY(intake_stage->tick()) > 0 ? 0 : kIdleTickMs;
    });
    add_loop("receipts",
             [this]() -> Result<int64_t> { return TRY(receipts->tick()) > 0 ? limits::kReceiptPaceMs : kIdleTickMs; });
    receipts->on_arrival([loop = loops.back().get()] { loop->wake(); });
    add_loop("events", [this]() -> Result<int64_t> {
      TRY(api->tick());
      return kEventTickMs;
    });
    if (!config.alerts.empty()) {
      add_turn_loop("alerts", [this]() -> Result<int64_t> { return TRY(notifier->tick()) > 0 ? 0 : kAlertTickMs; });
      notifier->on_arrival([loop = loops.back().get()] { loop->wake(); });
    }
    add_loop("gauges", [this]() -> Result<int64_t> {
      TRY(waiting_gauges->tick());
      return kGaugeTickMs;
    });
    add_loop("rules", [this]() -> Result<int64_t> {
      TRY(rule_packs->tick());
      return limits::kRulePackLookMs;
    });
    add_turn_loop("review", [this]() -> Result<int64_t> { return TRY(review_stage->tick()) > 0 ? 0 : kReviewTickMs; });
    add_turn_loop("parts", [this]() -> Result<int64_t> {
      return TRY(parts_stage->tick()) > 0 ? 0 : limits::kInboundPartsEveryMs;
    });
    add_turn_loop("opt_in", [this]() -> Result<int64_t> { return TRY(opt_in_stage->tick()) > 0 ? 0 : kReviewTickMs; });
    add_turn_loop("erasure",
                  [this]() -> Result<int64_t> { return TRY(erasure_stage->tick()) > 0 ? 0 : kErasureTickMs; });
    add_turn_loop("breakers", [this]() -> Result<int64_t> {
      TRY(breakers->tick());
      return kBreakerTickMs;
    });
    add_turn_loop("media", [this] { return media_stage->tick(); });
    media_stage->on_arrival([loop = loops.back().get()] { loop->wake(); });
    add_turn_loop("canary", [this] { return canary->tick(); });
    add_turn_loop("smoke", [this] { return smoke->tick(); });
    add_turn_loop("reconcile", [this] { return reconciler->tick(); });
    reconcile_loop = loops.back().get();
    reconciler->on_arrival([loop = reconcile_loop] { loop->wake(); });
    add_turn_loop("history", [this]() -> Result<int64_t> {
      return std::min(history_stage->tick(), kHistoryTickMs);  // the turn may be another node's by then
    });
  }

  Result<> start() {
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
  void drain() {
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

  void stop() {
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
};

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

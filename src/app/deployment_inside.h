// What a deployment is made of: every stage, in the order they are made; they end in the reverse. Private to app/:
// deployment.cc begins and ends it, deployment_stages.cc makes the stages, deployment_loops.cc gives each its thread.
#pragma once

#include "app/deployment.h"
#include "app/first_start.h"
#include "app/node_identity.h"
#include "app/stage_loop.h"
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
#include "flow/watch/call_check.h"
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
#include "store/turn.h"

namespace tidings::app {

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
  std::unique_ptr<watch::CallCheck> call_check;
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

  Result<> start();
  void stop();

 private:
  Result<> open_store();
  Result<> look_for_erasure_keys();
  Result<> make_carriers();
  void make_stages();
  void make_loops();
  void add_loop(std::string name, StageLoop::Tick tick);
  void add_turn_loop(std::string name, StageLoop::Tick tick);
  void drain();
  // A webhook's words to whom they are for. From inside the transaction that journals it.
  Result<> apply(store::Session& s, const carrier::WebhookEvent& event, std::string_view carrier);
  void hurry();
  std::vector<flow::LookupTerms> lookup_terms() const;
};

}  // namespace tidings::app

// The stages, each with what it needs of the others: who knows whom stands here and nowhere else.
#include "app/deployment_inside.h"
#include "app/evidence_key.h"
#include "app/webhook_readers.h"

namespace tidings::app {

Result<> Deployment::Inside::apply(store::Session& s, const carrier::WebhookEvent& event, std::string_view carrier) {
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
void Deployment::Inside::hurry() {
  dispatcher->hurry();
  if (dispatch_loop != nullptr) dispatch_loop->wake();
}

std::vector<flow::LookupTerms> Deployment::Inside::lookup_terms() const {
  std::vector<flow::LookupTerms> out;
  for (const auto& one : config.lookups) out.push_back(one.terms);
  return out;
}

void Deployment::Inside::make_stages() {
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
  planner = std::make_unique<flow::Planner>(
      env, *in_turns,
      flow::PlannerOptions{.pools = campaign_options.pools, .silence_after_start_ms = config.silence_after_start_ms});
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
  call_check = std::make_unique<watch::CallCheck>(env, *in_turns, client, all_carriers, sink);
  canary = std::make_unique<watch::Canary>(env, *in_turns, config.canary, [this] { hurry(); });
  smoke = std::make_unique<watch::Smoke>(env, *in_turns, config.smoke, [this] { hurry(); });
  auto reconciliation = config.reconciliation;
  reconciliation.check_clock = config.clock_offset_ms == 0;
  reconciler = std::make_unique<watch::Reconciler>(env, *in_turns, client, all_carriers, sink, reconciliation);
  api =
      std::make_unique<http::Api>(http::Services{.env = env,
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

}  // namespace tidings::app

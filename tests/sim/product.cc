#include "tests/sim/product.h"

#include "base/check.h"
#include "store/incidents.h"
#include "store/sqlite/sqlite_database.h"

namespace tidings::sim {
namespace {

constexpr int64_t kIdleTickMs = 200;  // as the server's loops
constexpr int64_t kReviewTickMs = 5'000;
constexpr int64_t kErrorTickMs = 1'000;
constexpr int64_t kBusyTickMs = 1'000;  // what is claimed waits for its bucket: no time for a long sleep

std::unique_ptr<CrashDatabase> open_store(Env env, const ProductOptions& options) {
  auto opened = store::sqlite::open(
      env, {.path = options.database_path, .inline_writes = true, .check_integrity = options.check_integrity});
  check(opened.has_value(), opened ? "" : "the simulated store opens: " + opened.error().describe());
  const auto migrated = store::migrate(**opened);
  check(migrated.has_value(), "the simulated store is migrated");
  return std::make_unique<CrashDatabase>(std::move(*opened));
}

// A machine's own zone data may be old; the simulator tests the gate, not the machine.
compliance::TzStatus fresh_tz() {
  auto tz = compliance::check_tz_database();
  tz.fresh = true;
  return tz;
}

}  // namespace

Product::Product(Env env, const dispatch::CarrierSet& carriers, HttpRunner& runner, ProductOptions options, Later later)
    : env_(env),
      options_(std::move(options)),
      later_(std::move(later)),
      database_(open_store(env, options_)),
      tz_(fresh_tz()),
      gatherer_(tz_, laws_),
      delivery_(env),
      inbox_(env),
      carriers_(carriers) {
  if (!options_.law) check(laws_.put({}).has_value(), "no packs at all hold together");
  database_->set_failing(options_.statements_fail, options_.commits_fail, options_.store_seed);
  const auto lookup = [&carriers](std::string_view name) { return dispatch::find_carrier(carriers, name); };
  const auto sink = [this](store::Session& s, const carrier::WebhookEvent& event, std::string_view carrier) {
    return apply(s, event, carrier);
  };
  campaigns_ = std::make_unique<flow::Campaigns>(env, *database_, flow::CampaignOptions{options_.pools});
  planner_ = std::make_unique<flow::Planner>(
      env, *database_, flow::PlannerOptions{.chunk = options_.plan_chunk, .pools = options_.pools});
  dispatcher_ = std::make_unique<dispatch::Dispatcher>(env, *database_, carriers, runner, gatherer_, options_.dispatch);
  planner_->mind(dispatcher_->haste());
  resolver_ = std::make_unique<dispatch::Resolver>(env, *database_, carriers, runner, options_.dispatch);
  recall_ = std::make_unique<dispatch::Recall>(env, *database_, carriers, runner);
  journal_ = std::make_unique<intake::WebhookJournal>(env, lookup);
  intake_ = std::make_unique<intake::IntakeStage>(env, *database_, lookup, sink);
  receipts_ = std::make_unique<intake::ReceiptQueue>(
      env, *database_, [this](store::Session& s, std::span<const intake::Arrived> all) -> Result<> {
        std::vector<delivery::Delivery::Word> words;
        for (const auto& one : all) words.push_back({one.event, one.carrier});
        TRY(delivery_.apply_all(s, words, env_.clock.now()));
        if (env_.random.chance(options_.sink_fails)) return fail(ErrorCode::internal, "simulated fault of ours");
        return {};
      });
  review_ = std::make_unique<inbox::ReviewStage>(env, *database_);
  dispatch_loop_.tick = [this]() -> int64_t {
    const auto asked = resolver_->tick();
    if (!asked) return kErrorTickMs;
    const auto recalled = recall_->tick();
    if (!recalled) return kErrorTickMs;
    if (dispatcher_->direct_due() && !dispatcher_->tick_direct()) return kErrorTickMs;
    const auto report = dispatcher_->tick();
    if (!report) return kErrorTickMs;
    if (*asked + *recalled > 0) return 0;
    if (report->did > 0 || report->wait_ms < kIdleTickMs) return report->wait_ms;
    return anything_claimed() ? kBusyTickMs : lazy(report->wait_ms);
  };
  plan_loop_.tick = [this]() -> int64_t { return planner_->tick() > 0 ? 1 : lazy(kIdleTickMs); };
  intake_loop_.tick = [this]() -> int64_t {
    const auto did = intake_->tick();
    if (!did) return kErrorTickMs;
    return *did > 0 ? 1 : lazy(kIdleTickMs);
  };
  receipts_loop_.tick = [this]() -> int64_t {
    const auto did = receipts_->tick();
    if (!did) return kErrorTickMs;
    return *did > 0 ? limits::kReceiptPaceMs : lazy(kIdleTickMs);
  };
  receipts_->on_arrival([this] { schedule(receipts_loop_, 0); });
  opt_in_ = std::make_unique<inbox::DoubleOptInStage>(env, *database_);
  opt_in_loop_.tick = [this]() -> int64_t {
    const auto did = opt_in_->tick();
    return did && *did > 0 ? 1 : lazy(kReviewTickMs);
  };
  std::vector<const carrier::Carrier*> listed;
  for (const auto& [name, carrier] : carriers) listed.push_back(carrier.get());
  reconciler_ = std::make_unique<watch::Reconciler>(env, *database_, runner, listed, sink,
                                                    watch::ReconcilerOptions{.on = false, .grace_ms = 0});
  reconcile_loop_.tick = [this]() -> int64_t { return reconciler_->tick().value_or(kErrorTickMs); };
  reconciler_->on_arrival([this] { schedule(reconcile_loop_, 0); });
  media_ = std::make_unique<media::MediaStage>(env, *database_, runner, listed);
  media_loop_.tick = [this]() -> int64_t {
    const auto wait = media_->tick();
    return wait && media_->in_flight() > 0 ? *wait : lazy(kReviewTickMs);
  };
  media_->on_arrival([this] { schedule(media_loop_, 0); });
  review_loop_.tick = [this]() -> int64_t {
    const auto did = review_->tick();
    return did && *did > 0 ? 1 : lazy(kReviewTickMs);
  };
  dispatcher_->on_arrival([this] { schedule(dispatch_loop_, 0); });
  resolver_->on_arrival([this] { schedule(dispatch_loop_, 0); });
  recall_->on_arrival([this] { schedule(dispatch_loop_, 0); });
}

Product::~Product() = default;

preflight::Setting Product::preflight_setting() {
  return {.rate_per_s = options_.dispatch.rate_per_s,
          .claim_batch = options_.dispatch.claim_batch,
          .test_recipient = options_.dispatch.test_recipient,
          .has_carrier = [this](std::string_view name) { return dispatch::find_carrier(carriers_, name) != nullptr; },
          .make_gatherer = [this] { return std::make_unique<compliance::Gatherer>(tz_, laws_); }};
}

void Product::start() {
  while (!receipts_->begin()) {  // the simulated store may fail; a real start would end with an error and be repeated
  }
  wake_all();
}

void Product::hurry() {
  dispatcher_->hurry();
  schedule(dispatch_loop_, 0);
}

void Product::wake_all() {
  for (Loop* loop : {&dispatch_loop_, &plan_loop_, &intake_loop_, &receipts_loop_, &review_loop_}) schedule(*loop, 0);
  if (options_.opt_ins) schedule(opt_in_loop_, 0);
  if (options_.media) schedule(media_loop_, 0);
}

void Product::replay_dead_letters() {
  (void)database_->write([&](store::Session& s) -> Result<> {
    journal_->replay_all(s);
    return {};
  });
  schedule(intake_loop_, 0);
}

void Product::believe_clock() {
  (void)database_->write([&](store::Session& s) -> Result<> {
    store::incidents::resolve(s, "clock", "it is right", env_.clock.now());
    return {};
  });
}

void Product::reconcile(Instant since) {
  const auto asked = database_->write([&](store::Session& s) -> Result<> {
    TRY(reconciler_->ask(s, {.from = since, .by = "the world"}, env_.clock.now()));
    return {};
  });
  check(asked.has_value(), asked ? "" : asked.error().describe());
  schedule(reconcile_loop_, 0);
}

std::string Product::reconciliation() {
  std::string out;
  (void)database_->read([&](store::Session& s) -> Result<> {
    const auto newest =
        store::reconciliations::newest(s, "twilio", store::reconciliations::Kind::asked, Instant{INT64_MAX});
    if (newest) out = store::reconciliations::to_string(newest->state);
    return {};
  });
  return out;
}

int64_t Product::lazy(int64_t least_ms) {
  const int64_t more = std::max<int64_t>(1, options_.lazy_ms - least_ms);
  return least_ms + static_cast<int64_t>(env_.random.below(static_cast<uint64_t>(more)));
}

bool Product::anything_claimed() {
  const CrashDatabase::Unharmed mere_look(*database_);
  bool out = false;
  (void)database_->read([&](store::Session& s) -> Result<> {
    // Both states are named for the partial index.
    out = s.open_text("SELECT 1 FROM message WHERE state IN (1, 2) AND state = 1 LIMIT 1", nullptr, 0)->next();
    return {};
  });
  return out;
}

void Product::schedule(Loop& loop, int64_t ms) {
  const int64_t at = env_.clock.monotonic_ms() + ms;
  if (loop.due != 0 && loop.due_ms <= at) return;  // sooner anyway
  loop.due_ms = at;
  const uint64_t mine = ++loop.due;
  later_(ms, [this, &loop, mine] {
    if (loop.due != mine) return;
    loop.due_ms = INT64_MAX;
    const int64_t wait = loop.tick();
    // A tick takes its time; and one that is due at once again must not stand still in virtual time for ever.
    schedule(loop, std::max<int64_t>(wait, 1));
  });
}

Result<> Product::apply(store::Session& s, const carrier::WebhookEvent& event, std::string_view carrier) {
  const Instant now = env_.clock.now();
  switch (event.type) {
    case carrier::EventType::delivery_status:
      TRY(delivery_.apply(s, event, carrier, now));
      break;
    case carrier::EventType::inbound_message: {
      const auto applied = TRY(inbox_.apply(s, event, carrier, now));
      if (applied.confirmation) hurry();
      if (!options_.texts_fail) return {};
      break;
    }
    case carrier::EventType::call_status:
    case carrier::EventType::call_asks:
    case carrier::EventType::ignored:
      return {};
  }
  if (env_.random.chance(options_.sink_fails) ||
      Random(std::hash<std::string>{}(event.provider_id)).chance(options_.sink_fails_for_good)) {
    return fail(ErrorCode::internal, "simulated fault of ours");
  }
  return {};
}

bool Product::is_receipt(const carrier::WebhookRequest& request, std::string_view carrier) const {
  const auto verdict = journal_->judge(carrier, request);
  return verdict.kind == intake::Verdict::Kind::event && verdict.event.type == carrier::EventType::delivery_status;
}

bool Product::take_receipts(const std::vector<carrier::WebhookRequest>& requests, std::string_view carrier) {
  std::vector<intake::ReceiptQueue::Receipt> receipts;
  std::vector<store::events::WebhookRow> rows;
  for (const auto& request : requests) {
    receipts.push_back({journal_->judge(carrier, request).event, std::string(carrier)});
    rows.push_back(journal_->applied_row(request, carrier));
  }
  std::vector<const store::events::WebhookRow*> journal;
  for (const auto& row : rows) journal.push_back(&row);
  int64_t batch = 0;
  const auto journalled = database_->write([&](store::Session& s) -> Result<> {
    batch = receipts_->journal(s, journal);
    return {};
  });
  if (journalled) receipts_->add(batch, std::move(receipts));
  return journalled.has_value();
}

HttpResponse Product::webhook(const carrier::WebhookRequest& request, std::string_view carrier) {
  using Kind = intake::Verdict::Kind;
  const auto verdict = journal_->judge(carrier, request);
  switch (verdict.kind) {
    case Kind::event:
      break;
    case Kind::forged:
    case Kind::stale:
      return {403, {}, {}};
    case Kind::unknown_carrier:
      return {404, {}, {}};
    case Kind::malformed: {
      const auto buried = database_->write([&](store::Session& s) -> Result<> {
        journal_->bury(s, request, carrier, verdict.problem);
        return {};
      });
      return {buried ? 400 : 503, {}, {}};
    }
  }
  putting_off_ = false;
  const auto applied = database_->write([&](store::Session& s) -> Result<> {
    TRY(apply(s, verdict.event, carrier));
    journal_->record(s, request, carrier, true, {});
    return {};
  });
  if (!applied) {
    putting_off_ = true;
    const auto journalled = database_->write([&](store::Session& s) -> Result<> {
      journal_->record(s, request, carrier, false, applied.error().describe());
      return {};
    });
    if (!journalled) return {503, {}, {}};
    schedule(intake_loop_, kErrorTickMs);
    if (verdict.event.type == carrier::EventType::inbound_message) return {503, {}, {}};
  }
  return {204, {}, {}};
}

}  // namespace tidings::sim

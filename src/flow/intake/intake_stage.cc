#include "flow/intake/intake_stage.h"

#include "base/limits.h"
#include "carrier/found.h"

namespace tidings::intake {
namespace {

namespace events = store::events;

static_assert(std::size(limits::kWebhookRetryDelaysMs) == limits::kWebhookAttempts - 1);

constexpr const char* kMetric = "webhook_replays_total";
constexpr const char* kHelp = "webhooks taken up from the journal, by how that ended";

// Trying the same bytes with the same program again cannot end otherwise.
bool is_hopeless(const Error& error) {
  return error.code == ErrorCode::invalid_argument || error.code == ErrorCode::corrupt;
}

// When it came: for what came by no request, when that was by the carrier.
Result<carrier::WebhookEvent> event_of(const events::WebhookRow& row, const carrier::Carrier& carrier) {
  if (row.method == carrier::kFoundMethod) return carrier::read_found_json(row.body);
  auto event = TRY(carrier.read_webhook(TRY(request_of(row))));
  event.received_at = row.received_at;
  return event;
}

}  // namespace

IntakeStage::IntakeStage(Env env, store::Database& database, CarrierLookup carriers, EventSink sink)
    : env_(env),
      database_(database),
      carriers_(std::move(carriers)),
      sink_(std::move(sink)),
      applied_(env.metrics.counter(kMetric, kHelp, {{"outcome", "applied"}})),
      retried_(env.metrics.counter(kMetric, kHelp, {{"outcome", "put_off"}})),
      dead_(env.metrics.counter(kMetric, kHelp, {{"outcome", "dead"}})) {}

Result<size_t> IntakeStage::tick() {
  std::vector<WebhookEventId> due;
  TRY(database_.read([&](store::Session& s) -> Result<> {
    for (const auto& row : events::pending(s, env_.clock.now(), limits::kIntakeBatch)) due.push_back(row.id);
    return {};
  }));
  size_t done = 0;
  for (const WebhookEventId id : due) {
    auto outcome = apply(id);
    if (outcome) {
      applied_.add();
    } else if (is_stores_own(outcome.error())) {
      return std::unexpected(outcome.error());
    } else {
      TRY(put_off(id, outcome.error()));
    }
    ++done;
  }
  return done;
}

Result<> IntakeStage::apply(WebhookEventId id) {
  return database_.write([&](store::Session& s) -> Result<> {
    auto row = events::by_id(s, id);
    if (!row || row->state != events::kPending) return {};
    const carrier::Carrier* carrier = carriers_(row->carrier);
    if (carrier == nullptr) {
      return fail(ErrorCode::not_found, "this carrier is not configured any more", row->carrier);
    }
    const auto event = TRY(event_of(*row, *carrier));
    TRY(sink_(s, event, row->carrier));
    row->state = events::kApplied;
    row->attempts += 1;
    row->problem.clear();
    events::settle(s, *row);
    return {};
  });
}

Result<> IntakeStage::put_off(WebhookEventId id, const Error& error) {
  std::optional<events::WebhookRow> row;
  TRY(database_.write([&](store::Session& s) -> Result<> {
    row = events::by_id(s, id);
    if (!row || row->state != events::kPending) return {};
    row->attempts += 1;
    row->problem = error.describe();
    if (row->attempts >= limits::kWebhookAttempts || is_hopeless(error)) {
      row->state = events::kDead;
    } else {
      row->next_at = env_.clock.now() + limits::kWebhookRetryDelaysMs[row->attempts - 1];
    }
    events::settle(s, *row);
    return {};
  }));
  if (!row) return {};
  const bool dead = row->state == events::kDead;
  (dead ? dead_ : retried_).add();
  env_.log.write(
      dead ? LogLevel::error : LogLevel::warn, dead ? "intake.dead_letter" : "intake.put_off",
      {{"webhook", id.value}, {"carrier", row->carrier}, {"attempts", row->attempts}, {"code", to_string(error.code)}});
  return {};
}

}  // namespace tidings::intake

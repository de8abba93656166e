// One loop a stage: how often it ticks, whether only on the node whose turn it is, and who wakes it.
#include "app/deployment_inside.h"

namespace tidings::app {
namespace {

constexpr int64_t kIdleTickMs = 200;  // stages that only time or rows wake
constexpr int64_t kEventTickMs = 1'000;
constexpr int64_t kReviewTickMs = 5'000;
constexpr int64_t kErasureTickMs = 2'000;
constexpr int64_t kHistoryTickMs = 60'000;
constexpr int64_t kAlertTickMs = 500;
constexpr int64_t kGaugeTickMs = 5'000;
constexpr int64_t kBreakerTickMs = 5'000;

}  // namespace

void Deployment::Inside::add_loop(std::string name, StageLoop::Tick tick) {
  loops.push_back(std::make_unique<StageLoop>(env, std::move(name), std::move(tick)));
}

// One that ticks only while the turn is this node's.
void Deployment::Inside::add_turn_loop(std::string name, StageLoop::Tick tick) {
  add_loop(std::move(name), [this, tick = std::move(tick)]() -> Result<int64_t> {
    return TRY(turn->keep()) ? tick() : Result<int64_t>(kIdleTickMs);
  });
}

void Deployment::Inside::make_loops() {
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
  add_turn_loop(
      "parts", [this]() -> Result<int64_t> { return TRY(parts_stage->tick()) > 0 ? 0 : limits::kInboundPartsEveryMs; });
  add_turn_loop("opt_in", [this]() -> Result<int64_t> { return TRY(opt_in_stage->tick()) > 0 ? 0 : kReviewTickMs; });
  add_turn_loop("erasure", [this]() -> Result<int64_t> { return TRY(erasure_stage->tick()) > 0 ? 0 : kErasureTickMs; });
  add_turn_loop("breakers", [this]() -> Result<int64_t> {
    TRY(breakers->tick());
    return kBreakerTickMs;
  });
  add_turn_loop("media", [this] { return media_stage->tick(); });
  media_stage->on_arrival([loop = loops.back().get()] { loop->wake(); });
  add_turn_loop("calls", [this] { return call_check->tick(); });
  call_check->on_arrival([loop = loops.back().get()] { loop->wake(); });
  add_turn_loop("canary", [this] { return canary->tick(); });
  add_turn_loop("smoke", [this] { return smoke->tick(); });
  add_turn_loop("reconcile", [this] { return reconciler->tick(); });
  reconcile_loop = loops.back().get();
  reconciler->on_arrival([loop = reconcile_loop] { loop->wake(); });
  add_turn_loop("history", [this]() -> Result<int64_t> {
    return std::min(history_stage->tick(), kHistoryTickMs);  // the turn may be another node's by then
  });
}

}  // namespace tidings::app

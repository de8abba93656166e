#include "flow/report/waiting_gauges.h"

#include <algorithm>

#include "store/campaigns.h"
#include "store/ledger.h"

namespace tidings::flow {
namespace {

constexpr const char* kDepth = "sms_queue_depth";
constexpr const char* kDepthHelp = "messages that could leave now and have not";

}  // namespace

WaitingGauges::WaitingGauges(Env env, store::Database& database)
    : env_(env),
      database_(database),
      campaigns_(env.metrics.gauge(kDepth, kDepthHelp, {{"queue", "campaign"}})),
      direct_(env.metrics.gauge(kDepth, kDepthHelp, {{"queue", "direct"}})),
      oldest_(env.metrics.gauge("sms_oldest_due_seconds",
                                "how long the oldest message outside campaigns that could leave has waited")) {}

Result<> WaitingGauges::tick() {
  const Instant now = env_.clock.now();
  int64_t campaigns = 0, direct = 0;
  Instant oldest = now;
  std::map<Reason, int64_t> held;
  TRY(database_.read([&](store::Session& s) -> Result<> {
    for (const auto& campaign : store::campaigns::in_status(s, CampaignStatus::active)) {
      for (const auto& count : store::ledger::counts(s, campaign.id)) {
        if (count.state == MessageState::claimed) campaigns += count.n;
        if (count.state != MessageState::planned) continue;
        (count.reason == Reason::none ? campaigns : held[count.reason]) += count.n;
      }
    }
    for (const auto& waiting : store::ledger::direct_waiting(s, now)) {
      if (waiting.reason != Reason::none) {
        held[waiting.reason] += waiting.n;
        continue;
      }
      direct += waiting.n;
      oldest = std::min(oldest, waiting.oldest);
    }
    return {};
  }));
  campaigns_.set(static_cast<double>(campaigns));
  direct_.set(static_cast<double>(direct));
  oldest_.set(static_cast<double>(now - oldest) / kSecondMs);
  for (const auto& [reason, n] : held) {
    auto& gauge = held_[reason];
    if (gauge == nullptr) {
      gauge = &env_.metrics.gauge("sms_messages_held", "messages that may not leave yet, by reason",
                                  {{"reason", std::string(to_string(reason))}});
    }
  }
  for (const auto& [reason, gauge] : held_) {
    const auto n = held.find(reason);
    gauge->set(n == held.end() ? 0 : static_cast<double>(n->second));
  }
  return {};
}

}  // namespace tidings::flow

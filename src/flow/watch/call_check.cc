#include "flow/watch/call_check.h"

#include <algorithm>

#include "base/limits.h"
#include "carrier/found.h"
#include "store/events.h"

namespace tidings::watch {

using store::Session;
using store::calls::Unended;

CallCheck::CallCheck(Env env, store::Database& database, HttpRunner& runner,
                     std::vector<const carrier::Carrier*> carriers, Sink sink)
    : env_(env),
      database_(database),
      runner_(runner),
      carriers_(std::move(carriers)),
      sink_(std::move(sink)),
      mailbox_(std::make_shared<Mailbox<Arrival>>()),
      found_(env.metrics.counter("calls_found_ended_total", "calls whose end no event told, and the carrier did")) {}

CallCheck::~CallCheck() { mailbox_->on_put(nullptr); }

const carrier::Carrier* CallCheck::carrier_of(std::string_view name) const {
  const auto at = std::ranges::find(carriers_, name, &carrier::Carrier::name);
  return at == carriers_.end() ? nullptr : *at;
}

Result<int64_t> CallCheck::tick() {
  const auto arrived = mailbox_->take();
  asking_ -= arrived.size();  // one that the store cannot take now is asked for again by the next sweep
  for (const auto& arrival : arrived) TRY(read(arrival));
  const int64_t now_ms = env_.clock.monotonic_ms();
  if (asking_ > 0) return limits::kCallCheckEveryMs;
  if (now_ms < next_ms_) return next_ms_ - now_ms;
  TRY(ask_more());
  return asking_ > 0 ? limits::kCallCheckEveryMs : std::max<int64_t>(1, next_ms_ - now_ms);
}

// A page of a sweep over all of them; who cannot be answered for does not keep the others from being asked.
Result<> CallCheck::ask_more() {
  const Instant now = env_.clock.now();
  std::vector<Unended> page;
  TRY(database_.read([&](Session& s) -> Result<> {
    page = store::calls::unended(s, last_, now - limits::kCallOverMs, limits::kCallCheckPage);
    return {};
  }));
  const bool whole = page.size() < limits::kCallCheckPage;
  last_ = whole ? Unended{.handed_at = now - limits::kCallAskedMostMs} : page.back();
  next_ms_ = env_.clock.monotonic_ms() + (whole ? limits::kCallCheckEveryMs : limits::kCallCheckPaceMs);
  for (auto& call : page) {
    const auto* carrier = carrier_of(call.carrier);
    if (carrier == nullptr || call.provider_id.empty() || now - call.handed_at > limits::kCallAskedMostMs) continue;
    auto request = carrier->build_fetch_call(call.provider_id, now);
    if (!request) continue;
    request->timeout_ms = limits::kSendTimeoutMs;
    ++asking_;
    runner_.send(std::move(*request),
                 [mailbox = mailbox_, call](HttpResult result) { mailbox->put({call, std::move(result)}); });
  }
  return {};
}

Result<> CallCheck::read(const Arrival& arrival) {
  const auto* carrier = carrier_of(arrival.call.carrier);
  auto found = carrier->read_fetch_call(arrival.result);
  if (!found || found->provider_id != arrival.call.provider_id) return {};  // the next sweep asks again
  // Still under way by the carrier's word: nothing that was missed.
  if (found->state == DeliveryState::unchanged || found->state == DeliveryState::queued ||
      found->state == DeliveryState::sending)
    return {};
  auto event = carrier::event_of(*found);
  event.type = carrier::EventType::call_status;
  event.client_ref = std::to_string(arrival.call.message.value);
  const Instant now = env_.clock.now();
  const auto applied = database_.write([&](Session& s) -> Result<> {
    TRY(sink_(s, event, carrier->name()));
    store::events::journal(s, {.carrier = std::string(carrier->name()),
                               .received_at = now,
                               .method = std::string(carrier::kFoundMethod),
                               .url = "call_check",
                               .headers = "[]",
                               .body = carrier::found_json(event),
                               .state = std::string(store::events::kApplied),
                               .attempts = 1,
                               .next_at = now});
    return {};
  });
  if (!applied) {
    if (is_stores_own(applied.error())) return applied;
    env_.log.error("call_not_applied",
                   {{"message", arrival.call.message.value}, {"problem", applied.error().describe()}});
    return {};
  }
  found_.add();
  return {};
}

}  // namespace tidings::watch

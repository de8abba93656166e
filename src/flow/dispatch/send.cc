// The part of the dispatcher that sends after the commit, and what answers tell of carriers and senders.
#include <algorithm>

#include "base/check.h"
#include "flow/dispatch/tick_state.h"

namespace tidings::dispatch {

void Dispatcher::send_all(std::vector<Leaving> leaving, int64_t leave_by_ms) {
  if (turn_ != nullptr) leave_by_ms = std::min(leave_by_ms, turn_->ends_ms());
  // The commit took longer than the lease, or this process stood still: these rows are whoever's rescues them.
  if (env_.clock.monotonic_ms() >= leave_by_ms) {
    env_.log.warn("too_late_to_send", {{"messages", leaving.size()}});
    return;
  }
  std::vector<HttpRunner::Outgoing> out;
  std::vector<Answer> refused;
  out.reserve(leaving.size());
  for (auto& one : leaving) {
    auto& [flying, message, media, call] = one;
    const auto* carrier = flying.carrier;
    if (auto no = refused_by(*carrier, one)) {
      check(no->outcome == carrier::Outcome::refused, "what can never be sent is refused");
      refused.push_back({message.id, std::move(*no), false, env_.clock.now(), false});
      in_flight_.emplace(message.id, std::move(flying));
      continue;
    }
    message.now = env_.clock.now();
    message.attempt = flying.row.attempts;
    auto request = request_of(one);
    request.timeout_ms = limits::kSendTimeoutMs;
    request.leave_by_ms = leave_by_ms;
    request.first = flying.row.kind != MessageKind::campaign;
    out.push_back({std::move(request), [mailbox = mailbox_, carrier, id = message.id, is_call = call.has_value(),
                                        &clock = env_.clock](const HttpResult& result) {
                     mailbox->put({id, is_call ? carrier->read_call(result) : carrier->read_send(result),
                                   result.transport == Transport::answered, clock.now()});
                   }});
    in_flight_.emplace(message.id, std::move(flying));
  }
  for (auto& one : refused) mailbox_->put(std::move(one));
  runner_.send_all(std::move(out));
}

HttpRequest Dispatcher::request_of(const Leaving& leaving) const {
  const auto& [flying, message, media, call] = leaving;
  if (!call) return flying.carrier->build_send(message);
  auto out = call_of(flying.row, *call, message.from);
  out.now = message.now;
  return flying.carrier->build_call(out);
}

std::optional<carrier::SendResult> Dispatcher::refused_by(const carrier::Carrier& carrier,
                                                          const Leaving& leaving) const {
  if (!leaving.call) return carrier.refuses(leaving.message);
  return carrier.refuses_call(call_of(leaving.flying.row, *leaving.call, leaving.message.from));
}

void Dispatcher::note_outcome(const carrier::Carrier& carrier, SenderId sender, const carrier::SendResult& result,
                              bool reached, int segments) {
  const bool ok = result.outcome == carrier::Outcome::accepted;
  const MetricLabels how{{"status", ok ? "success" : "failure"}, {"error_code", result.error_code}};
  if (of_calls()) {
    env_.metrics.counter("calls_made_total", "requests for calls to carriers by outcome", how).add();
  } else {
    env_.metrics.counter("sms_messages_sent_total", "requests to carriers by outcome", how).add();
  }
  if (ok && !of_calls()) {
    env_.metrics
        .histogram("sms_message_segments", "segments of a message", {1, 2, 3, 4, 5, 6, 8, 10},
                   {{"direction", "outbound"}})
        .observe(segments);
  }
  const int64_t now = env_.clock.monotonic_ms();
  const bool busy = result.outcome == carrier::Outcome::busy;
  if (Troubles::stops(result)) {
    health_[&carrier].answered();
  } else if (busy && reached && result.busy_with == carrier::BusyWith::sender) {
    sender_health_[sender].came_back(result, reached, now);
    health_[&carrier].answered();
  } else {
    health_[&carrier].came_back(result, reached, now);
    if (const auto had = sender_health_.find(sender); ok && had != sender_health_.end()) {
      had->second.came_back(result, reached, now);
    }
  }
}

int Dispatcher::busy_in_a_row(const Flying& flying, const carrier::SendResult& result) {
  if (result.busy_with == carrier::BusyWith::account) return health_[flying.carrier].busy_in_a_row();
  const auto at = sender_health_.find(flying.row.sender);
  return at == sender_health_.end() ? 0 : at->second.busy_in_a_row();
}

int64_t Dispatcher::sender_wait_ms(const Sender& sender, int64_t monotonic_ms) const {
  const auto own = sender_health_.find(sender.id);
  const auto all = health_.find(find_carrier(carriers_, sender.carrier));
  return std::max(own == sender_health_.end() ? 0 : own->second.wait_ms(monotonic_ms),
                  all == health_.end() ? 0 : all->second.wait_ms(monotonic_ms));
}

// 0 when any carrier takes a request now.
int64_t Dispatcher::carriers_wait_ms(int64_t monotonic_ms) const {
  if (carriers_.empty() || health_.size() < carriers_.size()) return 0;
  int64_t wait = kIdleWaitMs;
  for (const auto& [carrier, health] : health_) wait = std::min(wait, health.wait_ms(monotonic_ms));
  return wait;
}

}  // namespace tidings::dispatch

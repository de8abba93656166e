#include "flow/dispatch/calls.h"

#include "base/limits.h"

namespace tidings::dispatch {

bool can_serve(const Sender& sender, const carrier::Carrier& carrier, Channel channel) {
  return sender.serves(channel) && (channel == Channel::text || carrier.makes_calls());
}

double account_rate(const carrier::Carrier& carrier, Channel channel) {
  return channel == Channel::call ? carrier.calls_per_s() : carrier.requests_per_s();
}

double sender_rate(const Sender& sender, Channel channel) {
  return channel == Channel::call ? limits::kSenderCallsPerS : sender.segments_per_s;
}

double sender_cost(int segments, Channel channel) { return channel == Channel::call ? 1 : segments; }

std::optional<HttpRequest> build_cancel(const carrier::Carrier& carrier, const store::LedgerRow& row, Instant now) {
  return row.channel == Channel::call ? carrier.build_cancel_call(row.provider_id, now)
                                      : carrier.build_cancel(row.provider_id);
}

Result<carrier::FoundMessage> read_cancel(const carrier::Carrier& carrier, const store::LedgerRow& row,
                                          const HttpResult& answer) {
  return row.channel == Channel::call ? carrier.read_fetch_call(answer) : carrier.read_fetch(answer);
}

carrier::OutgoingCall call_of(const store::LedgerRow& row, const store::CallRow& call, std::string from) {
  return {.id = row.id,
          .to = row.sent_to,
          .from = std::move(from),
          .text = row.body,
          .language = call.language,
          .voice = call.voice,
          .machine = call.machine,
          .ring_s = call.ring_s,
          .now = {},
          .attempt = row.attempts};
}

store::CallRow call_row(const store::LedgerRow& row, const Campaign& campaign) {
  const auto& spoken = campaign.spoken;
  return {.message = row.id,
          .campaign = row.campaign,
          .language = spoken.language,
          .voice = spoken.voice,
          .machine = spoken.machine,
          .ring_s = spoken.ring_s};
}

}  // namespace tidings::dispatch

#include "flow/delivery/delivery.h"

#include <algorithm>
#include <charconv>

#include "store/receipts.h"

namespace tidings::delivery {
namespace {

using store::LedgerRow;
using store::events::Receipt;

std::optional<MessageId> our_id(std::string_view client_ref) {
  int64_t value = 0;
  const char* end = client_ref.data() + client_ref.size();
  const auto [rest, error] = std::from_chars(client_ref.data(), end, value);
  if (error != std::errc{} || rest != end || value <= 0) return std::nullopt;
  return MessageId{value};
}

// Our id came back from outside: it only counts when carrier and number fit the message it names.
bool fits(const LedgerRow& row, const carrier::WebhookEvent& event, std::string_view carrier) {
  if (!row.carrier.empty() && row.carrier != carrier) return false;
  if (event.to.empty()) return true;
  return event.to == (row.sent_to.empty() ? row.phone : row.sent_to);
}

std::optional<LedgerRow> find_message(store::Session& s, const carrier::WebhookEvent& event, std::string_view carrier) {
  if (const auto id = our_id(event.client_ref)) {
    auto row = store::ledger::by_id(s, *id);
    if (row && fits(*row, event, carrier)) return row;
  }
  if (event.provider_id.empty()) return std::nullopt;
  auto row = store::ledger::by_provider(s, event.provider_id);
  if (row && row->carrier != carrier) return std::nullopt;
  return row;
}

bool said_before(const std::vector<Receipt>& earlier, const Receipt& r) {
  return std::ranges::any_of(earlier, [&](const Receipt& x) {
    return x.carrier == r.carrier && x.provider_id == r.provider_id && x.provider_status == r.provider_status &&
           x.error_code == r.error_code;
  });
}

}  // namespace

Delivery::Delivery(Env env) : env_(env) {
  for (const auto state : {DeliveryState::unchanged, DeliveryState::queued, DeliveryState::sending, DeliveryState::sent,
                           DeliveryState::delivered, DeliveryState::failed, DeliveryState::canceled,
                           DeliveryState::missed, DeliveryState::completed}) {
    counters_[state] = &env.metrics.counter("sms_delivery_status_total", "receipts taken in, by the carrier's word",
                                            {{"status", std::string(to_string(state))}});
  }
}

Result<> Delivery::apply(store::Session& s, const carrier::WebhookEvent& event, std::string_view carrier, Instant now) {
  Receipt receipt{.carrier = std::string(carrier),
                  .provider_id = event.provider_id,
                  .provider_status = event.provider_status,
                  .state = event.state,
                  .undelivered = event.undelivered,
                  .error_code = event.error_code,
                  .error_class = event.error_class,
                  .at = now};
  auto row = find_message(s, event, carrier);
  if (!row && event.provider_id.empty()) {
    return fail(ErrorCode::not_found, "a receipt names neither a message of ours nor an id of the carrier");
  }
  const auto earlier =
      row ? store::events::receipts_of(s, row->id) : store::events::parked(s, std::string_view(event.provider_id));
  if (said_before(earlier, receipt)) return {};
  if (row) {
    store::Ledger ledger(s, now);
    receipt.message = row->id;
    receipt.applied = store::take_word(s, ledger, *row, receipt, now);
    ledger.close();
    if (!row->provider_id.empty() && row->provider_id != event.provider_id && !event.provider_id.empty()) {
      // Two carrier ids for one message of ours: perhaps it went out twice.
      env_.log.warn("delivery.second_provider_id", {{"message", row->id.value}, {"carrier", carrier}});
    }
  }
  store::events::add_receipt(s, receipt);
  counters_.at(event.state)->add();
  return {};
}

int Delivery::settle_parked(store::Session& s, store::Ledger& ledger, LedgerRow& row, Instant now) {
  return store::settle_parked(s, ledger, row, now);
}

}  // namespace tidings::delivery

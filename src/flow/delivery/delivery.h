// The carrier's word about our messages: receipts become message states, forward only. On the journey: after intake has
// checked and journalled the webhook, in the same transaction. Any thread that holds a Session.
// Receipts come twice, reversed, late, before the send's own answer, or never (reference/providers §1.3-1.4).
#pragma once

#include <map>
#include <optional>
#include <span>

#include "base/env.h"
#include "base/result.h"
#include "carrier/contract.h"
#include "store/events.h"
#include "store/ledger.h"

namespace tidings::delivery {

// The call of ours that an event names by our own id, or by the carrier's.
std::optional<store::LedgerRow> call_of_ours(store::Session& s, const carrier::WebhookEvent& event,
                                             std::string_view carrier);

class Delivery {
 public:
  explicit Delivery(Env env);

  // Of calls that are not ours nothing is taken. Finds the message by our own id that travelled with it, else by the
  // carrier's. One that is not known yet is parked until settle_parked. The same word said again changes nothing.
  // Error: not_found when the event names nothing to find a message by, now or later.
  Result<> apply(store::Session& s, const carrier::WebhookEvent& event, std::string_view carrier, Instant now) {
    const Word one{&event, carrier};
    return apply_all(s, {&one, 1}, now);
  }

  // Many in one transaction, in their order; several may be about one message. An error, and nothing of them is
  // applied.
  struct Word {
    const carrier::WebhookEvent* event;
    std::string_view carrier;
  };
  Result<> apply_all(store::Session& s, std::span<const Word> words, Instant now);

  // Receipts that overtook the answer which names their message; call it where row's carrier id has just been stored.
  int settle_parked(store::Session& s, store::Ledger& ledger, store::LedgerRow& row, Instant now);

 private:
  struct Batch;
  void take(store::Session& s, Batch& batch, const Word& word, Instant now);

  Env env_;
  std::map<DeliveryState, Counter*> counters_;
  Counter& undelivered_;
};

}  // namespace tidings::delivery

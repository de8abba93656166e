// The webhook journal (every one as it came, before it is answered; the dead-letter list) and the carrier's words about
// messages. Written by flow/intake and flow/delivery.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "domain/call.h"
#include "domain/delivery.h"
#include "domain/ids.h"
#include "store/database.h"

namespace tidings::store::events {

// One word of a carrier about a call, beyond its state.
struct CallHeard {
  CallOutcome outcome = CallOutcome::none;
  int duration_s = 0;
  int64_t sequence = -1;  // by the carrier's own order; -1 = it gives none
};

inline constexpr std::string_view kPending = "pending";
inline constexpr std::string_view kApplied = "applied";
inline constexpr std::string_view kDead = "dead";

struct WebhookRow {
  WebhookEventId id;
  std::string carrier;
  Instant received_at;
  std::string method, url, headers, body;  // headers: JSON [[name, value], …]
  std::string state;
  int attempts = 0;
  Instant next_at;
  std::string problem;
};

WebhookEventId journal(Session& s, const WebhookRow& row);
// Receipts that are answered before they are applied, in batches; see flow/intake/receipt_queue. The rows of a batch
// read 'applied'. Returns the batch.
int64_t journal_batch(Session& s, const std::vector<const WebhookRow*>& rows, Instant until);
void close_batch(Session& s, int64_t batch);  // its receipts have been applied in this transaction
void close_batches(Session& s, const std::vector<int64_t>& batches);
// Not applied after all: its rows are pending from next_at on. False: it is closed already.
bool reopen_batch(Session& s, int64_t batch, int attempts, Instant next_at, const std::string& problem);
std::vector<int64_t> lapsed_batches(Session& s, Instant now, size_t most);
void settle(Session& s, const WebhookRow& row);  // state, attempts, next_at, problem of this id and received_at
std::vector<WebhookRow> pending(Session& s, Instant now, size_t most);
std::optional<WebhookRow> by_id(Session& s, WebhookEventId id);
std::vector<WebhookRow> dead(Session& s, WebhookEventId after, int64_t most);

int64_t replay_all(Session& s, Instant now);  // every dead one becomes pending; how many

struct Receipt {
  int64_t id = 0;
  MessageId message;  // 0 = parked: the send's own answer is not stored yet
  std::string carrier, provider_id, provider_status;
  DeliveryState state = DeliveryState::unchanged;
  bool undelivered = false;
  std::string error_code;
  ErrorClass error_class = ErrorClass::none;
  Instant at;
  bool applied = false;                          // it moved the message's state
  std::optional<CallHeard> call = std::nullopt;  // it is about a call; not stored with it, but in store/calls.h
};

void add_receipt(Session& s, const Receipt& receipt);
void add_receipts(Session& s, const std::vector<Receipt>& receipts);
std::vector<Receipt> parked(Session& s, std::string_view provider_id);
bool any_parked(Session& s);
void unpark(Session& s, int64_t id, MessageId message, bool applied);
std::vector<Receipt> receipts_of(Session& s, MessageId message);

}  // namespace tidings::store::events

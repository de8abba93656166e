// Webhooks come in: checked, journalled as they came, answered, applied. On the journey: between the carrier and
// delivery / inbox. A webhook is answered 2xx only after the commit that journals it, so after a crash nothing that was
// answered is lost. Any thread.
//
// http/ does, in ONE store write:      sink(session, event, carrier); record(session, request, carrier, true, {})
// and, when that write failed, another: record(session, request, carrier, false, problem)   IntakeStage tries again
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/env.h"
#include "base/result.h"
#include "carrier/contract.h"
#include "store/database.h"
#include "store/events.h"

namespace tidings::intake {

// The configured carrier of that name, or null. What it points at outlives the caller.
using CarrierLookup = std::function<const carrier::Carrier*(std::string_view name)>;

// What an event does: delivery for delivery_status, inbox for inbound_message, nothing for others; wired by app/. It
// must do all of it or return an error, inside the given transaction.
using EventSink = std::function<Result<>(store::Session&, const carrier::WebhookEvent&, std::string_view carrier)>;

// The same for many receipts in one transaction: all of them or, with an error, none.
struct Arrived {
  const carrier::WebhookEvent* event;
  std::string_view carrier;
};
using ReceiptSink = std::function<Result<>(store::Session&, std::span<const Arrived>)>;

// The store itself cannot work just now: no fault of what was to be stored.
bool is_stores_own(const Error& error);

struct Verdict {
  enum class Kind {
    event,            // genuine and read: journal it, apply it, answer with Carrier::answer
    forged,           // no or a wrong signature: 403, changes nothing
    stale,            // signed too long ago, perhaps replayed by a stranger: 403, changes nothing
    malformed,        // genuine, but not to be read: journal it with bury(), 400
    unknown_carrier,  // 404
  };
  Kind kind = Kind::forged;
  carrier::WebhookEvent event;
  std::string problem;  // for the log and the answer; no message text
};
std::string_view to_string(Verdict::Kind kind);

class WebhookJournal {
 public:
  WebhookJournal(Env env, CarrierLookup carriers);

  // No store, no change. request.url is the public URL the carrier was given (configuration), query included.
  Verdict judge(std::string_view carrier, const carrier::WebhookRequest& request) const;

  // The raw event. applied: its effect is in this same transaction. Otherwise it is pending: at once when problem is
  // empty, after the first back-off when an attempt to apply it has just failed.
  WebhookEventId record(store::Session& s, const carrier::WebhookRequest& request, std::string_view carrier,
                        bool applied, const std::string& problem) const;
  // Made on any thread, written by record_all: the raw event, whose effect is in the same transaction.
  store::events::WebhookRow applied_row(const carrier::WebhookRequest& request, std::string_view carrier) const;
  // Straight to the dead-letter list: genuine, but this version cannot read it.
  WebhookEventId bury(store::Session& s, const carrier::WebhookRequest& request, std::string_view carrier,
                      const std::string& problem) const;

  // Dead → pending, with all its attempts again. Errors: not_found, conflict (it is not dead).
  Result<> replay(store::Session& s, WebhookEventId id) const;
  int64_t replay_all(store::Session& s) const;  // how many

 private:
  store::events::WebhookRow row(const carrier::WebhookRequest& request, std::string_view carrier) const;

  Env env_;
  CarrierLookup carriers_;
};

// The request back from a journal row, as it was signed; for replays and for `tidings webhooks`. Error: corrupt.
Result<carrier::WebhookRequest> request_of(const store::events::WebhookRow& row);

}  // namespace tidings::intake

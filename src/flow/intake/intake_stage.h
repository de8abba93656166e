// Applies what the journal holds and the fast path did not: webhooks whose first application failed, was cut off by a
// crash, or was replayed by a person. Each row is a transaction of its own, so a poisoned one stops nobody. On the
// journey: beside http/, which applies most webhooks in the write that journals them. One thread.
#pragma once

#include "base/env.h"
#include "base/result.h"
#include "flow/intake/webhooks.h"
#include "store/database.h"

namespace tidings::intake {

class IntakeStage {
 public:
  IntakeStage(Env env, store::Database& database, CarrierLookup carriers, EventSink sink);

  // One bounded batch; how many rows were settled or put off. Errors are the store's own (full, shutting down): then
  // the rows are as they were and no attempt is counted.
  Result<size_t> tick();

 private:
  Result<> apply(WebhookEventId id);
  Result<> put_off(WebhookEventId id, const Error& error);

  Env env_;
  store::Database& database_;
  CarrierLookup carriers_;
  EventSink sink_;
  Counter& applied_;
  Counter& retried_;
  Counter& dead_;
};

}  // namespace tidings::intake

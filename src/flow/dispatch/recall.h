// The recall of a stopped campaign: what its carriers took and have not passed on yet is cancelled there, message by
// message, and counted: cancelled, or escaped. A pass goes through the campaign's messages by id, a batch at a time;
// what was under way when it began is looked at by another pass. What was asked is committed together with the cursor,
// so a crash asks one batch twice at most. Silenced numbers are asked back beside it (number_recall.h). The
// dispatcher's thread; answers come by mailbox.
#pragma once

#include <memory>
#include <unordered_map>

#include "base/env.h"
#include "base/http.h"
#include "base/mailbox.h"
#include "flow/dispatch/carriers.h"
#include "flow/dispatch/number_recall.h"
#include "store/recalls.h"

namespace tidings::dispatch {

class Recall {
 public:
  Recall(Env env, store::Database& database, const CarrierSet& carriers, HttpRunner& runner);
  ~Recall();

  // How much was asked, answered or looked through.
  Result<size_t> tick();
  void on_arrival(const std::function<void()>& wake) {
    mailbox_->on_put(wake);
    numbers_.on_arrival(wake);
  }

 private:
  struct Answer {
    MessageId id;
    HttpResult result;
  };
  struct Asking {
    store::LedgerRow row;
    const carrier::Carrier* carrier = nullptr;
    int tries = 0;
    int64_t again_ms = 0;  // monotonic; 0 = under way
    bool done = false, cancelled = false;
  };
  Result<size_t> tick_campaigns();
  Result<bool> next_batch();
  Result<> settle_batch();
  void ask(Asking& asking);
  void read_answers();

  Env env_;
  store::Database& database_;
  const CarrierSet& carriers_;
  HttpRunner& runner_;
  NumberRecall numbers_;
  store::RecallRow at_;  // of the batch
  int64_t batch_end_ = 0;
  std::unordered_map<MessageId, Asking> batch_;
  int64_t next_look_ms_ = 0;
  std::shared_ptr<Mailbox<Answer>> mailbox_;
  Counter& cancelled_;
  Counter& escaped_;
};

}  // namespace tidings::dispatch

// The recall of a silenced number: what carriers took for it before the STOP and have not passed on yet is cancelled
// there, message by message. On the journey: store::stop_number notes the messages in the transaction of the
// suppression; this asks until the carrier has said yes or no. What is still under way to the carrier waits for its
// answer. A carrier's no (sent already) is no fault. A crash asks again what was under way. Ticked by Recall, on the
// dispatcher's thread; answers come by mailbox. Source of the rule: reference/compliance §0.5.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "base/env.h"
#include "base/http.h"
#include "base/mailbox.h"
#include "flow/dispatch/carriers.h"
#include "store/recalls.h"

namespace tidings::dispatch {

class NumberRecall {
 public:
  NumberRecall(Env env, store::Database& database, const CarrierSet& carriers, HttpRunner& runner);
  ~NumberRecall();

  Result<size_t> tick();  // how much was asked or answered
  void on_arrival(std::function<void()> wake) { mailbox_->on_put(std::move(wake)); }

 private:
  struct Answer {
    MessageId id;
    HttpResult result;
  };
  struct Asking {
    store::LedgerRow row;
    const carrier::Carrier* carrier = nullptr;
    int tries = 0;  // this one included
  };
  enum class Word { cancelled, too_late, again };
  Word read(const Answer& answer) const;
  Result<> settle();
  Result<size_t> ask_more();
  void ask(const Asking& asking);

  Env env_;
  store::Database& database_;
  const CarrierSet& carriers_;
  HttpRunner& runner_;
  std::unordered_map<MessageId, Asking> asking_;
  std::vector<Answer> unread_;
  int64_t next_look_ms_ = 0;
  std::shared_ptr<Mailbox<Answer>> mailbox_;
  Counter& cancelled_;
  Counter& escaped_;
};

}  // namespace tidings::dispatch

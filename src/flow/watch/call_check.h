// Calls that are not over as far as we know, though every call ends: one whose last event was lost would stand for ever
// as ringing or taken. The carrier is asked what became of each, some minutes after its latest end, and its answer is
// applied as the event would have been, and journalled. On the journey: beside reconciliation, which lists messages
// only. One thread, on the node whose turn it is; answers come by mailbox. In memory: the calls of one look.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/env.h"
#include "base/http.h"
#include "base/mailbox.h"
#include "flow/watch/comparison.h"
#include "store/calls.h"

namespace tidings::watch {

class CallCheck {
 public:
  // carriers must outlive this; a call of a carrier that cannot be asked is left as it is.
  CallCheck(Env env, store::Database& database, HttpRunner& runner, std::vector<const carrier::Carrier*> carriers,
            Sink sink);
  ~CallCheck();

  // How long the next tick may wait, in milliseconds. Errors are the store's own: nothing is lost, it is asked again.
  Result<int64_t> tick();
  void on_arrival(std::function<void()> wake) { mailbox_->on_put(std::move(wake)); }

 private:
  struct Arrival {
    store::calls::Unended call;
    HttpResult result;
  };
  Result<> read(const Arrival& arrival);
  Result<> ask_more();
  const carrier::Carrier* carrier_of(std::string_view name) const;

  Env env_;
  store::Database& database_;
  HttpRunner& runner_;
  std::vector<const carrier::Carrier*> carriers_;
  Sink sink_;
  store::calls::Unended last_;  // of the sweep: those after it are asked next
  size_t asking_ = 0;
  int64_t next_ms_ = 0;
  std::shared_ptr<Mailbox<Arrival>> mailbox_;
  Counter& found_;
};

}  // namespace tidings::watch

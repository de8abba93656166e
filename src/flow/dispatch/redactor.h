// Takes the texts of erased people out of the carriers' own logs, where a carrier can be asked to. On the journey: an
// erasure wipes our copy and notes the carrier's id in one transaction (store/redactions.h); this asks until the
// carrier has done it. A carrier refuses while a message is still under way: it is asked again, ever later, for a week.
// A crash asks again what was under way, which changes nothing. Ticked by the dispatcher's thread; answers come by
// mailbox.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "base/env.h"
#include "base/http.h"
#include "base/mailbox.h"
#include "flow/dispatch/carriers.h"
#include "store/redactions.h"

namespace tidings::dispatch {

class Redactor {
 public:
  Redactor(Env env, store::Database& database, const CarrierSet& carriers, HttpRunner& runner);
  ~Redactor();

  Result<size_t> tick();  // how much was asked, answered or put aside. Errors: the store's
  void on_arrival(std::function<void()> wake) { mailbox_->on_put(std::move(wake)); }

 private:
  using Key = std::pair<std::string, std::string>;  // carrier, its id
  struct Answer {
    Key key;
    HttpResult result;
  };
  enum class Word { done, again, hopeless };
  Word read(const Answer& answer, const store::RedactionRow& row, Instant now) const;
  Result<> settle();
  Result<size_t> ask_more();

  Env env_;
  store::Database& database_;
  const CarrierSet& carriers_;
  HttpRunner& runner_;
  std::map<Key, store::RedactionRow> asking_;
  std::vector<Answer> unread_;
  int64_t next_look_ms_ = 0;
  std::shared_ptr<Mailbox<Answer>> mailbox_;
  Counter& done_;
  Counter& failed_;
};

}  // namespace tidings::dispatch

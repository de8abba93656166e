// Unknown outcomes: asks the carrier's own list whether it has the message. Found: accepted. Twice not there, and long
// enough after the hand-over: it may be sent again. Nobody can say within a day: unresolved, counts as sent. Never
// resends blind. The dispatcher's thread runs tick(); answers come by mailbox.
#pragma once

#include <memory>
#include <unordered_map>

#include "base/env.h"
#include "base/http.h"
#include "base/mailbox.h"
#include "flow/dispatch/carriers.h"
#include "flow/dispatch/options.h"
#include "store/ledger.h"

namespace tidings::dispatch {

class Resolver {
 public:
  Resolver(Env env, store::Database& database, const CarrierSet& carriers, HttpRunner& runner, Options options);
  ~Resolver();

  // How much was asked or answered.
  Result<size_t> tick();
  void on_arrival(std::function<void()> wake) { mailbox_->on_put(std::move(wake)); }

 private:
  struct Answer {
    MessageId id;
    HttpResult result;
  };
  struct Asking {
    store::LedgerRow row;
    const carrier::Carrier* carrier = nullptr;
    std::string from;
    int pages = 0;
    bool similar = false;  // nobody's message to this number with another text
    std::string next_url;  // a further page to ask for
  };
  std::optional<HttpRequest> question(const Asking& asking) const;
  void ask(Asking& asking);
  bool take_named(store::Session& s, store::Ledger& ledger, store::LedgerRow& row, const carrier::FoundPage& page,
                  Instant now) const;
  void conclude(store::Session& s, store::Ledger& ledger, Asking& asking, const Answer& answer, Instant now);

  Env env_;
  store::Database& database_;
  const CarrierSet& carriers_;
  HttpRunner& runner_;
  Options options_;
  std::unordered_map<MessageId, Asking> asking_;
  std::vector<Answer> unread_;
  std::shared_ptr<Mailbox<Answer>> mailbox_;
};

}  // namespace tidings::dispatch

// Long texts that come in parts, one webhook each: kept until all are here, then applied as the one message they are.
// On the journey: between intake and the inbox, in the transaction that journals the webhook, so that nothing that was
// answered is lost. Source: reference/providers §2.1 (concat-ref, concat-total, concat-part).
//
// A STOP must act in time, so nothing waits long:
//   all parts are here                     the joined text is applied, at once
//   what is here is a STOP by itself       so is what is here; the rest follows as a message of its own
//   limits::kInboundPartsMs after the      what is here is applied, "…" standing for what is missing. Parts of a text
//   first one                              leave together; and the answer to a STOP still goes out then
//   a part comes later than that           with the others applied and none missing it is applied at once
#pragma once

#include <optional>

#include "flow/inbox/inbox.h"
#include "store/inbound_parts.h"

namespace tidings::inbox {

class InboundParts {
 public:
  explicit InboundParts(Inbox& inbox) : inbox_(inbox) {}

  // event.partial. nullopt: it waits. Any thread that holds a Session. Errors as Inbox::apply, and invalid_argument.
  Result<std::optional<Applied>> apply(store::Session& s, const carrier::WebhookEvent& event, std::string_view carrier,
                                       Instant now);
  // What waits of the text that part belongs to, as it is. nullopt: nothing.
  Result<std::optional<Applied>> apply_waiting(store::Session& s, const store::inbound_parts::Part& part, Instant now);

 private:
  Result<Applied> apply_joined(store::Session& s, const std::vector<store::inbound_parts::Part>& parts, bool late,
                               Instant now);

  Inbox& inbox_;
};

// Applies what has waited long enough, and forgets joined parts when no carrier repeats them any more. One thread.
class InboundPartsStage {
 public:
  // on_confirmation: called inside the transaction that planned one.
  InboundPartsStage(Env env, store::Database& database, Inbox& inbox, std::function<void()> on_confirmation);

  // How many texts were applied or put off. Errors are the store's own.
  Result<size_t> tick();

 private:
  Result<> apply_one(const store::inbound_parts::Part& part);

  Env env_;
  store::Database& database_;
  InboundParts parts_;
  std::function<void()> on_confirmation_;
  Counter &joined_, &put_off_;
  int64_t forget_ms_ = 0;  // monotonic: when next
};

}  // namespace tidings::inbox

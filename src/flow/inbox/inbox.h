// What people write to us. On the journey: after intake has checked and journalled the webhook, in the same
// transaction, and before it is answered. STOP is acted on first, before anything else reads the message. Any thread
// that holds a Session. Source of the rules: reference/compliance §0.5, §2; reference/providers §1.5-1.6.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/env.h"
#include "base/result.h"
#include "carrier/contract.h"
#include "domain/workspace.h"
#include "flow/inbox/reading.h"
#include "flow/media/outgoing.h"
#include "store/inbox.h"
#include "store/ledger.h"

namespace tidings::inbox {

struct Applied {
  bool repeated = false;  // the carrier sent it before: nothing was done
  ReplyClass cls = ReplyClass::none;
  WorkspaceId workspace;
  ConversationId conversation;
  InboundId inbound;
  int ended = 0;                          // messages to this number that will not leave now
  int lifted = 0;                         // opt-outs that START took back
  std::optional<MessageId> confirmation;  // planned
  std::optional<ReviewId> review;         // opened
};

class Inbox {
 public:
  explicit Inbox(Env env);

  // All of the message's effects, or an error and none. A START that had to wait lifts no STOP that came after it.
  // Errors: invalid_argument (no sender), not_found (there is no workspace yet).
  Result<Applied> apply(store::Session& s, const carrier::WebhookEvent& event, std::string_view carrier, Instant now);

 private:
  struct Place;
  Result<Place> find_place(store::Session& s, const carrier::WebhookEvent& event, const std::string& phone) const;
  ContactId contact_of(store::Session& s, const Place& place, ReplyClass cls, const std::string& evidence,
                       Instant written_at, Instant now) const;
  std::optional<MessageId> confirm(store::Session& s, store::Ledger& ledger, const Place& place, ContactId contact,
                                   const std::string& text, Instant written_at, Instant now) const;

  Env env_;
  Histogram& segments_;
};

// A person answers in a conversation: planned as kind reply, ahead of all campaigns, from the number they wrote to when
// it is active. Beside media the text may be empty. Errors: not_found, invalid_argument (empty; media that are not
// there, or that the carrier does not take), too_large, conflict (the number has opted out).
Result<MessageId> reply(store::Session& s, ConversationId conversation, std::string_view text, const std::string& actor,
                        Instant now, const std::vector<MediaId>& media = {}, const media::Outgoing& outgoing = {});

}  // namespace tidings::inbox

// Single and batch sends through one engine: each recipient is read, found or made a contact, judged by the gate as of
// now (an opinion: dispatch decides anew, bindingly, when the message is claimed) and planned. On the journey: beside
// the planner, before dispatch. Inside the caller's transaction; one object a transaction, one thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/contact.h"
#include "domain/workspace.h"
#include "flow/campaign/sender_day.h"
#include "flow/compliance/gate.h"
#include "flow/compliance/gather.h"
#include "flow/media/outgoing.h"
#include "sms/template.h"
#include "store/ledger.h"

namespace tidings::flow {

struct SendRequest {
  std::string to;     // as people write numbers; or
  ContactId contact;  // one of the two
  std::string body;   // a template when it has {{…}}, filled from the contact's fields; may be empty beside media
  std::vector<MediaId> media;
  bool urgent = false;
  Purpose purpose = Purpose::informational;
  Instant send_at;  // 0 = now
};

enum class SendStatus {
  accepted,  // planned, and nothing stands against it
  held,      // planned, leaves later: reason, until
  blocked,   // kept as a blocked message with the decision: reason
  invalid,   // nothing was stored: field, problem
};
std::string_view to_string(SendStatus status);

// What the senders of a workspace may still hand over in the 24 hours that end now, what is queued already taken off.
struct Quota {
  int senders = 0;                   // active ones with a carrier
  int64_t cap = 0;                   // of all together; 0 = a sender has no cap
  std::optional<int64_t> remaining;  // none = no cap
  std::optional<Instant> room_from;  // nothing remains: when the first place is free again
};

struct SendAnswer {
  SendStatus status = SendStatus::invalid;
  std::string to;  // E.164; empty when it was not to be read
  MessageId message;
  ContactId contact;
  bool new_contact = false;
  int segments = 0;
  Reason reason = Reason::none;  // held, blocked
  Instant until;                 // held; accepted for later
  std::string field, problem;    // invalid: what is wrong with what
  std::string code;              // invalid: a word for programs, "too_short"
};

inline constexpr std::string_view kTooLong = "too_long";

class Sends {
 public:
  // has_carrier: whether a carrier of that name is configured.
  Sends(store::Session& s, Workspace workspace, const compliance::TzStatus& tz, const law::LawShelf& laws,
        const std::function<bool(std::string_view)>& has_carrier, Instant now, std::vector<DncRegister> registers = {});

  void take_media(media::Outgoing with) { outgoing_ = std::move(with); }  // else none goes along

  SendAnswer send(const SendRequest& request, std::string_view actor);
  const Quota& quota() const { return quota_; }

 private:
  std::optional<std::string> text_for(const Contact& contact, const std::string& body, bool with_media,
                                      SendAnswer& out);
  // A number nobody knows gives a contact without id, not stored yet.
  std::optional<Contact> recipient(const SendRequest& request, SendAnswer& out);
  bool media_may_go(const std::vector<MediaId>& media, SendAnswer& out);
  void tell_quota();
  void judge(MessageId id, SendAnswer& out, Instant at);

  store::Session& s_;
  Workspace workspace_;
  Instant now_;
  compliance::Gatherer gatherer_;
  compliance::Gate gate_;
  Quota quota_;
  SenderDay day_;
  int64_t ahead_ = 0;                      // messages that are queued for a place, those of this request too
  std::optional<sms::Template> template_;  // of template_text_: the messages of a batch often share one
  std::string template_text_;
  media::Outgoing outgoing_;
  std::map<std::vector<MediaId>, std::optional<Error>> media_;  // those of a batch are often the same
  std::set<std::pair<std::string, std::string>> met_;  // number and text: a batch never says the same thing twice
};

}  // namespace tidings::flow

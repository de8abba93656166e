// Everything the gate may know of one message at one instant. Gathered by a stage, for a whole batch, inside the
// transaction that claims the messages (flow/dispatch; also inbox, reminders and pre-flight); read by the rules, which
// do no I/O. Plain values and borrowed pointers: they must outlive decide(). What could not be found out stays empty,
// and a rule that needs it then holds (missing_fact): a fact left out never lets a message pass.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "domain/campaign.h"
#include "domain/channel.h"
#include "domain/contact.h"
#include "domain/dnc_register.h"
#include "domain/ids.h"
#include "domain/message.h"
#include "domain/workspace.h"
#include "flow/compliance/candidates.h"
#include "flow/compliance/tz_status.h"
#include "law/law_book.h"

namespace tidings::compliance {

struct PhoneFacts {
  std::string e164;                 // the real recipient, also in test mode
  std::optional<bool> valid;        // a possible number of its country
  std::optional<bool> sms_capable;  // by its type
};

// One suppression that covers this number and workspace, lifted ones too where they are at hand.
struct SuppressionFact {
  SuppressionId id;
  std::string source;  // "keyword", "carrier", "manual", …: for the trace
  std::string scope;   // "organisation", …: for the trace
  Instant since;
  std::optional<Instant> lifted;
};

// When messages went to this number that count as sent, over all campaigns, workspaces and senders.
struct SentFacts {
  Instant since;            // later ones are all here
  std::vector<Instant> at;  // oldest first

  int within(int64_t window_ms, Instant now) const;
  // When fewer than `most` of them are left in the window; now, if so already.
  Instant room_from(int most, int64_t window_ms, Instant now) const;
};

// The senders this message may leave from.
struct SenderFacts {
  int active = 0;
  int with_room = 0;                 // of these, how many are below their cap of 24 hours
  std::optional<Instant> room_from;  // when none has room: when the first has again
  int brand_full = 0;                // of these, how many have room themselves, but the day of their brand is used up
  std::optional<Instant> brand_day;  // then: when the next begins
  double segments_per_s = 0;         // of the one it would leave from; 0 = not known
  bool no_replies = false;           // the one it would leave from is a name, which nobody can answer
};

// An open question of double opt-in to this number.
struct OptInFacts {
  bool open = false;
  bool is_question = false;  // this message is the question
  MessageId message;         // the question
  Instant due;               // when its time is over, as far as that is known yet
};

// The text as it would be sent, counted by sms/; the text itself never comes here.
struct BodyFacts {
  bool empty = false;
  int characters = 0;
  int segments = 0;           // one where media go along: carriers count such a message as one
  std::string missing_field;  // a template field this contact lacks; empty = none
  std::string bad_link;       // the host of a link by a shared shortener or a bare address; empty = none
  bool other_way = false;     // it names a link or a number, by which one may stop where no reply can be sent
  int media = 0;              // pieces that go along
};

// A do-not-contact register that binds this number, and its last answer.
struct RegisterFact {
  std::string name;
  RegisterAnswer answer = RegisterAnswer::unknown;
  Instant at;                    // when it was said, or of which day the list is
  std::optional<Instant> until;  // as long as the answer holds; none: without end
  bool stale = false;            // that is over
  bool sends_unknown = false;    // the operator's setting: what is not known may be sent
  std::vector<Consent> accepts;  // with such a consent a listed number may be sent to
};

// Which consent lets marketing pass: what every place where the person may be takes, or any kind that may (a
// workspace's own policy).
enum class ConsentPolicy { as_the_place, any };

struct Facts {
  // From a decision to the moment the carrier has passed the message on: its way there, and its place in the queue of
  // the sender, which takes so many segments a second. Less of a window than this is no window.
  int64_t time_needed_ms() const;

  Instant now;
  Channel channel = Channel::text;
  MessageKind kind = MessageKind::campaign;
  Purpose purpose = Purpose::marketing;

  const Workspace* workspace = nullptr;
  const Campaign* campaign = nullptr;  // none unless the message belongs to one
  const Contact* contact = nullptr;    // none only for confirmations to numbers nobody knows
  PhoneFacts phone;
  std::optional<bool> own_number;  // of ours: asked for checks only
  ConsentId consent;               // the record of the contact's present consent, for the trace; 0 = none
  ConsentPolicy consent_policy = ConsentPolicy::as_the_place;

  std::optional<std::vector<SuppressionFact>> suppressions;  // empty list = looked, and there is none
  SuppressionId confirms;  // for a confirmation: the suppression made by the very STOP it answers
  std::optional<OptInFacts> opt_in;
  std::optional<bool> under_review;                    // a suspected opt-out of this number waits for a person
  std::optional<std::vector<RegisterFact>> registers;  // empty list = none binds; asked for marketing only
  std::optional<SentFacts> sent;
  std::optional<SenderFacts> senders;
  std::optional<BodyFacts> body;
  int64_t ring_ms = 0;                      // a call: how long it may ring
  bool follows_text = false;                // a call for a text of the same campaign that may not have arrived
  std::optional<MessageState> text_before;  // what became of that text

  const Candidates* zones = nullptr;
  const std::vector<std::string>* places = nullptr;  // candidate_places(); empty = nobody knows
  const law::LawBook* law = nullptr;
  const TzStatus* tz = nullptr;
};

}  // namespace tidings::compliance

// The send ledger: every message that is to leave, was left out, or left, one row each, and every change of its state.
// On the journey: written by flow/campaign (plan), flow/dispatch (claim to settle), flow/inbox (STOP, confirmations)
// and flow/delivery (the carrier's word). A Ledger lives inside one transaction: construct it on the Session, make the
// moves, call close().
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/clock.h"
#include "domain/channel.h"
#include "domain/delivery.h"
#include "domain/ids.h"
#include "domain/message.h"
#include "store/database.h"

namespace tidings::store {

struct LedgerRow {
  MessageId id;
  WorkspaceId workspace;
  CampaignId campaign;  // 0 = replies, confirmations, single sends
  ContactId contact;    // 0 = a number without a contact
  int step = 0;
  MessageKind kind = MessageKind::single;
  Purpose purpose = Purpose::informational;
  std::string phone;  // the real recipient, also in test mode
  std::string body;   // campaign messages: empty until handed
  int segments = 0;
  MessageState state = MessageState::planned;
  Reason reason = Reason::none;
  Reason held_before = Reason::none;  // claimed: why it was held until now; not stored
  Instant not_before, not_after;      // unknown: not_before is the time of the next look-up
  int64_t lease = 0;                  // fencing token of the dispatcher that holds it
  int attempts = 0;                   // requests made so far
  int lookups = 0;
  SenderId sender;
  std::optional<SenderId> known_sender;  // of several the one this person knows, 0 = none; not stored: asked for once
  std::string sent_to;                   // where it really went (test mode)
  std::string carrier, provider_id, error_code, error_text, created_by;
  Instant created_at, handed_at, accepted_at, sent_at, ended_at;
  int revision = 0;  // of the campaign, with which it was composed when it was handed over; 0 = it was not
  int media = 0;     // pieces it takes along (store/media.h); a campaign's message from its hand-over on
  Channel channel = Channel::text;
  Instant call_at;  // a text that may need a call after it: when that is looked at; 0 = not, or no more
};

struct NewMessage {
  WorkspaceId workspace;
  CampaignId campaign;
  ContactId contact;
  int step = 0;
  MessageKind kind = MessageKind::single;
  Purpose purpose = Purpose::informational;
  std::string phone;
  std::string body;
  int segments = 0;
  Instant not_before, not_after;
  SenderId sender;  // 0 = dispatch chooses
  std::string created_by;
  Channel channel = Channel::text;
};

struct Handover {
  SenderId sender;
  std::string sent_to, carrier, body;
  int segments = 0;
  Instant lease_until;
  int revision = 0;   // of the campaign
  int64_t lease = 0;  // of a row that was only due; 0 = the one it is claimed under
  Instant call_at;    // as in LedgerRow
};

// The moves of a whole batch: done says which rows were still as we knew them.
struct Handing {
  LedgerRow* row;
  Handover handover;
  bool done = false;
};
struct Acceptance {
  LedgerRow* row;
  std::string_view provider_id;
  bool done = false;
};

// One request to a carrier, for the activity record.
struct AttemptRecord {
  int number = 0;
  std::string sender, sent_to;
  Instant handed_at, ended_at;
  std::string outcome, provider_id, error_class, error_code, error_text;
  bool busy() const { return outcome == "busy"; }  // does not count as one of the message's attempts
};

struct DecisionRecord {
  Instant at;
  int verdict = 0;
  Reason reason = Reason::none;
  Instant until;
  std::string trace;
};

class Ledger {
 public:
  Ledger(Session& session, Instant now) : s_(session), now_(now) {}
  ~Ledger();
  Ledger(const Ledger&) = delete;

  // planned. nullopt: this (campaign, contact, step) is there already.
  std::optional<MessageId> plan(const NewMessage& message);
  // The same for many, all of one campaign: how many were not there yet.
  int64_t plan_all(const std::vector<NewMessage>& messages);

  // Planned rows that are due, oldest first, kept from other dispatchers while this transaction lasts. campaign 0 with
  // a kind other than campaign: the direct queue of that kind.
  std::vector<LedgerRow> due(CampaignId campaign, MessageKind kind, size_t most, Channel channel = Channel::text);
  // Of those, the ones that were held for a place in the daily caps and whose place has come.
  std::vector<LedgerRow> due_for_room(WorkspaceId workspace, CampaignId campaign, MessageKind kind, size_t most,
                                      Channel channel = Channel::text);
  // planned → claimed: for what cannot be handed over in the transaction that found it due.
  bool claim(LedgerRow& row, int64_t lease, Instant lease_until);
  std::vector<LedgerRow> claim(CampaignId campaign, MessageKind kind, size_t most, int64_t lease, Instant lease_until,
                               Channel channel = Channel::text);
  bool keep_lease(const LedgerRow& row, Instant lease_until);

  // Every move below checks the table of states and returns false when the row is no longer in row's state under row's
  // lease (STOP, a person or another dispatcher was first); then nothing has changed. On success row is brought up to
  // date.
  bool hold(LedgerRow& row, Reason reason, Instant until);  // due or claimed → planned
  bool block(LedgerRow& row, Reason reason);                // planned, claimed → blocked
  // Due or claimed → handed. What was only due is claimed and handed in one step.
  bool hand(LedgerRow& row, const Handover& handover);
  void hand_all(std::vector<Handing>& handings);
  void accept_all(std::vector<Acceptance>& acceptances);  // handed → accepted
  bool accept(LedgerRow& row, MessageState to,
              const std::string& provider_id);  // handed, unknown → accepted or further
  bool refuse(LedgerRow& row, Reason reason, const std::string& code,
              const std::string& text);  // handed, unknown → refused
  // handed, unknown → planned. Only when the carrier is known not to have it.
  bool send_again(LedgerRow& row, Reason reason, Instant at, const std::string& code, const std::string& text,
                  int attempts);
  bool mark_unknown(LedgerRow& row, Reason reason, Instant look_up_at, const std::string& code,
                    const std::string& text);
  bool look_again(LedgerRow& row, Instant at);                  // unknown stays, asked once more
  bool finish(LedgerRow& row, MessageState to, Reason reason);  // → cancelled, expired, unresolved
  // The carrier's word, forward only; false when it says nothing new.
  bool carrier_word(LedgerRow& row, MessageState to, const std::string& provider_id, const std::string& code,
                    const std::string& text);
  // From here on the carrier's words are written by close(), one write a message however many words there were: for
  // many receipts in one transaction.
  void gather_words() { gathering_ = true; }
  void write_words();  // those gathered so far, before something else is decided by what is stored
  void set_provider(const LedgerRow& row,
                    const std::string& provider_id);  // a receipt overtook the answer that names it
  void set_segments(LedgerRow& row, int segments);    // as the carrier counts
  void set_call_at(LedgerRow& row, Instant at);       // 0: no call is to come

  void record_decision(MessageId id, const DecisionRecord& decision);
  void record_decisions(const std::vector<std::pair<MessageId, DecisionRecord>>& decisions);
  void record_attempt(MessageId id, const AttemptRecord& attempt);

  // Writes the campaign counts of all moves. Must be called before the transaction ends.
  void close();

 private:
  void count(const LedgerRow& row, MessageState state, Reason reason);  // moves one from row's place to (state, reason)
  void moved(LedgerRow& row, MessageState to, Reason reason);
  void handed(LedgerRow& row, const Handover& handover);

  Session& s_;
  Instant now_;
  std::map<std::tuple<int64_t, int, int, int>, int64_t> deltas_;  // campaign, channel, state, reason
  struct Word {
    MessageState was, to;  // was: in the store
    Reason reason = Reason::none;
    Instant sent_at, ended_at;
    std::string code, text;
  };
  bool gathering_ = false;
  std::map<MessageId, Word> words_;
};

// ---- reading
// ----------------------------------------------------------------------------------------------------------

namespace ledger {

std::optional<LedgerRow> by_id(Session& s, MessageId id);
// Those that exist, in the order asked.
std::vector<LedgerRow> by_ids(Session& s, const std::vector<MessageId>& ids);
std::optional<LedgerRow> by_provider(Session& s, const std::string& provider_id);
std::optional<LedgerRow> newest_to_phone(Session& s,
                                         std::string_view phone);  // last one that left, confirmations aside
std::optional<LedgerRow> newest_to_phone(Session& s, std::string_view phone,
                                         WorkspaceId workspace);  // the same, of one workspace
std::optional<LedgerRow> newest_to_phone(Session& s, std::string_view phone, WorkspaceId workspace,
                                         Instant by);  // and had left by then
struct Confirmations {
  int64_t n = 0;
  Instant newest;
};
Confirmations confirmations_since(Session& s, std::string_view phone, Instant since);  // planned since then
std::vector<LedgerRow> open_to_phone(Session& s, std::string_view phone);              // planned and claimed
// Planned rows to this number that are held for this reason are due now; how many.
int64_t wake(Session& s, std::string_view phone, Reason reason, Instant now);
// The same, of a campaign's messages that are held for its state or its window; at most so many.
// The same for messages outside campaigns.
int64_t wake_direct(Session& s, Instant now);
int64_t wake_campaign(Session& s, CampaignId campaign, Instant now, size_t most);
// Held for a place in the daily caps of the workspace's senders (sender_daily_cap), not due yet; and: look again now,
// because there may be more places than were counted on. Returns how many.
int64_t waiting_for_room(Session& s, WorkspaceId workspace, Instant now);
int64_t wake_for_room(Session& s, WorkspaceId workspace, Instant now);
int64_t wake_of_the_future(Session& s, Instant now);  // planned for "at once" by a clock that has been set back
int64_t wake_for_brand(Session& s, Instant now);      // held for brand_daily_cap
int64_t wake_stopped(Session& s, Instant now);        // held for sender_stopped
std::vector<LedgerRow> open_of_campaign(Session& s, CampaignId campaign, size_t most);  // planned
std::vector<LedgerRow> expiring(Session& s, Instant now, size_t most);
std::vector<LedgerRow> lapsed(Session& s, Instant now, size_t most, Channel channel = Channel::text);
// Claimed or handed under another lease: after a restart of the only dispatcher those have no owner.
std::vector<LedgerRow> lapsed_of_others(Session& s, int64_t lease, size_t most, Channel channel = Channel::text);
std::vector<LedgerRow> unknown_due(Session& s, Instant now, size_t most);
// Another message with the same text, or another call, went to the same number, and the carrier's id of it is not known
// yet either.
bool has_rival(Session& s, const LedgerRow& row);
std::vector<LedgerRow> of_campaign(Session& s, CampaignId campaign, MessageId after, int64_t most);
std::vector<LedgerRow> of_phone(Session& s, WorkspaceId workspace, std::string_view phone, MessageId after,
                                int64_t most);
// Of a contact; and to a number when it was nobody's.
std::vector<LedgerRow> of_contact(Session& s, ContactId contact, MessageId after, int64_t most);
std::vector<LedgerRow> without_contact(Session& s, std::string_view phone, MessageId after, int64_t most);
std::vector<DecisionRecord> decisions(Session& s, MessageId id);
std::vector<AttemptRecord> attempts(Session& s, MessageId id);

// When messages left, or may have, for this number since then, oldest first; confirmations aside.
std::vector<Instant> sent_since(Session& s, std::string_view phone, Instant since);

// Daily caps: hand-overs of a sender by minute. Uses later than now (a clock that went back) count too.
void use_sender(Session& s, SenderId sender, Instant now, int64_t n = 1);
void unuse_sender(Session& s, SenderId sender, Instant handed_at);  // the carrier did not take it
std::vector<std::pair<int64_t, int64_t>> sender_uses(Session& s, SenderId sender, int64_t from_minute);  // (minute, n)

struct StateCount {
  MessageState state;
  Reason reason;
  int64_t n;
  Channel channel = Channel::text;
};
std::vector<StateCount> counts(Session& s, CampaignId campaign);   // from the counters, in microseconds
std::vector<StateCount> recount(Session& s, CampaignId campaign);  // from the rows, to check the counters

// Texts of a campaign that may need a call after them: those to be looked at now; whether there are any.
std::vector<LedgerRow> calls_to_look_at(Session& s, CampaignId campaign, Instant now, int64_t most);
bool any_call_to_come(Session& s, CampaignId campaign);
std::optional<LedgerRow> at_step(Session& s, CampaignId campaign, ContactId contact, int step);

std::optional<Instant> next_due(Session& s, CampaignId campaign, MessageKind kind);
int64_t queue_depth(Session& s, CampaignId campaign, MessageKind kind, Instant now);
int64_t direct_due(Session& s, WorkspaceId workspace, Instant now);  // outside campaigns, due, not handed over yet
struct DirectWaiting {
  Reason reason = Reason::none;  // none: due
  int64_t n = 0;
  Instant oldest;  // its not_before
};
std::vector<DirectWaiting> direct_waiting(Session& s, Instant now);  // planned, outside campaigns

}  // namespace ledger

// Reads a row of a query that selects the columns of ledger.sql's define.
LedgerRow read_ledger_row(Cursor& c);

}  // namespace tidings::store

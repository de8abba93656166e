// A message on its way out, and the states it passes (design: "Life of a message"; docs/states.md). The numbers of the
// enums are stored: never renumber.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "domain/ids.h"
#include "domain/reason.h"

namespace tidings {

enum class MessageState : int {
  planned = 0,   // row exists, not before not_before
  claimed = 1,   // leased to a dispatcher; gate and throttle decide
  handed = 2,    // the request is about to leave; from here a crash means unknown
  unknown = 3,   // perhaps sent; waits for a receipt or is looked up; never resent blind
  accepted = 4,  // the carrier took it
  sent = 5,      // the carrier passed it on
  delivered = 6,
  undelivered = 7,
  failed = 8,       // failed after acceptance, by the carrier's word
  blocked = 9,      // the gate said no
  refused = 10,     // the carrier said no, for good
  cancelled = 11,   // a person stopped it
  expired = 12,     // not_after passed
  unresolved = 13,  // unknown, and nobody could say: counts as sent
};
inline constexpr int kMessageStates = 14;

std::string_view to_string(MessageState state);
std::optional<MessageState> message_state_from(std::string_view name);

// Final: nothing but the carrier's word (delivered → read and the like) or a person may touch it again.
bool is_final(MessageState state);
// The carrier has it, or may have it: these count against caps and for "who was texted".
bool counts_as_sent(MessageState state);
// Whether the table of the design allows this step. Every change of state in the ledger is checked against it.
bool may_move(MessageState from, MessageState to);

// What a message is for. Order is priority: lower numbers leave first.
enum class MessageKind : int {
  confirmation = 0,  // the one answer to STOP, START or HELP: ignores hours and suppression by that same STOP
  reply = 1,         // a person answers in a conversation
  urgent = 2,        // a single send marked urgent
  single = 3,        // a single or batch send
  reminder = 4,
  campaign = 5,
  check = 6,  // a test of ours, to a number of our own (flow/watch/canary.h): nothing of recipients binds it
};
std::string_view to_string(MessageKind kind);
std::optional<MessageKind> message_kind_from(std::string_view name);

// Whether a message sells or invites (needs marketing consent, campaign hours) or informs about something agreed.
enum class Purpose : int { marketing = 0, informational = 1 };
std::string_view to_string(Purpose purpose);
std::optional<Purpose> purpose_from(std::string_view name);

}  // namespace tidings

#include "store/calls.h"

#include "store/sql.h"

namespace tidings::store::calls {
namespace {

// Who took it says more than that it was taken or that it was not.
int strength(CallOutcome outcome) {
  switch (outcome) {
    case CallOutcome::none:
      return 0;
    case CallOutcome::answered:
      return 1;
    case CallOutcome::busy:
    case CallOutcome::no_answer:
    case CallOutcome::rejected:
    case CallOutcome::failed:
    case CallOutcome::cancelled:
      return 2;
    case CallOutcome::human:
    case CallOutcome::machine:
    case CallOutcome::fax:
      return 3;
  }
  return 0;
}

}  // namespace

void put(Session& s, const CallRow& c) {
  s.exec(sql::calls::put, c.message, c.language, c.voice, c.machine, c.ring_s, c.campaign);
}

std::optional<CallRow> of(Session& s, MessageId message) {
  std::optional<CallRow> out;
  const auto rows = s.query(sql::calls::of, message);
  if (!rows->next()) return out;
  out = CallRow{.message = message,
                .campaign = rows->id<CampaignId>(7),
                .language = rows->string(0),
                .voice = rows->string(1),
                .machine = static_cast<MachinePolicy>(rows->integer(2)),
                .ring_s = static_cast<int>(rows->integer(3)),
                .outcome = static_cast<CallOutcome>(rows->integer(4)),
                .duration_s = static_cast<int>(rows->integer(5)),
                .sequence = rows->integer(6)};
  return out;
}

void hear(Session& s, CallRow& call, const events::CallHeard& word) {
  const CallRow before = call;
  const int had = strength(call.outcome), has = strength(word.outcome);
  const bool later = word.sequence >= 0 && word.sequence > call.sequence;
  if (has > had || (has == had && later)) call.outcome = word.outcome;
  call.duration_s = std::max(call.duration_s, word.duration_s);
  call.sequence = std::max(call.sequence, word.sequence);
  const bool news =
      call.outcome != before.outcome || call.duration_s != before.duration_s || call.sequence != before.sequence;
  if (news) s.exec(sql::calls::hear, call.message, call.outcome, call.duration_s, call.sequence);
}

std::optional<MessageState> state_for(const CallRow& call, DeliveryState word) {
  using S = MessageState;
  switch (call.outcome) {
    case CallOutcome::busy:
    case CallOutcome::no_answer:
    case CallOutcome::rejected:
      return S::undelivered;
    case CallOutcome::failed:
      return S::failed;
    case CallOutcome::cancelled:
      return S::cancelled;
    case CallOutcome::fax:
      return word == DeliveryState::completed ? S::undelivered : S::sent;
    case CallOutcome::machine:
      if (word != DeliveryState::completed) return S::sent;
      return call.machine == MachinePolicy::leave_text ? S::delivered : S::undelivered;
    case CallOutcome::answered:
    case CallOutcome::human:
      return word == DeliveryState::completed ? S::delivered : S::sent;
    case CallOutcome::none:
      break;
  }
  switch (word) {
    case DeliveryState::completed:
      return S::delivered;
    case DeliveryState::missed:
      return S::undelivered;
    default:
      return message_state_for(word, false);
  }
}

std::vector<Unended> unended(Session& s, const Unended& after, Instant before, size_t most) {
  std::vector<Unended> out;
  auto rows = s.query(sql::calls::unended, after.handed_at, after.message, before, most);
  while (rows->next()) out.push_back({rows->id<MessageId>(0), rows->instant(1), rows->string(2), rows->string(3)});
  return out;
}

std::map<CallOutcome, int64_t> outcomes(Session& s, CampaignId campaign) {
  std::map<CallOutcome, int64_t> out;
  const auto rows = s.query(sql::calls::outcomes, campaign);
  while (rows->next()) out[static_cast<CallOutcome>(rows->integer(0))] = rows->integer(1);
  return out;
}

}  // namespace tidings::store::calls

// Numbers on their way to do-not-contact registers that are asked, what that cost, and whose numbers should be washed.
// Inside a transaction. What a register said is in registers.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "domain/channel.h"
#include "domain/ids.h"
#include "store/database.h"

namespace tidings::store::washes {

enum class State {
  asking,   // its request is about to leave or under way
  unclear,  // it may have been taken: its result is asked for at next_at
  done,
  refused,  // the register said no; nothing was charged
  lost,     // nobody can say; charged all the same
};
std::string_view to_string(State state);

struct Batch {
  WashBatchId id;
  RegisterId of;
  std::string reference;
  State state = State::asking;
  std::vector<std::string> numbers;  // E.164
  Instant asked_at, next_at;
  int64_t looks = 0;  // how often its result was asked for, with an answer
  std::string problem;
  Instant ended_at;
};

WashBatchId add(Session& s, const Batch& batch);
std::optional<Batch> by_id(Session& s, WashBatchId id);
std::vector<Batch> open(Session& s);
std::vector<Batch> page(Session& s, WashBatchId before, int64_t most);  // newest first
// state, next_at, looks, problem, ended_at. false: it has ended already.
bool move(Session& s, const Batch& batch);

// Charged numbers; a negative count gives back what surely was not taken.
void use(Session& s, std::string_view service, Instant now, int64_t n);
int64_t used(Session& s, std::string_view service, Instant since);  // since the beginning of that day of UTC

// Whose number may have to be washed.
struct Waiting {
  MessageId id;
  std::string phone;
  Instant not_before;
  Channel channel = Channel::text;
};
// In the order they are due; after the one with this time and id.
std::vector<Waiting> planned(Session& s, CampaignId campaign, Instant due, MessageId after, int64_t most,
                             Channel channel = Channel::text);
std::vector<Waiting> held(Session& s, MessageId after, int64_t most);
// Held messages are decided anew now.
void wake(Session& s, const std::vector<Waiting>& held, Instant now);

}  // namespace tidings::store::washes

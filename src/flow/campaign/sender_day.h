// A pool of senders and what they may still send in their sliding day. For forecasts, answers and explanations; what
// really may leave the dispatcher decides. Inside the caller's transaction.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "domain/daily_places.h"
#include "domain/workspace.h"
#include "store/database.h"

namespace tidings::flow {

struct SenderDay {
  explicit SenderDay(Instant now) : places(now) {}
  int senders = 0;            // active ones of the pool, with a carrier
  double segments_per_s = 0;  // of all of them; calls: calls a second
  bool capped = false;        // every one has a daily cap, and there is one
  DailyPlaces places;         // of those with a cap
};

struct SenderPool {
  WorkspaceId workspace;
  std::span<const SenderId> only = {};  // empty = all of the workspace
  Channel channel = Channel::text;
  std::function<bool(std::string_view)> has_carrier = [](std::string_view) { return true; };
};
SenderDay sender_day(store::Session& s, const SenderPool& pool, Instant now);

}  // namespace tidings::flow

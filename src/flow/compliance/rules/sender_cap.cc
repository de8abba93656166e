#include "flow/compliance/rules/sender_cap.h"

namespace tidings::compliance {

Finding judge_sender_cap(const Facts& facts, RuleContext&) {
  if (!facts.senders) return missing(facts, "senders");
  auto inputs = facts.senders->brand_full > 0
                    ? Inputs("senders={} with_room={} brand_full={}", facts.senders->active, facts.senders->with_room,
                             facts.senders->brand_full)
                    : Inputs("senders={} with_room={}", facts.senders->active, facts.senders->with_room);
  if (facts.senders->active <= 0) return block(Reason::no_sender, std::move(inputs));
  if (facts.senders->with_room > 0) return allow(std::move(inputs));
  if (facts.senders->brand_full > 0)
    return hold(Reason::brand_daily_cap, facts.senders->brand_day.value_or(recheck(facts)), std::move(inputs));
  return hold(Reason::sender_daily_cap, facts.senders->room_from.value_or(recheck(facts)), std::move(inputs));
}

}  // namespace tidings::compliance

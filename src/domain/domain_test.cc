#include <gtest/gtest.h>

#include "domain/call.h"
#include "domain/campaign.h"
#include "domain/contact.h"
#include "domain/hours.h"
#include "domain/message.h"

namespace tidings {
namespace {

TEST(MessageStates, FinalOnesAreLeftOnlyByTheCarriersLateWord) {
  for (int from = 0; from < kMessageStates; ++from) {
    for (int to = 0; to < kMessageStates; ++to) {
      const auto f = static_cast<MessageState>(from);
      if (is_final(f) && f != MessageState::unresolved) {
        EXPECT_FALSE(may_move(f, static_cast<MessageState>(to))) << to_string(f);
      }
    }
  }
  EXPECT_TRUE(may_move(MessageState::unresolved, MessageState::delivered));
  EXPECT_FALSE(may_move(MessageState::unresolved, MessageState::planned));
  EXPECT_FALSE(may_move(MessageState::accepted, MessageState::planned)) << "what was accepted is never sent again";
  EXPECT_TRUE(may_move(MessageState::claimed, MessageState::delivered)) << "the word on an attempt believed lost";
  EXPECT_FALSE(may_move(MessageState::delivered, MessageState::sent)) << "forward only";
}

TEST(MessageStates, NamesRoundTrip) {
  for (int i = 0; i < kMessageStates; ++i) {
    const auto state = static_cast<MessageState>(i);
    EXPECT_EQ(message_state_from(to_string(state)), state);
  }
  EXPECT_EQ(reason_from(to_string(Reason::sender_daily_cap)), Reason::sender_daily_cap);
  EXPECT_FALSE(message_state_from("nonsense"));
}

TEST(Calls, NamesRoundTrip) {
  for (int i = 0; i <= static_cast<int>(CallOutcome::cancelled); ++i) {
    EXPECT_EQ(call_outcome_from(to_string(static_cast<CallOutcome>(i))), static_cast<CallOutcome>(i));
  }
  EXPECT_EQ(machine_policy_from("hang_up"), MachinePolicy::hang_up);
  EXPECT_FALSE(call_outcome_from("Human"));
  EXPECT_FALSE(machine_policy_from(""));
}

TEST(AllowedHours, ParsesFlagsAndJsonAlike) {
  const auto flag = parse_allowed_hours("1-5 09:00-17:00;6 10:00-12:00");
  ASSERT_TRUE(flag);
  const auto spans = allowed_spans_json(*flag);
  EXPECT_EQ(*read_allowed_hours(&spans.as_array(), nullptr), *flag);
  EXPECT_EQ(describe(*flag), "Mon-Fri 09:00-17:00, Sat 10:00-12:00");
  EXPECT_EQ(parse_allowed_hours("09:00-24:00")->allow[0].end_minute, 1440);
  for (const char* bad : {"9-17", "09:00", "0-5 09:00-17:00", "5-1 09:00-17:00", "09:00-24:01", "24:00-09:00"}) {
    EXPECT_FALSE(parse_allowed_hours(bad)) << bad;
  }
}

}  // namespace
}  // namespace tidings

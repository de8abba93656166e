// Which consent stands for calls, by a history: a consent for texts alone is none, and a refusal of anything is one.
#include "store/consents.h"

#include <gtest/gtest.h>

namespace tidings::store::consents {
namespace {

Event given(Consent consent, int64_t day, const char* channels) {
  return {.consent = consent,
          .source = "test",
          .evidence = "",
          .at = Instant{day * kDayMs},
          .given_at = Instant{day * kDayMs},
          .channels = channels,
          .id = {day}};
}

TEST(StandingForCalls, ByTheHistoryOfWhatConcernsCalls) {
  using enum Consent;
  const struct {
    const char* what;
    std::vector<Event> history;
    int64_t stands;  // the day it was given; 0 = none
    Consent kind;
  } rows[] = {
      {"nothing", {}, 0, unknown},
      {"for all", {given(express_written, 1, "")}, 1, express_written},
      {"for texts alone", {given(express_written, 1, "sms")}, 0, unknown},
      {"for texts and mail", {given(express, 1, "sms,email")}, 0, unknown},
      {"for calls among others", {given(express, 1, "sms,voice")}, 1, express},
      {"the later one", {given(express, 1, "voice"), given(express_written, 2, "")}, 2, express_written},
      {"recorded later, given earlier",
       {given(express_written, 5, ""), given(express, 2, "voice")},
       5,
       express_written},
      {"refused for all", {given(express_written, 1, ""), given(revoked, 2, "")}, 2, revoked},
      {"refused by text", {given(express_written, 1, ""), given(revoked, 2, "sms")}, 2, revoked},
      {"refused by phone, of calls", {given(express_written, 1, ""), given(revoked, 2, "voice")}, 2, revoked},
      {"START by text brings no calls back",
       {given(express_written, 1, ""), given(revoked, 2, ""), given(express, 3, "sms")},
       2,
       revoked},
      {"a new one for calls does",
       {given(express_written, 1, ""), given(revoked, 2, ""), given(express, 3, "voice")},
       3,
       express},
      {"an older one found later does not", {given(revoked, 5, ""), given(express_written, 1, "voice")}, 5, revoked},
  };
  for (const auto& row : rows) {
    const auto* stands = standing_for_calls(row.history);
    ASSERT_EQ(stands != nullptr ? stands->id.value : 0, row.stands) << row.what;
    if (stands != nullptr) EXPECT_EQ(kind_of(*stands), row.kind) << row.what;
  }
}

}  // namespace
}  // namespace tidings::store::consents

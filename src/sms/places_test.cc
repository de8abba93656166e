#include "sms/places.h"

#include <gmock/gmock.h>

namespace tidings::sms {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Places, OfAreaCodes) {
  EXPECT_THAT(candidate_places("+18505550100"), ElementsAre("US-FL"));
  EXPECT_THAT(candidate_places("12125550100"), ElementsAre("US-NY")) << "a city's code";
  EXPECT_THAT(candidate_places("+12025550100"), ElementsAre("US-DC"));
  EXPECT_THAT(candidate_places("+12065550100"), ElementsAre("US-WA")) << "the state, not the capital";
  EXPECT_THAT(candidate_places("+17185550100"), ElementsAre("US-NY")) << "one that the package splits";
  EXPECT_THAT(candidate_places("+19025550100"), ElementsAre("CA-NS", "CA-PE"));
}

TEST(Places, OfNothingElse) {
  EXPECT_THAT(candidate_places("+18005550100"), IsEmpty()) << "toll-free";
  EXPECT_THAT(candidate_places("+17875550100"), IsEmpty()) << "Puerto Rico is a country of ISO 3166";
  EXPECT_THAT(candidate_places("+33123456789"), IsEmpty());
  EXPECT_THAT(candidate_places("+1"), IsEmpty());
  EXPECT_THAT(candidate_places("+1a25550100"), IsEmpty());
  EXPECT_THAT(candidate_places(""), IsEmpty());
}

}  // namespace
}  // namespace tidings::sms

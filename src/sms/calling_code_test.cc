#include "sms/calling_code.h"

#include <gtest/gtest.h>

#include "sms/phone_library.h"

namespace tidings::sms {
namespace {

TEST(CallingCode, OneTwoAndThreeDigits) {
  EXPECT_EQ(calling_code("+12125550100"), 1U);
  EXPECT_EQ(calling_code("79161234567"), 7U);
  EXPECT_EQ(calling_code("+61400000001"), 61U);
  EXPECT_EQ(calling_code("+353861234567"), 353U);
  EXPECT_EQ(calling_code("+420601123456"), 420U);
  EXPECT_EQ(calling_code("ACME"), 0U);
  EXPECT_EQ(calling_code("+0123"), 0U);
  EXPECT_EQ(calling_code(""), 0U);
}

TEST(CallingCode, AnAreaCodeIsOfPlusOneOnly) {
  EXPECT_EQ(area_code("+12125550100"), 212U);
  EXPECT_EQ(area_code("+61400000001"), 0U);
  EXPECT_EQ(area_code("+12"), 0U);
  EXPECT_EQ(area_code("72725"), 0U);
}

}  // namespace
}  // namespace tidings::sms

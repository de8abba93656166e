#include "sms/phone.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <thread>

#include "sms/zones.h"

namespace tidings::sms {
namespace {

TEST(Phone, ReadsWhatPeopleWrite) {
  struct Row {
    const char *raw, *region, *e164, *expected_region;
    PhoneType type;
    bool sms_capable;
  };
  const Row rows[] = {
      {"(936( 546-3891", "US", "+19365463891", "US", PhoneType::fixed_or_mobile, true},
      {"936.546.3891", "us", "+19365463891", "US", PhoneType::fixed_or_mobile, true},
      {"1-936-546-3891", "US", "+19365463891", "US", PhoneType::fixed_or_mobile, true},
      {"+1 (936) 546-3891", "AU", "+19365463891", "US", PhoneType::fixed_or_mobile, true},
      {" 0400 000 001 ", "AU", "+61400000001", "AU", PhoneType::mobile, true},
      {"+61 400 000 001", "", "+61400000001", "AU", PhoneType::mobile, true},
      {"+61 (0)400 000 001", "", "+61400000001", "AU", PhoneType::mobile, true},
      {"61400000001", "AU", "+61400000001", "AU", PhoneType::mobile, true},
      {"0011 61 400 000 001", "AU", "+61400000001", "AU", PhoneType::mobile, true},
      {"001161400000001", "AU", "+61400000001", "AU", PhoneType::mobile, true},
      {"001161400000001", "US", "+61400000001", "AU", PhoneType::mobile, true},
      {"011 44 7400 123456", "US", "+447400123456", "GB", PhoneType::mobile, true},
      {"0044 7400 123456", "DE", "+447400123456", "GB", PhoneType::mobile, true},
      {"０４００ ０００ ００１", "AU", "+61400000001", "AU", PhoneType::mobile, true},
      {"02 9374 4000", "AU", "+61293744000", "AU", PhoneType::fixed_line, false},
      {"1800 801 920", "AU", "+611800801920", "AU", PhoneType::toll_free, false},
      {"1300 975 707", "AU", "+611300975707", "AU", PhoneType::shared_cost, false},
      {"(800) 555-0199", "US", "+18005550199", "US", PhoneType::toll_free, true},
      {"1-800-FLOWERS", "US", "+18003569377", "US", PhoneType::toll_free, true},
      {"09012 345678", "GB", "+449012345678", "GB", PhoneType::premium, false},
      {"+800 1234 5678", "", "+80012345678", "001", PhoneType::toll_free, false},
      {"+1 604 555 0123", "US", "+16045550123", "CA", PhoneType::fixed_or_mobile, true},
      {"936-546-3891 ext. 12", "US", "+19365463891", "US", PhoneType::fixed_or_mobile, true},
      {"tel:+1-936-546-3891", "", "+19365463891", "US", PhoneType::fixed_or_mobile, true},
  };
  for (const auto& row : rows) {
    const auto got = parse_phone(row.raw, row.region);
    ASSERT_TRUE(got) << row.raw << ": " << got.error().describe();
    EXPECT_EQ(got->e164, row.e164) << row.raw;
    EXPECT_EQ(got->region, row.expected_region) << row.raw;
    EXPECT_EQ(to_string(got->type), to_string(row.type)) << row.raw;
    EXPECT_EQ(got->sms_capable, row.sms_capable) << row.raw;
  }
}

TEST(Phone, SaysWhatIsWrong) {
  const struct {
    const char *raw, *region;
    PhoneProblem problem;
  } rows[] = {
      {"", "US", PhoneProblem::missing},
      {"  \t", "US", PhoneProblem::missing},
      {"NOT AVAILABLE", "US", PhoneProblem::not_a_number},
      {"n/a", "US", PhoneProblem::not_a_number},
      {"-", "US", PhoneProblem::not_a_number},
      {"+", "US", PhoneProblem::not_a_number},
      {"936 546 3891", "", PhoneProblem::unknown_country},
      {"936 546 3891", "XX", PhoneProblem::unknown_country},
      {"+999 123 456 789", "US", PhoneProblem::unknown_country},
      {"546-3891", "US", PhoneProblem::too_short},
      {"911", "US", PhoneProblem::too_short},
      {"936 546 38911", "US", PhoneProblem::too_long},
      {"+61 400 000 001 400 000 001", "", PhoneProblem::too_long},
      {"000049090909000000840   8", "NZ", PhoneProblem::too_long},  // a German number of 17 digits, E.164 ends at 15
      {"(936) 046-3891", "US", PhoneProblem::invalid},
      {"000 000 0000", "US", PhoneProblem::invalid},
  };
  for (const auto& row : rows) {
    const auto got = read_phone(row.raw, row.region);
    ASSERT_FALSE(got) << row.raw << " became " << got->e164;
    EXPECT_EQ(to_string(got.error()), to_string(row.problem)) << row.raw;
    const auto error = parse_phone(row.raw, row.region).error();
    EXPECT_EQ(error.code, ErrorCode::invalid_argument);
    EXPECT_EQ(error.what, plain_words(row.problem));
    EXPECT_EQ(error.where, "phone");
    EXPECT_FALSE(error.hint.empty());
  }
}

TEST(Phone, TheCacheAnswersAsTheLibraryAndPerRegion) {
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(read_phone("0400 000 001", "AU")->e164, "+61400000001");
    EXPECT_FALSE(read_phone("0400 000 001", "US"));
  }
}

TEST(Phone, ThreadsAgree) {
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&right, t] {
      for (int i = 0; i < 200; ++i) {
        const auto got = read_phone("0400 000 " + std::to_string(100 + (i * (t + 1)) % 400), "AU");
        right += got && got->type == PhoneType::mobile;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 800);
}

TEST(PhoneProperty, E164IsAFixedPoint) {
  EXPECT_TRUE(rc::check([](const std::vector<uint8_t>& digits, bool plus) {
    std::string raw = plus ? "+" : "";
    for (const auto d : digits) raw += static_cast<char>('0' + d % 10);
    const auto got = read_phone(raw, "US");
    if (!got) return;
    RC_ASSERT(got->e164.starts_with('+') && got->e164.size() <= 16);
    const auto again = read_phone(got->e164, "");
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == *got);
    RC_ASSERT((!candidate_zones(got->e164).zones.empty() || got->region == "001"));
  }));
}

}  // namespace
}  // namespace tidings::sms

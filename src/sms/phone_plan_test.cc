#include "sms/phone_plan.h"

#include <gtest/gtest.h>
#include <phonenumbers/phonenumberutil.h>

#include <random>
#include <set>

#include "sms/phone_library.h"

namespace tidings::sms {
namespace {

using Library = i18n::phonenumbers::PhoneNumberUtil;

constexpr int kCases = 40'000;

// Numbers as people write and mistype them, near the plans of all countries. Other ones at each --gtest_repeat with
// --gtest_shuffle, the same ones otherwise.
class Numbers {
 public:
  explicit Numbers(unsigned seed) : random_(seed) {
    std::set<std::string> regions;
    library_.GetSupportedRegions(&regions);
    regions_.assign(regions.begin(), regions.end());
    constexpr Library::PhoneNumberType kTypes[] = {
        Library::MOBILE,      Library::FIXED_LINE,      Library::TOLL_FREE, Library::VOIP, Library::PREMIUM_RATE,
        Library::SHARED_COST, Library::PERSONAL_NUMBER, Library::PAGER,     Library::UAN,  Library::VOICEMAIL};
    for (const auto& region : regions_) {
      for (const auto type : kTypes) {
        i18n::phonenumbers::PhoneNumber number;
        if (!library_.GetExampleNumberForType(region, type, &number)) continue;
        std::string national;
        library_.GetNationalSignificantNumber(number, &national);
        examples_.push_back({region, std::to_string(number.country_code()), national});
      }
    }
  }

  struct Case {
    std::string raw, region;
  };
  Case next() {
    const auto& example = examples_[below(examples_.size())];
    std::string region = example.region, national = example.national;
    for (size_t i = 0; i < national.size(); ++i) {  // the first digits decide: keep most of them
      if (below(national.size() + 4) < i + 1) national[i] = digit();
    }
    switch (below(12)) {
      case 0:
        national += digit();
        break;
      case 1:
        national.pop_back();
        break;
      case 2:
        national.insert(national.begin() + static_cast<ptrdiff_t>(below(national.size())), digit());
        break;
      case 3:
        national.clear();
        for (size_t n = 2 + below(14); n > 0; --n) national += digit();
        break;
      default:
        break;
    }
    std::string raw;
    switch (below(10)) {
      case 0:
      case 1:
      case 2:
        raw = "+" + example.code + national;
        break;
      case 3:
        raw = example.code + national;
        break;
      case 4:
        raw = one_of({"00", "011", "0011", "001", "810", "8", "009", "119"}) + example.code + national;
        break;
      case 5:
      case 6:
        raw = one_of({"0", "1", "8", "06", "01", "044", "0015"}) + national;
        break;
      case 7:
        raw = "+" + example.code + one_of({"0", "(0)", "1", "8"}) + national;
        break;
      default:
        raw = national;
        break;
    }
    if (below(4) == 0) region = regions_[below(regions_.size())];
    if (below(20) == 0) region = one_of({"ZZ", "XX", "001", ""});
    return {written(raw), region};
  }

 private:
  size_t below(size_t n) { return random_() % n; }
  char digit() { return static_cast<char>('0' + below(10)); }
  std::string one_of(std::initializer_list<const char*> all) { return all.begin()[below(all.size())]; }
  std::string written(const std::string& digits) {
    if (below(3) == 0) return digits;
    std::string out;
    for (const char c : digits) {
      if (!out.empty() && below(4) == 0) out += " -.()"[below(5)];
      if (below(300) == 0) out += one_of({"+", "x", "/", "#", "~", "\xC2\xA0", ",", "*", "a", "\xEF\xBC\x91"});
      out += c;
    }
    if (below(40) == 0) out = "(" + out;
    if (below(40) == 0) out += one_of({" ", ".", "-", ")", " 12", "()"});
    return out;
  }

  struct Example {
    std::string region, code, national;
  };
  const Library& library_ = *Library::GetInstance();
  std::mt19937 random_;
  std::vector<std::string> regions_;
  std::vector<Example> examples_;
};

TEST(PhonePlanProperty, SaysWhatTheLibrarySays) {
  Numbers numbers(static_cast<unsigned>(testing::UnitTest::GetInstance()->random_seed()));
  int answered = 0, answered_valid = 0, valid = 0;
  for (int i = 0; i < kCases; ++i) {
    const auto [raw, region] = numbers.next();
    const auto library = ask_library(raw, region);
    const auto plain = read_plain_phone(raw, region);
    valid += library.has_value();
    if (!plain) continue;
    ++answered;
    if (!library) {
      // read_phone() gives some of them a second chance, which is not the tables' to take.
      ASSERT_FALSE(*plain) << raw << " in " << region << " became " << plain->value().e164;
      ASSERT_EQ(to_string(plain->error()), to_string(library.error())) << raw << " in " << region;
      continue;
    }
    ++answered_valid;
    ASSERT_TRUE(*plain) << raw << " in " << region << " was refused";
    const PhoneNumber& got = **plain;
    ASSERT_EQ(got.e164, library->e164) << raw << " in " << region;
    ASSERT_EQ(got.region, library->region) << raw << " in " << region;
    ASSERT_EQ(to_string(got.type), to_string(library->type)) << raw << " in " << region;
    ASSERT_EQ(got.sms_capable, library->sms_capable) << raw << " in " << region;
  }
  EXPECT_GT(valid, kCases / 4);
  EXPECT_GT(answered_valid, valid / 10 * 8);
  EXPECT_GT(answered - answered_valid, (kCases - valid) / 10 * 4);
}

TEST(PhonePlan, ReadsTheUsualSpellings) {
  const struct {
    const char *raw, *region, *e164;
  } rows[] = {
      {"(415) 555-2671", "US", "+14155552671"},      {"415-555-2671", "US", "+14155552671"},
      {"+1 415 555 2671", "", "+14155552671"},       {"14155552671", "US", "+14155552671"},
      {"415.555.2671", "US", "+14155552671"},        {"1 604 555 0123", "CA", "+16045550123"},
      {"07400 123456", "GB", "+447400123456"},       {"0044 7400 123 456", "GB", "+447400123456"},
      {"0151 12345678", "DE", "+4915112345678"},     {"06 12 34 56 78", "FR", "+33612345678"},
      {"0400 000 001", "AU", "+61400000001"},        {"+61 (0)400 000 001", "US", "+61400000001"},
      {"0011 61 400 000 001", "AU", "+61400000001"}, {"098765 43210", "IN", "+919876543210"},
      {"+55 11 96123-4567", "", "+5511961234567"},
  };
  for (const auto& row : rows) {
    const auto got = read_plain_phone(row.raw, row.region);
    ASSERT_TRUE(got && *got) << row.raw;
    EXPECT_EQ(got->value().e164, row.e164);
    EXPECT_TRUE(got->value().sms_capable) << row.raw;
  }
}

TEST(PhonePlan, SaysWhatIsWrongWithPlainOnes) {
  const struct {
    const char *raw, *region;
    PhoneProblem problem;
  } rows[] = {
      {"546-3891", "US", PhoneProblem::too_short},     {"+1415555267", "", PhoneProblem::too_short},
      {"936 546 38911", "US", PhoneProblem::too_long}, {"+14155552671000", "US", PhoneProblem::too_long},
      {"(936) 046-3891", "US", PhoneProblem::invalid}, {"1 936 046 3891", "CA", PhoneProblem::invalid},
      {"+44 7000 000", "", PhoneProblem::invalid},
  };
  for (const auto& row : rows) {
    const auto got = read_plain_phone(row.raw, row.region);
    ASSERT_TRUE(got && !*got) << row.raw;
    EXPECT_EQ(to_string(got->error()), to_string(row.problem)) << row.raw;
  }
}

TEST(PhonePlan, LeavesTheRestToTheLibrary) {
  for (const char* raw :
       {"", "+", "12", "1-800-FLOWERS", "415 555 2671 x12", "tel:+14155552671", "000 000 0000", "+39 06 1234 5678",
        "+800 1234 5678", "415/555-2671", "++14155552671", "1+4155552671", "4155552671\xC2\xA0"}) {
    EXPECT_FALSE(read_plain_phone(raw, "US")) << raw;
  }
  EXPECT_FALSE(read_plain_phone("415 555 2671", ""));
  EXPECT_FALSE(read_plain_phone("415 555 2671", "XX"));
}

}  // namespace
}  // namespace tidings::sms

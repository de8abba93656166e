// Terms over the calendar, and rows of consent that are wrong.
#include "law/consent_terms.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <fmt/format.h>

#include "law/law_book.h"
#include "law/pack_reader.h"

namespace tidings::law {
namespace {

Instant at(std::string_view text) { return parse_utc(text).value(); }

TEST(Terms, AreReadAndWrittenAlike) {
  for (const char* good : {"18 months", "1 month", "2 years", "1 year", "90 days", "1 day"}) {
    const auto term = term_from(good);
    ASSERT_TRUE(term) << good;
    EXPECT_EQ(to_string(*term), good);
  }
  for (const char* bad : {"", "months", "0 months", "-1 day", "18months", "18  months", "2 year s", "1 years2",
                          "101 years", "99999999999 days", "2 Years"}) {
    EXPECT_FALSE(term_from(bad)) << bad;
  }
  EXPECT_EQ(term_from("1 years")->months, 12);
}

TEST(Terms, MonthsEndOnTheSameDayOrTheLast) {
  EXPECT_EQ(after(at("2026-01-31T10:20:30.400Z"), *term_from("1 month")), at("2026-02-28T10:20:30.400Z"));
  EXPECT_EQ(after(at("2023-08-31T00:00:00Z"), *term_from("6 months")), at("2024-02-29T00:00:00Z"));
  EXPECT_EQ(after(at("2024-02-29T23:59:59Z"), *term_from("1 year")), at("2025-02-28T23:59:59Z"));
  EXPECT_EQ(after(at("2025-12-31T00:00:00Z"), *term_from("18 months")), at("2027-06-30T00:00:00Z"));
  EXPECT_EQ(after(at("2026-03-01T05:00:00Z"), *term_from("90 days")), at("2026-05-30T05:00:00Z"));
  EXPECT_EQ(after(at("1969-12-31T12:00:00Z"), *term_from("1 month")), at("1970-01-31T12:00:00Z"));
}

TEST(Terms, LaterGivenNeverEndsEarlier) {
  EXPECT_TRUE(rc::check("a consent given later does not end before one given earlier", [] {
    const int64_t a = *rc::gen::inRange<int64_t>(0, 4'000'000'000'000),
                  b = *rc::gen::inRange<int64_t>(0, 4'000'000'000'000);
    const Term term{.months = *rc::gen::inRange(1, 400)};
    RC_ASSERT(after({std::min(a, b)}, term) <= after({std::max(a, b)}, term));
    RC_ASSERT(after({a}, term) > Instant{a});
  }));
}

TEST(Terms, MorePlacesNeverAllowMore) {
  const std::vector<std::string> all{"AU", "CA", "CA-ON", "DE", "GB", "IE", "SG", "US", "US-LA", "US-NY"};
  EXPECT_TRUE(rc::check("another place only takes away", [&] {
    std::vector<std::string> few, more;
    for (const auto& place : all) {
      const bool in = *rc::gen::arbitrary<bool>();
      if (in) few.push_back(place);
      if (in || *rc::gen::arbitrary<bool>()) more.push_back(place);
    }
    const auto& terms = LawBook::standard().consent_terms();
    const auto kind = static_cast<Consent>(*rc::gen::inRange(1, 7));
    const auto basis = static_cast<ConsentBasis>(*rc::gen::inRange(0, 5));
    const auto one = terms.ask({few, kind, basis, {1'790'000'000'000}});
    const auto two = terms.ask({more, kind, basis, {1'790'000'000'000}});
    if (one.refuses != nullptr) RC_ASSERT(two.refuses != nullptr);
    if (one.ends_by != nullptr) RC_ASSERT(two.ends_by != nullptr && two.ends_at <= one.ends_at);
  }));
}

constexpr const char* kHead = "[pack]\nid = 'ours'\nversion = '1'\n";  // lines 1 to 3
constexpr const char* kTerm =
    "[[consent]]\nid = 'x'\nplace = 'CA'\nkind = 'implied'\nbasis = 'inquiry'\nterm = '6 months'\nmark = 'V'\nsource = "
    "'s'\n";
constexpr const char* kAccepts =
    "[[consent]]\nid = 'x'\nplace = 'US'\naccepts = ['express_written']\nmark = 'V'\nsource = 's'\n";

struct Bad {
  const char *name, *good, *from, *to;
  int line;
  const char* says;
};
constexpr Bad kBad[] = {
    {"a typo in a field", kTerm, "term =", "trem =", 9, "a consent has no 'trem'"},
    {"no kind that can be given", kTerm, "'implied'", "'revoked'", 7, "'revoked' is no kind of consent"},
    {"an unknown basis", kTerm, "'inquiry'", "'enquiry'", 8, "'enquiry' is no basis"},
    {"no term", kTerm, "'6 months'", "'half a year'", 9, "'half a year' is no term"},
    {"a term of nothing", kTerm, "'6 months'", "'0 days'", 9, "'0 days' is no term"},
    {"neither", kTerm, "kind = 'implied'\n", "", 4, "'kind' is missing"},
    {"both", kAccepts, "mark", "term = '1 year'\nmark", 8, "'term' does not go with 'accepts'"},
    {"an unknown kind among those taken", kAccepts, "['express_written']", "['express', 'writen']", 7,
     "'writen' is no kind of consent"},
    {"a question without what is taken", kTerm, "mark", "question_needs_consent = true\nmark", 10,
     "it goes with 'accepts'"},
    {"an unknown place", kTerm, "'CA'", "'XX'", 6, "'XX' is no place"},
    {"no source", kTerm, "source = 's'\n", "", 4, "'source' is missing"},
};

TEST(ConsentRows, SayWhereTheyAreWrongAndWhatWasExpected) {
  for (const auto& bad : kBad) {
    SCOPED_TRACE(bad.name);
    std::string text = std::string(kHead) + bad.good;
    ASSERT_TRUE(read_pack(text, "p.toml")) << read_pack(text, "p.toml").error().describe();
    const auto found = text.find(bad.from);
    ASSERT_NE(found, std::string::npos);
    const auto read = read_pack(text.replace(found, std::string_view(bad.from).size(), bad.to), "p.toml");
    if (read) {
      ADD_FAILURE() << "was taken";
      continue;
    }
    EXPECT_EQ(read.error().where, fmt::format("p.toml line {}", bad.line));
    EXPECT_EQ(read.error().what, bad.says);
    EXPECT_FALSE(read.error().hint.empty());
  }
}

TEST(ConsentRows, ALaterPackReplacesAndAdds) {
  std::vector<Pack> packs;
  packs.push_back(*read_pack(std::string(standard_pack()), "standard.toml"));
  packs.push_back(*read_pack(
      std::string(kHead) + "[[consent]]\nid = 'us-consent'\nplace = 'US'\naccepts = ['express_written', 'express']\n"
                           "mark = 'V'\nsource = 'counsel'\n",
      "ours.toml"));
  const auto book = LawBook::of(std::move(packs));
  ASSERT_TRUE(book);
  const std::vector<std::string> us{"US"};
  EXPECT_EQ(book->consent_terms().ask({us, Consent::express, {}, {}}).refuses, nullptr);
  EXPECT_NE(LawBook::standard().consent_terms().ask({us, Consent::express, {}, {}}).refuses, nullptr);
}

TEST(ConsentRows, OfTheStandardPackAreOnWhereTheyWereVerified) {
  EXPECT_GE(LawBook::standard().consent_terms().rows().size(), 12U);
  for (const auto& row : LawBook::standard().consent_terms().rows()) {
    EXPECT_EQ(row.on, row.mark != Mark::unverified) << row.id;
    EXPECT_FALSE(row.source.empty()) << row.id;
  }
}

}  // namespace
}  // namespace tidings::law

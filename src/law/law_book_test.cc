// The standard pack against the table it was made from, and what binds whom where.
#include "law/law_book.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "law/pack_reader.h"

namespace tidings::law {
namespace {

const Rule& rule(std::string_view id) {
  static const Rule none;
  for (const auto& one : LawBook::standard().rules()) {
    if (one.id == id) return one;
  }
  ADD_FAILURE() << "no rule " << id;
  return none;
}

std::vector<std::string> binding(std::vector<std::string> places, Question question = {}) {
  std::ranges::sort(places);
  question.places = places;
  question.date = "2026-11-20";
  std::vector<std::string> out;
  for (const auto* one : LawBook::standard().binding(question)) out.push_back(one->id);
  return out;
}

using Ids = std::vector<std::string>;

struct Row {
  std::string_view id, place, hours, holidays, applies, lifts, cap, mark;
};
// reference/compliance §1.2, hours as describe() writes them.
constexpr Row kTable[] = {
    {"us", "US", "every day 08:00-21:00", "", "both", "unclear", "", "V2"},
    {"us-fl", "US-FL", "every day 08:00-20:00", "", "both", "unclear", "3/24h", "V"},
    {"us-ok", "US-OK", "every day 08:00-20:00", "", "both", "unclear", "3/24h", "V2"},
    {"us-wa", "US-WA", "every day 08:00-20:00", "", "both", "unclear", "", "V2"},
    {"us-md", "US-MD", "every day 08:00-20:00", "", "both", "unclear", "3/24h", "V2"},
    {"us-tx", "US-TX", "Mon-Sat 09:00-21:00, Sun 12:00-21:00", "", "both", "unclear", "", "V2"},
    {"us-ct", "US-CT", "every day 09:00-20:00", "", "both", "yes", "", "V2"},
    {"us-ny", "US-NY", "every day 08:00-21:00", "", "both", "yes", "", "V"},
    {"us-ma", "US-MA", "every day 08:00-20:00", "", "calls", "unclear", "", "V"},
    {"us-la", "US-LA", "Mon-Sat 08:00-20:00", "US-LA", "calls", "no", "", "V"},
    {"us-ms", "US-MS", "Mon-Sat 08:00-20:00", "", "both", "unclear", "", "V"},
    {"us-ri", "US-RI", "Mon-Fri 09:00-18:00, Sat 10:00-17:00", "US-RI US", "calls", "yes", "", "V"},
    {"us-ut", "US-UT", "Mon-Sat 08:00-21:00", "US-UT", "calls", "yes", "", "V"},
    {"us-va", "US-VA", "every day 08:00-21:00", "", "both", "yes", "", "V2"},
    {"us-sd", "US-SD", "Mon-Fri 09:00-21:00", "", "calls", "unclear", "", "V"},
    {"us-al", "US-AL", "Mon-Sat 08:00-20:00", "US-AL", "calls", "unclear", "", "U"},
    {"us-ky", "US-KY", "every day 10:00-21:00", "", "calls", "unclear", "", "U"},
    {"us-nv", "US-NV", "every day 09:00-20:00", "", "calls", "unclear", "", "U"},
    {"us-mi", "US-MI", "every day 09:00-21:00", "", "calls", "unclear", "", "U"},
    {"us-mn", "US-MN", "every day 09:00-21:00", "", "calls", "unclear", "", "U"},
    {"us-nm", "US-NM", "every day 09:00-21:00", "", "calls", "unclear", "", "U"},
    {"us-nj", "US-NJ", "every day 08:00-20:00", "", "both", "unclear", "", "U"},
    {"us-pa", "US-PA", "every day 08:00-21:00", "US-PA", "calls", "unclear", "", "U"},
    {"ca", "CA", "Mon-Fri 09:00-21:30, Sat-Sun 10:00-18:00", "", "calls", "unclear", "", "V"},
    {"au", "AU", "Mon-Fri 09:00-20:00, Sat 09:00-17:00", "AU", "calls", "yes", "", "V"},
    {"gb", "GB", "Mon-Sat 09:00-20:00", "", "texts", "unclear", "", "U"},
    {"ie", "IE", "Mon-Sat 09:00-20:00", "", "texts", "unclear", "", "U"},
    {"nz", "NZ", "every day 08:00-20:00", "", "texts", "unclear", "", "U"},
    {"de", "DE", "Mon-Sat 09:00-20:00", "DE DE-regional", "texts", "unclear", "", "U"},
    {"fr-call", "FR", "Mon-Fri 10:00-13:00, Mon-Fri 14:00-20:00", "FR", "calls", "yes", "4/30d", "V"},
    {"fr", "FR", "Mon-Sat 10:00-20:00", "FR", "texts", "no", "", "V2"},
    {"es", "ES", "Mon-Fri 09:00-21:00", "ES ES-regional", "calls", "unclear", "", "V2"},
    {"it", "IT", "Mon-Fri 09:00-20:00, Sat 10:00-19:00", "IT", "calls", "no", "", "V2"},
    {"in", "IN", "every day 10:00-21:00", "", "texts", "no", "", "V2"},
    {"sg", "SG", "every day 09:00-21:00", "", "texts", "unclear", "", "U"},
    {"za", "ZA", "Mon-Fri 08:00-20:00, Sat 09:00-13:00", "ZA", "both", "yes", "", "V"},
    {"br", "BR", "Mon-Fri 09:00-18:00", "BR", "texts", "unclear", "", "U"},
    {"ae", "AE", "every day 07:00-21:00", "", "texts", "no", "", "V"},
};

TEST(StandardPack, IsTheTable) {
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.id);
    const Rule& is = rule(row.id);
    EXPECT_EQ(is.place, row.place);
    auto hours = is.hours;
    hours.closed_dates.clear();
    EXPECT_EQ(describe(hours), row.hours);
    EXPECT_EQ(fmt::format("{}", fmt::join(is.holidays, " ")), row.holidays);
    EXPECT_EQ(to_string(is.applies), row.applies);
    EXPECT_EQ(to_string(is.consent_lifts), row.lifts);
    EXPECT_EQ(is.caps.empty() ? "" : is.caps.at(0).text, row.cap);
    EXPECT_EQ(to_string(is.mark), row.mark);
    EXPECT_EQ(is.on, row.mark != "U") << "what nobody verified is there, but off";
    EXPECT_FALSE(is.source.empty());
  }
  EXPECT_EQ(LawBook::standard().rules().size(), std::size(kTable) + 1) << "and the one for unknown states";
}

TEST(StandardPack, KnowsTheHolidaysOfTheseYearsOnly) {
  EXPECT_TRUE(knows_year(rule("fr"), 2026));
  EXPECT_FALSE(knows_year(rule("fr"), 2031));
  EXPECT_TRUE(knows_year(rule("us"), 2031)) << "it has no holidays";
  EXPECT_FALSE(knows_year(rule("es"), 2026)) << "those of the regions are not in the pack";
  const auto& closed = rule("za").hours.closed_dates;
  EXPECT_TRUE(std::ranges::binary_search(closed, "2026-08-10")) << "a Sunday's moves to Monday";
}

TEST(Binding, TheCountryAndItsPart) {
  EXPECT_EQ(binding({"US-FL"}), (Ids{"us", "us-fl"}));
  EXPECT_EQ(binding({"US-FL", "US-TX"}), (Ids{"us", "us-fl", "us-tx"})) << "number and address disagree: both";
  EXPECT_EQ(binding({"US-CA"}), (Ids{"us"})) << "a state without a row of its own";
  EXPECT_EQ(binding({"US-NJ"}), (Ids{"us"})) << "unverified";
  EXPECT_EQ(binding({"XK"}), Ids{});
}

TEST(Binding, AnUnknownStateIsTheStrictestOfMost) {
  EXPECT_EQ(binding({"US"}), (Ids{"us", "us-unknown"}));
  EXPECT_EQ(binding({"US", "US-TX"}), (Ids{"us", "us-tx"})) << "the address knows what the number does not";
}

TEST(Binding, RulesForCallsBindTextsWhereThereIsNoneForTexts) {
  EXPECT_EQ(binding({"US-MA"}), (Ids{"us", "us-ma"}));
  EXPECT_EQ(binding({"US-MA"}, {.texts_are_calls = false}), (Ids{"us"}));
  EXPECT_EQ(binding({"FR"}), (Ids{"fr"})) << "France has one for texts";
  EXPECT_EQ(binding({"FR"}, {.channel = Channel::call}), (Ids{"fr-call"}));
  EXPECT_EQ(binding({"IN"}, {.channel = Channel::call}), Ids{});
}

TEST(Binding, ConsentLiftsOnlyWhereTheRuleSaysYes) {
  EXPECT_EQ(binding({"US-NY"}, {.consent_lifts = true}), (Ids{"us"})) << "unclear is no";
  EXPECT_EQ(binding({"US-LA"}, {.consent_lifts = true}), (Ids{"us", "us-la"}));
}

LawBook book(std::string_view text) {
  std::vector<Pack> packs;
  packs.push_back(*read_pack(std::string(standard_pack()), "standard.toml"));
  auto ours = read_pack(std::string(text), "ours.toml");
  EXPECT_TRUE(ours) << (ours ? "" : ours.error().describe());
  if (ours) packs.push_back(std::move(*ours));
  auto made = LawBook::of(std::move(packs));
  EXPECT_TRUE(made) << (made ? "" : made.error().describe());
  return made ? std::move(*made) : LawBook::standard();
}

TEST(Packs, AnOperatorsSwitchesReplacesAndAdds) {
  const auto ours = book(R"(
[pack]
id = "ours"
version = "3"
[[switch]]
rule = "us-nj"
on = true
reason = "our lawyer says so"
[[rule]]
id = "us-fl"
place = "US-FL"
hours = "1-5 10:00-18:00"
applies = "both"
kind = "advice"
mark = "V"
source = "house rule"
[[holidays]]
calendar = "ES-regional"
year = 2026
dates = [2026-09-11]
[[freeze]]
id = "storm"
place = "US-LA"
from = 2026-11-01
until = 2026-12-01
reason = "emergency declared"
)");
  const auto& standard = LawBook::standard().version();
  EXPECT_TRUE(ours.version().starts_with(standard + ", ours 3#")) << ours.version();
  const std::vector<std::string> florida{"US-FL"}, jersey{"US-NJ"}, louisiana{"US-LA"};
  const auto in_florida = ours.binding({.places = florida, .date = "2026-11-20"});
  ASSERT_EQ(in_florida.size(), 2U);
  EXPECT_EQ(in_florida[1]->pack, "ours 3");
  EXPECT_EQ(describe(in_florida[1]->hours), "Mon-Fri 10:00-18:00");
  EXPECT_EQ(ours.binding({.places = jersey, .date = "2026-11-20"}).size(), 2U);
  for (const auto& one : ours.rules()) {
    if (one.id == "es") EXPECT_TRUE(knows_year(one, 2026)) << "both lists are there now";
  }
  EXPECT_EQ(ours.freezing(louisiana, "2026-11-20").size(), 1U);
  EXPECT_EQ(ours.freezing(louisiana, "2026-12-01").size(), 0U);
  EXPECT_EQ(ours.freezing(florida, "2026-11-20").size(), 0U);
}

TEST(Packs, RulesBeginAndEnd) {
  const auto ours = book(R"(
[pack]
id = "ours"
version = "3"
[[rule]]
id = "gb-new"
place = "GB"
hours = "1-5 10:00-18:00"
applies = "texts"
kind = "law"
mark = "V"
from = 2027-01-01
until = 2028-01-01
source = "a bill"
)");
  const std::vector<std::string> britain{"GB"};
  EXPECT_EQ(ours.binding({.places = britain, .date = "2026-12-31"}).size(), 0U);
  EXPECT_EQ(ours.binding({.places = britain, .date = "2027-01-01"}).size(), 1U);
  EXPECT_EQ(ours.binding({.places = britain, .date = "2028-01-01"}).size(), 0U);
}

TEST(Packs, ASwitchOfARuleNobodyKnowsIsRefused) {
  std::vector<Pack> packs;
  packs.push_back(
      *read_pack("[pack]\nid='o'\nversion='1'\n[[switch]]\nrule='us-xx'\non=true\nreason='r'", "ours.toml"));
  const auto made = LawBook::of(std::move(packs));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().where, "ours.toml");
  EXPECT_EQ(made.error().what, "there is no rule 'us-xx' to switch");
}

}  // namespace
}  // namespace tidings::law

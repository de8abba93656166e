// The hours of the law for somebody who may be at several places.
#include "flow/compliance/law_hours.h"

#include <gtest/gtest.h>

#include "law/pack_reader.h"

namespace tidings::compliance {
namespace {

Instant utc(std::string_view text) { return parse_utc(text).value(); }

LawView look(LawAsked asked, std::string_view at, const law::LawBook& book = law::LawBook::standard()) {
  LawHours hours;
  const auto view = hours.look(book, asked, utc(at));
  EXPECT_TRUE(view) << (view ? "" : view.error().describe());
  return view ? **view : LawView{};
}

TEST(LawHours, EveryRuleInEveryZone) {
  // 850: Florida, Eastern and Central. 8 to 20 in both zones is 9 to 20 Eastern.
  const LawAsked panhandle{.places = {"US-FL"}, .zones = {"America/Chicago", "America/New_York"}};
  const auto early = look(panhandle, "2026-11-20T13:30Z");  // 8:30 Eastern, 7:30 Central
  EXPECT_FALSE(early.open);
  EXPECT_EQ(early.next, utc("2026-11-20T14:00Z"));
  const auto noon = look(panhandle, "2026-11-20T17:00Z");
  EXPECT_TRUE(noon.open);
  EXPECT_EQ(noon.closes, utc("2026-11-21T01:00Z")) << "20:00 Eastern";
  EXPECT_EQ(noon.text,
            "us every day 08:00-21:00 + us-fl every day 08:00-20:00 local=Fri 11:00 America/Chicago; Fri 12:00 "
            "America/New_York");
}

TEST(LawHours, NumberAndAddressDisagree) {
  const auto view = look({.places = {"US-FL", "US-TX"}, .zones = {"America/Chicago", "America/New_York"}},
                         "2026-11-22T15:00Z");  // a Sunday
  EXPECT_FALSE(view.open) << "Texas: not before noon on Sundays";
  EXPECT_EQ(view.next, utc("2026-11-22T18:00Z"));
}

TEST(LawHours, AHolidayIsTheLocalDates) {
  const LawAsked utah{.places = {"US-UT"}, .zones = {"America/Denver"}};
  const auto pioneer = look(utah, "2026-07-25T04:00Z");  // still the 24th there
  EXPECT_FALSE(pioneer.open);
  EXPECT_EQ(pioneer.next, utc("2026-07-25T14:00Z")) << "Saturday at 8";
}

TEST(LawHours, AYearWithoutAListIsNotKnownToBeOpen) {
  const auto view = look({.places = {"US-UT"}, .zones = {"America/Denver"}}, "2031-06-03T18:00Z");
  EXPECT_FALSE(view.open);
  EXPECT_EQ(view.unknown_holidays, "US-UT 2031 (us-ut)");
  EXPECT_TRUE(look({.places = {"US-FL"}, .zones = {"America/New_York"}}, "2031-06-03T18:00Z").open);
}

TEST(LawHours, ConsentLiftsWhereTheRuleSaysSo) {
  LawAsked utah{.places = {"US-UT"}, .zones = {"America/Denver"}};
  EXPECT_FALSE(look(utah, "2026-11-22T18:00Z").open) << "a Sunday";
  utah.consent_lifts = true;
  EXPECT_TRUE(look(utah, "2026-11-22T18:00Z").open);
}

TEST(LawHours, NoCommonInstant) {
  const auto ours = [] {
    std::vector<law::Pack> packs;
    packs.push_back(*law::read_pack(R"(
[pack]
id = "ours"
version = "1"
[[rule]]
id = "jp"
place = "JP"
hours = "09:00-17:00"
applies = "both"
kind = "advice"
mark = "V"
source = "house"
[[rule]]
id = "us"
place = "US"
hours = "09:00-17:00"
applies = "both"
kind = "advice"
mark = "V"
source = "house"
)",
                                    "ours.toml"));
    return *law::LawBook::of(std::move(packs));
  }();
  const auto view =
      look({.places = {"JP", "US-NY"}, .zones = {"America/New_York", "Asia/Tokyo"}}, "2026-11-20T12:00Z", ours);
  EXPECT_FALSE(view.open);
  EXPECT_FALSE(view.next);
}

TEST(LawHours, APlaceWithoutRulesIsOpen) {
  const auto view = look({.places = {"XK"}, .zones = {"Europe/Belgrade"}}, "2026-11-20T02:00Z");
  EXPECT_TRUE(view.open);
  EXPECT_EQ(view.text, "no rule binds local=Fri 03:00 Europe/Belgrade");
}

TEST(LawHours, TheAnswerIsKeptForItsMinute) {
  LawHours hours;
  const auto& book = law::LawBook::standard();
  const LawAsked asked{.places = {"US-FL"}, .zones = {"America/New_York"}};
  const auto* first = *hours.look(book, asked, utc("2026-11-20T17:00:01Z"));
  EXPECT_EQ(first, *hours.look(book, asked, utc("2026-11-20T17:00:59Z")));
  EXPECT_TRUE((*hours.look(book, asked, utc("2026-11-21T00:59Z")))->open);
  EXPECT_FALSE((*hours.look(book, asked, utc("2026-11-21T01:00Z")))->open);
}

}  // namespace
}  // namespace tidings::compliance

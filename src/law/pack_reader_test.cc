// Bad packs: each is refused with its line and what was expected.
#include "law/pack_reader.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace tidings::law {
namespace {

constexpr const char* kHead = "[pack]\nid = 'ours'\nversion = '1'\n";  // lines 1 to 3
constexpr const char* kRule =
    "[[rule]]\nid = 'x'\nplace = 'US-FL'\nhours = '1-7 08:00-20:00'\napplies = 'both'\nkind = 'law'\nmark = "
    "'V'\nsource = 's'\n";

std::string with(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

struct Bad {
  const char *name, *from, *to;
  int line;
  const char* says;
};
constexpr Bad kBad[] = {
    {"a typo in a field", "hours =", "huors =", 7, "a rule has no 'huors'"},
    {"a typo in a word", "'both'", "'boht'", 8, "'applies' is none of its words"},
    {"an impossible window", "08:00-20:00", "08:00-25:00", 7, "'25:00' is not a time of day"},
    {"an impossible day", "1-7 ", "1-8 ", 7, "'1-8' is not a set of weekdays"},
    {"an unknown place", "'US-FL'", "'UX-FL'", 6, "'UX-FL' is no place"},
    {"a part in small letters", "'US-FL'", "'US-fl'", 6, "'US-fl' is no place"},
    {"a wrong date", "source = 's'", "source = 's'\nfrom = '2026-02-30'", 12, "'from' is not a date"},
    {"an end before the beginning", "source = 's'", "source = 's'\nfrom = 2026-02-01\nuntil = 2026-01-01", 13,
     "the rule ends before it begins"},
    {"a cap without a time", "source = 's'", "source = 's'\ncaps = ['3/day']", 12, "'3/day' is no cap"},
    {"a cap of nothing", "source = 's'", "source = 's'\ncaps = ['0/24h']", 12, "'0/24h' is no cap"},
    {"a missing source", "source = 's'\n", "", 4, "'source' is missing"},
    {"a number for a text", "id = 'x'", "id = 5", 5, "'id' is not a text"},
    {"one thing twice", "source = 's'\n",
     "source = 's'\n[[rule]]\nid = 'x'\nplace = 'US'\nhours = '1-7 08:00-20:00'\napplies = 'both'\nkind = 'law'\nmark "
     "= 'V'\nsource = 's'\n",
     12, "'x' is there twice"},
    {"an unknown table", "[[rule]]", "[[rules]]", 4, "a pack has no 'rules'"},
    {"what the TOML library asserts against", "[[rule]]", "[;rule]", 4,
     "it is not valid TOML: the text breaks the rules of TOML"},
    {"no list of tables", "[[rule]]", "[rule]", 4, "'rule' is not a list of tables"},
};

TEST(PackReader, SaysWhereAndWhat) {
  const std::string good = std::string(kHead) + kRule;
  ASSERT_TRUE(read_pack(good, "p.toml")) << read_pack(good, "p.toml").error().describe();
  for (const auto& bad : kBad) {
    SCOPED_TRACE(bad.name);
    const auto read = read_pack(with(good, bad.from, bad.to), "p.toml");
    if (read) {
      ADD_FAILURE() << "was taken";
      continue;
    }
    EXPECT_EQ(read.error().where, fmt::format("p.toml line {}", bad.line));
    EXPECT_EQ(read.error().what, bad.says);
    EXPECT_FALSE(read.error().hint.empty()) << "and what was expected";
  }
}

TEST(PackReader, BrokenTomlNamesItsLine) {
  const auto read = read_pack(std::string(kHead) + "[[rule]\n", "p.toml");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().where, "p.toml line 4");
}

TEST(PackReader, HolidaysAreOfTheirYear) {
  const std::string list =
      std::string(kHead) + "[[holidays]]\ncalendar = 'FR'\nyear = 2026\ndates = [2026-05-01, 2027-01-01]\n";
  const auto read = read_pack(list, "p.toml");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().where, "p.toml line 7");
  EXPECT_EQ(read.error().what, "2027-01-01 is not of the year 2026");
  EXPECT_TRUE(read_pack(with(list, ", 2027-01-01", ""), "p.toml"));
}

TEST(PackReader, DatesThatAreNoneAreRefusedByToml) {
  EXPECT_FALSE(
      read_pack(std::string(kHead) + "[[freeze]]\nid='f'\nplace='US-LA'\nfrom=2026-02-30\nreason='r'\n", "p.toml"));
}

}  // namespace
}  // namespace tidings::law

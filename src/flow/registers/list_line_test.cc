#include "flow/registers/list_line.h"

#include <gtest/gtest.h>

#include <vector>

namespace tidings::registers {
namespace {

using Cells = std::vector<std::string_view>;

struct Case {
  Cells cells;
  std::string region;
  int64_t number;  // 0: refused
  LineProblem problem = LineProblem::none;
};

TEST(ListLine, ReadsTheFormsOfRegisters) {
  const Case kCases[] = {
      {{"+12025551234"}, "", 12025551234},
      {{"2025551234"}, "US", 12025551234},
      {{"12025551234"}, "US", 12025551234},
      {{"1 (202) 555-1234"}, "US", 12025551234},
      {{" 202 555 1234 "}, "US", 12025551234},
      {{"0412 345 678"}, "AU", 61412345678},
      {{"202", "5551234"}, "", 12025551234},  // the registry's own form says which country it is
      {{"202", "5551234"}, "AU", 12025551234},
      {{"202", "5551234", ""}, "", 12025551234},
      {{"2025551234", "", " "}, "US", 12025551234},
      {{"2025551234"}, "", 0, LineProblem::unknown_country},
      {{"202555"}, "US", 0, LineProblem::bad_number},
      {{"0005551234"}, "US", 0, LineProblem::bad_number},
      {{"000", "5551234"}, "", 0, LineProblem::bad_number},
      {{"hello"}, "US", 0, LineProblem::no_number},
      {{""}, "US", 0, LineProblem::no_number},
      {{" ", ""}, "US", 0, LineProblem::no_number},
      {{}, "US", 0, LineProblem::no_number},
      {{"202", "5551234", "2026-11-01", "A"}, "US", 0, LineProblem::change_list},
      {{"2025551234", "D"}, "US", 0, LineProblem::change_list},
      {{"20", "25551234"}, "US", 0, LineProblem::change_list},
      {{"202", "555-1234"}, "US", 0, LineProblem::change_list},
  };
  for (const auto& one : kCases) {
    const auto read = read_list_line(one.cells, {.region = one.region});
    EXPECT_EQ(read.value_or(0), one.number) << (one.cells.empty() ? "" : one.cells[0]);
    if (!read) EXPECT_EQ(read.error(), one.problem) << (one.cells.empty() ? "" : one.cells[0]);
  }
}

TEST(ListLine, ReadsAColumn) {
  const ListForm second{.region = "US", .columns = true, .column = 1};
  EXPECT_EQ(read_list_line(Cells{"Ann", "2025551234", "x"}, second).value_or(0), 12025551234);
  EXPECT_EQ(read_list_line(Cells{"Ann"}, second).error(), LineProblem::missing_column);
  EXPECT_EQ(read_list_line(Cells{"Ann", ""}, second).error(), LineProblem::no_number);
}

TEST(ListLine, KnowsAHeading) {
  EXPECT_TRUE(is_heading(Cells{"phone"}, {}));
  EXPECT_FALSE(is_heading(Cells{"2025551234"}, {}));
  EXPECT_FALSE(is_heading(Cells{""}, {}));
  EXPECT_FALSE(is_heading(Cells{}, {}));
  EXPECT_TRUE(is_heading(Cells{"1", "phone"}, {.columns = true, .column = 1}));
}

TEST(ListLine, EveryProblemHasACodeAndWords) {
  for (int i = 0; i <= static_cast<int>(LineProblem::missing_column); ++i) {
    EXPECT_FALSE(to_string(static_cast<LineProblem>(i)).empty());
    EXPECT_FALSE(plain_words(static_cast<LineProblem>(i)).empty());
  }
}

}  // namespace
}  // namespace tidings::registers

#include "flow/audience/column_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"

namespace tidings::flow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Names = std::vector<std::string>;

std::optional<size_t> column(const ColumnMap& map, ContactColumn which) {
  return map[which] ? std::optional(map[which]->column) : std::nullopt;
}

TEST(ColumnMap, FindsColumnsByTheirNamesInAnyOrder) {
  const auto map =
      map_columns(Names{"Zip Code", "LAST_NAME", "Mobile Number", "first name", "Time-Zone", "", "Colour"}, {});
  ASSERT_TRUE(map) << map.error().describe();
  EXPECT_EQ(column(*map, ContactColumn::phone), 2u);
  EXPECT_EQ(column(*map, ContactColumn::last_name), 1u);
  EXPECT_EQ(column(*map, ContactColumn::first_name), 3u);
  EXPECT_EQ(column(*map, ContactColumn::zip), 0u);
  EXPECT_EQ(column(*map, ContactColumn::zone), 4u);
  EXPECT_EQ(column(*map, ContactColumn::status), std::nullopt);
  EXPECT_TRUE((*map)[ContactColumn::phone]->detected);
  EXPECT_TRUE(map->fields.empty());
}

TEST(ColumnMap, FlagsWinOverNames) {
  ColumnWishes wishes{.columns = {{ContactColumn::phone, "work phone"}, {ContactColumn::status, "-"}}};
  ASSERT_TRUE(wishes.add_field("first_name=Rufname"));
  ASSERT_TRUE(wishes.add_field("clinic=NAME"));
  const auto map = map_columns(Names{"Phone", "WORK_PHONE", "Rufname", "NAME", "STATUS"}, wishes);
  ASSERT_TRUE(map) << map.error().describe();
  EXPECT_EQ(column(*map, ContactColumn::phone), 1u);
  EXPECT_FALSE((*map)[ContactColumn::phone]->detected);
  EXPECT_EQ(column(*map, ContactColumn::first_name), 2u);
  EXPECT_EQ(column(*map, ContactColumn::name), std::nullopt);  // asked for as another field
  EXPECT_EQ(column(*map, ContactColumn::status), std::nullopt);
  ASSERT_EQ(map->fields.size(), 1u);
  EXPECT_EQ(map->fields[0].name, "clinic");
  EXPECT_EQ(map->fields[0].column, 3u);
}

TEST(ColumnMap, AnExactNameWinsOverOneThatIsOnlyAlike) {
  const Names header{"PHONE", "phone"};
  EXPECT_EQ(column(*map_columns(header, {.columns = {{ContactColumn::phone, "phone"}}}), ContactColumn::phone), 1u);
  const auto neither = map_columns(header, {.columns = {{ContactColumn::phone, "Phone"}}});
  ASSERT_FALSE(neither);
  EXPECT_EQ(neither.error().what, "the file has more than one column 'Phone'");
}

TEST(ColumnMap, WrongNamesAreAnsweredWithTheRightOnes) {
  const auto map = map_columns(Names{"ID", "TELEPHONE", ""}, {.columns = {{ContactColumn::phone, "fone"}}});
  ASSERT_FALSE(map);
  EXPECT_EQ(map.error().describe(), "the file has no column 'fone' (--phone): its columns are: ID, TELEPHONE");
  const auto field = map_columns(Names{"ID", "TELEPHONE"}, {.fields = {{"city", "CITY"}}});
  ASSERT_FALSE(field);
  EXPECT_EQ(field.error().where, "--field city");
}

TEST(ColumnMap, DoubtIsAnError) {
  const auto two = map_columns(Names{"Phone", "Mobile"}, {});
  ASSERT_FALSE(two);
  EXPECT_EQ(two.error().what, "more than one column could be the phone: Phone, Mobile");
  EXPECT_EQ(two.error().hint, "say which: --phone 'Phone'");
  const auto none = map_columns(Names{"ID", "Fax"}, {});
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().hint, HasSubstr("--phone COLUMN; the columns are: ID, Fax"));
  const auto data = map_columns(Names{"+1 (212) 555-0188", "Bob"}, {});
  ASSERT_FALSE(data);
  EXPECT_EQ(data.error().what, "the first line looks like data, not like a header");
}

TEST(ColumnMap, ErrorsShowNoNumbers) {
  const auto map = map_columns(Names{"+1 (212) 555-0188", "Bob"}, {.columns = {{ContactColumn::phone, "phone"}}});
  ASSERT_FALSE(map);
  EXPECT_EQ(map.error().hint, "its columns are: (a number), Bob");
}

TEST(ColumnMap, AllOtherColumnsUpToTheLimit) {
  ColumnWishes wishes;
  ASSERT_TRUE(wishes.add_field("*"));
  ASSERT_TRUE(wishes.add_field("colour=Color"));
  const auto map = map_columns(Names{"Phone", "Color", "Size", "", "Size"}, wishes);
  ASSERT_TRUE(map) << map.error().describe();
  ASSERT_EQ(map->fields.size(), 2u);
  EXPECT_EQ(map->fields[1].name, "Size");
  EXPECT_EQ(map->fields[1].column, 2u);
  EXPECT_THAT(map->left_out, ElementsAre("column 4", "Size"));

  Names many{"phone"};
  for (size_t i = 0; i < limits::kContactFields + 3; ++i) many.push_back("f" + std::to_string(i));
  const auto cut = map_columns(many, wishes);
  ASSERT_FALSE(cut);  // no column Color here
  const auto most = map_columns(many, {.all_fields = true});
  EXPECT_EQ(most->fields.size(), limits::kContactFields);
  EXPECT_EQ(most->left_out.size(), 3u);
}

TEST(ColumnMap, MisspeltFieldFlagsAreErrors) {
  ColumnWishes wishes;
  for (const char* bad : {"", "name", "=X", "name="}) EXPECT_FALSE(wishes.add_field(bad)) << bad;
  ASSERT_TRUE(wishes.add_field("a=X"));
  EXPECT_EQ(wishes.add_field("a=Y").error().what, "the field 'a' is given twice");
  ASSERT_TRUE(wishes.add_field("phone=X"));
  EXPECT_FALSE(wishes.add_field("phone=Y"));
}

TEST(ColumnMap, EveryColumnHasItsFlag) {
  for (size_t i = 0; i < kContactColumns; ++i) {
    const auto which = static_cast<ContactColumn>(i);
    EXPECT_EQ(contact_column_from(to_string(which)), which);
  }
}

}  // namespace
}  // namespace tidings::flow

// What strangers wrote must not command the terminal of whoever reads it.
#include "app/cli/table.h"

#include <gtest/gtest.h>

#include "app/cli/json_fields.h"

namespace tidings::app::cli {
namespace {

TEST(Harmless, ShowsControlsInsteadOfObeyingThem) {
  EXPECT_EQ(harmless("\x1b[31mred\a"), "␛[31mred␇");
  EXPECT_EQ(harmless("\x7f"), "␡");
  EXPECT_EQ(harmless("two\nlines\tand\r"), "two\nlines\tand␍");
  EXPECT_EQ(harmless("\xc2\x9b"
                     "2J"),
            "\uFFFD"
            "2J");  // CSI as one character
  EXPECT_EQ(harmless("\u202Egnp.exe"), "\uFFFDgnp.exe");
  EXPECT_EQ(harmless("\xff\xc3"), "\uFFFD\uFFFD");
}

TEST(Harmless, LeavesWhatPeopleWrite) {
  for (const char* text : {"Ann", "Zoë", "日本 🎉", "שלום", "a\u200Db"}) EXPECT_EQ(harmless(text), text);
}

TEST(Harmless, CellsAndFieldsAreHarmless) {
  EXPECT_EQ(one_line("a\nb\x1b"), "a b␛");
  EXPECT_EQ(text_at(*parse_json(R"({"name":"\u001b[2J"})"), "name"), "␛[2J");
}

}  // namespace
}  // namespace tidings::app::cli

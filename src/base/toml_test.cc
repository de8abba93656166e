// Files that people edited.
#include "base/toml.h"

#include <gtest/gtest.h>

namespace tidings {
namespace {

TEST(Toml, Reads) {
  const auto table = parse_toml("a = 1\n[b]\nc = 'x'\n", "f.toml");
  ASSERT_TRUE(table);
  EXPECT_EQ((*table)["b"]["c"].value<std::string>(), "x");
}

TEST(Toml, SaysTheLine) {
  struct Case {
    const char* text;
    const char* where;
  };
  for (const Case& c : std::initializer_list<Case>{{"a = 1\nb = \n", "f.toml line 2"},
                                                   {"a = 1\n[b\n", "f.toml line 2"},
                                                   {"[;b]\n", "f.toml line 1"},  // the library's own assertion
                                                   {"a = 1\n\n[[;b]]\nc = 2\n", "f.toml line 3"}}) {
    const auto table = parse_toml(c.text, "f.toml");
    ASSERT_FALSE(table) << c.text;
    EXPECT_EQ(table.error().where, c.where) << c.text;
    EXPECT_FALSE(table.error().hint.empty());
  }
}

}  // namespace
}  // namespace tidings

// The scanning that all checks stand on.
#include "tests/structure/tree.h"

namespace tidings::structure {
namespace {

using ::testing::SizeIs;

TEST(Tree, TheProjectIsRead) {
  ASSERT_NE(project().find("src/layers.txt"), nullptr) << "wrong root: every other check would pass on nothing";
  ASSERT_NE(project().find("src/base/result.h"), nullptr);
  ASSERT_NE(project().find(".ci/run"), nullptr);
  EXPECT_TRUE(project().has_folder("src/base"));
  EXPECT_FALSE(project().has_folder("build"));
  EXPECT_FALSE(project().has_folder("src/bas"));
}

TEST(Tree, PathsComeApart) {
  const File file{"src/net/http_server_test.cc", "a\n\nb"};
  EXPECT_EQ(file.name(), "http_server_test.cc");
  EXPECT_EQ(file.stem(), "http_server_test");
  EXPECT_EQ(file.extension(), ".cc");
  EXPECT_TRUE(file.under("src/net"));
  EXPECT_FALSE(file.under("src/ne"));
  EXPECT_THAT(file.lines(), SizeIs(3));
  EXPECT_EQ((File{"tools/setup", ""}.extension()), "");
  EXPECT_EQ((File{".gitignore", ""}.extension()), "");
}

TEST(Tree, IncludesAreFound) {
  const File file{"a.cc", "#include \"base/x.h\"\n  #  include <vector>  // why\n// #include <no>\n#define X\n"};
  const auto found = includes(file);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].path, "base/x.h");
  EXPECT_FALSE(found[0].angled);
  EXPECT_EQ(found[1].path, "vector");
  EXPECT_EQ(found[1].line, 2u);
  EXPECT_TRUE(found[1].angled);
}

TEST(Tree, CommentsAndLiteralsAreNoCode) {
  EXPECT_EQ(code_only("a; // getenv\nb"), "a;          \nb");
  EXPECT_EQ(code_only("a /* x\ny */ b"), "a     \n     b");
  EXPECT_EQ(code_only(R"(f("ge\"t", 'x', 1'000);)"), R"(f("     ", ' ', 1'000);)");
  EXPECT_EQ(code_only("R\"sql(a \"b\" )\" c)sql\" d"), "R\"                  \" d");
  EXPECT_EQ(code_only("\"// no comment\" x"), "\"             \" x");
}

TEST(Tree, WordsStandAlone) {
  EXPECT_EQ(find_word("regetenv getenv(", "getenv"), 9u);
  EXPECT_EQ(find_word("getenvs", "getenv"), std::string_view::npos);
  EXPECT_EQ(find_word("std::this_thread::x std::thread y", "std::thread"), 20u);
  EXPECT_EQ(line_of("a\nb\nc", 4), 3u);
}

TEST(Tree, AReportIsALineAFinding) {
  EXPECT_EQ(report({}), "");
  EXPECT_EQ(report({{"a.cc", 3, "bad"}, {"b.md", 0, "worse"}}), "a.cc:3: bad\nb.md: worse\n");
}

}  // namespace
}  // namespace tidings::structure

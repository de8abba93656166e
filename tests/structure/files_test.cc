// The shape of files: their size, their names, how headers begin, the numbers of migrations.
#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "tests/structure/layers.h"

namespace tidings::structure {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr size_t kLinesMost = 500;  // 300 are wished
constexpr auto kVagueWords =
    std::to_array<std::string_view>({"util", "utils", "common", "manager", "managers", "helper", "helpers", "misc"});
constexpr auto kCodeKinds =
    std::to_array<std::string_view>({".cc", ".h", ".py", ".sql", ".sh", ".js", ".mjs", ".ts", ".tsx"});

bool is_code(const File& file) {
  return std::ranges::find(kCodeKinds, file.extension()) != kCodeKinds.end() || file.text.starts_with("#!");
}
bool ours(const File& file) {
  return file.under("src") || file.under("tests") || file.under("tools") || file.under("bench");
}

Findings check_sizes(const Tree& tree) {
  Findings out;
  for (const File& file : tree.files)
    if (const size_t lines = file.lines().size(); ours(file) && is_code(file) && lines > kLinesMost)
      out.push_back(
          {file.path, 0,
           std::to_string(lines) + " lines, " + std::to_string(kLinesMost) + " are the line: one duty a file"});
  return out;
}

// "phone_util.h" says nothing about its duty.
Findings check_names(const Tree& tree) {
  Findings out;
  for (const File& file : tree.files) {
    if (!ours(file)) continue;
    std::string word;
    for (const char c : file.path + "/") {
      if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
        word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        continue;
      }
      if (std::ranges::find(kVagueWords, word) != kVagueWords.end())
        out.push_back({file.path, 0, "'" + word + "' names no duty: say what the file is for"});
      word.clear();
    }
  }
  return out;
}

Findings check_headers(const Tree& tree) {
  Findings out;
  for (const File& file : tree.files) {
    if (file.extension() != ".h") continue;
    if (!file.text.starts_with("// "))
      out.push_back({file.path, 1, "a header begins with a comment: what it is, where on the journey"});
    const auto lines = file.lines();
    const auto first_code =
        std::ranges::find_if(lines, [](auto line) { return !line.empty() && !line.starts_with("//"); });
    if (first_code == lines.end() || *first_code != "#pragma once")
      out.push_back({file.path, 0, "#pragma once comes right after the first comment"});
  }
  return out;
}

// src/store/migrations/NNNN_words.sql, from 0001 upwards, none missing, none twice: the number is the database's
// version.
Findings check_migrations(const Tree& tree) {
  Findings out;
  size_t next = 1;
  for (const File& file : tree.files) {  // by path, so by number
    if (!file.under("src/store/migrations") || file.extension() != ".sql") continue;
    const std::string_view name = file.name();
    const bool numbered = name.size() > 5 && name[4] == '_' &&
                          std::ranges::all_of(name.substr(0, 4), [](unsigned char c) { return std::isdigit(c) != 0; });
    if (!numbered) {
      out.push_back({file.path, 0, "migrations are named NNNN_words.sql"});
    } else if (const size_t number = std::stoul(std::string(name.substr(0, 4))); number != next) {
      out.push_back({file.path, 0, "the next number is " + std::to_string(next)});
      next = number + 1;
    } else {
      ++next;
    }
  }
  return out;
}

// A room with code says in its README.md what its duty is and what is not.
Findings check_room_readmes(const Tree& tree) {
  Findings out;
  const File* listed = tree.find("src/layers.txt");
  for (const Room& room : parse_layers(listed == nullptr ? std::string_view{} : listed->text).rooms) {
    const std::string folder = "src/" + room.name;
    const bool code = std::ranges::any_of(tree.files, [&](const File& file) {
      return file.is_cpp() && file.under(folder) && file.path.find('/', folder.size() + 1) == std::string::npos;
    });
    if (!code) continue;
    const File* readme = tree.find(folder + "/README.md");
    if (readme == nullptr)
      out.push_back({folder + "/README.md", 0, "is missing: duty, in, out, not here"});
    else if (!readme->text.starts_with("# ") || readme->lines().size() < 3)
      out.push_back({readme->path, 1, "begins with the room's name as a title, and says duty, in, out, not here"});
  }
  return out;
}

TEST(Files, AreOfOneDuty) { EXPECT_EQ(report(check_sizes(project())), ""); }
TEST(Files, NamesSayTheDuty) { EXPECT_EQ(report(check_names(project())), ""); }
TEST(Files, HeadersBeginWithACommentAndAPragma) { EXPECT_EQ(report(check_headers(project())), ""); }
TEST(Files, MigrationsHaveNoGaps) { EXPECT_EQ(report(check_migrations(project())), ""); }
TEST(Files, RoomsHaveAReadme) { EXPECT_EQ(report(check_room_readmes(project())), ""); }

std::string lines(size_t count) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += "x\n";
  return out;
}

TEST(FilesSelf, ALongFileIsFound) {
  EXPECT_THAT(
      check_sizes({{{"src/a/b.cc", lines(501)}, {"src/a/c.cc", lines(500)}, {"tests/golden/d.txt", lines(900)}}}),
      ElementsAre(Finding{"src/a/b.cc", 0, "501 lines, 500 are the line: one duty a file"}));
  EXPECT_THAT(check_sizes({{{"tools/deploy", "#!/bin/sh\n" + lines(500)}}}), ::testing::SizeIs(1));
}

TEST(FilesSelf, AVagueNameIsFound) {
  EXPECT_THAT(check_names({{{"src/sms/phone_util.h", ""}, {"src/common/x.cc", ""}, {"src/sms/utility_bill.h", ""}}}),
              ElementsAre(Finding{"src/sms/phone_util.h", 0, "'util' names no duty: say what the file is for"},
                          Finding{"src/common/x.cc", 0, "'common' names no duty: say what the file is for"}));
}

TEST(FilesSelf, ABareHeaderIsFound) {
  EXPECT_THAT(check_headers({{{"a.h", "// What it is,\n// where.\n#pragma once\n\nint x;\n"}}}), IsEmpty());
  EXPECT_THAT(check_headers({{{"a.h", "#pragma once\nint x;\n"}}}), ::testing::SizeIs(1));
  EXPECT_THAT(check_headers({{{"a.h", "// What it is.\n#include <vector>\n#pragma once\n"}}}), ::testing::SizeIs(1));
  EXPECT_THAT(check_headers({{{"a.h", ""}}}), ::testing::SizeIs(2));
}

TEST(FilesSelf, AGapInTheMigrationsIsFound) {
  const std::string folder = "src/store/migrations/";
  EXPECT_THAT(check_migrations({{{folder + "0001_first.sql", ""}, {folder + "0002_second.sql", ""}}}), IsEmpty());
  EXPECT_THAT(check_migrations(
                  {{{folder + "0001_first.sql", ""}, {folder + "0003_third.sql", ""}, {folder + "0004_x.sql", ""}}}),
              ElementsAre(Finding{folder + "0003_third.sql", 0, "the next number is 2"}));
  EXPECT_THAT(check_migrations({{{folder + "0001_a.sql", ""}, {folder + "0001_b.sql", ""}}}), ::testing::SizeIs(1));
  EXPECT_THAT(check_migrations({{{folder + "first.sql", ""}}}), ::testing::SizeIs(1));
}

TEST(FilesSelf, ARoomWithoutReadmeIsFound) {
  const File layers{"src/layers.txt", "carrier :\ncarrier/twilio : carrier\n"};
  EXPECT_THAT(check_room_readmes({{layers, {"src/carrier/twilio/a.cc", ""}}}),
              ElementsAre(Finding{"src/carrier/twilio/README.md", 0, "is missing: duty, in, out, not here"}));
  EXPECT_THAT(check_room_readmes({{layers, {"src/carrier/a.cc", ""}, {"src/carrier/README.md", "hello\n"}}}),
              ::testing::SizeIs(1));
  EXPECT_THAT(check_room_readmes(
                  {{layers, {"src/carrier/a.cc", ""}, {"src/carrier/README.md", "# carrier\n\nThe contract.\n"}}}),
              IsEmpty());
}

}  // namespace
}  // namespace tidings::structure

// Relative links of the documentation point at files that are there, and at headings that are there.
#include <algorithm>
#include <cctype>

#include "tests/structure/tree.h"

namespace tidings::structure {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Link {
  size_t line;
  std::string target;
};

// [text](target) outside code: fenced blocks and `spans` show links, they do not make them.
std::vector<Link> links(const File& file) {
  std::vector<Link> out;
  bool fenced = false;
  size_t number = 0;
  for (const std::string_view line : file.lines()) {
    ++number;
    if (line.starts_with("```")) fenced = !fenced;
    if (fenced) continue;
    bool span = false;
    for (size_t at = 0; at < line.size(); ++at) {
      if (line[at] == '`') span = !span;
      if (span || line.substr(at, 2) != "](") continue;
      const size_t end = line.find_first_of(") ", at + 2);
      if (end != std::string_view::npos) out.push_back({number, std::string(line.substr(at + 2, end - at - 2))});
    }
  }
  return out;
}

// As the usual viewers make it of a heading: lower case, punctuation dropped, spaces to '-'.
std::string anchor(std::string_view heading) {
  std::string out;
  for (const unsigned char c : heading) {
    if (std::isalnum(c) != 0 || c == '_' || c == '-' || c >= 0x80) out += static_cast<char>(std::tolower(c));
    if (c == ' ') out += '-';
  }
  return out;
}

bool has_anchor(const File& file, std::string_view wanted) {
  return std::ranges::any_of(file.lines(), [&](std::string_view line) {
    const size_t text = line.find_first_not_of('#');
    return text != 0 && text != std::string_view::npos && line[text] == ' ' && anchor(line.substr(text + 1)) == wanted;
  });
}

// "docs/how-to/a.md" and "../x.md" make "docs/x.md".
std::string resolve(std::string_view from, std::string_view target) {
  std::string path = target.starts_with('/') ? std::string(target.substr(1))
                                             : std::string(from.substr(0, from.rfind('/') + 1)) + std::string(target);
  std::vector<std::string> parts;
  for (size_t at = 0; at <= path.size();) {
    const size_t slash = std::min(path.find('/', at), path.size());
    const std::string part = path.substr(at, slash - at);
    if (part == ".." && !parts.empty())
      parts.pop_back();
    else if (!part.empty() && part != ".")
      parts.push_back(part);
    at = slash + 1;
  }
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : "/") + part;
  return out;
}

Findings check_links(const Tree& tree) {
  Findings out;
  for (const File& file : tree.files) {
    if (file.extension() != ".md") continue;
    for (const auto& [line, target] : links(file)) {
      if (target.find("://") != std::string::npos || target.starts_with("mailto:")) continue;
      const size_t hash = std::min(target.find('#'), target.size());
      const std::string path = hash == 0 ? file.path : resolve(file.path, target.substr(0, hash));
      const File* other = tree.find(path);
      if (other == nullptr && !tree.has_folder(path) && !path.empty())
        out.push_back({file.path, line, "the link leads nowhere: " + target});
      else if (hash < target.size() && (other == nullptr || !has_anchor(*other, target.substr(hash + 1))))
        out.push_back({file.path, line, "no such heading: " + target});
    }
  }
  return out;
}

TEST(Links, LeadSomewhere) { EXPECT_EQ(report(check_links(project())), ""); }

TEST(LinksSelf, GoodLinksPass) {
  EXPECT_THAT(
      check_links({{{"README.md", "# A b\n[x](docs/a.md) [y](#a-b) [z](https://example.org/x) [f](docs)\n"},
                    {"docs/a.md", "# The `why` of it\n[up](../README.md#a-b), [here](./a.md#the-why-of-it)\n"}}}),
      IsEmpty());
}

TEST(LinksSelf, DeadLinksAreFound) {
  EXPECT_THAT(check_links({{{"docs/a.md", "fine\n[x](b.md) and [y](../docs/a.md#nowhere)\n"}}}),
              ElementsAre(Finding{"docs/a.md", 2, "the link leads nowhere: b.md"},
                          Finding{"docs/a.md", 2, "no such heading: ../docs/a.md#nowhere"}));
}

TEST(LinksSelf, CodeIsLeftAlone) {
  EXPECT_THAT(check_links({{{"a.md", "```\n[x](no.md)\n```\n`[](no.md)` text\n"}}}), IsEmpty());
}

}  // namespace
}  // namespace tidings::structure

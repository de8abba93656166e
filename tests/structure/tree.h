// The project as the structure checks see it: a list of text files with paths relative to its root. A check is a
// function from a Tree to findings, so every one is also run on made-up trees that must be found fault with: a check
// nobody has seen failing may be checking nothing. Pure but for load_project().
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace tidings::structure {

struct File {
  std::string path;  // "src/base/clock.h"
  std::string text;

  std::vector<std::string_view> lines() const;
  std::string_view name() const;              // "clock.h"
  std::string_view stem() const;              // "clock"
  std::string_view extension() const;         // ".h", or empty
  bool under(std::string_view folder) const;  // "src/base" holds "src/base/clock.h"
  bool is_cpp() const { return extension() == ".h" || extension() == ".cc"; }
  // The tests beside the code, and the worlds and fixtures only they include.
  bool is_unit_test() const {
    return name().contains("_test.") || name().contains("_test_") || name().ends_with("_fixture.h");
  }
};

struct Tree {
  std::vector<File> files;  // by path

  const File* find(std::string_view path) const;
  bool has_folder(std::string_view path) const;
};

// What is wrong, where: prints as "path:line: what". Line 0 is the file as a whole.
struct Finding {
  std::string path;
  size_t line = 0;
  std::string what;

  bool operator==(const Finding&) const = default;
};
using Findings = std::vector<Finding>;
std::string report(const Findings& findings);  // a finding a line; empty when there is none

struct Include {
  size_t line;
  std::string_view path;  // between the quotes or the angle brackets
  bool angled;
};
std::vector<Include> includes(const File& file);

// The same text with comments and the insides of string and character literals blanked out, line breaks kept: words in
// prose are no use of a function.
std::string code_only(std::string_view text);

// Where word stands as a word of its own, at or after from; npos when nowhere. Word characters are letters, digits and
// '_'.
size_t find_word(std::string_view text, std::string_view word, size_t from = 0);
size_t line_of(std::string_view text, size_t at);  // from 1

// The project itself, read once: every text file outside build/, data/ and hidden folders, .ci/ and .clang-* included.
const Tree& project();

}  // namespace tidings::structure

// Text tables for people: columns as wide as their cells, numbers to the right, the last column cut to the terminal's
// width. Widths are in terminal cells, near enough: one a code point, two for East Asian wide ones and emoji.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tidings::app::cli {

size_t display_width(std::string_view utf8);
std::string fit(std::string_view utf8, size_t width);  // cut with … or padded, to exactly this width
std::string cut(std::string_view utf8, size_t width);  // cut with …; not padded
std::string one_line(std::string_view utf8);           // harmless(), and blanks for line ends and tabs
// What others wrote, fit for a terminal: escape sequences, other controls and direction marks become visible signs or
// U+FFFD. Line ends and tabs stay.
std::string harmless(std::string_view utf8);
std::string thousands(int64_t number);        // 12,345
std::string bar(double share, size_t width);  // ████▌····

class Table {
 public:
  // A name that begins with '>' is a column of numbers.
  explicit Table(std::vector<std::string> columns);
  void row(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  std::string text(size_t columns_of_terminal) const;

 private:
  std::vector<std::string> names_;
  std::vector<bool> right_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace tidings::app::cli

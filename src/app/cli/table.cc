#include "app/cli/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace tidings::app::cli {
namespace {

struct CodePoint {
  char32_t value = 0;
  size_t bytes = 1;
};

CodePoint first_of(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text[0]);
  size_t bytes = 1;
  char32_t value = byte;
  if (byte >= 0xf0)
    bytes = 4, value = byte & 0x07;
  else if (byte >= 0xe0)
    bytes = 3, value = byte & 0x0f;
  else if (byte >= 0xc0)
    bytes = 2, value = byte & 0x1f;
  if (bytes > text.size()) return {0xfffd, 1};
  for (size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0) != 0x80) return {0xfffd, 1};
    value = value << 6 | (next & 0x3f);
  }
  return {value, bytes};
}

size_t cells(char32_t c) {
  if ((c >= 0x300 && c < 0x370) || (c >= 0x200b && c <= 0x200f) || (c >= 0xfe00 && c <= 0xfe0f)) return 0;
  const bool wide = (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
                    (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
                    (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd);
  return wide ? 2 : 1;
}

// The second set of controls, and marks that turn the direction of what follows.
bool moves_the_terminal(char32_t c) {
  return (c >= 0x80 && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

size_t display_width(std::string_view utf8) {
  size_t out = 0;
  while (!utf8.empty()) {
    const auto point = first_of(utf8);
    out += cells(point.value);
    utf8.remove_prefix(point.bytes);
  }
  return out;
}

std::string cut(std::string_view utf8, size_t width) {
  if (display_width(utf8) <= width) return std::string(utf8);
  if (width == 0) return {};
  size_t used = 0, at = 0;
  while (at < utf8.size()) {
    const auto point = first_of(utf8.substr(at));
    if (used + cells(point.value) > width - 1) break;
    used += cells(point.value), at += point.bytes;
  }
  return std::string(utf8.substr(0, at)) + "…";
}

std::string fit(std::string_view utf8, size_t width) {
  auto out = cut(utf8, width);
  const size_t used = display_width(out);
  if (used < width) out.append(width - used, ' ');
  return out;
}

std::string one_line(std::string_view utf8) {
  std::string out = harmless(utf8);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return out;
}

std::string harmless(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  while (!utf8.empty()) {
    const auto point = first_of(utf8);
    if (point.value == 0xfffd || moves_the_terminal(point.value)) {
      out += "\xef\xbf\xbd";  // U+FFFD
    } else if (point.value == 0x7f) {
      out += "\xe2\x90\xa1";  // U+2421
    } else if (point.value < 0x20 && point.value != '\n' && point.value != '\t') {
      out += "\xe2\x90";  // U+2400 and up: a picture of each control
      out += static_cast<char>(0x80 + point.value);
    } else {
      out.append(utf8.substr(0, point.bytes));
    }
    utf8.remove_prefix(point.bytes);
  }
  return out;
}

std::string thousands(int64_t number) {
  auto out = fmt::format("{}", number);
  const size_t first = out.starts_with('-') ? 1 : 0;
  for (size_t at = out.size(); at > first + 3;) {
    at -= 3;
    out.insert(at, ",");
  }
  return out;
}

std::string bar(double share, size_t width) {
  static constexpr std::string_view kParts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto eighths = static_cast<size_t>(std::lround(std::clamp(share, 0.0, 1.0) * static_cast<double>(width) * 8));
  std::string out;
  for (size_t i = 0; i < eighths / 8; ++i) out += "█";
  out += kParts[eighths % 8];
  return fit(out, width);
}

Table::Table(std::vector<std::string> columns) : names_(std::move(columns)) {
  for (auto& name : names_) {
    right_.push_back(name.starts_with('>'));
    if (right_.back()) name.erase(0, 1);
  }
}

void Table::row(std::vector<std::string> cells) {
  check(cells.size() == names_.size(), "a row has a cell for every column");
  for (auto& cell : cells) cell = one_line(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::text(size_t columns_of_terminal) const {
  std::vector<size_t> widths;
  for (size_t c = 0; c < names_.size(); ++c) {
    size_t most = display_width(names_[c]);
    for (const auto& row : rows_) most = std::max(most, display_width(row[c]));
    widths.push_back(most);
  }
  size_t before_last = 0;
  for (size_t c = 0; c + 1 < widths.size(); ++c) before_last += widths[c] + 2;
  const size_t least = 20;
  widths.back() =
      std::min(widths.back(), std::max(least, columns_of_terminal - std::min(columns_of_terminal, before_last)));

  std::string out;
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (size_t c = 0; c < cells.size(); ++c) {
      const auto cell = cut(cells[c], widths[c]);
      const std::string pad(widths[c] - std::min(widths[c], display_width(cell)), ' ');
      text += (c == 0 ? "" : "  ") + (right_[c] ? pad + cell : cell + pad);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  };
  line(names_);
  for (const auto& row : rows_) line(row);
  return out;
}

}  // namespace tidings::app::cli

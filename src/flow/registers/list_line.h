// One line of a do-not-contact list: which number it names. Pure; any thread. Forms: a number a line in any usual
// spelling; "202,5551234" and the ten digits of the US registry; a chosen column of a CSV file.
// Source: reference/providers §5.2.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>

namespace tidings::registers {

struct ListForm {
  std::string region;    // ISO 3166; reads numbers without a country code; empty: all have one
  bool columns = false;  // the cells are columns of a CSV file, and `column` is the number's
  size_t column = 0;     // from 0
};

enum class LineProblem { none, no_number, unknown_country, bad_number, change_list, missing_column };
std::string_view to_string(LineProblem problem);    // the code: "bad_number"
std::string_view plain_words(LineProblem problem);  // for people

// The digits of E.164 (domain/dnc_register.h).
std::expected<int64_t, LineProblem> read_list_line(std::span<const std::string_view> cells, const ListForm& form);

// No digit in the cell of the number: a heading, when it is the first line.
bool is_heading(std::span<const std::string_view> cells, const ListForm& form);

}  // namespace tidings::registers

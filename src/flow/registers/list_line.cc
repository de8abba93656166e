#include "flow/registers/list_line.h"

#include <algorithm>

#include "domain/dnc_register.h"
#include "sms/phone.h"

namespace tidings::registers {
namespace {

constexpr size_t kAreaDigits = 3, kLocalDigits = 7;  // of the US registry's lines

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::expected<int64_t, LineProblem> read_number(std::string_view text, std::string_view region) {
  if (text.empty()) return std::unexpected(LineProblem::no_number);
  const auto phone = sms::read_phone(text, region);
  if (!phone) {
    switch (phone.error()) {
      case sms::PhoneProblem::missing:
      case sms::PhoneProblem::not_a_number:
        return std::unexpected(LineProblem::no_number);
      case sms::PhoneProblem::unknown_country:
        return std::unexpected(LineProblem::unknown_country);
      default:
        return std::unexpected(LineProblem::bad_number);
    }
  }
  const auto number = register_number(phone->e164);
  if (!number) return std::unexpected(LineProblem::bad_number);
  return *number;
}

}  // namespace

std::string_view to_string(LineProblem problem) {
  switch (problem) {
    case LineProblem::none:
      return "none";
    case LineProblem::no_number:
      return "no_number";
    case LineProblem::unknown_country:
      return "unknown_country";
    case LineProblem::bad_number:
      return "bad_number";
    case LineProblem::change_list:
      return "change_list";
    case LineProblem::missing_column:
      return "missing_column";
  }
  return "none";
}

std::string_view plain_words(LineProblem problem) {
  switch (problem) {
    case LineProblem::none:
      return "nothing is wrong";
    case LineProblem::no_number:
      return "there is no number in this line";
    case LineProblem::unknown_country:
      return "the number has no country code, and no country was given for such numbers";
    case LineProblem::bad_number:
      return "no such number is given out in its country";
    case LineProblem::change_list:
      return "more than a number: a list of changes cannot stand for the whole list; of a CSV file name the column";
    case LineProblem::missing_column:
      return "the line has no such column";
  }
  return "nothing is wrong";
}

std::expected<int64_t, LineProblem> read_list_line(std::span<const std::string_view> cells, const ListForm& form) {
  if (form.columns) {
    if (form.column >= cells.size()) return std::unexpected(LineProblem::missing_column);
    return read_number(trimmed(cells[form.column]), form.region);
  }
  size_t n = cells.size();
  while (n > 1 && trimmed(cells[n - 1]).empty()) --n;
  if (n == 0) return std::unexpected(LineProblem::no_number);
  const auto first = trimmed(cells[0]);
  if (n == 1) return read_number(first, form.region);
  const auto second = trimmed(cells[1]);
  if (n > 2 || !all_digits(first) || !all_digits(second) || first.size() != kAreaDigits ||
      second.size() != kLocalDigits) {
    return std::unexpected(LineProblem::change_list);
  }
  return read_number("+1" + std::string(first) + std::string(second), {});
}

bool is_heading(std::span<const std::string_view> cells, const ListForm& form) {
  const size_t at = form.columns ? form.column : 0;
  return at < cells.size() && !cells[at].empty() &&
         std::ranges::none_of(cells[at], [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace tidings::registers

#include "domain/workspace.h"

namespace tidings {
namespace {

struct Row {
  SenderKind kind;
  std::string_view name;
  double segments_per_s;
};
// Segments a second: the carriers' published defaults; 10DLC depends on the brand, so the smallest is taken.
constexpr Row kRows[] = {
    {SenderKind::long_code, "long_code", 1},        {SenderKind::toll_free, "toll_free", 3},
    {SenderKind::short_code, "short_code", 100},    {SenderKind::ten_dlc, "10dlc", 1},
    {SenderKind::alphanumeric, "alphanumeric", 10},
};

}  // namespace

std::string_view to_string(SenderKind kind) { return kRows[static_cast<size_t>(kind)].name; }

std::optional<SenderKind> sender_kind_from(std::string_view name) {
  for (const auto& row : kRows) {
    if (row.name == name) return row.kind;
  }
  return std::nullopt;
}

double default_segments_per_s(SenderKind kind) { return kRows[static_cast<size_t>(kind)].segments_per_s; }

}  // namespace tidings

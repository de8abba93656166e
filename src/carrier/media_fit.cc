#include "carrier/media_fit.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidings::carrier {
namespace {

bool covers(std::string_view rule, std::string_view type) {
  if (rule == "*") return true;
  if (rule.ends_with("/*")) return type.starts_with(rule.substr(0, rule.size() - 1));
  return rule == type;
}

// As carriers count: a MB is a million in some, 2^20 in others. A tenth is told only where it says something.
std::string size(size_t bytes) {
  if (bytes < 10'000) return fmt::format("{} bytes", bytes);
  if (bytes < 1'000'000) return fmt::format("{} KB", bytes / 1'000);
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

}  // namespace

std::string misfit(const MediaRules& rules, std::span<const Piece> pieces) {
  if (pieces.empty()) return {};
  if (rules.most == 0) return "sends no media";
  if (pieces.size() > rules.most)
    return fmt::format("takes at most {} piece{} in a message, and these are {}", rules.most,
                       rules.most == 1 ? "" : "s", pieces.size());
  size_t all = 0;
  for (const auto& piece : pieces) {
    all += piece.bytes;
    const auto rule =
        std::ranges::find_if(rules.types, [&](const MediaRule& one) { return covers(one.type, piece.type); });
    if (rule == rules.types.end()) return fmt::format("takes no {}", piece.type);
    if (rule->most_bytes > 0 && piece.bytes > rule->most_bytes)
      return fmt::format("takes at most {} of {}, and one has {}", size(rule->most_bytes), piece.type,
                         size(piece.bytes));
  }
  if (rules.most_bytes > 0 && all > rules.most_bytes)
    return fmt::format("takes at most {} in a message, and these have {}", size(rules.most_bytes), size(all));
  return {};
}

}  // namespace tidings::carrier

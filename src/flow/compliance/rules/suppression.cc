#include "flow/compliance/rules/suppression.h"

#include <fmt/format.h>

namespace tidings::compliance {

Finding judge_suppression(const Facts& facts, RuleContext&) {
  if (!facts.suppressions) return missing(facts, "suppressions");
  const bool confirms = facts.kind == MessageKind::confirmation && facts.confirms;
  int own = 0;
  for (const auto& row : *facts.suppressions) {
    if (row.lifted && *row.lifted <= facts.now) continue;
    if (confirms && row.id == facts.confirms) {
      ++own;
      continue;
    }
    return block(Reason::suppressed,
                 fmt::format("suppression={} source={} scope={} since={}{}", row.id.value, row.source, row.scope,
                             format_utc(row.since), row.source == "erased" ? ": erased, kept as a keyed hash" : ""));
  }
  return allow(own > 0 ? Words("confirms its own opt-out") : Words("none"));
}

}  // namespace tidings::compliance

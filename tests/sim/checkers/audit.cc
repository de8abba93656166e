// The audit chain holds from its first row to its last.
#include <fmt/format.h>

#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {

Findings check_audit(const History& history) {
  Findings out;
  if (history.ending.audit_first_bad != 0) {
    out.add(fmt::format("row {} of {} does not fit the one before it", history.ending.audit_first_bad,
                        history.ending.audit_rows));
  }
  return out;
}

}  // namespace tidings::sim

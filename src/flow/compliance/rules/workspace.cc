#include "flow/compliance/rules/workspace.h"

namespace tidings::compliance {

Finding judge_workspace(const Facts& facts, RuleContext&) {
  if (facts.workspace == nullptr) return missing(facts, "workspace");
  auto inputs = Inputs("workspace={}", facts.workspace->id.value);
  if (!facts.workspace->active) return block(Reason::workspace_inactive, std::move(inputs));
  return allow(std::move(inputs));
}

}  // namespace tidings::compliance

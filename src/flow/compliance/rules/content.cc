#include "flow/compliance/rules/content.h"

#include "base/limits.h"

namespace tidings::compliance {

Finding judge_content(const Facts& facts, RuleContext&) {
  if (!facts.body) return missing(facts, "body");
  const BodyFacts& body = *facts.body;
  if (!body.missing_field.empty()) return block(Reason::missing_field, "field=" + body.missing_field);
  if (body.empty) return block(Reason::empty_text, "characters=0");
  const bool has_own = facts.kind == MessageKind::campaign && facts.campaign != nullptr;
  const int most = has_own ? facts.campaign->max_segments : static_cast<int>(limits::kSegmentsDefaultMax);
  auto inputs =
      Inputs("characters={}/{} segments={}/{}", body.characters, limits::kBodyCharacters, body.segments, most);
  if (body.segments > most || body.characters > static_cast<int>(limits::kBodyCharacters)) {
    return block(Reason::text_too_long, std::move(inputs));
  }
  return allow(std::move(inputs));
}

}  // namespace tidings::compliance

#include "flow/compliance/rules/content.h"

#include "base/limits.h"

namespace tidings::compliance {

Finding judge_content(const Facts& facts, RuleContext&) {
  if (!facts.body) return missing(facts, "body");
  const BodyFacts& body = *facts.body;
  if (!body.missing_field.empty()) return block(Reason::missing_field, "field=" + body.missing_field);
  if (body.empty && body.media == 0) return block(Reason::empty_text, "characters=0");
  if (facts.channel == Channel::call) {
    Inputs spoken("characters={}/{} spoken", body.characters, limits::kBodyCharacters);
    if (body.characters > static_cast<int>(limits::kBodyCharacters))
      return block(Reason::text_too_long, std::move(spoken));
    return allow(std::move(spoken));
  }
  const bool has_own = facts.kind == MessageKind::campaign && facts.campaign != nullptr;
  const int most = has_own ? facts.campaign->max_segments : static_cast<int>(limits::kSegmentsDefaultMax);
  auto inputs =
      body.media > 0
          ? Inputs("characters={}/{} media={}", body.characters, limits::kBodyCharacters, body.media)
          : Inputs("characters={}/{} segments={}/{}", body.characters, limits::kBodyCharacters, body.segments, most);
  if (body.segments > most || body.characters > static_cast<int>(limits::kBodyCharacters)) {
    return block(Reason::text_too_long, std::move(inputs));
  }
  if (!body.bad_link.empty() && facts.purpose == Purpose::marketing) {
    if (facts.workspace == nullptr) return missing(facts, "workspace");
    if (!facts.workspace->policy.shared_shorteners) return block(Reason::forbidden_link, "link=" + body.bad_link);
  }
  if (facts.senders && facts.senders->no_replies && !body.other_way && facts.purpose == Purpose::marketing)
    return block(Reason::no_way_to_stop,
                 "the sender is a name: nobody can answer STOP, and the text names no other way");
  return allow(std::move(inputs));
}

}  // namespace tidings::compliance

#include "flow/inbox/inbound_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "sms/keywords.h"

namespace tidings::inbox {
namespace {

namespace rows = store::inbound_parts;
using rows::Part;

constexpr const char* kMissing = " … ";

bool waits(const Part& part) { return part.joined_at.ms == 0; }

std::string text_of(const std::vector<Part>& parts) {
  std::string out;
  int next = parts.front().part;
  for (const Part& part : parts) {
    if (part.part > next) out += kMissing;
    out += part.body;
    next = part.part + 1;
  }
  return out;
}

// The waiting ones; and whether with those that are joined already the text is whole. A number that is there twice is
// of another text under the same reference: then the joined ones are of that.
struct Found {
  std::vector<Part> waiting;
  bool whole = false;
};
Found look(store::Session& s, const Part& part, Instant now) {
  Found out;
  std::set<int> numbers, joined;
  for (auto& one : rows::of_the_same(s, part, now - limits::kInboundPartsLateMs)) {
    if (!waits(one)) {
      joined.insert(one.part);
      continue;
    }
    numbers.insert(one.part);
    out.waiting.push_back(std::move(one));
  }
  const bool together = std::ranges::none_of(numbers, [&](int number) { return joined.contains(number); });
  if (together) numbers.merge(joined);
  out.whole = numbers.size() == static_cast<size_t>(part.parts);
  return out;
}

}  // namespace

Result<std::optional<Applied>> InboundParts::apply(store::Session& s, const carrier::WebhookEvent& event,
                                                   std::string_view carrier, Instant now) {
  if (event.from.empty()) return fail(ErrorCode::invalid_argument, "a part of a message names no sender");
  const Instant came = event.received_at.ms != 0 ? event.received_at : now;
  const Part part{.carrier = std::string(carrier),
                  .provider_id = event.provider_id,
                  .from = event.from,
                  .to = event.to,
                  .ref = event.part_ref,
                  .part = event.part,
                  .parts = event.parts,
                  .body = event.text,
                  .received_at = came,
                  .due_at = came + limits::kInboundPartsMs};
  if (store::inbox::seen(s, carrier, event.provider_id)) return std::optional(Applied{.repeated = true});
  std::optional<Applied> earlier;
  const auto before = look(s, part, now).waiting;
  if (std::ranges::find(before, part.part, &Part::part) != before.end()) {
    earlier = TRY(apply_joined(s, before, true, now));  // of another text, which nobody will complete
  }
  if (!rows::add(s, part)) return std::optional(Applied{.repeated = true});  // at another node, this moment
  const Found found = look(s, part, now);
  if (!found.whole && sms::classify_reply(text_of(found.waiting)).reply_class != sms::ReplyClass::stop) return earlier;
  return std::optional(TRY(apply_joined(s, found.waiting, event.received_at.ms != 0, now)));
}

Result<std::optional<Applied>> InboundParts::apply_waiting(store::Session& s, const Part& part, Instant now) {
  const auto waiting = look(s, part, now).waiting;
  if (waiting.empty()) return std::optional<Applied>{};
  return std::optional(TRY(apply_joined(s, waiting, true, now)));
}

Result<Applied> InboundParts::apply_joined(store::Session& s, const std::vector<Part>& parts, bool late, Instant now) {
  const Part& first = parts.front();
  carrier::WebhookEvent event;
  event.type = carrier::EventType::inbound_message;
  // Not a part's own id: that one is known as a part.
  event.provider_id = fmt::format("{}+{}", first.provider_id, parts.size() - 1);
  event.from = first.from;
  event.to = first.to;
  event.text = text_of(parts);
  if (late) event.received_at = std::ranges::max(parts, {}, &Part::received_at).received_at;
  for (const Part& part : parts) rows::join(s, part.id, now);
  return inbox_.apply(s, event, first.carrier, now);
}

InboundPartsStage::InboundPartsStage(Env env, store::Database& database, Inbox& inbox,
                                     std::function<void()> on_confirmation)
    : env_(env),
      database_(database),
      parts_(inbox),
      on_confirmation_(std::move(on_confirmation)),
      joined_(env.metrics.counter("inbox_parts_total", "long texts that came in parts and not whole, by what was done",
                                  {{"outcome", "applied"}})),
      put_off_(env.metrics.counter("inbox_parts_total", "long texts that came in parts and not whole, by what was done",
                                   {{"outcome", "put_off"}})) {}

Result<size_t> InboundPartsStage::tick() {
  const Instant now = env_.clock.now();
  if (env_.clock.monotonic_ms() >= forget_ms_) {
    TRY(database_.write([&](store::Session& s) -> Result<> {
      rows::forget(s, now - limits::kReconcileMostMs);  // until then the carrier's own list may name them
      return {};
    }));
    forget_ms_ = env_.clock.monotonic_ms() + kHourMs;
  }
  std::vector<Part> due;
  TRY(database_.read([&](store::Session& s) -> Result<> {
    due = rows::due(s, now, limits::kReviewBatch);
    return {};
  }));
  for (const Part& part : due) {
    const auto done = apply_one(part);
    if (done) continue;
    if (done.error().code == ErrorCode::storage_full || done.error().code == ErrorCode::unavailable ||
        done.error().code == ErrorCode::timeout) {
      return std::unexpected(done.error());
    }
    env_.log.error("inbox.parts_put_off", {{"part", part.id}, {"problem", done.error().describe()}});
    put_off_.add();
    TRY(database_.write([&](store::Session& s) -> Result<> {
      rows::put_off(s, part.id, now + limits::kInboundPartsMs);
      return {};
    }));
  }
  return due.size();
}

Result<> InboundPartsStage::apply_one(const Part& part) {
  bool applied = false;
  TRY(database_.write([&](store::Session& s) -> Result<> {
    const auto one = TRY(parts_.apply_waiting(s, part, env_.clock.now()));
    applied = one && !one->repeated;
    if (one && one->confirmation) on_confirmation_();
    return {};
  }));
  if (applied) joined_.add();
  return {};
}

}  // namespace tidings::inbox

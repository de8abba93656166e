#include "flow/campaign/campaign_json.h"

#include <cmath>

#include "flow/campaign/campaign_spoken.h"

namespace tidings::flow {
namespace {

json::value instant_json(std::optional<Instant> at) {
  if (!at || at->ms == 0) return nullptr;
  return json::value(format_utc(*at));
}

// Whole ones as whole numbers, because 1E1 is hard to read.
json::value number_json(double number) {
  if (number == std::floor(number)) return static_cast<int64_t>(number);
  return number;
}

json::value measured_json(std::optional<double> per_s) {
  if (!per_s) return nullptr;
  return number_json(std::round(*per_s * 100) / 100);
}

json::value window_json(const AllowedHours& hours) {
  return json::object{{"allow", allowed_spans_json(hours)},
                      {"closed_dates", closed_dates_json(hours)},
                      {"words", describe(hours) + " where the recipient is"},
                      {"default", hours.allow == default_hours().allow}};
}

json::value can_json(const Campaign& c, Instant now) {
  json::array out;
  for (const auto action : possible_actions(c.status)) out.emplace_back(to_string(action));
  if (can_be_undone(c, now)) out.emplace_back(to_string(CampaignAction::undo));
  return out;
}

json::value recall_json(const std::optional<RecallState>& recall) {
  if (!recall) return nullptr;
  return json::object{
      {"cancelled", recall->counts.cancelled}, {"escaped", recall->counts.escaped}, {"done", recall->done}};
}

json::value totals_json(const ProgressTotals& t) {
  return json::object{{"recipients", t.recipients},
                      {"queued", t.queued},
                      {"in_flight", t.in_flight},
                      {"unknown", t.unknown},
                      {"accepted", t.accepted},
                      {"delivered", t.delivered},
                      {"failed", t.failed},
                      {"blocked", t.blocked},
                      {"refused", t.refused},
                      {"cancelled", t.cancelled},
                      {"expired", t.expired},
                      {"unresolved", t.unresolved},
                      {"sent", t.sent}};
}

json::value calls_json(const CallsProgress& calls) {
  json::object outcomes;
  for (const auto& [outcome, n] : calls.outcomes) outcomes[to_string(outcome)] = n;
  return json::object{{"totals", totals_json(calls.totals)}, {"outcomes", std::move(outcomes)}};
}

json::value counts_json(const Progress& progress) {
  json::array out;
  for (const auto& count : progress.counts) {
    json::object one{{"state", to_string(count.state)}};
    one["reason"] = count.reason == Reason::none ? json::value(nullptr) : json::value(to_string(count.reason));
    one["words"] = count.reason == Reason::none ? json::value(nullptr) : json::value(words(count.reason));
    one["n"] = count.n;
    if (progress.calls) one["channel"] = to_string(count.channel);
    out.push_back(std::move(one));
  }
  return out;
}

json::value history_json(const Progress& progress) {
  json::array out;
  for (const auto& event : progress.history) {
    out.push_back(json::object{
        {"at", format_utc(event.at)}, {"actor", event.actor}, {"event", event.event}, {"detail", event.detail}});
  }
  return out;
}

}  // namespace

json::value campaign_json(const Campaign& c, Instant now) {
  json::array senders, media;
  for (const auto id : c.senders) senders.emplace_back(id.value);
  for (const auto id : c.media) media.emplace_back(id.value);
  json::object out{{"id", c.id.value}, {"workspace", c.workspace.value},        {"type", to_string(c.type)},
                   {"name", c.name},   {"status", to_string(c.status)},         {"purpose", to_string(c.purpose)},
                   {"body", c.body},   {"template_version", c.template_version}};
  add_spoken_json(out, c);
  out["revision"] = c.revision;
  out["audience"] = store::campaigns::audience_json(c.audience);
  out["window"] = window_json(c.hours);
  out["rate_per_s"] = number_json(c.rate_per_s);
  out["weight"] = number_json(c.weight);
  out["senders"] = std::move(senders);
  out["media"] = std::move(media);
  out["score_threshold"] = c.score_threshold ? json::value(*c.score_threshold) : json::value(nullptr);
  out["max_segments"] = c.max_segments;
  out["test_recipient"] = c.test_recipient.empty() ? json::value(nullptr) : json::value(c.test_recipient);
  out["starts_at"] = instant_json(c.starts_at);
  out["not_after"] = instant_json(c.not_after);
  out["expire_after_s"] = c.expire_after_ms > 0 ? json::value(c.expire_after_ms / kSecondMs) : json::value(nullptr);
  out["undo_s"] = c.undo_ms / kSecondMs;
  out["undo_until"] = instant_json(c.undo_until);
  out["queued_at"] = c.status == CampaignStatus::queued ? instant_json(c.queued_at) : json::value(nullptr);
  out["created_at"] = instant_json(c.created_at);
  out["started_at"] = instant_json(c.started_at);
  out["ended_at"] = instant_json(c.ended_at);
  out["planned"] = c.planned;
  out["recipients"] = c.planned_count;
  out["can"] = can_json(c, now);
  return out;
}

json::value progress_json(const Progress& p) {
  json::object out{{"campaign", p.campaign.id.value},
                   {"name", p.campaign.name},
                   {"status", to_string(p.campaign.status)},
                   {"revision", p.campaign.revision},
                   {"queue_place", p.queue_place ? json::value(*p.queue_place) : json::value(nullptr)},
                   {"planned", p.campaign.planned}};
  out["totals"] = totals_json(p.totals);
  if (p.calls) out["calls"] = calls_json(*p.calls);
  out["counts"] = counts_json(p);
  out["held"] = p.held;
  out["held_until"] = instant_json(p.held_until);
  out["recall"] = recall_json(p.recall);
  out["replies"] = p.replies;
  out["rate"] = json::object{{"limit_per_s", number_json(p.campaign.rate_per_s)},
                             {"measured_per_s", measured_json(p.rate_measured_per_s)},
                             {"average_per_s", measured_json(p.rate_average_per_s)}};
  out["forecast"] = json::object{{"ends_at", instant_json(p.forecast.ends_at)}, {"words", p.forecast.words}};
  out["history"] = history_json(p);
  out["can"] = can_json(p.campaign, p.now);
  return out;
}

json::value pools_json(const std::vector<PoolUse>& pools) {
  json::object out;
  for (const auto& pool : pools) {
    out[to_string(pool.type)] = json::object{{"active", pool.active}, {"queued", pool.queued}, {"limit", pool.limit}};
  }
  return out;
}

}  // namespace tidings::flow

#include "flow/campaign/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/limits.h"
#include "flow/campaign/campaign_pool.h"
#include "flow/campaign/lifecycle.h"
#include "flow/campaign/sender_day.h"
#include "store/calls.h"
#include "store/workspaces.h"

namespace tidings::flow {
namespace {

constexpr int64_t kMeterWindowMs = kMinuteMs;
constexpr int64_t kMeterStepMs = kSecondMs;  // samples closer than this replace each other

void gather_senders(store::Session& s, const Campaign& c, ForecastFacts& facts) {
  const auto day = sender_day(
      s, {.workspace = c.workspace, .only = c.senders, .channel = facts.calls ? Channel::call : Channel::text},
      facts.now);
  facts.senders_per_s = day.segments_per_s;
  facts.capped = day.capped;
  facts.cap = day.places.cap();
  facts.cap_left = day.places.free();
}

std::string why_not_running(const ForecastFacts& f) {
  switch (f.status) {
    case CampaignStatus::draft:
      return "the campaign has not been started";
    case CampaignStatus::scheduled:
      return "the campaign has not begun; it starts by itself at " + format_utc(f.starts_at);
    case CampaignStatus::queued:
      return "the campaign waits for a place among those active at once";
    case CampaignStatus::paused:
      return "the campaign is paused";
    case CampaignStatus::active:
      break;
    default:
      return "the campaign has ended";
  }
  if (!f.planned) return "the audience is still being planned";
  if (f.senders_per_s <= 0) return "no active sender is left";
  return "";
}

}  // namespace

ProgressTotals total(std::span<const store::ledger::StateCount> all, Channel channel) {
  using S = MessageState;
  ProgressTotals t;
  std::vector<store::ledger::StateCount> counts(all.begin(), all.end());
  std::erase_if(counts, [&](const auto& count) { return count.channel != channel; });
  t.queued = count_in(counts, {S::planned});
  t.in_flight = count_in(counts, {S::claimed, S::handed});
  t.unknown = count_in(counts, {S::unknown});
  t.accepted = count_in(counts, {S::accepted, S::sent});
  t.delivered = count_in(counts, {S::delivered});
  t.failed = count_in(counts, {S::undelivered, S::failed});
  t.blocked = count_in(counts, {S::blocked});
  t.refused = count_in(counts, {S::refused});
  t.cancelled = count_in(counts, {S::cancelled});
  t.expired = count_in(counts, {S::expired});
  t.unresolved = count_in(counts, {S::unresolved});
  for (const auto& count : counts) {
    t.recipients += count.n;
    if (counts_as_sent(count.state)) t.sent += count.n;
  }
  return t;
}

Progress read_progress(store::Session& s, Campaign campaign, Instant now) {
  Progress out;
  out.counts = store::ledger::counts(s, campaign.id);
  out.totals = total(out.counts, sends_texts(campaign.type) ? Channel::text : Channel::call);
  if (makes_calls(campaign.type))
    out.calls = {total(out.counts, Channel::call), store::calls::outcomes(s, campaign.id)};
  for (const auto& count : out.counts) {
    if (count.state == MessageState::planned && count.reason != Reason::none) out.held += count.n;
  }
  ForecastFacts facts{.status = campaign.status,
                      .now = now,
                      .starts_at = campaign.starts_at,
                      .not_after = campaign.not_after,
                      .planned = campaign.planned,
                      .remaining = count_in(out.counts, {MessageState::planned, MessageState::claimed}),
                      .next_due = store::ledger::next_due(s, campaign.id, MessageKind::campaign),
                      .campaign_per_s = campaign.rate_per_s,
                      .calls = !sends_texts(campaign.type)};
  if (facts.next_due && *facts.next_due > now) out.held_until = facts.next_due;
  if (const auto workspace = store::workspaces::by_id(s, campaign.workspace)) {
    facts.workspace_per_s = workspace->rate_per_s;
  }
  gather_senders(s, campaign, facts);
  out.forecast = forecast(facts);
  out.now = now;
  if (const auto before = place_in_queue(s, campaign)) out.queue_place = *before + 1;
  if (const auto recall = store::recalls::of(s, campaign.id)) {
    out.recall = RecallState{store::recalls::counts(s, campaign.id), recall->ended_at.ms != 0};
  }
  out.replies = store::campaigns::replies(s, campaign.id);
  if (campaign.started_at.ms != 0) {
    const Instant until = campaign.ended_at.ms != 0 ? campaign.ended_at : now;
    const int64_t took_ms = until - campaign.started_at;
    if (took_ms >= kSecondMs) {
      out.rate_average_per_s = static_cast<double>(out.totals.sent) * 1000 / static_cast<double>(took_ms);
    }
  }
  out.history = store::campaigns::events(s, campaign.id);
  out.campaign = std::move(campaign);
  return out;
}

Forecast forecast(const ForecastFacts& f) {
  if (auto why = why_not_running(f); !why.empty()) return {std::nullopt, why};
  if (f.remaining == 0) return {std::nullopt, "nothing is left to send; the last outcomes are awaited"};
  double per_s = std::min(f.campaign_per_s, f.senders_per_s);
  std::string limit = f.campaign_per_s <= f.senders_per_s ? "the campaign's rate" : "the senders' rates";
  if (f.workspace_per_s > 0 && f.workspace_per_s < per_s) {
    per_s = f.workspace_per_s;
    limit = "the workspace's rate";
  }
  const Instant from = f.next_due && *f.next_due > f.now ? *f.next_due : f.now;
  Forecast out;
  out.ends_at = from + std::llround(std::ceil(static_cast<double>(f.remaining) * 1000 / per_s));
  out.words =
      fmt::format("{} left at {:g} a second ({}){}", f.remaining, per_s, limit, f.calls ? "" : ", one segment each");
  if (f.capped && f.remaining > f.cap_left) {
    const int64_t days = (f.remaining - f.cap_left + f.cap - 1) / f.cap;
    if (const Instant by_cap = f.now + days * kDayMs; by_cap > *out.ends_at) {
      out.ends_at = by_cap;
      out.words = fmt::format("{} left, and the senders' daily caps allow {} in 24 hours", f.remaining, f.cap);
    }
  }
  if (from > f.now) out.words += fmt::format(", from {} on, when the next is due", format_utc(from));
  out.words += "; recipients whose hours close before their turn take longer";
  if (f.not_after.ms != 0 && *out.ends_at > f.not_after) {
    out.words += fmt::format("; at this pace not all leave before {}", format_utc(f.not_after));
  }
  return out;
}

std::optional<double> RateMeter::note(CampaignId campaign, int64_t sent, int64_t monotonic_ms) {
  const std::lock_guard hold(lock_);
  if (samples_.size() >= limits::kMeteredCampaigns && !samples_.contains(campaign)) {
    samples_.erase(std::ranges::min_element(samples_, {}, [](const auto& entry) { return entry.second.back().at_ms; }));
  }
  auto& of = samples_[campaign];
  if (of.size() > 1 && of.back().at_ms - of[of.size() - 2].at_ms < kMeterStepMs) of.pop_back();
  of.push_back({monotonic_ms, sent});
  while (of.front().at_ms < monotonic_ms - kMeterWindowMs) of.pop_front();
  const int64_t took_ms = monotonic_ms - of.front().at_ms;
  if (took_ms < kSecondMs) return std::nullopt;
  return std::max(0.0, static_cast<double>(sent - of.front().sent) * 1000 / static_cast<double>(took_ms));
}

}  // namespace tidings::flow

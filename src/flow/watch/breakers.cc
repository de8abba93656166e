#include "flow/watch/breakers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "flow/watch/breaker_bound.h"
#include "store/campaigns.h"
#include "store/halts.h"
#include "store/ledger.h"
#include "store/workspaces.h"

namespace tidings::watch {
namespace {

namespace counts = store::breakers;

constexpr int64_t kReadAtOnce = 5000;
constexpr std::string_view kCampaignKey = "breaker:campaign:";
constexpr std::string_view kActor = "breaker";

std::string subject_of(CampaignId id) { return fmt::format("campaign:{}", id.value); }
std::string subject_of(SenderId id) { return fmt::format("sender:{}", id.value); }
int64_t minute_of(Instant at) { return at.ms / kMinuteMs; }

bool filtered(const counts::Word& word) {
  return word.error_class == ErrorClass::content || word.error_code == "30007";
}

int64_t sent_of(store::Session& s, CampaignId id) {
  int64_t out = 0;
  for (const auto& count : store::ledger::counts(s, id)) {
    if (counts_as_sent(count.state)) out += count.n;
  }
  return out;
}

}  // namespace

Result<> BreakerOptions::validate() const {
  const auto wrong = [](const char* key, const char* what) -> Result<> {
    return fail(ErrorCode::invalid_argument, what, std::string("breakers.") + key);
  };
  const auto share = [](double value) { return value >= 0 && value < 1; };
  if (window_ms < 10 * kMinuteMs || window_ms > 7 * kDayMs) return wrong("window_min", "must be 10 to 10080 minutes");
  if (!share(opt_out_share)) return wrong("opt_out_share", "must be 0 (off) or a share below 1");
  if (!share(filtered_share)) return wrong("filtered_share", "must be 0 (off) or a share below 1");
  if (!share(failed_share)) return wrong("failed_share", "must be 0 (off) or a share below 1");
  if (silence_ms < 0 || (silence_ms > 0 && silence_ms < 5 * kMinuteMs) || 2 * silence_ms > window_ms)
    return wrong("silence_min", "must be 0 (off), or at least 5 minutes and at most half of window_min");
  return {};
}

Breakers::Breakers(Env env, store::Database& database, Incidents& incidents, BreakerOptions options)
    : env_(env), database_(database), incidents_(incidents), options_(options) {
  for (const auto* one : {"opt_outs", "filtered", "failed", "silence", "sender_filtered"}) tripped(one);
}

Counter& Breakers::tripped(std::string_view breaker) const {
  return env_.metrics.counter("watch_breakers_tripped_total", "campaigns and senders stopped by a breaker",
                              {{"breaker", std::string(breaker)}});
}

Result<size_t> Breakers::tick() {
  if (!options_.on) return size_t{0};
  size_t did = 0;
  TRY(database_.write([&](store::Session& s) -> Result<> {
    const Instant now = env_.clock.now();
    did = read(s, now);
    for (const auto& campaign : store::campaigns::in_status(s, CampaignStatus::active)) {
      count_sent(s, campaign, now);
      judge(s, campaign, now);
    }
    close_resumed(s, now);
    counts::forget(s, minute_of(now - options_.window_ms));
    return {};
  }));
  return did;
}

// Receipts and replies since the last look. What was there before the first look is nobody's count.
size_t Breakers::read(store::Session& s, Instant now) {
  const auto newest = store::live::newest(s);
  const auto had = counts::place(s);
  if (!had) {
    counts::set_place(s, newest);
    return 0;
  }
  auto until = newest;
  until.receipt = std::min(newest.receipt, had->receipt + kReadAtOnce);
  until.inbound = std::min(newest.inbound, had->inbound + kReadAtOnce);
  if (until.receipt == had->receipt && until.inbound == had->inbound) return 0;
  std::map<std::pair<std::string, int64_t>, counts::Counts> found;
  std::set<SenderId> senders;
  for (const auto& word : counts::words(s, had->receipt, until.receipt)) {
    // That somebody is busy or does not take a call is no trouble of the campaign, its sender or its carrier.
    const bool judges = word.news && word.channel == Channel::text;
    const bool failed = judges && word.state == DeliveryState::failed;
    const bool last = failed || (judges && word.state == DeliveryState::delivered);
    const auto note = [&](const std::string& subject) {
      auto& n = found[{subject, minute_of(word.at)}];
      ++n.words;
      if (last) ++n.judged;
      if (failed) ++n.failed;
      if (failed && filtered(word)) ++n.filtered;
    };
    if (word.campaign) note(subject_of(word.campaign));
    if (word.sender) note(subject_of(word.sender));
    if (failed && word.sender && filtered(word)) senders.insert(word.sender);
  }
  for (const auto campaign : counts::stops(s, had->inbound, until.inbound))
    ++found[{subject_of(campaign), minute_of(now)}].stops;
  for (const auto& [where, n] : found) counts::add(s, where.first, where.second, n);
  counts::set_place(s, until);
  for (const auto sender : senders) judge_sender(s, sender, now);
  return static_cast<size_t>(until.receipt - had->receipt + until.inbound - had->inbound);
}

void Breakers::count_sent(store::Session& s, const Campaign& campaign, Instant now) {
  const auto subject = subject_of(campaign.id);
  const int64_t sent = sent_of(s, campaign.id), before = counts::total(s, subject);
  if (sent == before) return;
  counts::set_total(s, subject, sent);
  if (sent > before) counts::add(s, subject, minute_of(now), {.sent = sent - before});
}

void Breakers::judge(store::Session& s, const Campaign& campaign, Instant now) {
  const auto subject = subject_of(campaign.id);
  const int64_t this_minute = minute_of(now);
  const auto n = counts::sum(s, subject, minute_of(now - options_.window_ms), this_minute + 1);
  const auto above = [](int64_t cases, int64_t of, double share) {
    return share > 0 && surely_above(cases, of, share);
  };
  if (above(n.stops, n.sent, options_.opt_out_share))
    return trip(s, campaign, "opt_outs", fmt::format("{} of {} people said STOP", n.stops, n.sent), now);
  if (above(n.filtered, n.judged, options_.filtered_share))
    return trip(s, campaign, "filtered", fmt::format("{} of {} messages were filtered", n.filtered, n.judged), now);
  if (above(n.failed, n.judged, options_.failed_share))
    return trip(s, campaign, "failed", fmt::format("{} of {} messages were not delivered", n.failed, n.judged), now);
  if (options_.silence_ms == 0) return;
  // Those of the time before are overdue; of them, or of any after them, a word should have come.
  const int64_t quiet = options_.silence_ms / kMinuteMs;
  const auto overdue = counts::sum(s, subject, this_minute - 2 * quiet, this_minute - quiet);
  const auto since = counts::sum(s, subject, this_minute - 2 * quiet, this_minute + 1);
  if (overdue.sent >= kBreakerLeastOf && since.words == 0)
    trip(s, campaign, "silence",
         fmt::format("of {} messages sent more than {} minutes ago no receipt came: replies and STOPs may be lost too",
                     overdue.sent, quiet),
         now);
}

void Breakers::trip(store::Session& s, const Campaign& campaign, std::string_view breaker, const std::string& why,
                    Instant now) {
  using store::campaigns::set_status;
  counts::clear(s, subject_of(campaign.id));
  if (!set_status(s, campaign.id, campaign.status, CampaignStatus::paused, {}, {})) return;  // a person was first
  store::campaigns::record(s, campaign.id, {now, std::string(kActor), "paused", fmt::format("{}: {}", breaker, why)});
  store::ledger::wake_for_room(s, campaign.workspace, now);
  tripped(breaker).add();
  env_.log.error("breaker_tripped", {{"campaign", campaign.id.value}, {"breaker", breaker}, {"why", why}});
  incidents_.open(s, fmt::format("{}{}", kCampaignKey, campaign.id.value), Severity::critical,
                  fmt::format("Campaign {} is paused by the breaker {}: {}. Look at its text, its audience and its "
                              "sender; then resume it (tidings campaign resume {}) or stop it.",
                              campaign.id.value, breaker, why, campaign.id.value),
                  now);
}

void Breakers::judge_sender(store::Session& s, SenderId id, Instant now) {
  if (options_.filtered_share <= 0) return;
  const auto subject = subject_of(id);
  const auto n = counts::sum(s, subject, minute_of(now - options_.window_ms), minute_of(now) + 1);
  if (!surely_above(n.filtered, n.judged, options_.filtered_share)) return;
  const auto sender = store::workspaces::sender_by_id(s, id);
  counts::clear(s, subject);
  if (!sender) return;
  const auto why = fmt::format("{} of {} messages were filtered", n.filtered, n.judged);
  const auto key = fmt::format("filtered:{}:{}", sender->carrier, sender->address);
  incidents_.open(s, key, Severity::critical,
                  fmt::format("The sender {} is stopped: {}. Other senders of a campaign take over. Look at the text "
                              "and the sender's registration; resolving this incident starts the sender again.",
                              sender->address, why),
                  now);
  store::halts::put(s, {.key = key,
                        .carrier = sender->carrier,
                        .address = sender->address,
                        .since = now,
                        .trials = 0,
                        .next_trial_at = {},
                        .problem = why});
  tripped("sender_filtered").add();
  env_.log.error("breaker_tripped", {{"sender", id.value}, {"breaker", "sender_filtered"}, {"why", why}});
}

// A person has resumed or ended what was paused.
void Breakers::close_resumed(store::Session& s, Instant now) {
  for (const auto& incident : store::incidents::in_force(s, {}, 1000)) {
    if (!incident.key.starts_with(kCampaignKey)) continue;
    const auto number = std::string_view(incident.key).substr(kCampaignKey.size());
    int64_t id = 0;
    std::from_chars(number.data(), number.data() + number.size(), id);
    const auto campaign = store::campaigns::by_id(s, CampaignId{id});
    if (campaign && campaign->status == CampaignStatus::paused) continue;
    incidents_.resolve(s, incident.key,
                       campaign ? fmt::format("the campaign is {}", to_string(campaign->status)) : "it is gone", now);
  }
}

}  // namespace tidings::watch

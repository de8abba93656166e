#include "flow/dispatch/fair_shares.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace tidings::dispatch {
namespace {

constexpr double kMostUrgent = 8;   // times the weight
constexpr double kMostBehind = 32;  // messages that who could not use its share catches up

constexpr auto kLater = [](const auto& a, const auto& b) {
  return a.pass != b.pass ? a.pass > b.pass : a.share->id > b.share->id;
};

}  // namespace

double effective_weight(const Campaign& c, int64_t remaining, Instant now) {
  if (c.not_after.ms == 0 || remaining <= 0 || c.rate_per_s <= 0) return c.weight;
  const double left_s = static_cast<double>(std::max<int64_t>(c.not_after - now, 1)) / 1000;
  const double needed = static_cast<double>(remaining) / left_s / c.rate_per_s;
  return c.weight * (1 + (kMostUrgent - 1) * std::min(1.0, needed));
}

void FairShares::compete(std::span<const Competitor> all) {
  for (auto& [id, share] : shares_) share.here = false;
  order_.clear();
  for (const auto& one : all) {
    auto [it, fresh] = shares_.try_emplace(one.id);
    auto& share = it->second;
    if (fresh) share.pass = now_;
    share.id = one.id;
    share.weight = std::max(one.weight, 1e-3);
    share.wants = one.wants;
    share.places = 0;
    share.here = true;
    share.pass = std::max(share.pass, now_ - kMostBehind / share.weight);
    order_.push_back(&share);
  }
  if (shares_.size() > order_.size()) std::erase_if(shares_, [](const auto& entry) { return !entry.second.here; });
}

// Those who want least for their weight first: what they leave is there for all who come after them.
void FairShares::divide(size_t total) {
  std::ranges::sort(order_, {}, [](const Share* s) { return static_cast<double>(s->wants) / s->weight; });
  double weights = 0;
  for (const auto* share : order_) weights += share->weight;
  auto left = static_cast<double>(total);
  for (auto* share : order_) {
    const double fair = std::max(0.0, left) * share->weight / weights;
    share->places = std::min(share->wants, std::max<size_t>(1, static_cast<size_t>(fair + 0.5)));
    left -= static_cast<double>(share->places);
    weights -= share->weight;
  }
}

size_t FairShares::places(CampaignId id) const {
  const auto it = shares_.find(id);
  return it == shares_.end() ? 0 : it->second.places;
}

void FairShares::begin_round() { turns_.clear(); }

void FairShares::enter(CampaignId id) {
  // A campaign that ended since its rows were claimed stands level with the others once more: the gate holds its rows.
  auto& share = shares_.try_emplace(id, Share{.id = id, .pass = now_}).first->second;
  turns_.push_back({share.pass, &share});
  std::ranges::push_heap(turns_, kLater);
}

CampaignId FairShares::next() { return turns_.empty() ? CampaignId{} : turns_.front().share->id; }

void FairShares::served(CampaignId id, double cost) {
  check(!turns_.empty() && turns_.front().share->id == id, "only the one whose turn it is is served");
  auto& share = *turns_.front().share;
  now_ = std::max(now_, share.pass);
  share.pass += cost / share.weight;
  std::ranges::pop_heap(turns_, kLater);
  turns_.back().pass = share.pass;
  std::ranges::push_heap(turns_, kLater);
}

void FairShares::leave(CampaignId id) {
  check(!turns_.empty() && turns_.front().share->id == id, "only the one whose turn it is leaves");
  std::ranges::pop_heap(turns_, kLater);
  turns_.pop_back();
}

}  // namespace tidings::dispatch

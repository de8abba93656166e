// Whose turn it is: active campaigns share what all of them use (the deployment, a workspace, senders) by weight, so
// that a small one is never behind a large one. Start-time fair queueing: each campaign has a pass that grows by
// cost / weight with what it hands over, and the lowest pass goes next; it is kept from tick to tick, so that a limit
// of one message a tick is shared fairly too. Who waited for a limit of its own catches up a little and no more.
// A latest time counts as weight: who must go at nearly full rate from now on to end in time weighs up to eight times
// as much. Pure; allocates only when a campaign joins. The dispatcher's thread.
#pragma once

#include <cstddef>
#include <span>
#include <unordered_map>
#include <vector>

#include "domain/campaign.h"

namespace tidings::dispatch {

struct Competitor {
  CampaignId id;
  double weight = 1;  // the campaign's own, or effective_weight()
  size_t wants = 0;   // rows it could use this tick
};

// remaining: messages not handed over yet.
double effective_weight(const Campaign& campaign, int64_t remaining, Instant now);

class FairShares {
 public:
  // Once a tick: who is active. New ones start level with the others, who is not named is forgotten.
  void compete(std::span<const Competitor> all);
  // Splits `total` places in the tick's batch: nobody gets more than it wants, what one leaves goes to the others, and
  // everyone who wants any gets one.
  void divide(size_t total);
  size_t places(CampaignId id) const;

  // A round: enter() everyone who has rows, then next() says whose row is to be looked at. Each answer is followed by
  // served(), or by leave() when it has no more rows or none that could leave now.
  void begin_round();
  void enter(CampaignId id);
  CampaignId next();  // 0: nobody is left
  void served(CampaignId id, double cost);
  void leave(CampaignId id);

 private:
  struct Share {
    CampaignId id;
    double weight = 1;
    size_t wants = 0, places = 0;
    double pass = 0;
    bool here = false;  // this tick
  };
  struct Turn {
    double pass = 0;
    Share* share = nullptr;
  };

  std::unordered_map<CampaignId, Share> shares_;
  std::vector<Share*> order_;
  std::vector<Turn> turns_;  // a heap, the lowest pass first
  double now_ = 0;           // the pass served last: virtual time
};

}  // namespace tidings::dispatch

#include "flow/dispatch/sender_order.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace tidings::dispatch {

bool in_pool(const Campaign& campaign, SenderId sender) {
  return campaign.senders.empty() || std::ranges::find(campaign.senders, sender) != campaign.senders.end();
}

size_t person_hash(const std::string& phone) { return std::hash<std::string>{}(phone); }

void order_for(size_t person, std::vector<const Sender*>& senders) {
  if (senders.size() < 2) return;
  const auto score = [&](const Sender* sender) {
    Random dice(person ^ static_cast<uint64_t>(sender->id.value) * 0x9e3779b97f4a7c15ULL);
    return -sender->segments_per_s / std::log(std::max(dice.unit(), 1e-300));
  };
  std::ranges::sort(senders, std::greater<>(), score);
}

}  // namespace tidings::dispatch

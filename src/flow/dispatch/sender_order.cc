#include "flow/dispatch/sender_order.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "sms/calling_code.h"
#include "sms/places.h"

namespace tidings::dispatch {
namespace {

// Lower is asked first.
int rank_of(const Sender& sender, const Addressee& person, const OrderBy& by) {
  enum { known, area, country, any, away = 8 };
  int rank = !by.away_carrier.empty() && sender.carrier == by.away_carrier ? away : 0;
  if (person.knows && sender.id == person.knows) return rank + known;
  if (by.match == SenderMatch::none) return rank + country;
  const auto home = number_home(sender.address);
  if (home.country == 0) return rank + country;
  if (home.country != person.home.country) return rank + any;
  if (by.match == SenderMatch::area && home.area != 0 && home.area == person.home.area) return rank + area;
  return rank + country;
}

}  // namespace

bool in_pool(const Campaign& campaign, SenderId sender) {
  return campaign.senders.empty() || std::ranges::find(campaign.senders, sender) != campaign.senders.end();
}

NumberHome number_home(std::string_view e164) {
  if (!e164.starts_with('+')) return kNoHome;
  NumberHome out{sms::calling_code(e164), sms::area_code(e164)};
  if (out.country != 1) return out;
  const auto places = sms::candidate_places(e164);
  if (!places.empty() && places[0].size() > 2)
    out.country = 0x10000 + static_cast<uint32_t>(places[0][0]) * 256 + static_cast<uint32_t>(places[0][1]);
  return out;
}

Addressee addressee(const std::string& phone, SenderId knows) {
  return {.hash = std::hash<std::string>{}(phone), .home = number_home(phone), .knows = knows};
}

void order_for(const Addressee& person, const OrderBy& by, std::vector<const Sender*>& senders) {
  if (senders.size() < 2) return;
  struct Placed {
    int rank;
    double score;
    const Sender* sender;
  };
  std::vector<Placed> placed;
  placed.reserve(senders.size());
  for (const auto* sender : senders) {
    Random dice(person.hash ^ static_cast<uint64_t>(sender->id.value) * 0x9e3779b97f4a7c15ULL);
    placed.push_back(
        {rank_of(*sender, person, by), -sender->segments_per_s / std::log(std::max(dice.unit(), 1e-300)), sender});
  }
  std::ranges::sort(
      placed, [](const Placed& a, const Placed& b) { return a.rank != b.rank ? a.rank < b.rank : a.score > b.score; });
  for (size_t i = 0; i < placed.size(); ++i) senders[i] = placed[i].sender;
}

}  // namespace tidings::dispatch

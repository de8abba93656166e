// The part of the dispatcher that knows what goes along with a text: a campaign's media as they are now, those of any
// other message as it was made.
#include "flow/dispatch/tick_state.h"
#include "flow/media/outgoing.h"
#include "store/media.h"

namespace tidings::dispatch {

const std::vector<Medium>& Dispatcher::media_of(store::Session& s, Work& work, const store::LedgerRow& row) {
  static const std::vector<Medium> kNone;
  const auto* of = campaign(s, work, row.campaign);
  if (row.channel == Channel::call) return kNone;
  if (of != nullptr ? of->media.empty() : row.media == 0) return kNone;
  auto [it, fresh] = work.media.try_emplace({row.campaign.value, of != nullptr ? 0 : row.id.value});
  if (fresh) {
    it->second = media::along(s, of != nullptr ? of->media : store::media::of_message(s, row.id));
    if (it->second.empty()) it->second.emplace_back();
  }
  return it->second;
}

bool Dispatcher::takes_media(const Sender& sender, const std::vector<Medium>& media) const {
  if (media.empty()) return true;
  const auto* carrier = find_carrier(carriers_, sender.carrier);
  return carrier != nullptr && media::why_not(*carrier, media, options_.public_url).empty();
}

}  // namespace tidings::dispatch

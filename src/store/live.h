// What came since a reader last looked, whichever node or thread wrote it: for live events (http/events.h). A place is
// a position in the commits; what is after one and up to another is exactly what was committed between two looks.
// Inside the caller's transaction.
#pragma once

#include <string>
#include <vector>

#include "domain/delivery.h"
#include "domain/ids.h"
#include "store/database.h"

namespace tidings::store::live {

struct Place {
  int64_t inbound = 0, campaign_event = 0, receipt = 0;
};
Place newest(Session& s);

// Campaigns to which something happened that their history tells: made, started, edited, ended …
std::vector<CampaignId> campaigns(Session& s, const Place& after, const Place& until, int64_t most);

// The carrier's word about a message; message 0: the send's own answer is not stored yet.
struct Word {
  MessageId message;
  std::string provider_id;
  DeliveryState state = DeliveryState::unchanged;
  std::string error_code;
};
std::vector<Word> words(Session& s, const Place& after, const Place& until, int64_t most);

}  // namespace tidings::store::live

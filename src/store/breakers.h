// What the breakers count of campaigns and senders, minute by minute, and how far they have read receipts and replies:
// kept, so that neither a restart nor another node forgets half of a share. Inside a transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/channel.h"
#include "domain/delivery.h"
#include "domain/ids.h"
#include "store/database.h"
#include "store/live.h"

namespace tidings::store::breakers {

std::optional<live::Place> place(Session& s);  // none: nothing was read yet
void set_place(Session& s, const live::Place& place);

struct Word {  // a carrier's, about a message
  Instant at;
  DeliveryState state = DeliveryState::unchanged;
  ErrorClass error_class = ErrorClass::none;
  std::string error_code;
  bool news = false;  // it moved the message
  CampaignId campaign;
  SenderId sender;
  Channel channel = Channel::text;
};
std::vector<Word> words(Session& s, int64_t after, int64_t until);
std::vector<CampaignId> stops(Session& s, int64_t after, int64_t until);  // one entry a STOP

struct Counts {
  int64_t sent = 0, words = 0, judged = 0, failed = 0, filtered = 0, stops = 0;
};
void add(Session& s, std::string_view subject, int64_t minute, const Counts& counts);
Counts sum(Session& s, std::string_view subject, int64_t from_minute, int64_t until_minute);  // until: not in it
int64_t total(Session& s, std::string_view subject);
void set_total(Session& s, std::string_view subject, int64_t sent);
void clear(Session& s, std::string_view subject);  // but for its total
int64_t forget(Session& s, int64_t before_minute);

}  // namespace tidings::store::breakers

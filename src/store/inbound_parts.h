// Parts of long texts people wrote, kept until all of them are here or long enough have been waited for. Written by
// flow/inbox, inside the transaction that journals the webhook.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "store/database.h"

namespace tidings::store::inbound_parts {

struct Part {
  int64_t id = 0;
  std::string carrier, provider_id, from, to;
  std::string ref;  // what parts of one text have in common; carriers use a number again before long
  int part = 0, parts = 0;
  std::string body;  // empty once it is joined
  Instant received_at, due_at;
  Instant joined_at;  // 0: it waits
};

bool add(Session& s, const Part& part);  // false: it came before
// Those of the same text as `part` that came after `since`, waiting and joined, in their order.
std::vector<Part> of_the_same(Session& s, const Part& part, Instant since);
std::vector<Part> due(Session& s, Instant now, int64_t most);
void join(Session& s, int64_t id, Instant now);
void put_off(Session& s, int64_t id, Instant until);
int64_t forget(Session& s, Instant joined_before);  // how many
void erase(Session& s, std::string_view from);      // everything of a number

}  // namespace tidings::store::inbound_parts

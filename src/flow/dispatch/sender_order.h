// Which of a workspace's senders may carry a message, and in which order they are asked: the same person hears from the
// same number as long as the pool does not change, and a sender gets people in proportion to its rate, so that a slow
// one does not hold up the pool (weighted rendezvous hashing). Pure; the dispatcher and pre-flight.
#pragma once

#include <string_view>
#include <vector>

#include "domain/campaign.h"
#include "domain/workspace.h"

namespace tidings::dispatch {

// A campaign's own pool, or all.
bool in_pool(const Campaign& campaign, SenderId sender);

// What a person is told from others by.
size_t person_hash(const std::string& phone);
void order_for(size_t person, std::vector<const Sender*>& senders);

}  // namespace tidings::dispatch

// What is different when a dispatcher hands over calls: what the carrier is asked, at which rates, and what is kept
// beside the row. A dispatcher serves one channel; that of calls has its own batch, requests in flight, buckets and
// health, so that neither channel waits for the other. Pure.
#pragma once

#include "carrier/contract.h"
#include "domain/campaign.h"
#include "domain/workspace.h"
#include "store/calls.h"
#include "store/ledger.h"

namespace tidings::dispatch {

// Whether this sender may be used for the channel at all.
bool can_serve(const Sender& sender, const carrier::Carrier& carrier, Channel channel);

// Sends or calls a second: what the account is allowed (0 = no limit of its own), and the sender, which is one call a
// second or so many segments.
double account_rate(const carrier::Carrier& carrier, Channel channel);
double sender_rate(const Sender& sender, Channel channel);
// What one message takes of the sender's rate.
double sender_cost(int segments, Channel channel);

// Asked back: a text the carrier still queues, a call that was not taken yet.
std::optional<HttpRequest> build_cancel(const carrier::Carrier& carrier, const store::LedgerRow& row, Instant now);
Result<carrier::FoundMessage> read_cancel(const carrier::Carrier& carrier, const store::LedgerRow& row,
                                          const HttpResult& answer);

// What is said to whoever takes a call, as it was handed over.
carrier::OutgoingCall call_of(const store::LedgerRow& row, const store::CallRow& call, std::string from);
store::CallRow call_row(const store::LedgerRow& row, const Campaign& campaign);

}  // namespace tidings::dispatch

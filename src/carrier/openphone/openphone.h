// OpenPhone (now Quo) as a carrier: build requests, read answers, check and read webhooks. No network here. On the
// journey: between dispatch and OpenPhone, and between OpenPhone and intake. Immutable once made; any thread. Sending
// and looking up one number's messages are of the v1 interface, the workspace's whole log of that of 2026-03-30.
//
// Keys of the configuration (every other key is an error that names it):
//   api_key                as the workspace's settings show it; required
//   signing_key(s)         base64, perhaps with whsec_ before it: of each webhook, and of the one before a change
//   webhook_token          for webhooks that come unsigned: what ?token= of their URL must be; 16 characters or more
//   max_age_s              of a signature; default 300
//   phone_number_ids       table: our number → its PN… id; without it unclear ones are looked up in the whole log
//   user_id                US…; sends as this user
//   inbox_status           done: conversations do not show up as open
//   requests_per_s         default 9; OpenPhone allows 10 a key
//   base_url               default https://api.quo.com; plain http only to this machine
// Without signing_key or webhook_token every webhook is refused.
#pragma once

#include <memory>

#include "carrier/contract.h"

namespace tidings::carrier::openphone {

// Error: invalid_argument; `where` is the key.
Result<std::unique_ptr<Carrier>> make_openphone(const CarrierConfig& config);

}  // namespace tidings::carrier::openphone

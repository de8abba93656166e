// A carrier from configuration alone: any gateway with an HTTP interface. On the journey: between dispatch and the
// gateway, and between the gateway and intake. No network here. Immutable once made; any thread.
//
// Sections of the configuration (docs/how-to/generic-carrier.md has all keys; every other key is an error naming it):
//   send       method, url, headers, format and body: templates ({{to}}, {{text}}, …), values escaped by place
//   answer     which statuses and bodies mean yes; id and code by JSON pointer or regular expression
//   refusal    a list of rules, first that fits: status, body, code → class
//   receipt    where id, our reference, status and code stand; words → states
//   inbound    where sender, recipient, text and id stand
//   webhooks   how they prove themselves: a shared token or an HMAC over the body
//   secrets    further values for the templates
// It cannot look anything up: an unknown outcome is settled by a receipt alone.
#pragma once

#include <memory>

#include "carrier/contract.h"

namespace tidings::carrier::generic {

// Error: invalid_argument; `where` is the key.
Result<std::unique_ptr<Carrier>> make_generic(const CarrierConfig& config);

}  // namespace tidings::carrier::generic

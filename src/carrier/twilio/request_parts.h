// How a webhook request is taken apart. The signature check and the reader share this, so that nothing is read that was
// not signed.
#pragma once

#include "base/http.h"
#include "carrier/contract.h"

namespace tidings::carrier::twilio {

std::string_view without_fragment(std::string_view url);
FormFields query_fields(std::string_view url);
bool has_form_body(const WebhookRequest& request);  // by its Content-Type; none given counts as a form

}  // namespace tidings::carrier::twilio

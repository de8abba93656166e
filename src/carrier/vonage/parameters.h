// The parameters of an SMS API webhook, wherever they stand: the query of a GET, the form or the JSON object of a POST.
// The signature check and the reader share this, so that nothing is read that was not signed. Pure.
#pragma once

#include <string_view>

#include "base/http.h"
#include "base/json.h"
#include "carrier/contract.h"

namespace tidings::carrier::vonage {

struct Parameters {
  FormFields fields;
  // A name twice, a name with '&' or '=' in it, a value that is a list or an object, too many of them: the text that is
  // signed would not say which parameters those were.
  bool ambiguous = false;
};
Parameters parameters_of(const WebhookRequest& request);

// The body as a JSON object, of a POST.
std::optional<json::object> json_body(const WebhookRequest& request);

// A field as text whether it came as a string or as a number; null and everything else is empty.
std::string text_of(const json::object& object, std::string_view name);
const json::object* object_of(const json::object& object, std::string_view name);

std::string lower_ascii(std::string_view text);

}  // namespace tidings::carrier::vonage

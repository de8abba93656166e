#include "carrier/twilio/request_parts.h"

#include "carrier/twilio/status.h"

namespace tidings::carrier::twilio {

std::string_view without_fragment(std::string_view url) { return url.substr(0, url.find('#')); }

FormFields query_fields(std::string_view url) {
  url = without_fragment(url);
  const size_t mark = url.find('?');
  return mark == std::string_view::npos ? FormFields{} : parse_form(url.substr(mark + 1));
}

bool has_form_body(const WebhookRequest& request) {
  const std::string type = lower_ascii(request.headers.get("Content-Type"));
  return type.empty() || type.starts_with("application/x-www-form-urlencoded");
}

}  // namespace tidings::carrier::twilio

#include "http/api/explain/hours.h"

#include "flow/compliance/hours_calendar.h"
#include "sms/phone.h"
#include "sms/zones.h"

namespace tidings::http::explain {
namespace {

Result<std::vector<std::string>> zones_asked(JsonReader& in) {
  std::vector<std::string> out;
  const auto* zones = in.array("zones");
  const auto phone = in.text("phone");
  if ((zones != nullptr) == phone.has_value()) {
    in.problem("zones", "or phone is required, and not both");
  } else if (phone) {
    const auto number = TRY(sms::parse_phone(*phone, ""));
    for (const auto zone : sms::candidate_zones(number.e164).zones) out.emplace_back(zone);
    if (out.empty()) in.problem("phone", "has a prefix whose zones are not known");
  } else {
    for (const auto& zone : *zones) {
      if (zone.is_string()) out.emplace_back(zone.get_string());
      if (!zone.is_string()) in.problem("zones", "must be a list of names like Europe/London");
    }
    if (out.empty()) in.problem("zones", "must name at least one zone");
  }
  return out;
}

}  // namespace

Result<json::value> explain_hours(const json::value& question) {
  JsonReader in(question);
  const auto zones = TRY(zones_asked(in));
  const auto* allow = in.array("allow");
  const auto* closed = in.array("closed_dates");
  const std::string at_text = in.required_text("at");
  TRY(in.done());
  const auto at = parse_utc(at_text);
  if (!at) return fail(ErrorCode::invalid_argument, "at must be a time like 2026-11-20T09:00:00Z", "at");
  const auto hours = TRY(read_allowed_hours(allow, closed));
  const auto found = TRY(compliance::ask_hours(hours, zones, *at));
  json::array names;
  for (const auto& zone : zones) names.emplace_back(zone);
  return json::object{{"allowed", found.allowed},
                      {"next", found.next ? json::value(format_utc(*found.next)) : json::value(nullptr)},
                      {"zones", std::move(names)}};
}

}  // namespace tidings::http::explain

#include "http/api/explain/hours.h"

#include "flow/compliance/hours_calendar.h"
#include "sms/phone.h"
#include "sms/zones.h"

namespace tidings::http::explain {
namespace {

// New area codes are given out every year, and which number is in service does not matter here: of a number written in
// full, the digits are enough.
Result<std::string> number_asked(std::string_view phone) {
  const auto number = sms::read_phone(phone, "");
  if (number) return number->e164;
  if (number.error() != sms::PhoneProblem::invalid) return TRY(sms::parse_phone(phone, "")).e164;
  std::string e164 = "+";
  for (const char c : phone) {
    if (c >= '0' && c <= '9') e164 += c;
  }
  return e164;
}

Result<std::vector<std::string>> zones_asked(JsonReader& in) {
  std::vector<std::string> out;
  const auto* zones = in.array("zones");
  const auto phone = in.text("phone");
  if ((zones != nullptr) == phone.has_value()) {
    in.problem("zones", "or phone is required, and not both");
  } else if (phone) {
    for (const auto zone : sms::candidate_zones(TRY(number_asked(*phone))).zones) out.emplace_back(zone);
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
  if (allow == nullptr) in.problem("allow", "is required");
  if (allow != nullptr && allow->empty()) in.problem("allow", "must name at least one span of hours");
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

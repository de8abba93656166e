// Every campaign message leaves inside the campaign's hours in every zone its recipient may be in, by the product's
// clock. The zones come from the product's own map (which must name the one we know of the number's range); the local
// time is worked out here again, from the tz database alone.
#include <date/tz.h>
#include <fmt/format.h>

#include "flow/compliance/candidates.h"
#include "sms/zones.h"
#include "tests/sim/checkers/checkers.h"
#include "tests/sim/scenario.h"

namespace tidings::sim {
namespace {

struct Local {
  unsigned weekday;  // 0 Monday
  int minute;
};

Local local_time(const std::string& zone, Instant at) {
  const auto local =
      date::locate_zone(zone)->to_local(date::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{at.ms}});
  const auto day = date::floor<date::days>(local);
  return {date::weekday{day}.iso_encoding() - 1,
          static_cast<int>(std::chrono::duration_cast<std::chrono::minutes>(local - day).count())};
}

bool open(const AllowedHours& hours, Local at) {
  if (hours.allow.empty()) return true;
  for (const AllowedSpan& span : hours.allow) {
    const auto on = [&](unsigned day) { return (span.days >> (day % 7) & 1U) != 0; };
    if (span.end_minute > span.start_minute) {
      if (on(at.weekday) && at.minute >= span.start_minute && at.minute < span.end_minute) return true;
    } else {  // over midnight: it belongs to the day it starts on
      if (on(at.weekday) && at.minute >= span.start_minute) return true;
      if (on(at.weekday + 6) && at.minute < span.end_minute) return true;
    }
  }
  return false;
}

std::string known_zone(const std::string& phone) {
  for (const NumberRange& range : number_ranges()) {
    if (phone.starts_with(range.prefix)) return range.zone;
  }
  return {};
}

}  // namespace

Findings check_window(const History& history) {
  Findings out;
  std::map<int64_t, const Contact*> contacts;
  for (const Contact& contact : history.ending.contacts) contacts[contact.id.value] = &contact;
  std::map<std::string, std::vector<std::string>> zones_of;
  for (const Left& left : history.left) {
    const auto* row = history.message(left.message);
    if (row == nullptr || row->kind != MessageKind::campaign) continue;
    const auto* campaign = History::find(history.ending.campaigns, row->campaign.value);
    const auto contact = contacts.find(row->contact.value);
    if (campaign == nullptr || contact == contacts.end()) {
      out.add(fmt::format("message {} belongs to nobody", left.message));
      continue;
    }
    const Contact& person = *contact->second;
    const AllowedHours hours = history.setting(*campaign, left.when.order).hours;
    auto zones = compliance::candidate_zones(person, sms::candidate_zones(person.phone).zones).zones;
    if (zones.empty()) out.add(fmt::format("message {} left for {} without a known zone", left.message, person.phone));
    const std::string known = known_zone(person.phone);
    if (!person.zone_confirmed && !known.empty() && std::ranges::find(zones, known) == zones.end())
      zones.push_back(known);
    for (const auto& zone : zones) {
      const Local at = local_time(zone, left.when.wall);
      if (open(hours, at)) continue;
      out.add(fmt::format("message {} left at {}, {:02}:{:02} of weekday {} in {}, outside {}", left.message,
                          format_utc(left.when.wall), at.minute / 60, at.minute % 60, at.weekday + 1, zone,
                          tidings::describe(hours)));
    }
  }
  return out;
}

}  // namespace tidings::sim

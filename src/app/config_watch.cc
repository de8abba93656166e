#include "app/config_watch.h"

namespace tidings::app {

watch::ReconcilerOptions read_reconciliation(ConfigSource& in) {
  watch::ReconcilerOptions out;
  const auto key = [](const char* name) { return std::string("reconciliation.") + name; };
  const auto whole = [&](const char* name, int64_t value, int64_t unit) {
    return in.integer(key(name), value / unit, 0, 1'000'000) * unit;
  };
  out.on = in.boolean(key("enabled"), out.on);
  out.light_every_ms = whole("every_min", out.light_every_ms, kMinuteMs);
  out.light_window_ms = whole("window_min", out.light_window_ms, kMinuteMs);
  out.full_hour = static_cast<int>(whole("full_hour", out.full_hour, 1));
  out.full_window_ms = whole("full_days", out.full_window_ms, kDayMs);
  out.grace_ms = whole("grace_s", out.grace_ms, kSecondMs);
  out.requests_per_s = in.number(key("requests_per_s"), out.requests_per_s, 0, 1000);
  out.incident_share = in.number(key("incident_share"), out.incident_share, 0, 1);
  out.incident_least = whole("incident_least", out.incident_least, 1);
  if (const auto good = out.validate(); !good) in.problem(good.error().where, good.error().what);
  return out;
}

}  // namespace tidings::app

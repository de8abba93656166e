#include "app/config_watch.h"

#include <algorithm>

#include "flow/inbox/opt_outs.h"

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

watch::BreakerOptions read_breakers(ConfigSource& in) {
  watch::BreakerOptions out;
  const auto key = [](const char* name) { return std::string("breakers.") + name; };
  const auto minutes = [&](const char* name, int64_t ms) {
    return in.integer(key(name), ms / kMinuteMs, 0, 10'080) * kMinuteMs;
  };
  out.on = in.boolean(key("enabled"), out.on);
  out.window_ms = minutes("window_min", out.window_ms);
  out.opt_out_share = in.number(key("opt_out_share"), out.opt_out_share, 0, 1);
  out.filtered_share = in.number(key("filtered_share"), out.filtered_share, 0, 1);
  out.failed_share = in.number(key("failed_share"), out.failed_share, 0, 1);
  out.silence_ms = minutes("silence_min", out.silence_ms);
  if (const auto good = out.validate(); !good) in.problem(good.error().where, good.error().what);
  return out;
}

watch::SmokeOptions read_smoke(ConfigSource& in, const std::vector<Sender>& senders) {
  watch::SmokeOptions out;
  out.to = in.text("smoke.to");
  out.from = in.text("smoke.from");
  out.hour = static_cast<int>(in.integer("smoke.hour", out.hour, 0, 23));
  out.deadline_ms = in.integer("smoke.deadline_s", out.deadline_ms / kSecondMs, 1, 12 * 3600) * kSecondMs;
  if (!out.to.empty() && !inbox::looks_like_e164(out.to))
    in.problem("smoke.to", "must be a number such as +12025550142: a phone of yours");
  if (!out.from.empty() && std::ranges::find(senders, out.from, &Sender::address) == senders.end())
    in.problem("smoke.from", "must be the address of a [[sender]] of this file");
  if (const auto good = out.validate(); !good) in.problem(good.error().where, good.error().what);
  return out;
}

watch::CanaryOptions read_canary(ConfigSource& in, const std::vector<Sender>& senders) {
  watch::CanaryOptions out;
  out.every_ms = in.integer("canary.every_min", out.every_ms / kMinuteMs, 1, 7 * 24 * 60) * kMinuteMs;
  out.deadline_ms = in.integer("canary.deadline_s", out.deadline_ms / kSecondMs, 1, 24 * 3600) * kSecondMs;
  for (const auto& index : in.children("canary.pair")) {
    const std::string at = "canary.pair." + index;
    watch::CanaryPair pair{in.text(at + ".from"), in.text(at + ".to")};
    for (const auto& [key, address] : {std::pair{".from", &pair.from}, {".to", &pair.to}}) {
      if (std::ranges::find(senders, *address, &Sender::address) == senders.end())
        in.problem(at + key, "must be the address of a [[sender]] of this file: a canary goes to numbers of our own");
    }
    if (!pair.to.starts_with('+'))
      in.problem(at + ".to", "must be a number that can be written to, such as +12025550142");
    if (pair.from == pair.to) in.problem(at + ".to", "must not be its own sender: carriers refuse that");
    out.pairs.push_back(std::move(pair));
  }
  if (const auto good = out.validate(); !good) in.problem(good.error().where, good.error().what);
  return out;
}

}  // namespace tidings::app

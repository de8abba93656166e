#include "flow/watch/incidents.h"

namespace tidings::watch {

Incidents::Incidents(Env env)
    : env_(env), resolved_(env.metrics.counter("incidents_resolved_total", "incidents that were over")) {
  for (const auto severity : {Severity::info, Severity::warning, Severity::error, Severity::critical}) {
    opened_[severity] = &env.metrics.counter("incidents_opened_total", "incidents by severity",
                                             {{"severity", std::string(store::incidents::to_string(severity))}});
  }
}

bool Incidents::open(store::Session& s, std::string_view key, Severity severity, std::string_view text, Instant now) {
  const auto opened = store::incidents::open(s, key, severity, text, now);
  if (!opened.fresh) return false;
  opened_.at(severity)->add();
  env_.log.error("incident_opened", {{"incident", opened.id.value},
                                     {"key", key},
                                     {"severity", store::incidents::to_string(severity)},
                                     {"text", text}});
  return true;
}

bool Incidents::resolve(store::Session& s, std::string_view key, std::string_view resolution, Instant now) {
  if (!store::incidents::resolve(s, key, resolution, now)) return false;
  resolved_.add();
  env_.log.info("incident_resolved", {{"key", key}, {"resolution", resolution}});
  return true;
}

}  // namespace tidings::watch

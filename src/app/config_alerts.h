// The [alert.NAME] sections: who is told of incidents, and by which way. Private to app/.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/config_source.h"
#include "flow/watch/alert_routes.h"

namespace tidings::app {

struct AlertConfig {
  std::string name;
  store::incidents::Severity least = store::incidents::Severity::warning;
  std::optional<service::pagerduty::Options> pagerduty;  // one of the two
  std::optional<watch::MailTo> mail;
};

std::vector<AlertConfig> read_alerts(ConfigSource& in);

// The runners must outlive the routes.
std::vector<std::unique_ptr<watch::AlertRoute>> make_alert_routes(const std::vector<AlertConfig>& all, HttpRunner& http,
                                                                  MailRunner& mail);

}  // namespace tidings::app

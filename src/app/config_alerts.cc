#include "app/config_alerts.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidings::app {
namespace {

using store::incidents::Severity;

constexpr Severity kSeverities[] = {Severity::info, Severity::warning, Severity::error, Severity::critical};

Severity read_severity(ConfigSource& in, const std::string& key) {
  const auto word = in.text(key, "warning");
  for (const auto one : kSeverities) {
    if (word == to_string(one)) return one;
  }
  in.problem(key, fmt::format("'{}' is no severity", word), "info, warning, error or critical");
  return Severity::warning;
}

bool is_address(std::string_view text) {
  const size_t at = text.rfind('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size();
}

std::string read_address(ConfigSource& in, const std::string& key, std::string text) {
  if (!is_address(text)) in.problem(key, fmt::format("'{}' is no address", text), "such as ops@example.org");
  return text;
}

service::pagerduty::Options read_pagerduty(ConfigSource& in, const std::string& at) {
  service::pagerduty::Options out;
  out.url = in.text(at + ".url", out.url);
  out.routing_key = Secret(in.text(at + ".routing_key"));
  if (const auto good = out.validate(); !good)
    in.problem(at + "." + good.error().where, good.error().what, good.error().hint);
  return out;
}

watch::MailTo read_mail(ConfigSource& in, const std::string& at) {
  watch::MailTo out;
  out.server.url = in.text(at + ".server");
  out.server.user = in.text(at + ".user");
  out.server.password = Secret(in.text(at + ".password"));
  out.server.ca_file = in.text(at + ".ca_file");
  const auto tls = in.text(at + ".tls", "required");
  if (tls != "required" && tls != "none")
    in.problem(at + ".tls", fmt::format("'{}' is neither required nor none", tls),
               "required: STARTTLS on smtp://, TLS on smtps://; none: only for a server on this machine");
  out.server.tls = tls == "none" ? MailServer::Tls::none : MailServer::Tls::required;
  const std::string& url = out.server.url;
  const bool smtp = url.starts_with("smtp://"), smtps = url.starts_with("smtps://");
  const auto parts = split_url("http" + (smtp || smtps ? url.substr(url.find(':')) : "://"));
  if ((!smtp && !smtps) || !parts || parts->host.empty()) {
    in.problem(at + ".server", fmt::format("'{}' is no mail server", url),
               "smtp://mail.example.org:587 or smtps://mail.example.org:465");
  } else if (out.server.tls == MailServer::Tls::none && (smtps || !is_loopback(*parts))) {
    in.problem(at + ".tls", "none is only for smtp:// to a server on this machine", "leave it out");
  }
  if (out.server.user.empty() != out.server.password.empty())
    in.problem(at + (out.server.user.empty() ? ".user" : ".password"),
               "a user needs a password, and a password a user");
  out.from = read_address(in, at + ".from", in.text(at + ".from"));
  for (const auto& index : in.children(at + ".to"))
    out.to.push_back(read_address(in, at + ".to", in.text(at + ".to." + index)));
  if (out.to.empty()) out.to.push_back(read_address(in, at + ".to", in.text(at + ".to")));
  return out;
}

}  // namespace

std::vector<AlertConfig> read_alerts(ConfigSource& in) {
  std::vector<AlertConfig> out;
  for (const auto& name : in.children("alert")) {
    const std::string at = "alert." + name;
    AlertConfig one{.name = name, .least = read_severity(in, at + ".least"), .pagerduty = {}, .mail = {}};
    const auto type = in.text(at + ".type");
    if (type == "pagerduty") {
      one.pagerduty = read_pagerduty(in, at);
    } else if (type == "email") {
      one.mail = read_mail(in, at);
    } else {
      in.problem(at + ".type", fmt::format("'{}' is no way to tell people", type), "pagerduty or email");
    }
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<std::unique_ptr<watch::AlertRoute>> make_alert_routes(const std::vector<AlertConfig>& all, HttpRunner& http,
                                                                  MailRunner& mail) {
  std::vector<std::unique_ptr<watch::AlertRoute>> out;
  for (const auto& one : all) {
    if (one.pagerduty)
      out.push_back(std::make_unique<watch::PagerDutyRoute>(one.name, one.least, *one.pagerduty, http));
    if (one.mail) out.push_back(std::make_unique<watch::MailRoute>(one.name, one.least, *one.mail, mail));
  }
  return out;
}

}  // namespace tidings::app

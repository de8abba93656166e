#include "flow/watch/alert_routes.h"

#include <fmt/format.h>

#include "base/limits.h"

namespace tidings::watch {

using store::incidents::Severity;

PagerDutyRoute::PagerDutyRoute(std::string name, Severity least, service::pagerduty::Options options,
                               HttpRunner& runner)
    : AlertRoute(std::move(name), least), options_(std::move(options)), runner_(runner) {}

void PagerDutyRoute::tell(const service::Alert& alert, Done done) const {
  runner_.send(service::pagerduty::build_event(options_, alert), [done = std::move(done)](const HttpResult& result) {
    using End = service::pagerduty::End;
    auto answer = service::pagerduty::read_event(result);
    done({answer.end == End::taken     ? Told::End::done
          : answer.end == End::refused ? Told::End::refused
                                       : Told::End::later,
          std::move(answer.problem), answer.least_wait_ms});
  });
}

MailRoute::MailRoute(std::string name, Severity least, MailTo mail, MailRunner& runner)
    : AlertRoute(std::move(name), least), mail_(std::move(mail)), runner_(runner) {}

void MailRoute::tell(const service::Alert& alert, Done done) const {
  const auto first_line = alert.text.substr(0, alert.text.find('\n'));
  Mail mail{
      .from = mail_.from,
      .to = mail_.to,
      .subject = fmt::format("[Tidings] {}: {}", alert.resolved ? "resolved" : alert.severity, first_line),
      .text = fmt::format("{}\n\n{}: {}\nat: {}\nincident: {}\n", alert.text,
                          alert.resolved ? "resolved at" : "found at", alert.source, format_utc(alert.at), alert.key),
      .id = fmt::format("{}-{}", alert.key, alert.resolved ? "resolved" : "opened")};
  runner_.send(mail_.server, std::move(mail), [done = std::move(done)](MailResult result) {
    done({result.end == MailEnd::taken     ? Told::End::done
          : result.end == MailEnd::refused ? Told::End::refused
                                           : Told::End::later,
          std::move(result.problem), 0});
  });
}

}  // namespace tidings::watch

// The ways an incident reaches people: PagerDuty, mail. A route turns a notice into a request of its runner and the
// answer into what to do next. Any thread; what they point at outlives them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/http.h"
#include "base/mail.h"
#include "service/alert.h"
#include "service/pagerduty/pagerduty.h"
#include "store/incidents.h"

namespace tidings::watch {

// How telling somebody ended.
struct Told {
  enum class End { done, refused, later };  // refused: the other side will not have it; asking again is no use
  End end = End::later;
  std::string problem;
  int64_t least_wait_ms = 0;  // later: not sooner
};

class AlertRoute {
 public:
  using Done = std::function<void(Told)>;
  AlertRoute(std::string name, store::incidents::Severity least) : name_(std::move(name)), least_(least) {}
  virtual ~AlertRoute() = default;

  const std::string& name() const { return name_; }
  store::incidents::Severity least() const { return least_; }  // milder ones are not told
  // done: exactly once, from any thread, short.
  virtual void tell(const service::Alert& alert, Done done) const = 0;

 private:
  std::string name_;
  store::incidents::Severity least_;
};

class PagerDutyRoute final : public AlertRoute {
 public:
  PagerDutyRoute(std::string name, store::incidents::Severity least, service::pagerduty::Options options,
                 HttpRunner& runner);
  void tell(const service::Alert& alert, Done done) const override;

 private:
  service::pagerduty::Options options_;
  HttpRunner& runner_;
};

struct MailTo {
  MailServer server;
  std::string from;
  std::vector<std::string> to;
};

class MailRoute final : public AlertRoute {
 public:
  MailRoute(std::string name, store::incidents::Severity least, MailTo mail, MailRunner& runner);
  void tell(const service::Alert& alert, Done done) const override;

 private:
  MailTo mail_;
  MailRunner& runner_;
};

}  // namespace tidings::watch

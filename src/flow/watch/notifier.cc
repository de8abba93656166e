#include "flow/watch/notifier.h"

#include <algorithm>

#include "base/limits.h"

namespace tidings::watch {
namespace {

using store::alerts::kOpened;
using store::alerts::kResolved;
using store::alerts::Notice;

constexpr int64_t kAtOnce = 16;
constexpr int64_t kLook = 200;
constexpr int64_t kFirstRetryMs = 15 * kSecondMs;
constexpr int64_t kMostRetryMs = 15 * kMinuteMs;

std::tuple<std::string, int64_t, std::string> key_of(const Notice& notice) {
  return {notice.route, notice.incident.value, notice.what};
}

int64_t retry_after_ms(int attempts) {
  return std::min(kMostRetryMs, kFirstRetryMs << std::clamp(attempts - 1, 0, 10));
}

service::Alert alert_of(const store::incidents::Incident& incident, bool resolved, const std::string& source) {
  return {.key = incident.key + "#" + std::to_string(incident.id.value),
          .resolved = resolved,
          .severity = std::string(to_string(incident.severity)),
          .text = resolved && !incident.resolution.empty() ? incident.text + "\nresolved: " + incident.resolution
                                                           : incident.text,
          .source = source,
          .at = resolved ? incident.resolved_at : incident.opened_at};
}

}  // namespace

Notifier::Notifier(Env env, store::Database& database, std::vector<std::unique_ptr<AlertRoute>> routes,
                   std::string source)
    : env_(env),
      database_(database),
      routes_(std::move(routes)),
      source_(std::move(source)),
      mailbox_(std::make_shared<Mailbox<Answer>>()) {
  for (const auto& one : routes_) {
    const auto counter = [&](const char* result) {
      return &env.metrics.counter("watch_alerts_total", "attempts to tell people of incidents",
                                  {{"route", one->name()}, {"result", result}});
    };
    told_[one->name()] = {counter("told"), counter("failed")};
  }
}

Notifier::~Notifier() { mailbox_->on_put(nullptr); }

const AlertRoute* Notifier::route(std::string_view name) const {
  const auto at = std::ranges::find_if(routes_, [&](const auto& one) { return one->name() == name; });
  return at == routes_.end() ? nullptr : at->get();
}

Result<size_t> Notifier::tick() {
  if (routes_.empty()) return size_t{0};
  for (auto& answer : mailbox_->take()) unread_.push_back(std::move(answer));
  const Instant now = env_.clock.now();
  if (unread_.empty()) {  // nothing to do most of the time: no transaction
    bool waits = false;
    TRY(database_.read([&](store::Session& s) -> Result<> {
      waits = work_waits(s, now);
      return {};
    }));
    if (!waits) return size_t{0};
  }
  size_t did = 0;
  std::vector<std::pair<Notice, service::Alert>> leaving;
  TRY(database_.write([&](store::Session& s) -> Result<> {
    did = 0;
    leaving.clear();
    for (const auto& answer : unread_) settle(s, answer, now);
    for (const auto& one : routes_) did += look(s, *one, now);
    did += mind_open(s, now);
    for (auto& notice : store::alerts::due(s, now, kAtOnce)) {
      if (telling_.contains(key_of(notice)) &&
          std::ranges::none_of(unread_, [&](const auto& a) { return key_of(a.notice) == key_of(notice); }))
        continue;
      const auto incident = store::incidents::by_id(s, notice.incident);
      if (!incident || route(notice.route) == nullptr) {  // the route was taken out of the configuration
        notice.state = "refused";
        notice.problem = "there is no such route any more";
        store::alerts::set(s, notice);
        store::alerts::end(s, notice.route, notice.incident);
        continue;
      }
      leaving.emplace_back(notice, alert_of(*incident, notice.what == kResolved, source_));
    }
    return {};
  }));
  did += unread_.size() + leaving.size();
  for (const auto& answer : unread_) {
    telling_.erase(key_of(answer.notice));
    const auto& [done, failed] = told_.at(answer.notice.route);
    (answer.told.end == Told::End::done ? done : failed)->add();
    if (answer.told.end != Told::End::done) {
      env_.log.error("alert_not_told", {{"route", answer.notice.route},
                                        {"incident", answer.notice.incident.value},
                                        {"problem", answer.told.problem}});
    }
  }
  unread_.clear();
  for (auto& [notice, alert] : leaving) {
    telling_[key_of(notice)] = true;
    route(notice.route)->tell(alert, [mailbox = mailbox_, notice](Told told) {
      mailbox->put({notice, std::move(told)});
    });
  }
  return did;
}

bool Notifier::work_waits(store::Session& s, Instant now) const {
  for (const auto& one : routes_) {
    if (!store::alerts::unseen(s, one->name(), 1).empty()) return true;
  }
  const auto due = store::alerts::due(s, now, kAtOnce);
  if (std::ranges::any_of(due, [&](const auto& notice) { return !telling_.contains(key_of(notice)); })) return true;
  return std::ranges::any_of(store::alerts::open(s, kLook), [&](const auto& one) {
    const auto* to = route(one.route);
    if (one.resolved_at.ms == 0) return one.state == "below" && to != nullptr && one.severity >= to->least();
    return one.state != "pending" ||
           (one.attempts == 0 && !telling_.contains({one.route, one.incident.value, "opened"}));
  });
}

// Incidents this route has not looked at. What was over before is nobody's news.
size_t Notifier::look(store::Session& s, const AlertRoute& route, Instant now) const {
  const auto fresh = store::alerts::unseen(s, route.name(), kLook);
  for (const auto& one : fresh) {
    const bool over = one.resolved_at.ms != 0;
    const auto* state = over ? "old" : one.severity < route.least() ? "below" : "pending";
    store::alerts::add(s, route.name(), one.incident, kOpened, state, over, now);
  }
  return fresh.size();
}

// What was opened and is over now, or has become worse.
size_t Notifier::mind_open(store::Session& s, Instant now) const {
  size_t did = 0;
  for (const auto& one : store::alerts::open(s, kLook)) {
    const auto* to = route(one.route);
    const bool worse = one.state == "below" && to != nullptr && one.severity >= to->least();
    if (one.resolved_at.ms == 0 && !worse) continue;
    Notice notice{.route = one.route,
                  .incident = one.incident,
                  .what = std::string(kOpened),
                  .state = one.state,
                  .attempts = one.attempts,
                  .next_at = now,
                  .made_at = now};
    const bool asking = telling_.contains(key_of(notice));
    if (one.resolved_at.ms == 0) {
      notice.state = "pending";
      store::alerts::set(s, notice);
    } else if (one.state == "pending" && (asking || one.attempts > 0)) {
      continue;  // it may have been told: first that, then that it is over
    } else {
      if (one.state == "pending") {
        notice.state = "spared";
        store::alerts::set(s, notice);
      }
      if (one.state == "done") store::alerts::add(s, one.route, one.incident, kResolved, "pending", true, now);
      store::alerts::end(s, one.route, one.incident);
    }
    ++did;
  }
  return did;
}

void Notifier::settle(store::Session& s, const Answer& answer, Instant now) const {
  Notice notice = answer.notice;
  ++notice.attempts;
  notice.problem = answer.told.problem;
  switch (answer.told.end) {
    case Told::End::done:
      notice.state = "done";
      break;
    case Told::End::refused:
      notice.state = "refused";
      break;
    case Told::End::later:
      notice.next_at = now + std::max(retry_after_ms(notice.attempts), answer.told.least_wait_ms);
      if (now - notice.made_at > limits::kAlertKeptMs) notice.state = "refused";  // nobody waits for it any more
      break;
  }
  store::alerts::set(s, notice);
}

}  // namespace tidings::watch

// Tells people of incidents by every route, once when one is opened and once when it is over, whatever crashes between:
// what is to be told is a row before it is told, and stays one until the other side has taken it. An incident that is
// over before anybody was told is not told at all. At least once: a notice whose answer was lost is told again, under
// the same key. One node at a time; one thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/env.h"
#include "base/mailbox.h"
#include "base/result.h"
#include "flow/watch/alert_routes.h"
#include "store/alerts.h"
#include "store/database.h"

namespace tidings::watch {

class Notifier {
 public:
  // source: which deployment speaks, for people.
  Notifier(Env env, store::Database& database, std::vector<std::unique_ptr<AlertRoute>> routes, std::string source);
  ~Notifier();

  // How much was told, answered or newly found.
  Result<size_t> tick();
  void on_arrival(std::function<void()> wake) { mailbox_->on_put(std::move(wake)); }

 private:
  struct Answer {
    store::alerts::Notice notice;
    Told told;
  };
  bool work_waits(store::Session& s, Instant now) const;
  size_t look(store::Session& s, const AlertRoute& route, Instant now) const;
  size_t mind_open(store::Session& s, Instant now) const;
  void settle(store::Session& s, const Answer& answer, Instant now) const;
  const AlertRoute* route(std::string_view name) const;

  Env env_;
  store::Database& database_;
  std::vector<std::unique_ptr<AlertRoute>> routes_;
  std::string source_;
  std::map<std::string, std::pair<Counter*, Counter*>> told_;  // by route: done, failed
  std::map<std::tuple<std::string, int64_t, std::string>, bool> telling_;
  std::vector<Answer> unread_;
  std::shared_ptr<Mailbox<Answer>> mailbox_;
};

}  // namespace tidings::watch

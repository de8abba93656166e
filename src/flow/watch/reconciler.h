// Asks the carriers what really happened, and applies what no webhook told: a light check often, over the last hour (or
// since the last one), a full one daily over the last days, and whenever somebody asks. On the journey: beside intake.
// One thread, on the node whose turn it is; answers come by mailbox.
//
// A run goes through the carrier's list a page at a time, newest first, no faster than the rate set; a page is one
// transaction together with the run's cursor, so a crash repeats one page at most, and repeating changes nothing. One
// run a carrier at once. In memory: one page a carrier.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/env.h"
#include "base/http.h"
#include "base/mailbox.h"
#include "flow/watch/clock_check.h"
#include "flow/watch/comparison.h"
#include "flow/watch/incidents.h"
#include "flow/watch/options.h"

namespace tidings::watch {

// What somebody asks for. A carrier's name, or empty: all that can be asked. from 0: as far back as the daily one.
struct Asked {
  std::string carrier;
  Instant from, until;  // until 0: now
  std::string by;
};

class Reconciler {
 public:
  // carriers must outlive this; those that have no list are left out.
  Reconciler(Env env, store::Database& database, HttpRunner& runner,
             const std::vector<const carrier::Carrier*>& carriers, Sink sink, ReconcilerOptions options);
  ~Reconciler();

  // How long the next tick may wait, in milliseconds. Errors are the store's own: nothing is lost, it is tried again.
  Result<int64_t> tick();
  void on_arrival(std::function<void()> wake) { mailbox_->on_put(std::move(wake)); }

  // Any thread that holds a writing Session. Errors: not_found (no such carrier), invalid_argument, not_yet (it cannot
  // be asked), conflict (one waits already).
  Result<std::vector<Run>> ask(store::Session& s, const Asked& asked, Instant now) const;
  std::vector<std::string> carriers() const;  // that can be asked

 private:
  struct Page {
    ReconciliationId run;
    int64_t pages = 0;  // which page of the run it is
    std::vector<carrier::FoundMessage> messages;
    std::string next_url;
    std::vector<size_t> media_wanted;  // of these messages, the last one first
    bool looked = false;               // whose media are wanted
    int tries = 0;
  };
  struct Lane {
    std::string name;
    const carrier::Carrier* carrier = nullptr;
    bool in_flight = false, asks_media = false;
    std::optional<Run> run;    // whose page is asked for
    std::optional<Page> page;  // read, not stored yet
    int64_t next_ms = 0;       // monotonic; no request before
    int64_t failing_since_ms = 0;
    int failures = 0;
    bool began_anew = false;  // its cursor was no good
    struct Metrics {
      Counter *done, *failed, *receipts, *inbound, *not_ours, *requests;
      std::map<store::reconciliations::Kind, Gauge*> last;
    } metrics;
  };
  struct Arrival {
    size_t lane;
    HttpResult result;
  };

  Result<int64_t> step(size_t at);
  Result<bool> next_run(Lane& lane);
  std::optional<Run> due(store::Session& s, const Lane& lane, Instant now) const;
  void ask_page(size_t at);
  void send(size_t at, HttpRequest request);
  Result<> read(Lane& lane, const HttpResult& result);
  Result<> read_media(Lane& lane, const HttpResult& result);
  Result<> look_for_media(Lane& lane);
  Result<> store_page(Lane& lane);
  void conclude(store::Session& s, const Run& run, Instant now);
  Result<> trouble(Lane& lane, const Error& error);
  Result<> end_failed(Lane& lane, const Error& error);
  bool began_anew(Lane& lane, const Error& error);

  Env env_;
  store::Database& database_;
  HttpRunner& runner_;
  ReconcilerOptions options_;
  Comparison comparison_;
  ClockCheck clock_check_;
  Incidents incidents_;
  std::vector<Lane> lanes_;
  std::deque<Arrival> unread_;
  Instant started_at_;
  std::shared_ptr<Mailbox<Arrival>> mailbox_;
};

}  // namespace tidings::watch

// Looks up the numbers of imports that asked for it, at services outside. Journey: between the rows of a file, judged,
// and the transaction that stores them; never the gate. Requests go over the HttpRunner, answers come by mailbox and
// become rows before anybody acts on them. One thread (the imports'), but for on_arrival's caller.
//
// Money is the care here: a question is written down and counted against the budget before it leaves. A number that has
// an answer which still holds is not asked again, whoever asks, also after a crash; only what was under way then is.
// A service that is down, refuses, or whose budget is used up is left alone for a while.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/env.h"
#include "base/http.h"
#include "base/mailbox.h"
#include "domain/ids.h"
#include "service/number_lookup.h"
#include "store/database.h"
#include "store/lookups.h"

namespace tidings::flow {

// What people know of a service before they use it.
struct LookupTerms {
  std::string name;
  int64_t price = 0;  // of one call, in millionths of the currency
  std::string currency;
};

struct LookupService {
  LookupTerms terms;
  std::shared_ptr<const service::NumberLookup> asks;
  int64_t cache_ms = 90 * kDayMs;
  int64_t budget_per_day = 0;  // calls, by days of UTC; 0: no limit
  int64_t budget_total = 0;    // calls ever; 0: no limit
  double rate_per_s = 10;
  size_t in_flight = 5;
};

// What is known of a row's number.
enum class LookupWord {
  reachable,      // valid, and of a line that gets texts, or may
  unknown_line,   // valid, of a line nobody knows
  invalid,        // no number of its plan
  gets_no_texts,  // a landline, a pager
  missing,        // the service answers for others, but not for this one
  away,           // the service is down, refuses, is not configured, or its budget is used up
  coming,         // asked for, or about to be
};

class Lookups {
 public:
  Lookups(Env env, store::Database& database, HttpRunner& runner, std::vector<LookupService> services);
  ~Lookups();
  Lookups(const Lookups&) = delete;

  void on_arrival(std::function<void()> wake) { mailbox_->on_put(std::move(wake)); }

  // How it stands with these numbers (E.164; an empty one is not asked for and reachable). Those without an answer are
  // asked for from now on. A service that is not configured answers nothing.
  Result<std::vector<LookupWord>> look(ImportId import, const std::string& service,
                                       const std::vector<std::string>& phones);
  // The same without asking anybody: `coming` is what would have to be asked.
  Result<std::vector<LookupWord>> known(const std::string& service, const std::vector<std::string>& phones);

  // It wants nothing more that was not asked yet: its rows are stored, or it has ended.
  void drop(ImportId import);

  // Stores what came, asks what may be asked now. How much was done.
  Result<size_t> tick();
  Result<size_t> settle();  // only stores what came
  size_t in_flight() const;
  // Why there is nothing to be had from the service now; empty when there is.
  std::string trouble(const std::string& service) const;
  // Changes whenever looking again is worth while: nothing is under way any more, or there is trouble.
  uint64_t stirred() const { return stirred_; }

 private:
  struct Pending {
    int64_t number;
    std::string phone;
    ImportId import;
    Instant asked_at = {};
  };
  struct Lane {
    LookupService service;
    std::deque<Pending> pending;
    std::set<int64_t> waiting;  // pending or flying
    std::map<int64_t, Pending> flying;
    double tokens = 0;
    int64_t tokens_at_ms = 0;
    int failures = 0;           // in a row
    std::set<int64_t> failing;  // the numbers they were about
    bool was_there = false;     // it has answered since the process began
    bool down = false;
    int64_t wait_until_ms = 0;  // monotonic
    std::string trouble;
    Counter *asked = nullptr, *answered = nullptr, *failed = nullptr;
    Gauge* used = nullptr;
  };
  struct Arrival {
    size_t lane;
    int64_t number;
    HttpResult result;
  };
  struct Leaving {
    size_t lane;
    Pending what;
  };

  Lane* lane_of(const std::string& service);
  bool is_down(const Lane& lane) const;
  static bool hopeless(const Lane& lane, const store::lookups::Word& stored, Instant now);
  Result<size_t> begin();
  Result<> forget();
  size_t room(Lane& lane) const;
  int64_t budget_left(store::Session& s, Lane& lane, Instant now, std::string& why) const;
  void take_up(ImportId import, Lane& lane, int64_t number, const std::string& phone);
  void give_up(Lane& lane, int64_t number);
  void answered(Lane& lane, const Pending& what);
  void failed(Lane& lane, Pending what, const service::LookupAnswer& answer);
  void pause(Lane& lane, int64_t ms, bool down, std::string_view problem);
  std::string name_of(const Lane& lane) const { return "lookup:" + lane.service.terms.name; }

  Env env_;
  store::Database& database_;
  HttpRunner& runner_;
  std::vector<Lane> lanes_;
  std::vector<Arrival> unread_;
  uint64_t stirred_ = 0;
  int64_t next_forget_ms_ = 0;
  std::shared_ptr<Mailbox<Arrival>> mailbox_;
};

}  // namespace tidings::flow

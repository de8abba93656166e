// Washes ahead: asks the registers that are asked number by number about those whom messages are planned for, before
// the gate has to know. On the journey: beside dispatch, never inside the gate; what a register says becomes a row, and
// held messages to its number are decided anew. One thread runs tick(); answers come by mailbox. One node at a time.
//
// Money is the care here: every submitted number is charged. A wash and its reference are stored, and its numbers taken
// off the budget, before the request leaves. One that may have arrived is never repeated: its result is asked for by
// the reference after 30 s, after 30 s more, after 30 minutes (the register's own advice). Only when the register has
// then said that it knows no such reference, or after a day, are its numbers washed by a new one. A register that is
// down or says no is left alone for a while; everything it binds is held meanwhile.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/env.h"
#include "base/http.h"
#include "base/limits.h"
#include "base/mailbox.h"
#include "domain/campaign.h"
#include "domain/dnc_register.h"
#include "service/washer.h"
#include "store/registers.h"
#include "store/washes.h"

namespace tidings::registers {

struct WashRegister {
  DncRegister terms;
  std::shared_ptr<const service::Washer> washer;
  int64_t cache_ms = kDayMs;                      // an answer holds so long, unless the terms say less
  int64_t budget_per_day = 0;                     // numbers, by days of UTC; 0: no limit
  int64_t budget_per_month = 0;                   // in 31 days
  int64_t result_after_ms = limits::kWashLookMs;  // an unclear wash: first looks for its result
};

class WashStage {
 public:
  WashStage(Env env, store::Database& database, HttpRunner& runner, std::vector<WashRegister> registers);
  ~WashStage();

  // How much was asked, answered or found; 0 = nothing to do now.
  Result<size_t> tick();
  void on_arrival(std::function<void()> wake) { mailbox_->on_put(std::move(wake)); }

 private:
  using Batch = store::washes::Batch;
  enum class Asked { wash, result, balance };
  struct Lane {
    WashRegister reg;
    RegisterId id;
    std::vector<std::string> pending;       // to be washed
    std::unordered_set<std::string> known;  // pending, or in an open wash
    size_t asking = 0, unclear = 0;         // open washes
    int failures = 0;                       // in a row
    int64_t wait_until_ms = 0;              // monotonic; no new wash before
    int64_t balance_at_ms = 0;
    bool budget_told = false;
    Counter* washed = nullptr;
    Counter* trouble = nullptr;
    Gauge* balance = nullptr;
    Gauge* used = nullptr;
  };
  struct Arrival {
    size_t lane;
    WashBatchId batch;  // none: the balance
    Asked what;
    HttpResult result;
  };
  struct Leaving {
    size_t lane;
    WashBatchId batch;
    Asked what;
    HttpRequest request;
  };
  // Where the looking for numbers stands: campaigns that run, then those that will, by their audience.
  struct Round {
    struct Stop {
      CampaignId campaign;
      WorkspaceId workspace;
      bool by_audience;
      Audience audience;
      Instant due;  // by audience: of all
      Channel channel = Channel::text;
    };
    std::vector<Stop> stops;
    size_t at = 0;
    Instant due;
    MessageId message;
    ContactId contact;
  };

  void know_lanes(store::Session& s);
  void know_open(const std::vector<Batch>& open);
  bool hungry() const;
  bool may_begin(const Lane& lane) const;
  size_t look_at_held(store::Session& s, Instant now);
  size_t look_at_planned(store::Session& s, Instant now);
  void plan_round(store::Session& s, Instant now);
  void take_up(store::Session& s, const std::vector<store::washes::Waiting>& waiting, Instant now);
  bool due(const std::vector<Batch>& open, Instant now) const;

  void settle(store::Session& s, const Arrival& arrival, Instant now);
  void settle_wash(store::Session& s, Lane& lane, Batch batch, const service::WashAnswer& answer, Instant now);
  void settle_result(store::Session& s, Lane& lane, Batch batch, const service::WashAnswer& answer, Instant now);
  void keep_words(store::Session& s, Lane& lane, Batch& batch, const service::WashAnswer& answer, Instant now);
  void look_later(store::Session& s, Lane& lane, Batch& batch, std::string_view problem, Instant now);
  void end(store::Session& s, Batch& batch, store::washes::State state, std::string_view problem, Instant now);
  void read_balance(Lane& lane, const HttpResult& result);
  void go_on(store::Session& s, Batch batch, std::vector<Leaving>& leaving, Instant now);
  void begin_washes(store::Session& s, size_t lane, std::vector<Leaving>& leaving, Instant now);
  void ask_balances(std::vector<Leaving>& leaving);
  void send(std::vector<Leaving> leaving);
  int64_t budget_left(store::Session& s, Lane& lane, Instant now) const;
  void back_off(Lane& lane, int64_t ms, std::string_view problem);
  std::optional<size_t> lane_of(RegisterId id) const;

  Env env_;
  store::Database& database_;
  HttpRunner& runner_;
  std::vector<Lane> lanes_;
  std::vector<Arrival> unread_;
  std::set<WashBatchId> flying_;     // a question about it is under way
  std::set<WashBatchId> not_taken_;  // we know that the register has not seen it: the same may go again
  MessageId held_;
  Round round_;
  int64_t next_held_ms_ = 0, next_round_ms_ = 0;
  bool looked_all_ = false;  // there is nobody more to wash for now
  std::shared_ptr<Mailbox<Arrival>> mailbox_;
};

}  // namespace tidings::registers

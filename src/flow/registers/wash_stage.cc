#include "flow/registers/wash_stage.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "sms/phone.h"
#include "sms/places.h"
#include "store/campaigns.h"
#include "store/contacts.h"
#include "store/ledger.h"

namespace tidings::registers {
namespace {

namespace washes = store::washes;
using service::WashEnd;
using store::Session;
using washes::State;

constexpr int64_t kMonthDays = 31;
constexpr int64_t kMarginMost = kHourMs;  // an answer that ends sooner after a message is due is asked for anew

// As long as an answer of now holds.
int64_t holds_ms(const WashRegister& reg) {
  return reg.terms.max_age_ms > 0 ? std::min(reg.cache_ms, reg.terms.max_age_ms) : reg.cache_ms;
}

std::string service_name(const WashRegister& reg) { return "register:" + reg.terms.name; }

}  // namespace

WashStage::WashStage(Env env, store::Database& database, HttpRunner& runner, std::vector<WashRegister> registers)
    : env_(env), database_(database), runner_(runner), mailbox_(std::make_shared<Mailbox<Arrival>>()) {
  for (auto& reg : registers) {
    check(reg.washer != nullptr && reg.cache_ms > 0, "a register that is asked has a washer and keeps its answers");
    Lane lane;
    const MetricLabels labels{{"register", reg.terms.name}};
    lane.washed = &env_.metrics.counter("register_numbers_washed_total", "numbers a register has answered for", labels);
    lane.trouble = &env_.metrics.counter("register_trouble_total", "questions to a register that failed", labels);
    lane.balance = &env_.metrics.gauge("register_balance", "numbers that may still be washed, by the register", labels);
    lane.used = &env_.metrics.gauge("register_used_today", "numbers submitted in this day of UTC", labels);
    lane.reg = std::move(reg);
    lanes_.push_back(std::move(lane));
  }
}

WashStage::~WashStage() { mailbox_->on_put(nullptr); }

Result<size_t> WashStage::tick() {
  if (lanes_.empty()) return size_t{0};
  for (auto& one : mailbox_->take()) unread_.push_back(std::move(one));
  const Instant now = env_.clock.now();
  if (!lanes_.front().id) {
    TRY(database_.write([&](Session& s) -> Result<> {
      know_lanes(s);
      return {};
    }));
  }
  size_t found = 0;
  bool work = !unread_.empty();
  TRY(database_.read([&](Session& s) -> Result<> {
    const auto open = washes::open(s);
    know_open(open);
    if (hungry()) found = look_at_held(s, now) + look_at_planned(s, now);
    work = work || due(open, now);
    return {};
  }));
  const int64_t now_ms = env_.clock.monotonic_ms();
  for (const auto& lane : lanes_) {
    work = work || (lane.wait_until_ms <= now_ms && may_begin(lane));
  }
  std::vector<Leaving> leaving;
  if (work) {
    TRY(database_.write([&](Session& s) -> Result<> {
      leaving.clear();
      for (const auto& arrival : unread_) settle(s, arrival, now);
      const auto open = washes::open(s);
      know_open(open);
      for (const auto& batch : open) go_on(s, batch, leaving, now);
      for (size_t i = 0; i < lanes_.size(); ++i) begin_washes(s, i, leaving, now);
      return {};
    }));
    for (const auto& arrival : unread_) flying_.erase(arrival.batch);
  }
  const size_t done = unread_.size() + leaving.size() + found;
  unread_.clear();
  ask_balances(leaving);
  send(std::move(leaving));
  return done;
}

void WashStage::know_lanes(Session& s) {
  for (auto& lane : lanes_) lane.id = store::registers::put(s, lane.reg.terms.name, env_.clock.now());
}

std::optional<size_t> WashStage::lane_of(RegisterId id) const {
  for (size_t i = 0; i < lanes_.size(); ++i) {
    if (lanes_[i].id == id) return i;
  }
  return std::nullopt;
}

void WashStage::know_open(const std::vector<Batch>& open) {
  for (auto& lane : lanes_) {
    lane.known.clear();
    lane.known.insert(lane.pending.begin(), lane.pending.end());
    lane.asking = lane.unclear = 0;
  }
  for (const auto& batch : open) {
    const auto at = lane_of(batch.of);
    if (!at) continue;
    auto& lane = lanes_[*at];
    ++(batch.state == State::asking ? lane.asking : lane.unclear);
    lane.known.insert(batch.numbers.begin(), batch.numbers.end());
    // Not forgotten when a commit failed in which they were to leave.
    std::erase_if(lane.pending,
                  [&](const auto& number) { return std::ranges::find(batch.numbers, number) != batch.numbers.end(); });
  }
}

// ---- whose numbers

bool WashStage::hungry() const {
  return std::ranges::any_of(lanes_, [&](const Lane& lane) {
    return lane.wait_until_ms <= env_.clock.monotonic_ms() &&
           lane.pending.size() < limits::kWashInFlight * lane.reg.washer->most_numbers();
  });
}

// Held messages come first: they are due.
size_t WashStage::look_at_held(Session& s, Instant now) {
  if (env_.clock.monotonic_ms() < next_held_ms_) return 0;
  const auto page = washes::held(s, held_, limits::kWashScan);
  take_up(s, page, now);
  if (static_cast<int64_t>(page.size()) < limits::kWashScan) {
    held_ = {};
    next_held_ms_ = env_.clock.monotonic_ms() + limits::kWashHeldMs;
    return 0;
  }
  held_ = page.back().id;
  return page.size();
}

void WashStage::plan_round(Session& s, Instant now) {
  round_ = {};
  for (const auto& campaign : store::campaigns::in_status(s, CampaignStatus::active)) {
    if (campaign.purpose != Purpose::marketing) continue;
    if (sends_texts(campaign.type)) round_.stops.push_back({campaign.id, campaign.workspace, false, {}, {}});
    if (makes_calls(campaign.type))
      round_.stops.push_back({campaign.id, campaign.workspace, false, {}, {}, Channel::call});
  }
  int64_t ahead_ms = 0;
  for (const auto& lane : lanes_) ahead_ms = std::max(ahead_ms, holds_ms(lane.reg) / 2);
  for (const auto& campaign : store::campaigns::in_status(s, CampaignStatus::scheduled)) {
    if (campaign.purpose != Purpose::marketing || campaign.starts_at > now + ahead_ms) continue;
    round_.stops.push_back({campaign.id, campaign.workspace, true, campaign.audience, std::max(campaign.starts_at, now),
                            sends_texts(campaign.type) ? Channel::text : Channel::call});
  }
}

size_t WashStage::look_at_planned(Session& s, Instant now) {
  if (round_.at >= round_.stops.size()) {
    looked_all_ = true;
    if (env_.clock.monotonic_ms() < next_round_ms_) return 0;
    next_round_ms_ = env_.clock.monotonic_ms() + limits::kWashRoundMs;
    plan_round(s, now);
    if (round_.stops.empty()) return 0;
  }
  looked_all_ = false;
  const auto& stop = round_.stops[round_.at];
  std::vector<washes::Waiting> page;
  if (stop.by_audience) {
    for (auto& contact :
         store::contacts::of_audience(s, stop.workspace, stop.audience, round_.contact, limits::kWashScan)) {
      round_.contact = contact.id;
      page.push_back({{}, std::move(contact.phone), stop.due, stop.channel});
    }
  } else {
    page = washes::planned(s, stop.campaign, round_.due, round_.message, limits::kWashScan, stop.channel);
    if (!page.empty()) round_.due = page.back().not_before, round_.message = page.back().id;
  }
  take_up(s, page, now);
  if (static_cast<int64_t>(page.size()) < limits::kWashScan) {
    ++round_.at;
    round_.due = {};
    round_.message = {};
    round_.contact = {};
    looked_all_ = round_.at >= round_.stops.size();
  }
  return page.size();
}

// Those of them that a register binds and has no lasting answer for.
void WashStage::take_up(Session& s, const std::vector<washes::Waiting>& waiting, Instant now) {
  struct Asked {
    size_t lane, waiting;
  };
  std::vector<Asked> asked;
  std::vector<store::registers::WordAsked> words;
  for (size_t w = 0; w < waiting.size(); ++w) {
    const auto& phone = waiting[w].phone;
    const auto number = register_number(phone);
    const auto read = sms::read_phone(phone, {});
    if (!number || !read) continue;
    const auto parts = sms::candidate_places(phone);
    for (size_t i = 0; i < lanes_.size(); ++i) {
      const auto& lane = lanes_[i];
      const bool early = waiting[w].not_before > now + holds_ms(lane.reg) / 2;  // its answer would be old by then
      if (early || lane.known.contains(phone) || !binds(lane.reg.terms, read->region, parts)) continue;
      if (!lane.reg.terms.concerns(waiting[w].channel) || !lane.reg.washer->takes(phone)) continue;
      asked.push_back({i, w});
      words.push_back({lane.id, *number});
    }
  }
  store::registers::words(s, words, [&](size_t at, std::optional<store::registers::Word> word) {
    auto& lane = lanes_[asked[at].lane];
    const auto& one = waiting[asked[at].waiting];
    const int64_t margin = std::min(holds_ms(lane.reg) / 4, kMarginMost);
    if (word) {
      Instant until = word->expires_at;
      if (lane.reg.terms.max_age_ms > 0) until = std::min(until, word->at + lane.reg.terms.max_age_ms);
      if (until > std::max(now, one.not_before) + margin) return;
    }
    if (lane.known.insert(one.phone).second) lane.pending.push_back(one.phone);
  });
}

// ---- washes under way

bool WashStage::due(const std::vector<Batch>& open, Instant now) const {
  return std::ranges::any_of(open, [&](const Batch& batch) {
    if (flying_.contains(batch.id)) return false;
    return batch.next_at <= now || (batch.state == State::asking && !not_taken_.contains(batch.id));
  });
}

// An open wash that nobody is asking about.
void WashStage::go_on(Session& s, Batch batch, std::vector<Leaving>& leaving, Instant now) {
  const auto at = lane_of(batch.of);
  const bool unread = std::ranges::any_of(unread_, [&](const Arrival& one) { return one.batch == batch.id; });
  if (!at || (flying_.contains(batch.id) && !unread)) return;
  auto& lane = lanes_[*at];
  if (batch.state == State::asking) {
    if (!not_taken_.contains(batch.id)) {  // another process, or another node, was about to ask
      return look_later(s, lane, batch, "who asked is gone", now);
    }
    if (batch.next_at > now) return;
    leaving.push_back({*at, batch.id, Asked::wash, lane.reg.washer->build_wash(batch.reference, batch.numbers)});
    return;
  }
  if (batch.next_at > now) return;
  if (now - batch.asked_at > limits::kWashGiveUpMs) return end(s, batch, State::lost, batch.problem, now);
  if (auto request = lane.reg.washer->build_result(batch.reference)) {
    leaving.push_back({*at, batch.id, Asked::result, std::move(*request)});
  } else {
    end(s, batch, State::lost, batch.problem, now);  // nobody can say; its numbers are washed by another
  }
}

int64_t WashStage::budget_left(Session& s, Lane& lane, Instant now) const {
  const auto name = service_name(lane.reg);
  const auto today = washes::used(s, name, now);
  lane.used->set(static_cast<double>(today));
  int64_t left = INT64_MAX;
  if (lane.reg.budget_per_day > 0) left = lane.reg.budget_per_day - today;
  if (lane.reg.budget_per_month > 0) {
    left = std::min(left, lane.reg.budget_per_month - washes::used(s, name, now - (kMonthDays - 1) * kDayMs));
  }
  return std::max<int64_t>(left, 0);
}

bool WashStage::may_begin(const Lane& lane) const {
  if (lane.pending.empty() || lane.unclear >= limits::kWashUnclear) return false;
  if (lane.pending.size() < lane.reg.washer->most_numbers() && !looked_all_) return false;  // it may become fuller
  // After trouble one at a time.
  return lane.asking < (lane.failures > 0 ? 1 : limits::kWashInFlight);
}

void WashStage::begin_washes(Session& s, size_t at, std::vector<Leaving>& leaving, Instant now) {
  auto& lane = lanes_[at];
  const size_t most = lane.reg.washer->most_numbers();
  while (lane.wait_until_ms <= env_.clock.monotonic_ms() && may_begin(lane)) {
    const int64_t budget = budget_left(s, lane, now);
    if (budget == 0) {
      if (!std::exchange(lane.budget_told, true)) {
        env_.log.warn("register_budget_used_up", {{"register", lane.reg.terms.name}, {"waiting", lane.pending.size()}});
      }
      lane.wait_until_ms = env_.clock.monotonic_ms() + limits::kWashBackOffMs;
      return;
    }
    lane.budget_told = false;
    const auto n =
        static_cast<size_t>(std::min<int64_t>(budget, static_cast<int64_t>(std::min(most, lane.pending.size()))));
    Batch batch;
    batch.of = lane.id;
    batch.reference = fmt::format("tidings-{:016x}", env_.random.next());
    batch.numbers.assign(lane.pending.begin(), lane.pending.begin() + static_cast<ptrdiff_t>(n));
    batch.asked_at = now;
    batch.next_at = now + lane.reg.result_after_ms;
    batch.id = washes::add(s, batch);
    washes::use(s, service_name(lane.reg), now, static_cast<int64_t>(n));
    lane.pending.erase(lane.pending.begin(), lane.pending.begin() + static_cast<ptrdiff_t>(n));
    ++lane.asking;
    leaving.push_back({at, batch.id, Asked::wash, lane.reg.washer->build_wash(batch.reference, batch.numbers)});
  }
}

void WashStage::ask_balances(std::vector<Leaving>& leaving) {
  const int64_t now_ms = env_.clock.monotonic_ms();
  for (size_t i = 0; i < lanes_.size(); ++i) {
    auto& lane = lanes_[i];
    if (now_ms < lane.balance_at_ms) continue;
    lane.balance_at_ms = now_ms + limits::kWashBalanceMs;
    if (auto request = lane.reg.washer->build_balance())
      leaving.push_back({i, {}, Asked::balance, std::move(*request)});
  }
}

void WashStage::send(std::vector<Leaving> leaving) {
  for (auto& one : leaving) {
    if (one.batch) flying_.insert(one.batch);
    not_taken_.erase(one.batch);
    runner_.send(std::move(one.request),
                 [mailbox = mailbox_, lane = one.lane, batch = one.batch, what = one.what](HttpResult result) {
                   mailbox->put({lane, batch, what, std::move(result)});
                 });
  }
}

// ---- what came back

void WashStage::settle(Session& s, const Arrival& arrival, Instant now) {
  auto& lane = lanes_[arrival.lane];
  if (arrival.what == Asked::balance) return read_balance(lane, arrival.result);
  auto batch = washes::by_id(s, arrival.batch);
  if (!batch || batch->ended_at.ms != 0) return;  // another node has ended it
  const auto& washer = *lane.reg.washer;
  if (arrival.what == Asked::wash) {
    settle_wash(s, lane, *batch, washer.read_wash(arrival.result, batch->numbers), now);
  } else {
    settle_result(s, lane, *batch, washer.read_result(arrival.result, batch->numbers), now);
  }
}

void WashStage::settle_wash(Session& s, Lane& lane, Batch batch, const service::WashAnswer& answer, Instant now) {
  switch (answer.end) {
    case WashEnd::answered:
      lane.failures = 0;
      lane.wait_until_ms = 0;
      return keep_words(s, lane, batch, answer, now);
    case WashEnd::not_taken:
      back_off(lane, 0, answer.problem);
      not_taken_.insert(batch.id);
      batch.next_at = now + (lane.wait_until_ms - env_.clock.monotonic_ms());
      batch.problem = answer.problem;
      washes::move(s, batch);
      return;
    case WashEnd::refused:
      back_off(lane, limits::kWashBackOffMostMs, answer.problem);
      washes::use(s, service_name(lane.reg), batch.asked_at, -static_cast<int64_t>(batch.numbers.size()));
      return end(s, batch, State::refused, answer.problem, now);
    case WashEnd::in_work:
      return look_later(s, lane, batch, answer.problem, now);
    case WashEnd::unclear:
    case WashEnd::never_seen:
      back_off(lane, 0, answer.problem);
      return look_later(s, lane, batch, answer.problem, now);
  }
}

void WashStage::settle_result(Session& s, Lane& lane, Batch batch, const service::WashAnswer& answer, Instant now) {
  constexpr int64_t kLooks = 3;
  switch (answer.end) {
    case WashEnd::answered:
      lane.failures = 0;
      lane.wait_until_ms = 0;
      return keep_words(s, lane, batch, answer, now);
    case WashEnd::never_seen:
      ++batch.looks;
      if (batch.looks >= kLooks) return end(s, batch, State::lost, answer.problem, now);
      return look_later(s, lane, batch, answer.problem, now);
    case WashEnd::in_work:
      ++batch.looks;
      return look_later(s, lane, batch, answer.problem, now);
    case WashEnd::not_taken:
    case WashEnd::refused:
    case WashEnd::unclear:  // a question that got no answer is none
      back_off(lane, 0, answer.problem);
      return look_later(s, lane, batch, answer.problem, now);
  }
}

void WashStage::keep_words(Session& s, Lane& lane, Batch& batch, const service::WashAnswer& answer, Instant now) {
  std::vector<std::pair<int64_t, store::registers::Word>> words;
  for (const auto& [phone, said] : answer.words) {
    const auto number = register_number(phone);
    if (number) words.push_back({*number, {said, now, now + holds_ms(lane.reg)}});
  }
  store::registers::put_words(s, lane.id, batch.id, words);
  for (const auto& [phone, said] : answer.words) store::ledger::wake(s, phone, Reason::register_unknown, now);
  lane.washed->add(static_cast<double>(words.size()));
  end(s, batch, State::done, {}, now);
}

void WashStage::look_later(Session& s, Lane& lane, Batch& batch, std::string_view problem, Instant now) {
  constexpr int64_t kSoonLooks = 2;
  batch.state = State::unclear;
  batch.problem = problem;
  batch.next_at = now + (batch.looks < kSoonLooks ? lane.reg.result_after_ms : limits::kWashLookLaterMs);
  washes::move(s, batch);
}

void WashStage::end(Session& s, Batch& batch, State state, std::string_view problem, Instant now) {
  batch.state = state;
  batch.problem = problem;
  batch.ended_at = now;
  washes::move(s, batch);
  if (state == State::done) return;
  env_.log.warn("register_wash_ended", {{"wash", batch.id.value},
                                        {"state", washes::to_string(state)},
                                        {"numbers", batch.numbers.size()},
                                        {"problem", problem}});
}

void WashStage::read_balance(Lane& lane, const HttpResult& result) {
  const auto balance = lane.reg.washer->read_balance(result);
  if (balance) {
    lane.balance->set(static_cast<double>(*balance));
    env_.log.info("register_balance", {{"register", lane.reg.terms.name}, {"numbers", *balance}});
  } else {
    lane.trouble->add();
    env_.log.warn("register_balance_unknown",
                  {{"register", lane.reg.terms.name}, {"problem", balance.error().describe()}});
  }
}

// ms 0: 30 s, doubled with every failure in a row.
void WashStage::back_off(Lane& lane, int64_t ms, std::string_view problem) {
  constexpr int kDoublings = 6;
  if (ms == 0) ms = std::min(limits::kWashBackOffMs << std::min(lane.failures, kDoublings), limits::kWashBackOffMostMs);
  ++lane.failures;
  lane.trouble->add();
  lane.wait_until_ms = env_.clock.monotonic_ms() + ms;
  env_.log.warn("register_trouble", {{"register", lane.reg.terms.name}, {"again_ms", ms}, {"problem", problem}});
}

}  // namespace tidings::registers

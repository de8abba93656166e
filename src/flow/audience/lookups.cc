#include "flow/audience/lookups.h"

#include <algorithm>

#include "base/check.h"
#include "base/limits.h"
#include "domain/dnc_register.h"
#include "store/erased_numbers.h"
#include "store/imports.h"
#include "store/lookups.h"
#include "store/washes.h"

namespace tidings::flow {
namespace {

namespace lookups = store::lookups;
using service::LookupEnd;
using store::Session;

constexpr int kDoublings = 9;
constexpr int64_t kForgetEvery = 1000;

LookupWord word_of(const lookups::Answer& answer) {
  if (!answer.valid) return LookupWord::invalid;
  if (!answer.reachable) return LookupWord::gets_no_texts;
  return answer.line_type == to_string(service::LineType::unknown) ? LookupWord::unknown_line : LookupWord::reachable;
}

lookups::Answer kept(const service::LookupAnswer& a) {
  return {.valid = a.valid,
          .reachable = a.valid && !service::never_gets_texts(a.type),
          .line_type = std::string(to_string(a.type)),
          .country = a.country,
          .carrier = a.carrier};
}

}  // namespace

Lookups::Lookups(Env env, store::Database& database, HttpRunner& runner, std::vector<LookupService> services)
    : env_(env), database_(database), runner_(runner), mailbox_(std::make_shared<Mailbox<Arrival>>()) {
  for (auto& one : services) {
    check(one.asks != nullptr && one.cache_ms > 0 && one.in_flight > 0 && one.rate_per_s > 0,
          "a look-up service asks, keeps its answers and has a rate");
    const MetricLabels labels{{"service", one.terms.name}};
    Lane lane;
    lane.asked = &env_.metrics.counter("lookup_calls_total", "questions to a look-up service", labels);
    lane.answered = &env_.metrics.counter("lookup_answers_total", "answers of a look-up service", labels);
    lane.failed = &env_.metrics.counter("lookup_trouble_total", "questions that got no answer", labels);
    lane.used = &env_.metrics.gauge("lookup_used_today", "calls in this day of UTC", labels);
    lane.tokens = static_cast<double>(one.in_flight);
    lane.service = std::move(one);
    lanes_.push_back(std::move(lane));
  }
}

Lookups::~Lookups() { mailbox_->on_put(nullptr); }

Lookups::Lane* Lookups::lane_of(const std::string& service) {
  const auto at = std::ranges::find_if(lanes_, [&](const Lane& lane) { return lane.service.terms.name == service; });
  return at == lanes_.end() ? nullptr : &*at;
}

bool Lookups::is_down(const Lane& lane) const { return lane.down && env_.clock.monotonic_ms() < lane.wait_until_ms; }

// It is the number's own: the service answers for others.
bool Lookups::hopeless(const Lane& lane, const lookups::Word& stored, Instant now) {
  if (stored.answered || stored.asked_at.ms != 0 || stored.expires_at <= now) return false;
  const bool alone = lane.was_there && lane.failing.size() == 1;
  return (stored.tries >= limits::kLookupTries && lane.failures == 0) ||
         (stored.tries >= limits::kLookupTriesAlone && alone);
}

std::string Lookups::trouble(const std::string& service) const {
  for (const auto& lane : lanes_) {
    if (lane.service.terms.name == service) return lane.trouble;
  }
  return "no look-up service of this name is configured any more";
}

Result<std::vector<LookupWord>> Lookups::known(const std::string& service, const std::vector<std::string>& phones) {
  return look({}, service, phones);
}

Result<std::vector<LookupWord>> Lookups::look(ImportId import, const std::string& service,
                                              const std::vector<std::string>& phones) {
  Lane* lane = lane_of(service);
  const Instant now = env_.clock.now();
  std::vector<LookupWord> out(phones.size(), LookupWord::reachable);
  std::vector<size_t> at;
  std::vector<int64_t> numbers;
  std::vector<std::optional<lookups::Word>> words;
  TRY(database_.read([&](Session& s) -> Result<> {
    at.clear();
    numbers.clear();
    // Nothing is said of an erased number to anybody; its row is refused for another reason.
    const store::ErasedNumbers erased(s);
    for (size_t i = 0; i < phones.size(); ++i) {
      const auto number = register_number(phones[i]);
      if (!number || (erased.any() && erased.contains(phones[i]))) continue;
      at.push_back(i);
      numbers.push_back(*number);
    }
    words.assign(numbers.size(), std::nullopt);
    lookups::words(s, service, numbers,
                   [&](size_t i, std::optional<lookups::Word> word) { words[i] = std::move(word); });
    return {};
  }));
  for (size_t i = 0; i < numbers.size(); ++i) {
    auto& word = out[at[i]];
    const auto& stored = words[i];
    if (stored && stored->answered && stored->expires_at > now) {
      word = word_of(stored->answer);
      continue;
    }
    word = lane == nullptr ? LookupWord::away : LookupWord::coming;
    if (lane == nullptr || !import) continue;
    const bool flying = lane->flying.contains(numbers[i]);
    if (!flying && stored && hopeless(*lane, *stored, now)) {
      word = LookupWord::missing;
      give_up(*lane, numbers[i]);
      continue;
    }
    if (!flying && is_down(*lane)) word = LookupWord::away;
    take_up(import, *lane, numbers[i], phones[at[i]]);
  }
  return out;
}

void Lookups::take_up(ImportId import, Lane& lane, int64_t number, const std::string& phone) {
  if (!lane.waiting.insert(number).second) return;
  lane.pending.push_back({number, phone, import});
}

void Lookups::give_up(Lane& lane, int64_t number) {
  if (std::erase_if(lane.pending, [&](const Pending& one) { return one.number == number; }) > 0) {
    lane.waiting.erase(number);
  }
}

void Lookups::drop(ImportId import) {
  for (auto& lane : lanes_) {
    std::erase_if(lane.pending, [&](const Pending& one) {
      if (one.import == import) lane.waiting.erase(one.number);
      return one.import == import;
    });
  }
}

size_t Lookups::in_flight() const {
  size_t n = 0;
  for (const auto& lane : lanes_) n += lane.flying.size();
  return n;
}

Result<size_t> Lookups::tick() {
  const size_t settled = TRY(settle());
  const size_t begun = TRY(begin());
  TRY(forget());
  return settled + begun;
}

// ---- what came back

Result<size_t> Lookups::settle() {
  for (auto& one : mailbox_->take()) unread_.push_back(std::move(one));
  if (unread_.empty()) return size_t{0};
  const Instant now = env_.clock.now();
  std::vector<service::LookupAnswer> answers;
  for (const auto& one : unread_) {
    const auto& lane = lanes_[one.lane];
    answers.push_back(lane.service.asks->read(one.result, lane.flying.at(one.number).phone));
  }
  TRY(database_.write([&](Session& s) -> Result<> {
    for (size_t i = 0; i < unread_.size(); ++i) {
      const auto& lane = lanes_[unread_[i].lane];
      const auto& name = lane.service.terms.name;
      const int64_t number = unread_[i].number;
      if (answers[i].end == LookupEnd::answered) {
        lookups::answer(s, name, number, kept(answers[i]), now + lane.service.cache_ms);
        continue;
      }
      const bool free = answers[i].end != LookupEnd::unclear;
      lookups::release(s, name, number, free);
      if (free)
        store::washes::use(s, name_of(lane), lane.flying.at(number).asked_at, -1);  // of the day it was counted in
    }
    return {};
  }));
  for (size_t i = 0; i < unread_.size(); ++i) {
    auto& lane = lanes_[unread_[i].lane];
    auto what = std::move(lane.flying.extract(unread_[i].number).mapped());
    if (answers[i].end == LookupEnd::answered) {
      answered(lane, what);
    } else {
      failed(lane, std::move(what), answers[i]);
    }
    if (lane.flying.empty() && lane.pending.empty()) ++stirred_;
  }
  return std::exchange(unread_, {}).size();
}

void Lookups::answered(Lane& lane, const Pending& what) {
  lane.waiting.erase(what.number);
  lane.answered->add();
  lane.was_there = true;
  lane.failing.clear();
  if (std::exchange(lane.failures, 0) > 0) ++stirred_;
  if (env_.clock.monotonic_ms() < lane.wait_until_ms) return;  // asked to wait meanwhile
  lane.down = false;
  lane.trouble.clear();
}

void Lookups::failed(Lane& lane, Pending what, const service::LookupAnswer& answer) {
  lane.failed->add();
  lane.failing.insert(what.number);
  lane.pending.push_back(std::move(what));
  ++lane.failures;
  if (answer.end == LookupEnd::refused) {
    return pause(lane, limits::kLookupRefusedMs, true, answer.problem);
  }
  // What was under way together fails together: that is one failure.
  if (env_.clock.monotonic_ms() < lane.wait_until_ms) return;
  int64_t ms =
      std::min(limits::kLookupBackOffMs << std::min(lane.failures - 1, kDoublings), limits::kLookupBackOffMostMs);
  if (answer.retry_after_ms) ms = std::max(ms, *answer.retry_after_ms);
  pause(lane, ms, lane.failures >= limits::kLookupFailures, answer.problem);
}

void Lookups::pause(Lane& lane, int64_t ms, bool down, std::string_view problem) {
  lane.wait_until_ms = env_.clock.monotonic_ms() + ms;
  lane.down = down;
  lane.trouble = problem;
  ++stirred_;
  env_.log.warn("lookup_trouble",
                {{"service", lane.service.terms.name}, {"again_ms", ms}, {"down", down}, {"problem", problem}});
}

// ---- what leaves

size_t Lookups::room(Lane& lane) const {
  const int64_t now_ms = env_.clock.monotonic_ms();
  const double most = static_cast<double>(lane.service.in_flight);
  lane.tokens += static_cast<double>(now_ms - lane.tokens_at_ms) * lane.service.rate_per_s / 1000.0;
  lane.tokens = std::min(lane.tokens, most);
  lane.tokens_at_ms = now_ms;
  if (now_ms < lane.wait_until_ms || lane.pending.empty()) return 0;
  const size_t most_flying = lane.failures > 0 ? 1 : lane.service.in_flight;  // after trouble one at a time
  if (lane.flying.size() >= most_flying || lane.tokens < 1) return 0;
  return std::min({most_flying - lane.flying.size(), static_cast<size_t>(lane.tokens), lane.pending.size()});
}

int64_t Lookups::budget_left(Session& s, Lane& lane, Instant now, std::string& why) const {
  const auto name = name_of(lane);
  const auto& service = lane.service;
  const auto today = store::washes::used(s, name, now);
  lane.used->set(static_cast<double>(today));
  int64_t left = INT64_MAX;
  if (service.budget_per_day > 0) left = service.budget_per_day - today;
  if (left <= 0) why = "the look-up budget of this day is used up";
  if (service.budget_total > 0) {
    const int64_t of_all = service.budget_total - store::washes::used(s, name, Instant{0});
    if (of_all <= 0) why = "the look-up budget is used up";
    left = std::min(left, of_all);
  }
  return std::max<int64_t>(left, 0);
}

Result<size_t> Lookups::begin() {
  const Instant now = env_.clock.now();
  std::vector<size_t> rooms;
  bool any = false;
  for (auto& lane : lanes_) {
    rooms.push_back(room(lane));
    any = any || rooms.back() > 0;
  }
  if (!any) return size_t{0};
  std::vector<Leaving> leaving;
  std::vector<size_t> looked_at(lanes_.size());
  std::vector<std::string> broke(lanes_.size());
  // Who asked before that is not under way any more, unless another node has it in its hands.
  const Instant stale = database_.shared() ? now - 2 * limits::kServiceTimeoutMs : now;
  TRY(database_.write([&](Session& s) -> Result<> {
    leaving.clear();
    const store::ErasedNumbers erased(s);
    for (size_t i = 0; i < lanes_.size(); ++i) {
      auto& lane = lanes_[i];
      looked_at[i] = 0;
      broke[i].clear();
      if (rooms[i] == 0) continue;
      const auto left = static_cast<uint64_t>(budget_left(s, lane, now, broke[i]));
      const size_t most = std::min<uint64_t>(rooms[i], left);
      for (size_t asked = 0; asked < most && looked_at[i] < lane.pending.size(); ++looked_at[i]) {
        const auto& one = lane.pending[looked_at[i]];
        if (erased.any() && erased.contains(one.phone)) continue;
        const auto& name = lane.service.terms.name;
        if (!lookups::ask(s, name, one.number, now, now + limits::kLookupForgetMs, stale)) continue;
        if (!store::imports::asked(s, one.import)) {  // cancelled: nobody wants to know
          lookups::release(s, name, one.number, true);
          continue;
        }
        store::washes::use(s, name_of(lane), now, 1);
        leaving.push_back({i, one});
        ++asked;
      }
    }
    return {};
  }));
  for (size_t i = 0; i < lanes_.size(); ++i) {
    auto& lane = lanes_[i];
    for (size_t n = 0; n < looked_at[i]; ++n) {
      lane.waiting.erase(lane.pending.front().number);
      lane.pending.pop_front();
    }
    // Until the day ends; what is for ever ends with a new configuration only, but somebody may look.
    if (!broke[i].empty()) pause(lane, kDayMs - now.ms % kDayMs, true, broke[i]);
    if (looked_at[i] > 0 && lane.pending.empty()) ++stirred_;
  }
  for (auto& one : leaving) {
    auto& lane = lanes_[one.lane];
    lane.tokens -= 1;
    lane.asked->add();
    lane.waiting.insert(one.what.number);
    auto request = lane.service.asks->build(one.what.phone);
    const int64_t number = one.what.number;
    one.what.asked_at = now;
    lane.flying.insert_or_assign(number, std::move(one.what));
    runner_.send(std::move(request), [mailbox = mailbox_, lane = one.lane, number](HttpResult result) {
      mailbox->put({lane, number, std::move(result)});
    });
  }
  return leaving.size();
}

Result<> Lookups::forget() {
  const int64_t now_ms = env_.clock.monotonic_ms();
  if (now_ms < next_forget_ms_) return {};
  int64_t gone = 0;
  TRY(database_.write([&](Session& s) -> Result<> {
    gone = lookups::forget_old(s, env_.clock.now(), kForgetEvery);
    return {};
  }));
  next_forget_ms_ = now_ms + (gone < kForgetEvery ? kHourMs : 0);
  return {};
}

}  // namespace tidings::flow

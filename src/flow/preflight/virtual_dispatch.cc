#include "flow/preflight/virtual_dispatch.h"

#include <algorithm>

#include "base/limits.h"
#include "flow/compliance/introduction.h"
#include "flow/dispatch/sender_order.h"

namespace tidings::preflight {
namespace {

using dispatch::bucket_key;
using dispatch::Charges;
using dispatch::Limited;

constexpr uint64_t kStepsBetweenLooks = 4096;  // whether anybody still waits for the answer

// No rule's number.
uint8_t nobody() { return static_cast<uint8_t>(compliance::gate_rules().size()); }

}  // namespace

VirtualDispatch::VirtualDispatch(const Pool& pool, AudienceScan& audience, const std::function<bool()>& gone,
                                 Preflight& out)
    : pool_(pool), audience_(audience), gone_(gone), out_(out), buckets_(out.starts_at.ms), now_(out.starts_at) {
  buckets_.set_rate(bucket_key(Limited::deployment, 0), pool.deployment_per_s, now_ms());
  buckets_.set_rate(bucket_key(Limited::workspace, pool.workspace.id.value), pool.workspace.rate_per_s, now_ms());
  buckets_.set_rate(bucket_key(Limited::campaign, pool.campaign.id.value), pool.campaign.rate_per_s, now_ms());
  int64_t number = 0;
  for (const auto& [name, per_s] : pool.carrier_per_s)
    buckets_.set_rate(bucket_key(Limited::carrier, number++), per_s, now_ms());
  for (const auto& sender : pool.senders) {
    buckets_.set_rate(bucket_key(Limited::sender, sender.id.value), sender.segments_per_s, now_ms());
    lanes_.push_back({.sender = &sender, .claimed = {}});
  }
  for (const auto& sender : pool.senders) day_ += static_cast<size_t>(std::max(sender.daily_cap, 0));
  if (lanes_.empty()) lanes_.emplace_back();
  load_ = [this](const Sender& sender, int64_t) {
    const auto at = pool_.uses.find(sender.id.value);
    return at == pool_.uses.end() ? std::vector<MinuteUse>{} : at->second;
  };
  brands_.set_brands(pool.brands);
  load_brand_ = [this](const std::string& brand, int64_t day) {
    const auto at = pool_.brand_used.find(brand);
    return at == pool_.brand_used.end() || at->second.first != day ? int64_t{0} : at->second.second;
  };
  now_ = std::max(now_, pool.campaign.undo_until);
}

Result<> VirtualDispatch::run() {
  while (true) {
    if (steps_++ % kStepsBetweenLooks == 0 && gone_()) {
      return fail(ErrorCode::unavailable, "nobody waits for the pre-flight any more");
    }
    if (pool_.deadline.ms != 0 && now_ >= pool_.deadline) {
      TRY(end_rest(Fate::expires, Reason::not_after_passed));
      break;
    }
    if (now_ >= out_.looked_until) {
      TRY(end_rest(Fate::later, Reason::none));
      break;
    }
    TRY(claim());
    if (claimed_ == 0 && waves_.empty() && stalled_.empty()) break;
    TRY(step());
  }
  sum_up();
  return {};
}

// The clock stops at the latest time and at the end of the look.
void VirtualDispatch::jump(Instant to) {
  if (pool_.deadline.ms != 0) to = std::min(to, pool_.deadline);
  now_ = std::max(now_, std::min(to, out_.looked_until));
}

// Rows in the order of the dispatcher: due longest, then in the order they were planned in.
Result<std::optional<VirtualDispatch::Claimed>> VirtualDispatch::next_due() {
  while (!audience_ended_) {
    auto person = TRY(audience_.next(now_));
    if (person) {
      if (out_.recipients.size() >= limits::kPreflightRecipients) {
        return fail(ErrorCode::invalid_argument, "the audience is larger than a pre-flight looks at", "audience",
                    "split it");
      }
      Entry entry;
      entry.index = static_cast<uint32_t>(out_.recipients.size());
      entry.person = dispatch::addressee(person->row.phone, person->row.known_sender.value_or(SenderId{}));
      entry.counts_for_brand = person->counts_for_brand;
      out_.recipients.push_back({.contact = person->row.contact.value});
      if (is_final(person->row.state)) {  // while its campaign was started before
        end(entry, Fate::blocked, person->row.reason, nobody());
        continue;
      }
      return Claimed{entry, std::move(person), 0};
    }
    audience_ended_ = true;
  }
  while (!waves_.empty() && waves_.begin()->first <= now_) {
    auto& wave = waves_.begin()->second;
    if (wave.empty()) {
      waves_.erase(waves_.begin());
      continue;
    }
    Claimed out{wave.front(), nullptr, 0};
    wave.pop_front();
    if (!TRY(look_again(out))) continue;
    return out;
  }
  return std::nullopt;
}

bool VirtualDispatch::stands(const Entry& entry) const {
  return entry.by_the_clock && now_ - out_.starts_at < int64_t{entry.closes_s} * kSecondMs;
}

// Gathers again where more than the clock decides; false, and ended, when somebody was deleted meanwhile.
Result<bool> VirtualDispatch::look_again(Claimed& claimed) {
  auto& entry = claimed.entry;
  if (stands(entry)) return true;
  claimed.facts = TRY(audience_.again({out_.recipients[entry.index].contact}, now_));
  if (!claimed.facts) end(entry, Fate::held, Reason::missing_fact, nobody());
  return claimed.facts != nullptr;
}

Result<> VirtualDispatch::claim() {
  while (claimed_ < pool_.places) {
    if (!stalled_.empty() && room_from_ <= now_) TRY(take_stalled());
    if (claimed_ == pool_.places || (!stalled_.empty() && stalled_.size() >= day_)) break;
    auto next = TRY(next_due());
    if (!next) break;
    if (stalled_.empty() && assign(*next)) continue;
    TRY(look_without_room(std::move(*next)));
  }
  return {};
}

std::optional<int64_t> VirtualDispatch::room(const Sender& sender) { return uses_.room(load_, sender, now_); }

bool VirtualDispatch::fits_brand(const Entry& entry, const Sender& sender, int segments) {
  if (!entry.counts_for_brand || sender.brand.empty()) return true;
  return brands_.room(load_brand_, sender.brand, now_).value_or(segments) >= segments;
}

// To the sender this person hears from, or to the next one that has room today.
bool VirtualDispatch::assign(Claimed& claimed) {
  Lane* lane = lanes_[0].sender == nullptr ? &lanes_[0] : nullptr;
  Lane* without_brand = nullptr;
  order_.clear();
  for (const auto& sender : pool_.senders) order_.push_back(&sender);
  dispatch::order_for(claimed.entry.person, {.match = pool_.workspace.policy.sender_match, .away_carrier = {}}, order_);
  for (const auto* sender : order_) {
    auto& own = lanes_[static_cast<size_t>(sender - pool_.senders.data())];
    const auto left = room(*sender);
    if (left && *left <= static_cast<int64_t>(own.claimed.size())) continue;
    if (!fits_brand(claimed.entry, *sender, claimed.entry.segments)) {
      if (without_brand == nullptr) without_brand = &own;
      continue;
    }
    lane = &own;
    break;
  }
  if (lane == nullptr) lane = without_brand;  // the gate holds it until the next day
  if (lane == nullptr) return false;
  claimed.turn = ++turns_;
  ++claimed_;
  lane->claimed.push_back(std::move(claimed));
  return true;
}

// Those who waited for a place in the day, as many as there are now.
Result<> VirtualDispatch::take_stalled() {
  while (!stalled_.empty() && claimed_ < pool_.places) {
    Claimed first{stalled_.front(), nullptr, 0};
    if (!TRY(look_again(first))) {
      stalled_.pop_front();
      continue;
    }
    if (!assign(first)) {
      room_from_ = std::max(uses_.place(load_, order_, 0, now_), now_ + 1);
      return {};
    }
    stalled_.pop_front();
  }
  return {};
}

// The gate is asked all the same: who is blocked need not wait, and hours may close for longer.
Result<> VirtualDispatch::look_without_room(Claimed claimed) {
  const auto decided = TRY(decide(claimed, nullptr));
  if (decided.verdict == compliance::Verdict::block) {
    end(claimed.entry, Fate::blocked, decided.reason, decided.rule);
  } else if (decided.for_ever) {
    end(claimed.entry, Fate::held, decided.reason, decided.rule);
  } else if (decided.verdict == compliance::Verdict::allow || decided.reason == Reason::sender_daily_cap) {
    stall(std::move(claimed));
  } else {
    hold(std::move(claimed), decided);
  }
  return {};
}

void VirtualDispatch::stall(Claimed claimed) {
  forget_facts(claimed);
  auto& recipient = out_.recipients[claimed.entry.index];
  if (recipient.waits_for == 0) recipient.waits_for = static_cast<uint8_t>(Reason::sender_daily_cap);
  if (stalled_.empty()) {
    order_.clear();
    for (const auto& sender : pool_.senders) order_.push_back(&sender);
    room_from_ = std::max(uses_.place(load_, order_, 0, now_), now_ + 1);
  }
  stalled_.push_back(claimed.entry);
}

// As the dispatcher's.
dispatch::Charges VirtualDispatch::charges_of(const Sender& sender, int segments, dispatch::Charges others) const {
  others.add(Limited::sender, sender.id.value, segments);
  const auto at = pool_.carrier_per_s.find(sender.carrier);
  if (at != pool_.carrier_per_s.end() && at->second > 0)
    others.add(Limited::carrier, std::distance(pool_.carrier_per_s.begin(), at));
  return others;
}

Result<> VirtualDispatch::step() {
  buckets_.begin_tick();
  const Charges common(pool_.workspace.id, pool_.campaign.id);
  Lane* first = nullptr;
  int64_t next_ms = INT64_MAX;
  for (auto& lane : lanes_) {
    if (lane.claimed.empty()) continue;
    if (lane.busy_until_ms > now_ms()) {
      next_ms = std::min(next_ms, lane.busy_until_ms);
    } else if (first == nullptr || lane.claimed.front().turn < first->claimed.front().turn) {
      first = &lane;
    }
  }
  if (first == nullptr) {
    if (claimed_ < pool_.places) {
      if (!stalled_.empty()) next_ms = std::min(next_ms, room_from_.ms);
      if (stalled_.size() < std::max<size_t>(day_, 1) && !waves_.empty()) {
        next_ms = std::min(next_ms, waves_.begin()->first.ms);
      }
    }
    jump({std::max(next_ms, now_ms() + 1)});
    return {};
  }
  if (const int64_t wait = buckets_.wait_ms(common.all(), now_ms()); wait > 0) {
    jump(now_ + wait);
    return {};
  }
  return look_at(*first);
}

Result<> VirtualDispatch::look_at(Lane& lane) {
  if (lane.sender != nullptr) {
    const auto own = charges_of(*lane.sender, std::max<int>(1, lane.claimed.front().entry.segments), {});
    if (const int64_t wait = buckets_.wait_ms(own.all(), now_ms()); wait > 0) {
      lane.busy_until_ms = now_ms() + wait;
      return {};
    }
  }
  auto& head = lane.claimed.front();
  const auto decided = TRY(decide(head, lane.sender));
  if (decided.verdict == compliance::Verdict::allow) {
    const auto own = charges_of(*lane.sender, head.entry.segments, {});
    if (const int64_t wait = buckets_.wait_ms(own.all(), now_ms()); wait > 0) {  // longer than it was taken for
      lane.busy_until_ms = now_ms() + wait;
      return {};
    }
    if (pool_.test_phone_opted_out) {
      end(head.entry, Fate::held, Reason::suppressed, rule_number("suppression"));
    } else {
      send(lane, head);
    }
    lane.claimed.pop_front();
  } else {
    auto done = std::move(head);
    lane.claimed.pop_front();
    if (decided.verdict == compliance::Verdict::block) {
      end(done.entry, Fate::blocked, decided.reason, decided.rule);
    } else if (decided.for_ever) {
      end(done.entry, Fate::held, decided.reason, decided.rule);
    } else {
      hold(std::move(done), decided);
    }
  }
  --claimed_;
  return {};
}

Result<VirtualDispatch::Decided> VirtualDispatch::decide(Claimed& claimed, const Sender* from) {
  if (!claimed.facts && !stands(claimed.entry))  // it closed while it waited for its sender
    claimed.facts = TRY(audience_.again({out_.recipients[claimed.entry.index].contact}, now_));
  // Others before it have used up the day of its sender's brand: it looks for another sender, or waits for the next
  // day.
  const int segments = claimed.facts ? claimed.facts->gathered.segments : claimed.entry.segments;
  if (from != nullptr && !fits_brand(claimed.entry, *from, segments)) {
    const bool elsewhere =
        std::ranges::any_of(pool_.senders, [&](const Sender& one) { return fits_brand(claimed.entry, one, segments); });
    if (elsewhere || !claimed.facts)
      return Decided{compliance::Verdict::hold, Reason::brand_daily_cap, rule_number("sender_cap"),
                     elsewhere ? now_ + 1 : dispatch::next_brand_day(now_), false};
  }
  if (claimed.facts) {
    auto decided = decide_fully(claimed.entry, *claimed.facts, from);
    claimed.entry.segments = static_cast<uint8_t>(std::clamp(claimed.facts->gathered.segments, 0, 255));
    return decided;
  }
  const auto& by_clock = classes_.decide(claimed.entry.clock_class, from != nullptr ? from->segments_per_s : 0, now_);
  return Decided{by_clock.verdict, by_clock.reason, by_clock.rule, by_clock.until, false};
}

VirtualDispatch::Decided VirtualDispatch::decide_fully(const Entry& entry, Person& person, const Sender* from) {
  auto& facts = person.gathered.facts;
  facts.now = now_;
  if (out_.tz_version.empty() && facts.tz != nullptr) out_.tz_version = facts.tz->version;
  if (out_.law_version.empty() && facts.law != nullptr) out_.law_version = facts.law->version();
  compliance::SenderFacts senders;
  for (const auto& sender : pool_.senders) {
    const auto left = room(sender);
    ++senders.active;
    if (left && *left <= 0) continue;
    if (!fits_brand(entry, sender, person.gathered.segments)) {
      ++senders.brand_full;
      senders.brand_day = dispatch::next_brand_day(now_);
      continue;
    }
    ++senders.with_room;
  }
  if (from != nullptr) senders.segments_per_s = from->segments_per_s;
  senders.no_replies = from != nullptr && from->kind == SenderKind::alphanumeric;
  if (senders.active > 0 && senders.with_room == 0) {
    order_.clear();
    for (const auto& sender : pool_.senders) order_.push_back(&sender);
    senders.room_from = uses_.place(load_, order_, static_cast<int64_t>(stalled_.size()), now_);
  }
  facts.senders = senders;
  const auto decision = gate_.decide(facts);
  Decided out{decision.verdict, decision.reason, deciding_rule(decision), decision.until, false};
  if (decision.verdict != compliance::Verdict::block) {
    if (const auto* without_end = holds_for_ever(decision)) {
      out.for_ever = true;
      out.reason = without_end->reason;
      out.rule = rule_number(without_end->rule);
    }
    // From now on only the clock decides, when all but the rules that go by it have let it pass for good.
    person.by_the_clock_only = std::ranges::all_of(decision.trace.rules, [](const compliance::RuleTrace& rule) {
      const auto ages = compliance::gate_rules()[rule_number(rule.rule)]->ages;
      if (rule.reason == Reason::sender_daily_cap || rule.reason == Reason::brand_daily_cap)
        return true;  // places are given out here
      return ages == compliance::Ages::by_the_clock || ages == compliance::Ages::never ||
             ((ages == compliance::Ages::opens || ages == compliance::Ages::closes) &&
              rule.verdict == compliance::Verdict::allow);
    });
    // Who may leave from a name next time, which nobody can answer, is looked at whole.
    const bool name_next =
        std::ranges::any_of(pool_.senders, [](const Sender& one) { return one.kind == SenderKind::alphanumeric; });
    if (name_next && !senders.no_replies && facts.body && !facts.body->other_way) person.by_the_clock_only = false;
    person.closes = decision.closes;
    // The text says again who sends when the last one to do so is too long ago.
    const auto introduced = compliance::introduced_since(pool_.workspace.policy, facts.kind, facts.purpose, now_);
    if (introduced && facts.sent && !facts.sent->at.empty() && facts.sent->at.back() > *introduced) {
      const Instant again = facts.sent->at.back() + (now_ - *introduced);
      if (!person.closes || again < *person.closes) person.closes = again;
    }
  }
  return out;
}

// All that must be remembered of somebody who waits.
void VirtualDispatch::forget_facts(Claimed& claimed) {
  if (!claimed.facts) return;
  auto& entry = claimed.entry;
  entry.by_the_clock = claimed.facts->by_the_clock_only;
  if (!entry.by_the_clock) return;
  entry.clock_class = classes_.of(claimed.facts->gathered.facts);
  entry.closes_s = UINT32_MAX;
  if (const auto closes = claimed.facts->closes)
    entry.closes_s = static_cast<uint32_t>(std::clamp<int64_t>((*closes - out_.starts_at) / kSecondMs, 0, UINT32_MAX));
}

void VirtualDispatch::hold(Claimed claimed, const Decided& decided) {
  forget_facts(claimed);
  const auto& entry = claimed.entry;
  auto& recipient = out_.recipients[entry.index];
  if (recipient.waits_for == 0) recipient.waits_for = static_cast<uint8_t>(decided.reason);
  auto& wave = waves_[decided.until];
  // Most come in their order already.
  auto at = wave.end();
  while (at != wave.begin() && std::prev(at)->index > entry.index) --at;
  wave.insert(at, entry);
}

void VirtualDispatch::send(Lane& lane, const Claimed& claimed) {
  const auto charges = charges_of(*lane.sender, claimed.entry.segments, Charges(pool_.workspace.id, pool_.campaign.id));
  buckets_.take(charges.all(), now_ms());
  buckets_.left(now_ms());
  uses_.use(load_, *lane.sender, now_);
  if (claimed.entry.counts_for_brand && !lane.sender->brand.empty())
    brands_.use(load_brand_, lane.sender->brand, claimed.entry.segments, now_);
  const auto index = static_cast<size_t>(lane.sender - pool_.senders.data());
  auto& recipient = out_.recipients[claimed.entry.index];
  recipient.fate = Fate::sends;
  recipient.after_s = static_cast<uint32_t>(now_.ms / kSecondMs - out_.starts_at.ms / kSecondMs);
  recipient.sender = static_cast<uint16_t>(index);
  recipient.segments = claimed.entry.segments;
  auto& share = out_.senders[index];
  if (share.messages == 0) share.first = now_;
  share.last = now_;
  ++share.messages;
  share.segments += claimed.entry.segments;
  const auto& country =
      claimed.facts ? claimed.facts->gathered.contact.region : classes_.region(claimed.entry.clock_class);
  auto& tally = tallies_[{index, country}];
  ++tally.messages;
  tally.segments += claimed.entry.segments;
  ++hours_[now_.ms / kHourMs];
}

void VirtualDispatch::end(const Entry& entry, Fate fate, Reason reason, uint8_t rule) {
  auto& recipient = out_.recipients[entry.index];
  recipient.fate = fate;
  recipient.reason = static_cast<uint8_t>(reason);
  recipient.rule = rule;
}

// All who are left, claimed, waiting or not even looked at.
Result<> VirtualDispatch::end_rest(Fate fate, Reason reason) {
  for (auto& lane : lanes_) {
    for (const auto& one : lane.claimed) end(one.entry, fate, reason, nobody());
    lane.claimed.clear();
  }
  for (const auto& entry : std::exchange(stalled_, {})) end(entry, fate, reason, nobody());
  for (const auto& [until, wave] : std::exchange(waves_, {})) {
    for (const auto& entry : wave) end(entry, fate, reason, nobody());
  }
  while (!audience_ended_) {
    if (gone_()) return fail(ErrorCode::unavailable, "nobody waits for the pre-flight any more");
    const auto ids = TRY(audience_.next_ids());
    for (const auto id : ids) {
      out_.recipients.push_back({.contact = id.value});
      end({.index = static_cast<uint32_t>(out_.recipients.size() - 1)}, fate, reason, nobody());
    }
    audience_ended_ = ids.empty();
  }
  return {};
}

}  // namespace tidings::preflight

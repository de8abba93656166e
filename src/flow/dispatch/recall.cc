#include "flow/dispatch/recall.h"

#include "base/check.h"
#include "base/limits.h"
#include "flow/dispatch/calls.h"

namespace tidings::dispatch {
namespace {

constexpr int64_t kLookEveryMs = 250;    // for newly stopped campaigns
constexpr int64_t kPassEveryMs = 1'000;  // until nothing of the campaign is under way
constexpr int64_t kStoppedAtOnce = 16;
constexpr int kMostTries = 5;  // then it counts as escaped
constexpr int64_t kTryAgainMs = 1'000;

// handed: on their way to the carrier when they were counted.
int64_t under_way(store::Session& s, CampaignId campaign) {
  int64_t n = 0;
  for (const auto& count : store::ledger::counts(s, campaign)) {
    if (count.state == MessageState::handed || count.state == MessageState::claimed) n += count.n;
  }
  return n;
}

}  // namespace

Recall::Recall(Env env, store::Database& database, const CarrierSet& carriers, HttpRunner& runner)
    : env_(env),
      database_(database),
      carriers_(carriers),
      runner_(runner),
      numbers_(env, database, carriers, runner),
      mailbox_(std::make_shared<Mailbox<Answer>>()),
      cancelled_(env.metrics.counter("sms_recalled_total", "messages of stopped campaigns asked back from carriers",
                                     {{"result", "cancelled"}})),
      escaped_(env.metrics.counter("sms_recalled_total", "messages of stopped campaigns asked back from carriers",
                                   {{"result", "escaped"}})) {}

Recall::~Recall() { mailbox_->on_put(nullptr); }

// A stopped campaign keeps no silenced number waiting.
Result<size_t> Recall::tick() {
  const size_t numbers = TRY(numbers_.tick());
  return numbers + TRY(tick_campaigns());
}

Result<size_t> Recall::tick_campaigns() {
  const int64_t monotonic_ms = env_.clock.monotonic_ms();
  read_answers();
  if (batch_.empty()) {
    if (monotonic_ms < next_look_ms_) return 0;
    const bool more = TRY(next_batch());
    if (!more) next_look_ms_ = monotonic_ms + kLookEveryMs;
    return more ? 1 : 0;
  }
  bool all_done = true;
  for (auto& [id, asking] : batch_) {
    if (!asking.done && asking.again_ms != 0 && asking.again_ms <= monotonic_ms) ask(asking);
    all_done = all_done && asking.done;
  }
  if (!all_done) return 0;
  TRY(settle_batch());
  return 1;
}

// The next messages to ask for; true: there is something to do at once.
Result<bool> Recall::next_batch() {
  const Instant now = env_.clock.now();
  bool more = false;
  std::vector<store::LedgerRow> found;
  bool open = false;
  TRY(database_.read([&](store::Session& s) -> Result<> {
    open = !store::recalls::open(s, 1).empty();
    return {};
  }));
  if (!open) return false;
  TRY(database_.write([&](store::Session& s) -> Result<> {
    found.clear();
    more = false;
    for (auto recall : store::recalls::open(s, kStoppedAtOnce)) {
      const int64_t end = store::recalls::page_end(s, recall, limits::kRecallScan);
      if (end != 0) {
        found = store::recalls::at_carrier(s, recall, end, limits::kRecallBatch);
        at_ = recall;
        batch_end_ = found.size() == limits::kRecallBatch ? found.back().id.value : end;
        more = true;
        if (!found.empty()) return {};
        recall.cursor = end;
        store::recalls::save(s, recall);
        continue;
      }
      // A pass has ended. What was under way when it began may have arrived behind it.
      if (recall.last_pass) {
        recall.ended_at = now;
      } else if (recall.pass_at.ms == 0 || now - recall.pass_at >= kPassEveryMs || now < recall.pass_at) {
        recall.pass_at = now;
        recall.last_pass = under_way(s, recall.campaign) == 0;
        recall.cursor = 0;
      } else {
        continue;
      }
      store::recalls::save(s, recall);
      more = true;
    }
    return {};
  }));
  for (auto& row : found) {
    auto& asking = batch_[row.id];
    asking.carrier = find_carrier(carriers_, row.carrier);
    asking.row = std::move(row);
    if (asking.carrier == nullptr) {
      asking.done = true;  // nobody left to ask
    } else {
      ask(asking);
    }
  }
  return more;
}

void Recall::ask(Asking& asking) {
  auto request = build_cancel(*asking.carrier, asking.row, env_.clock.now());
  if (!request) {
    asking.done = true;  // this carrier gives nothing back
    return;
  }
  request->timeout_ms = limits::kSendTimeoutMs;
  ++asking.tries;
  asking.again_ms = 0;
  runner_.send(std::move(*request),
               [mailbox = mailbox_, id = asking.row.id](HttpResult result) { mailbox->put({id, std::move(result)}); });
}

void Recall::read_answers() {
  for (const auto& answer : mailbox_->take()) {
    const auto it = batch_.find(answer.id);
    check(it != batch_.end(), "an answer belongs to a question");
    auto& asking = it->second;
    const auto word = read_cancel(*asking.carrier, asking.row, answer.result);
    if (word) {
      asking.done = true;
      asking.cancelled = word->state == DeliveryState::canceled;
      continue;
    }
    // Refused: it is past cancelling. No answer, or "not now": asked again.
    const auto code = word.error().code;
    const bool again = code == ErrorCode::unavailable || code == ErrorCode::rate_limited;
    asking.done = !again || asking.tries >= kMostTries;
    asking.again_ms = env_.clock.monotonic_ms() + kTryAgainMs * asking.tries;
  }
}

Result<> Recall::settle_batch() {
  const Instant now = env_.clock.now();
  double cancelled = 0;
  TRY(database_.write([&](store::Session& s) -> Result<> {
    store::Ledger ledger(s, now);
    cancelled = 0;
    for (auto& [id, asking] : batch_) {
      if (!asking.cancelled) continue;
      ++cancelled;
      // Its receipt may have said so already.
      if (auto row = store::ledger::by_id(s, id); row && row->state == MessageState::accepted) {
        ledger.carrier_word(*row, MessageState::cancelled, row->provider_id, {}, {});
      }
    }
    ledger.close();
    auto recall = at_;
    recall.cursor = batch_end_;
    for (const auto& [id, asking] : batch_) store::recalls::asked(s, recall.campaign, id, asking.cancelled);
    store::recalls::save(s, recall);
    return {};
  }));
  cancelled_.add(cancelled);
  escaped_.add(static_cast<double>(batch_.size()) - cancelled);
  batch_.clear();
  return {};
}

}  // namespace tidings::dispatch

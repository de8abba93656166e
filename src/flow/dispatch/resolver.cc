#include "flow/dispatch/resolver.h"

#include "base/check.h"
#include "store/halts.h"
#include "store/receipts.h"
#include "store/workspaces.h"

namespace tidings::dispatch {
namespace {

constexpr size_t kAskAtOnce = 32;
constexpr int kMostPages = 20;
// The carrier's clock and ours need not agree.
constexpr int64_t kClockSkewMs = 60'000;
// And ours may have been wrong by days when the message left: what is there since then with this very text may be it,
// or not. It is neither taken for it nor is the message sent again.
constexpr int64_t kClockFaultMs = 8 * kDayMs;
constexpr int64_t kUncertainAgainMs = kHourMs;

std::optional<store::events::CallHeard> heard_of(const carrier::FoundMessage& found) {
  if (!found.call) return std::nullopt;
  return store::events::CallHeard{found.call->outcome, found.call->duration_s, found.call->sequence};
}

}  // namespace

Resolver::Resolver(Env env, store::Database& database, const CarrierSet& carriers, HttpRunner& runner, Options options)
    : env_(env),
      database_(database),
      carriers_(carriers),
      runner_(runner),
      options_(std::move(options)),
      mailbox_(std::make_shared<Mailbox<Answer>>()) {}

Resolver::~Resolver() { mailbox_->on_put(nullptr); }

Result<size_t> Resolver::tick() {
  for (auto& answer : mailbox_->take()) unread_.push_back(std::move(answer));
  const Instant now = env_.clock.now();
  std::vector<Asking> fresh;
  // Nothing due and nothing come back: no transaction. By a clock that is doubted nothing is long enough ago.
  {
    bool due = !unread_.empty();
    TRY(database_.read([&](store::Session& s) -> Result<> {
      if (store::halts::clock_doubted(s)) return due = false, Result<>{};
      if (due) return {};
      for (const auto& row : store::ledger::unknown_due(s, now, kAskAtOnce)) due = due || !asking_.contains(row.id);
      return {};
    }));
    if (!due) return size_t{0};
  }
  auto asking = asking_;  // adopted when the transaction has committed
  TRY(database_.write([&](store::Session& s) -> Result<> {
    store::Ledger ledger(s, now);
    for (const auto& answer : unread_) {
      const auto it = asking.find(answer.id);
      check(it != asking.end(), "an answer belongs to a question");
      conclude(s, ledger, it->second, answer, now);
    }
    for (auto& row : store::ledger::unknown_due(s, now, kAskAtOnce)) {
      if (asking.contains(row.id) || asking.size() + fresh.size() >= kAskAtOnce) continue;
      const auto* carrier = find_carrier(carriers_, row.carrier);
      const auto sender = store::workspaces::sender_by_id(s, row.sender);
      if (carrier == nullptr || !sender || now - row.handed_at > options_.unknown_give_up_ms) {
        ledger.finish(row, MessageState::unresolved, Reason::outcome_unknown);
        continue;
      }
      Asking one{.row = std::move(row), .carrier = carrier, .from = sender->address};
      if (!question(one)) {  // only a receipt can tell
        one.row.lookups -= 1;
        ledger.look_again(one.row, now + kUncertainAgainMs);
        continue;
      }
      fresh.push_back(std::move(one));
    }
    ledger.close();
    return {};
  }));
  const size_t did = unread_.size() + fresh.size();
  for (const auto& answer : unread_) {
    auto it = asking.find(answer.id);
    if (it->second.next_url.empty()) {
      asking.erase(it);
    } else {
      ask(it->second);
    }
  }
  unread_.clear();
  for (auto& question : fresh) {
    ask(question);
    asking.emplace(question.row.id, std::move(question));
  }
  asking_ = std::move(asking);
  return did;
}

std::optional<HttpRequest> Resolver::question(const Asking& asking) const {
  const carrier::FindQuery query{asking.row.sent_to, asking.from, asking.row.handed_at - kClockFaultMs,
                                 env_.clock.now(), asking.row.handed_at};
  return asking.row.channel == Channel::call ? asking.carrier->build_find_call(query, asking.next_url)
                                             : asking.carrier->build_find(query, asking.next_url);
}

void Resolver::ask(Asking& asking) {
  auto request = question(asking);
  check(request.has_value(), "a carrier that has a list has all of it");
  request->timeout_ms = limits::kSendTimeoutMs;
  ++asking.pages;
  runner_.send(std::move(*request),
               [mailbox = mailbox_, id = asking.row.id](HttpResult result) { mailbox->put({id, std::move(result)}); });
}

// Those that carry our own id: it is this message, whatever the clocks and the text say; several are its parts.
bool Resolver::take_named(store::Session& s, store::Ledger& ledger, store::LedgerRow& row,
                          const carrier::FoundPage& page, Instant now) const {
  std::vector<const carrier::FoundMessage*> named;
  for (const auto& found : page.messages) {
    if (!found.inbound && found.to == row.sent_to && found.client_ref == std::to_string(row.id.value))
      named.push_back(&found);
  }
  if (named.empty()) return false;
  ledger.accept(row, MessageState::accepted, named.front()->provider_id);
  if (named.size() > 1) {
    std::vector<std::string> ids;
    for (const auto* found : named) ids.push_back(found->provider_id);
    store::settle_parts(s, ledger, row, ids, std::max(row.segments, static_cast<int>(ids.size())), now);
  }
  for (const auto* found : named) {
    const store::events::Receipt word{.carrier = row.carrier,
                                      .provider_id = found->provider_id,
                                      .provider_status = found->provider_status,
                                      .state = found->state,
                                      .undelivered = found->undelivered,
                                      .error_code = found->error_code,
                                      .error_class = found->error_class,
                                      .at = now,
                                      .call = heard_of(*found)};
    store::take_word(s, ledger, row, word, now, found->of_a_part);
  }
  store::settle_parked(s, ledger, row, now);
  return true;
}

void Resolver::conclude(store::Session& s, store::Ledger& ledger, Asking& asking, const Answer& answer, Instant now) {
  asking.next_url.clear();
  auto row = store::ledger::by_id(s, answer.id);
  if (!row || row->state != MessageState::unknown) return;  // a receipt was faster
  // Another node concluded meanwhile, or it was even sent again: this answer is about what was then.
  if (row->lookups != asking.row.lookups || row->handed_at != asking.row.handed_at) return;
  const bool is_call = row->channel == Channel::call;
  const auto page = is_call ? asking.carrier->read_find_call(answer.result) : asking.carrier->read_find(answer.result);
  if (!page) {
    env_.log.warn("lookup_failed", {{"message", row->id.value}, {"problem", page.error().describe()}});
    auto later = *row;
    later.lookups -= 1;  // a question that got no answer is none
    ledger.look_again(later, now + options_.unknown_again_ms);
    return;
  }
  if (take_named(s, ledger, *row, *page, now)) return;
  bool older = false;  // the list is newest first: the rest is from before this message
  for (const auto& found : page->messages) {
    older = found.created_at < row->handed_at - kClockFaultMs;
    if (older) break;
    if (found.inbound || found.to != row->sent_to) continue;
    if (!found.client_ref.empty()) continue;  // another message, by its own word
    if (const auto other = store::ledger::by_provider(s, found.provider_id); other && other->id != row->id) continue;
    const bool in_time = found.created_at >= row->handed_at - kClockSkewMs;
    // A call's list does not tell what was said: another one from the same number at that time is taken for it.
    if (is_call && found.from != asking.from) continue;
    const bool same_text = is_call || found.body == row->body;
    if (!in_time && !same_text) continue;
    // Another text: perhaps changed on its way. The same to the same number (test mode) where the carrier's id of
    // another is not known either: only a receipt can tell whose it is, it names our id.
    if (!in_time || !same_text || store::ledger::has_rival(s, *row)) {
      asking.similar = true;
      continue;
    }
    ledger.accept(*row, MessageState::accepted, found.provider_id);
    if (is_call) {
      store::take_word(s, ledger, *row,
                       {.carrier = row->carrier,
                        .provider_id = found.provider_id,
                        .provider_status = found.provider_status,
                        .state = found.state,
                        .error_code = found.error_code,
                        .at = now,
                        .call = heard_of(found)},
                       now);
    } else if (const auto word = message_state_for(found.state, found.undelivered)) {
      ledger.carrier_word(*row, *word, found.provider_id, found.error_code, {});
    }
    store::settle_parked(s, ledger, *row, now);
    return;
  }
  const bool more = !page->next_url.empty() && !older;
  if (more && asking.pages < kMostPages) {
    asking.next_url = page->next_url;
    return;
  }
  // A message of nobody's may be this one; a list without end was not read to its end. Neither says "not there": the
  // row stays unknown and in the end counts as sent.
  if (asking.similar || more || !page->whole) {
    auto later = *row;
    later.lookups -= 1;
    ledger.look_again(later, now + kUncertainAgainMs);
    return;
  }
  // Not there. Once may be too early for the carrier's own list; twice, and late enough, is its word.
  if (row->lookups >= 1 && now - row->handed_at >= options_.unknown_confirm_ms) {
    ledger.send_again(*row, Reason::carrier_never_saw_it, now, "never_seen", "the carrier's list does not have it",
                      row->attempts);
  } else {
    ledger.look_again(*row, std::max(now + options_.unknown_again_ms, row->handed_at + options_.unknown_confirm_ms));
  }
}

}  // namespace tidings::dispatch

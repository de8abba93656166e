#include "flow/delivery/delivery.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "store/calls.h"
#include "store/message_parts.h"
#include "store/receipts.h"

namespace tidings::delivery {
namespace {

using store::LedgerRow;
using store::events::Receipt;

std::optional<MessageId> our_id(std::string_view client_ref) {
  int64_t value = 0;
  const char* end = client_ref.data() + client_ref.size();
  const auto [rest, error] = std::from_chars(client_ref.data(), end, value);
  if (error != std::errc{} || rest != end || value <= 0) return std::nullopt;
  return MessageId{value};
}

bool is_call(const carrier::WebhookEvent& event) { return event.type == carrier::EventType::call_status; }

// What of a word about a call the receipt shows: "completed", "completed human 12 s".
std::string call_status(const carrier::WebhookEvent& event) {
  std::string out = event.provider_status;
  if (event.call.outcome != CallOutcome::none) out += " " + std::string(to_string(event.call.outcome));
  if (event.call.duration_s > 0) out += " " + std::to_string(event.call.duration_s) + " s";
  return out;
}

// Our id came back from outside: it only counts when carrier and number fit the message it names.
bool fits(const LedgerRow& row, const carrier::WebhookEvent& event, std::string_view carrier) {
  if (!row.carrier.empty() && row.carrier != carrier) return false;
  if ((row.channel == Channel::call) != is_call(event)) return false;
  if (event.to.empty()) return true;
  return event.to == (row.sent_to.empty() ? row.phone : row.sent_to);
}

bool said_before(const std::vector<Receipt>& earlier, const Receipt& r) {
  return std::ranges::any_of(earlier, [&](const Receipt& x) {
    return x.carrier == r.carrier && x.provider_id == r.provider_id && x.provider_status == r.provider_status &&
           x.error_code == r.error_code;
  });
}

}  // namespace

std::optional<LedgerRow> call_of_ours(store::Session& s, const carrier::WebhookEvent& event, std::string_view carrier) {
  const auto id = our_id(event.client_ref);
  auto row = id ? store::ledger::by_id(s, *id) : std::nullopt;
  if (!row && !event.provider_id.empty()) row = store::ledger::by_provider(s, event.provider_id);
  if (!row || row->channel != Channel::call || row->carrier != carrier || row->handed_at.ms == 0) return std::nullopt;
  const bool another = !event.provider_id.empty() && !row->provider_id.empty() && row->provider_id != event.provider_id;
  if (another || (!event.to.empty() && event.to != row->sent_to)) return std::nullopt;
  return row;
}

Delivery::Delivery(Env env)
    : env_(env),
      undelivered_(env.metrics.counter("sms_delivery_status_total", "receipts taken in, by the carrier's word",
                                       {{"status", "undelivered"}})) {
  for (const auto state : {DeliveryState::unchanged, DeliveryState::queued, DeliveryState::sending, DeliveryState::sent,
                           DeliveryState::delivered, DeliveryState::failed, DeliveryState::canceled,
                           DeliveryState::missed, DeliveryState::completed}) {
    counters_[state] = &env.metrics.counter("sms_delivery_status_total", "receipts taken in, by the carrier's word",
                                            {{"status", std::string(to_string(state))}});
  }
}

// Rows are read once and kept up to date here, so that a later word of the batch sees what an earlier one did.
struct Delivery::Batch {
  store::Ledger ledger;
  std::unordered_map<MessageId, LedgerRow> rows;
  std::vector<Receipt> receipts;   // not written yet
  std::vector<CallOutcome> ended;  // of calls

  LedgerRow* find(store::Session& s, const carrier::WebhookEvent& event, std::string_view carrier) {
    if (const auto id = our_id(event.client_ref)) {
      const auto at = rows.find(*id);
      if (at != rows.end() && fits(at->second, event, carrier)) return &at->second;
    }
    if (event.provider_id.empty()) return nullptr;
    auto found = store::ledger::by_provider(s, event.provider_id);
    if (!found && event.of_a_part) {
      if (const auto id = store::message_parts::message_of(s, carrier, event.provider_id))
        found = store::ledger::by_id(s, *id);
    }
    if (!found || found->carrier != carrier || (found->channel == Channel::call) != is_call(event)) return nullptr;
    return &rows.try_emplace(found->id, std::move(*found)).first->second;
  }

  bool known(store::Session& s, const LedgerRow* row, const Receipt& receipt) const {
    const MessageId about = row != nullptr ? row->id : MessageId{};
    const auto same = [&](const Receipt& r) { return r.message == about && said_before({r}, receipt); };
    if (std::ranges::any_of(receipts, same)) return true;
    return said_before(row != nullptr ? store::events::receipts_of(s, row->id)
                                      : store::events::parked(s, std::string_view(receipt.provider_id)),
                       receipt);
  }
};

Result<> Delivery::apply_all(store::Session& s, std::span<const Word> words, Instant now) {
  std::vector<MessageId> ids;
  ids.reserve(words.size());
  for (const auto& word : words) {
    if (const auto id = our_id(word.event->client_ref)) ids.push_back(*id);
  }
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  Batch batch{.ledger = store::Ledger(s, now), .rows = {}, .receipts = {}, .ended = {}};
  batch.ledger.gather_words();
  for (auto& row : store::ledger::by_ids(s, ids)) batch.rows.emplace(row.id, std::move(row));
  for (const auto& word : words) {
    if (is_call(*word.event)) continue;  // not ours: it changes nothing
    if (word.event->provider_id.empty() && batch.find(s, *word.event, word.carrier) == nullptr) {
      return fail(ErrorCode::not_found, "a receipt names neither a message of ours nor an id of the carrier");
    }
  }
  for (const auto& word : words) take(s, batch, word, now);
  batch.ledger.close();
  store::events::add_receipts(s, batch.receipts);
  for (const auto outcome : batch.ended) {
    env_.metrics
        .counter("calls_ended_total", "calls that ended, by how or who took them",
                 {{"outcome", std::string(to_string(outcome))}})
        .add();
  }
  for (const auto& receipt : batch.receipts) {
    if (receipt.call) continue;
    (receipt.state == DeliveryState::failed && receipt.undelivered ? undelivered_ : *counters_.at(receipt.state)).add();
  }
  return {};
}

void Delivery::take(store::Session& s, Batch& batch, const Word& word, Instant now) {
  const auto& event = *word.event;
  Receipt receipt{.carrier = std::string(word.carrier),
                  .provider_id = event.provider_id,
                  .provider_status = event.provider_status,
                  .state = event.state,
                  .undelivered = event.undelivered,
                  .error_code = event.error_code,
                  .error_class = event.error_class,
                  .at = now};
  if (is_call(event)) {
    receipt.provider_status = call_status(event);
    receipt.call = {event.call.outcome, event.call.duration_s, event.call.sequence};
  }
  auto* row = batch.find(s, event, word.carrier);
  if (row == nullptr && receipt.call) return;
  if (row == nullptr) {
    if (!batch.known(s, nullptr, receipt)) batch.receipts.push_back(std::move(receipt));
    return;
  }
  // What moves the message is news. What does not may have been said before; "opted out" acts only once, whatever it
  // moves.
  const bool look_first = receipt.error_class == ErrorClass::opted_out;
  if (look_first && batch.known(s, row, receipt)) return;
  receipt.applied = store::take_word(s, batch.ledger, *row, receipt, now, event.of_a_part);
  if (!look_first && !receipt.applied && batch.known(s, row, receipt)) return;
  if (receipt.call && receipt.applied && is_final(row->state)) {
    if (const auto call = store::calls::of(s, row->id)) batch.ended.push_back(call->outcome);
  }
  const bool other = !row->provider_id.empty() && row->provider_id != event.provider_id && !event.provider_id.empty();
  if (other && !(event.of_a_part && row->segments > 1)) {
    // Two carrier ids for one message of ours: perhaps it went out twice.
    env_.log.warn("delivery.second_provider_id", {{"message", row->id.value}, {"carrier", word.carrier}});
  }
  receipt.message = row->id;
  batch.receipts.push_back(std::move(receipt));
}

int Delivery::settle_parked(store::Session& s, store::Ledger& ledger, LedgerRow& row, Instant now) {
  return store::settle_parked(s, ledger, row, now);
}

}  // namespace tidings::delivery

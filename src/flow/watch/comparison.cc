#include "flow/watch/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "carrier/found.h"
#include "store/canaries.h"
#include "store/events.h"
#include "store/inbox.h"
#include "store/optouts.h"
#include "store/workspaces.h"

namespace tidings::watch {
namespace {

namespace reconciliations = store::reconciliations;
using carrier::FoundMessage;
using store::LedgerRow;

constexpr int64_t kRequestMs = 2 * 60'000;  // from the hand-over to the carrier's own date of the message, at most

// "whatsapp:+61…" is the same person's number.
std::string_view number_of(std::string_view address) {
  const size_t plus = address.find(":+");
  return plus == std::string_view::npos ? address : address.substr(plus + 1);
}

std::optional<LedgerRow> by_reference(store::Session& s, const Run& run, const FoundMessage& found) {
  int64_t id = 0;
  const char* end = found.client_ref.data() + found.client_ref.size();
  const auto [rest, error] = std::from_chars(found.client_ref.data(), end, id);
  if (error != std::errc{} || rest != end || id <= 0) return std::nullopt;
  auto row = store::ledger::by_id(s, MessageId{id});
  // It came back from outside: it only counts when carrier and number fit.
  if (!row || row->carrier != run.carrier || row->sent_to != found.to) return std::nullopt;
  return row;
}

std::optional<LedgerRow> our_row(store::Session& s, const Run& run, const FoundMessage& found) {
  if (auto row = by_reference(s, run, found)) return row;
  if (auto row = store::ledger::by_provider(s, found.provider_id); row && row->carrier == run.carrier) return row;
  const auto lost = reconciliations::whose(s, run.carrier, found.to, found.body, found.created_at - kRequestMs,
                                           found.created_at + limits::kCarrierClockMs);
  return lost ? store::ledger::by_id(s, *lost) : std::nullopt;
}

// Nobody has told us yet that the carrier has it.
bool unheard(MessageState state) {
  using S = MessageState;
  return state == S::planned || state == S::claimed || state == S::handed || state == S::unknown ||
         state == S::unresolved;
}

// Of a message in parts each word counts until the message is over, also one that does not move it.
bool part_has_news(store::Session& s, const LedgerRow& row, const FoundMessage& found) {
  if (found.state == DeliveryState::unchanged || is_final(row.state)) return false;
  return std::ranges::none_of(store::events::receipts_of(s, row.id), [&](const store::events::Receipt& receipt) {
    return receipt.provider_id == found.provider_id && receipt.state >= found.state;
  });
}

bool is_news(store::Session& s, const LedgerRow& row, const FoundMessage& found) {
  if (row.handed_at.ms == 0) return false;  // nothing ever left
  if (found.of_a_part && row.segments > 1) return unheard(row.state) || part_has_news(s, row, found);
  if (!row.provider_id.empty() && row.provider_id != found.provider_id) return false;
  if (unheard(row.state)) return true;
  const auto to = message_state_for(found.state, found.undelivered);
  if (to && may_move(row.state, *to)) return true;
  // "Opted out" suppresses, whatever it moves.
  if (found.error_class != ErrorClass::opted_out) return false;
  return std::ranges::none_of(store::events::receipts_of(s, row.id), [](const store::events::Receipt& receipt) {
    return receipt.error_class == ErrorClass::opted_out;
  });
}

// A number of ours was written to, or somebody we have texted wrote.
bool is_ours(store::Session& s, const FoundMessage& found) {
  return store::workspaces::sender_by_address(s, found.to) ||
         store::ledger::newest_to_phone(s, number_of(found.from)).has_value();
}

// Its text may not come back after its writer was erased.
bool erased_since(store::Session& s, const FoundMessage& found) {
  return std::ranges::any_of(store::optouts::in_force(s, number_of(found.from)), [&](const auto& one) {
    return one.source == store::optouts::kErased && one.created_at >= found.created_at;
  });
}

// A canary never reaches the inbox.
bool came_back(store::Session& s, const FoundMessage& found) {
  const auto canary = store::canaries::of_text(s, found.body);
  return canary && canary->to == found.to && canary->inbound_at.ms != 0;
}

bool in_window(const Run& run, const FoundMessage& found) {
  return found.created_at >= run.from && found.created_at < run.until;
}

bool is_missing_inbound(store::Session& s, const Run& run, const FoundMessage& found) {
  return !store::inbox::seen(s, run.carrier, found.provider_id) &&
         !reconciliations::gap_known(s, run.carrier, found.provider_id, reconciliations::kInbound) &&
         !erased_since(s, found) && !came_back(s, found);
}

}  // namespace

bool is_stores_own(const Error& error) {
  return error.code == ErrorCode::storage_full || error.code == ErrorCode::unavailable ||
         error.code == ErrorCode::timeout;
}

bool Comparison::wants(store::Session& s, const Run& run, const FoundMessage& found) const {
  return found.inbound && in_window(run, found) && is_missing_inbound(s, run, found) && is_ours(s, found);
}

void Comparison::take(store::Session& s, Run& run, const FoundMessage& found, Instant now, bool journal_only) {
  if (!in_window(run, found)) return;
  if (found.inbound) {
    take_inbound(s, run, found, now, journal_only);
  } else {
    take_outbound(s, run, found, now, journal_only);
  }
}

void Comparison::take_inbound(store::Session& s, Run& run, const FoundMessage& found, Instant now, bool journal_only) {
  ++run.inbound;
  if (!is_missing_inbound(s, run, found)) return;
  if (!is_ours(s, found)) return not_ours(s, run, found, now);
  ++run.inbound_missing;
  const bool without_media = found.media_apart > 0 && found.media.empty();
  apply(s, run, carrier::event_of(found),
        {"in", std::string(reconciliations::kInbound), without_media ? "its media could not be asked for" : "", {}},
        now, journal_only);
}

void Comparison::take_outbound(store::Session& s, Run& run, const FoundMessage& found, Instant now, bool journal_only) {
  ++run.outbound;
  // Its newest word may still be on its way to us; the next run looks again.
  if (found.updated_at >= run.until) return;
  const auto row = our_row(s, run, found);
  if (!row) return not_ours(s, run, found, now);
  if (!is_news(s, *row, found)) return;
  const auto what = "receipt " + found.provider_status;
  if (reconciliations::gap_known(s, run.carrier, found.provider_id, what)) return;  // the journal has it
  ++run.receipts_missing;
  carrier::WebhookEvent event = carrier::event_of(found);
  event.client_ref = std::to_string(row->id.value);
  apply(s, run, event, {"out", what, fmt::format("it was {} here", to_string(row->state)), row->id}, now, journal_only);
}

void Comparison::not_ours(store::Session& s, Run& run, const FoundMessage& found, Instant now) {
  if (++run.not_ours > limits::kReconcileNotOurs) return;
  reconciliations::add_gap(s, {.run = run.id,
                               .carrier = run.carrier,
                               .direction = found.inbound ? "in" : "out",
                               .provider_id = found.provider_id,
                               .missing = std::string(reconciliations::kNotOurs),
                               .applied = "none",
                               .at = found.created_at,
                               .found_at = now});
}

void Comparison::apply(store::Session& s, Run& run, const carrier::WebhookEvent& event, const Missing& missing,
                       Instant now, bool journal_only) {
  store::events::WebhookRow row{.carrier = run.carrier,
                                .received_at = now,
                                .method = std::string(carrier::kFoundMethod),
                                .url = fmt::format("reconciliation:{}", run.id.value),
                                .headers = "[]",
                                .body = carrier::found_json(event),
                                .state = std::string(store::events::kPending),
                                .next_at = now};
  if (!journal_only) {
    row.attempts = 1;
    if (const auto done = sink_(s, event, run.carrier)) {
      row.state = store::events::kApplied;
    } else {
      row.problem = done.error().describe();
      row.next_at = now + limits::kWebhookRetryDelaysMs[0];
    }
  }
  const auto webhook = store::events::journal(s, row);
  reconciliations::add_gap(s, {.run = run.id,
                               .carrier = run.carrier,
                               .direction = std::string(missing.direction),
                               .provider_id = event.provider_id,
                               .missing = missing.what,
                               .applied = row.state,
                               .message = missing.message,
                               .webhook = webhook,
                               .detail = missing.detail,
                               .at = event.received_at,
                               .found_at = now});
}

}  // namespace tidings::watch

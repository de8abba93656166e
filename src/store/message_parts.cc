#include "store/message_parts.h"

#include <algorithm>

#include "store/sql.h"

namespace tidings::store::message_parts {

void add(Session& s, const LedgerRow& row, std::span<const std::string> provider_ids) {
  for (const auto& id : provider_ids) {
    if (!id.empty()) s.exec(sql::parts::add, row.id, id, row.carrier);
  }
}

events::Receipt together(Session& s, const LedgerRow& row, const events::Receipt& word) {
  if (!word.provider_id.empty() && word.state != DeliveryState::unchanged) {
    s.exec(sql::parts::word, row.id, word.provider_id, row.carrier, word.state, word.undelivered, word.error_code);
  }
  events::Receipt out = word;
  out.provider_id = row.provider_id.empty() ? word.provider_id : row.provider_id;
  out.state = DeliveryState::unchanged;
  out.undelivered = false;
  out.error_code.clear();
  int delivered = 0;
  bool failed = false;
  auto rows = s.query(sql::parts::of, row.id);
  while (rows->next()) {
    const auto state = static_cast<DeliveryState>(rows->integer(1));
    if (failed) continue;
    if (state == DeliveryState::failed || state == DeliveryState::canceled) {
      failed = true;
      out.state = state;
      out.undelivered = rows->boolean(2);
      out.error_code = rows->string(3);
      continue;
    }
    if (state == DeliveryState::delivered) ++delivered;
    // One that has arrived shows that the message has left, not more.
    out.state = std::max(out.state, std::min(state, DeliveryState::sent));
  }
  if (!failed && delivered >= row.segments) out.state = DeliveryState::delivered;
  return out;
}

std::optional<MessageId> message_of(Session& s, std::string_view carrier, std::string_view provider_id) {
  const auto id = s.one(sql::parts::message_of, provider_id, carrier);
  return id ? std::optional(MessageId{*id}) : std::nullopt;
}

}  // namespace tidings::store::message_parts

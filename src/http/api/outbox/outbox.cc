#include "http/api/outbox/outbox.h"

#include <fmt/format.h>

#include "flow/campaign/waiting.h"
#include "http/api/outbox/message_json.h"

namespace tidings::http::outbox {
namespace {

Result<store::LedgerRow> find(Call& call) {
  QueryReader query(call.query);
  TRY(query.done());
  const int64_t id = TRY(call.id());
  auto found = store::ledger::by_id(call.s(), MessageId{id});
  if (!found) return fail(ErrorCode::not_found, fmt::format("there is no message {}", id), "message");
  return std::move(*found);
}

}  // namespace

Result<HttpResponse> show(Call& call) { return answer(message_json(call.s(), TRY(find(call)))); }

// Planned or claimed: whoever commits first wins, this or the hand-over.
Result<HttpResponse> cancel(Call& call) {
  JsonReader in(call.body);
  TRY(in.done());
  auto row = TRY(find(call));
  store::Ledger ledger(call.s(), call.now);
  const bool open = row.state == MessageState::planned || row.state == MessageState::claimed;
  const bool done = open && ledger.finish(row, MessageState::cancelled, Reason::cancelled_by_user);
  ledger.close();
  if (!done) {
    return fail(ErrorCode::conflict,
                fmt::format("the message is {}: it is too late to cancel it", to_string(row.state)), "state",
                "tidings why says where it is");
  }
  call.audit("message.cancel", fmt::format("message {}", row.id.value));
  return answer(message_json(call.s(), row));
}

Result<HttpResponse> why(Call& call) {
  const auto row = TRY(find(call));
  json::array decisions, attempts, receipts;
  for (const auto& one : store::ledger::decisions(call.s(), row.id)) decisions.push_back(decision_json(one));
  for (const auto& one : store::ledger::attempts(call.s(), row.id)) attempts.push_back(attempt_json(one));
  for (const auto& one : store::events::receipts_of(call.s(), row.id)) receipts.push_back(receipt_json(one));
  json::object out{{"message", message_json(call.s(), row)}, {"state", to_string(row.state)}};
  out["reason"] = row.reason == Reason::none ? json::value(nullptr) : json::value(to_string(row.reason));
  out["words"] = row.reason == Reason::none ? json::value(nullptr) : json::value(words(row.reason));
  const auto waits = flow::waits_for(call.s(), row, call.now);
  out["waits_for"] =
      !waits ? json::value(nullptr)
             : json::object{{"code", waits->code},
                            {"words", waits->words},
                            {"until", waits->until ? instant_or_null(*waits->until) : json::value(nullptr)}};
  out["decisions"] = std::move(decisions);
  out["attempts"] = std::move(attempts);
  out["receipts"] = std::move(receipts);
  if (row.channel == Channel::call) out["call"] = call_json(store::calls::of(call.s(), row.id));
  return answer(out);
}

}  // namespace tidings::http::outbox

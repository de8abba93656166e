#include "http/api/conversations/conversations.h"

#include <fmt/format.h>

#include "flow/inbox/inbox.h"
#include "http/api/outbox/message_json.h"
#include "store/inbox.h"

namespace tidings::http::conversations {

Result<HttpResponse> reply(Call& call) {
  JsonReader in(call.body);
  const std::string body = in.required_text("body");
  TRY(in.done());
  const ConversationId id{TRY(call.id())};
  const auto message = TRY(inbox::reply(call.s(), id, body, call.who.name, call.now));
  call.audit("conversation.reply", fmt::format("conversation {}", id.value), fmt::format("message {}", message.value));
  return answer(outbox::message_json(*store::ledger::by_id(call.s(), message)), 202);
}

Result<HttpResponse> mark_read(Call& call) {
  JsonReader in(call.body);
  TRY(in.done());
  const ConversationId id{TRY(call.id())};
  if (!store::inbox::by_id(call.s(), id))
    return fail(ErrorCode::not_found, fmt::format("there is no conversation {}", id.value), "conversation");
  store::inbox::mark_read(call.s(), id);
  call.audit("conversation.read", fmt::format("conversation {}", id.value));
  return answer(json::object{{"id", id.value}, {"unread", 0}});
}

}  // namespace tidings::http::conversations

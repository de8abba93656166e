#include "http/api/conversations/conversations.h"

#include <fmt/format.h>

#include "flow/inbox/inbox.h"
#include "http/api/outbox/message_json.h"
#include "store/inbox.h"

namespace tidings::http::conversations {

Result<HttpResponse> reply(Call& call) {
  JsonReader in(call.body);
  const auto* media = in.array("media");
  const std::string body = media == nullptr ? in.required_text("body") : in.text("body").value_or("");
  TRY(in.done());
  const auto ids = TRY(tidings::media::read_ids(media));
  const ConversationId id{TRY(call.id())};
  const auto message =
      TRY(inbox::reply(call.s(), id, body, call.who.name, call.now, ids, call.services.campaign_options.outgoing));
  call.audit("conversation.reply", fmt::format("conversation {}", id.value), fmt::format("message {}", message.value));
  return answer(outbox::message_json(call.s(), *store::ledger::by_id(call.s(), message)), 202);
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

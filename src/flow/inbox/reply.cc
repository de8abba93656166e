// A person's answer in a conversation; declared in inbox.h.
#include <algorithm>
#include <cctype>

#include "base/limits.h"
#include "flow/inbox/inbox.h"
#include "flow/inbox/opt_outs.h"
#include "sms/segments.h"
#include "store/media.h"
#include "store/optouts.h"
#include "store/workspaces.h"

namespace tidings::inbox {
namespace {

size_t characters(std::string_view utf8) {
  size_t n = 0;
  for (const char c : utf8) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return n;
}

SenderId sender_of(store::Session& s, const store::inbox::Conversation& conversation) {
  for (const Sender& sender : store::workspaces::senders(s, conversation.workspace)) {
    if (sender.active && sender.address == conversation.sender_address) return sender.id;
  }
  return {};
}

bool suppressed(store::Session& s, const store::inbox::Conversation& conversation) {
  for (const auto& x : store::optouts::in_force(s, conversation.phone)) {
    if (!x.workspace || x.workspace == conversation.workspace) return true;
  }
  return false;
}

}  // namespace

Result<MessageId> reply(store::Session& s, ConversationId id, std::string_view text, const std::string& actor,
                        Instant now, const std::vector<MediaId>& media, const media::Outgoing& outgoing) {
  auto conversation = store::inbox::by_id(s, id);
  if (!conversation)
    return fail(ErrorCode::not_found, "there is no conversation " + std::to_string(id.value), "conversation");
  if (media.empty() && text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return fail(ErrorCode::invalid_argument, "the text must not be empty", "body");
  }
  if (std::ranges::any_of(text, [](unsigned char c) { return (c < 0x20 && !std::isspace(c)) || c == 0x7f; })) {
    return fail(ErrorCode::invalid_argument, "the text has a control character", "body");
  }
  if (characters(text) > limits::kBodyCharacters) {
    return fail(ErrorCode::too_large,
                "the text has more than " + std::to_string(limits::kBodyCharacters) + " characters", "body",
                "shorten it, or send it in parts");
  }
  if (!looks_like_e164(conversation->phone)) {
    return fail(ErrorCode::conflict, "the other side is no number that can be texted", "conversation");
  }
  if (suppressed(s, *conversation)) {
    return fail(ErrorCode::conflict, "this number has opted out or is suppressed", "conversation",
                "nothing may be sent to it until that is lifted");
  }
  const SenderId sender = sender_of(s, *conversation);
  if (!media.empty()) {
    auto senders = store::workspaces::senders(s, conversation->workspace);
    if (sender) std::erase_if(senders, [&](const Sender& one) { return one.id != sender; });
    TRY(media::may_go(TRY(media::find(s, conversation->workspace, media)), senders, outgoing));
  }
  store::Ledger ledger(s, now);
  const auto message = ledger.plan({.workspace = conversation->workspace,
                                    .contact = conversation->contact,
                                    .kind = MessageKind::reply,
                                    .phone = conversation->phone,
                                    .body = std::string(text),
                                    .segments = media.empty() ? sms::count_segments(text).segments : 1,
                                    .not_before = now,
                                    .sender = sender,
                                    .created_by = actor});
  ledger.close();
  if (!message) return fail(ErrorCode::conflict, "the answer could not be planned", "conversation");
  if (!media.empty()) store::media::take_along(s, *message, media);
  conversation->unread = 0;
  conversation->last_at = now;
  conversation->last_text = text;
  store::inbox::touch(s, *conversation);
  store::inbox::mark_read(s, id);
  return *message;
}

}  // namespace tidings::inbox

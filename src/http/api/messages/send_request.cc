#include "http/api/messages/send_request.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "http/call.h"

namespace tidings::http::messages {
namespace {

namespace media = tidings::media;

void read_common(JsonReader& in, flow::SendRequest& out) {
  if (auto body = in.text("body")) out.body = std::move(*body);
  if (const auto* media = in.array("media")) {
    auto ids = media::read_ids(media);
    if (!ids) in.problem(ids.error().where, "must be the id of a medium: POST /api/media gives it");
    out.media = std::move(ids).value_or(std::vector<MediaId>{});
  }
  if (const auto urgent = in.boolean("urgent")) out.urgent = *urgent;
  if (const auto purpose = in.text("purpose")) {
    const auto known = purpose_from(*purpose);
    if (!known) in.problem("purpose", "must be marketing or informational");
    out.purpose = known.value_or(out.purpose);
  }
  if (const auto at = in.text("send_at")) {
    const auto instant = parse_utc(*at);
    if (!instant) in.problem("send_at", "must be a time like 2026-11-20T09:00:00Z");
    out.send_at = instant.value_or(Instant{});
  }
}

void read_recipient(JsonReader& in, flow::SendRequest& out) {
  out.to = in.text("to").value_or("");
  out.contact = ContactId{in.integer("contact_id").value_or(0)};
}

}  // namespace

Result<SendBody> read_single(const json::value& body) {
  JsonReader in(body);
  SendBody out;
  out.workspace = in.integer("workspace");
  auto& message = out.messages.emplace_back();
  read_recipient(in, message);
  read_common(in, message);
  TRY(in.done());
  return out;
}

Result<SendBody> read_batch(const json::value& body) {
  JsonReader in(body);
  SendBody out;
  out.workspace = in.integer("workspace");
  flow::SendRequest common;
  read_common(in, common);
  const auto* list = in.array("messages");
  if (list == nullptr || list->empty()) in.problem("messages", "is required: a list of {to, body}");
  TRY(in.done());
  if (list->size() > limits::kBatchRecipients) {
    return fail(ErrorCode::too_large, fmt::format("a batch has at most {} messages", limits::kBatchRecipients),
                "messages", "send several batches, or make a campaign");
  }
  for (size_t i = 0; i < list->size(); ++i) {
    JsonReader one((*list)[i], fmt::format("messages[{}]", i));
    auto& message = out.messages.emplace_back(common);
    read_recipient(one, message);
    read_common(one, message);
    TRY(one.done());
  }
  return out;
}

json::object send_json(const flow::SendAnswer& a) {
  json::object out{{"status", flow::to_string(a.status)}, {"to", text_or_null(a.to)}};
  if (a.status == flow::SendStatus::invalid) {
    out["field"] = a.field;
    out["reason"] = a.code;
    out["words"] = a.problem;
    return out;
  }
  out["id"] = a.message.value;
  out["contact"] = a.contact.value;
  out["new_contact"] = a.new_contact;
  out["segments"] = a.segments;
  if (a.reason != Reason::none) {
    out["reason"] = to_string(a.reason);
    out["words"] = words(a.reason);
  }
  if (a.until.ms != 0) out["until"] = format_utc(a.until);
  return out;
}

json::value quota_json(const flow::Quota& quota) {
  json::object out{{"senders", quota.senders}};
  out["daily_cap"] = quota.remaining ? json::value(quota.cap) : json::value(nullptr);
  out["remaining"] = quota.remaining ? json::value(*quota.remaining) : json::value(nullptr);
  out["room_from"] = quota.room_from ? json::value(format_utc(*quota.room_from)) : json::value(nullptr);
  return out;
}

}  // namespace tidings::http::messages

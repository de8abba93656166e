#include <fmt/format.h>

#include <charconv>

#include "http/api/media/media.h"
#include "http/api/messages/messages.h"
#include "http/api/outbox/message_json.h"
#include "sms/phone.h"
#include "store/contacts.h"
#include "store/events.h"
#include "store/inbox.h"
#include "store/ledger.h"
#include "store/media.h"
#include "store/optouts.h"

namespace tidings::http::messages {
namespace {

// A cursor of two numbers, "17-23".
struct Cursor {
  int64_t first = 0, second = 0;
};
Cursor read_cursor(QueryReader& query) {
  Cursor out;
  const auto text = query.text("after");
  if (!text) return out;
  const char* end = text->data() + text->size();
  const auto one = std::from_chars(text->data(), end, out.first);
  const bool dash = one.ec == std::errc() && one.ptr != end && *one.ptr == '-';
  const auto two = dash ? std::from_chars(one.ptr + 1, end, out.second) : one;
  if (!dash || two.ec != std::errc() || two.ptr != end) query.problem("after", "must be the `next` of the page before");
  return out;
}
json::value cursor_json(int64_t first, int64_t second) { return json::value(fmt::format("{}-{}", first, second)); }

json::value thread_json(store::Session& s, const store::inbox::Conversation& c) {
  const auto counts = store::inbox::counts(s, c);
  const auto contact = c.contact ? store::contacts::by_id(s, c.contact) : std::nullopt;
  const auto name = contact ? contact->fields.find("name") : decltype(contact->fields.end()){};
  return json::object{
      {"id", c.id.value},
      {"workspace", c.workspace.value},
      {"contact", id_or_null(c.contact.value)},
      {"name", contact && name != contact->fields.end() ? json::value(name->second) : json::value(nullptr)},
      {"phone", c.phone},
      {"sender", text_or_null(c.sender_address)},
      {"open", c.open},
      {"unread", c.unread},
      {"inbound", counts.inbound},
      {"outbound", counts.outbound},
      {"last_at", instant_or_null(c.last_at)},
      {"last_text", c.last_text},
      {"opted_out", !store::optouts::in_force(s, c.phone).empty()},
      {"under_review", store::optouts::under_review(s, c.phone)},
      {"created_at", instant_or_null(c.created_at)}};
}

json::value inbound_json(store::Session& s, const store::inbox::Inbound& in) {
  json::array media;
  if (in.media != "[]") {
    for (const auto& medium : store::media::of_inbound(s, in.id)) media.push_back(media::medium_json(medium));
  }
  return json::object{{"direction", "in"},
                      {"id", in.id.value},
                      {"at", format_utc(in.received_at)},
                      {"from", in.from},
                      {"to", in.to},
                      {"body", in.body},
                      {"media", std::move(media)},
                      {"class", in.cls},
                      {"because", text_or_null(in.because)},
                      {"campaign", id_or_null(in.campaign.value)},
                      {"answers", id_or_null(in.message.value)},
                      {"provider_id", text_or_null(in.provider_id)}};
}

json::value outbound_json(store::Session& s, const store::LedgerRow& row) {
  auto out = outbox::message_json(s, row).as_object();
  json::array receipts;
  for (const auto& receipt : store::events::receipts_of(s, row.id)) receipts.push_back(outbox::receipt_json(receipt));
  out["direction"] = "out";
  out["at"] = format_utc(row.handed_at.ms != 0 ? row.handed_at : row.created_at);
  out["receipts"] = std::move(receipts);
  return out;
}

}  // namespace

Result<HttpResponse> threads(Call& call) {
  QueryReader query(call.query);
  const auto asked = query.integer("workspace");
  const auto phone = query.text("phone");
  store::inbox::ThreadFilter filter;
  filter.campaign = CampaignId{query.integer("campaign").value_or(0)};
  filter.unread = query.boolean("unread");
  filter.opted_out = query.boolean("opted_out");
  filter.since = query.instant("since").value_or(Instant{});
  filter.until = query.instant("until").value_or(Instant{});
  const auto after = read_cursor(query);
  const auto limit = query.limit();
  TRY(query.done());
  const auto workspace = TRY(workspace_of(call.s(), asked));
  filter.workspace = workspace.id;
  filter.before = Instant{after.first};
  filter.before_id = ConversationId{after.second};
  if (phone) filter.phone = TRY(sms::parse_phone(*phone, workspace.default_region)).e164;
  const auto page = store::inbox::threads(call.s(), filter, limit);
  json::array items;
  for (const auto& thread : page) items.push_back(thread_json(call.s(), thread));
  const bool more = static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? cursor_json(page.back().last_at.ms, page.back().id.value) : nullptr);
}

// Both directions in the order in which they came to be. The cursor has seen so much of each.
Result<HttpResponse> thread(Call& call) {
  QueryReader query(call.query);
  auto seen = read_cursor(query);
  const auto limit = query.limit();
  TRY(query.done());
  const int64_t id = TRY(call.id());
  const auto found = store::inbox::by_id(call.s(), ConversationId{id});
  if (!found) return fail(ErrorCode::not_found, fmt::format("there is no thread {}", id), "threadId");
  const auto in = store::inbox::of_conversation(call.s(), found->id, InboundId{seen.first}, limit + 1);
  const auto out = store::ledger::of_phone(call.s(), found->workspace, found->phone, MessageId{seen.second}, limit + 1);
  json::array items;
  size_t i = 0, o = 0;
  while (static_cast<int64_t>(items.size()) < limit && (i < in.size() || o < out.size())) {
    const bool inbound_next = o == out.size() || (i < in.size() && in[i].received_at <= out[o].created_at);
    if (inbound_next) {
      seen.first = in[i].id.value;
      items.push_back(inbound_json(call.s(), in[i++]));
    } else {
      seen.second = out[o].id.value;
      items.push_back(outbound_json(call.s(), out[o++]));
    }
  }
  const bool more = i < in.size() || o < out.size();
  return answer(json::object{{"thread", thread_json(call.s(), *found)},
                             {"items", std::move(items)},
                             {"next", more ? cursor_json(seen.first, seen.second) : json::value(nullptr)}});
}

}  // namespace tidings::http::messages

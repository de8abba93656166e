#include "http/api/reviews/reviews.h"

#include <fmt/format.h>

#include "flow/inbox/opt_outs.h"
#include "store/inbox.h"
#include "store/optouts.h"

namespace tidings::http::reviews {
namespace {

json::value review_json(store::Session& s, const store::optouts::Review& x) {
  const auto inbound = store::inbox::inbound_by_id(s, x.inbound);
  return json::object{{"id", x.id.value},
                      {"workspace", x.workspace.value},
                      {"phone", x.phone},
                      {"contact", id_or_null(x.contact.value)},
                      {"conversation", inbound ? id_or_null(inbound->conversation.value) : json::value(nullptr)},
                      {"text", inbound ? json::value(inbound->body) : json::value(nullptr)},
                      {"because", x.because},
                      {"created_at", format_utc(x.created_at)},
                      {"due_at", format_utc(x.due_at)},
                      {"decision", text_or_null(x.decision)},
                      {"decided_at", instant_or_null(x.decided_at)},
                      {"decided_by", text_or_null(x.decided_by)}};
}

}  // namespace

Result<HttpResponse> list(Call& call) {
  QueryReader query(call.query);
  const auto after = query.after();
  const auto limit = query.limit();
  TRY(query.done());
  const auto page = store::optouts::open_reviews(call.s(), ReviewId{after}, limit);
  json::array items;
  for (const auto& one : page) items.push_back(review_json(call.s(), one));
  const bool more = static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? json::value(page.back().id.value) : json::value(nullptr));
}

Result<HttpResponse> decide(Call& call) {
  JsonReader in(call.body);
  const std::string word = in.required_text("decision");
  if (word != "stop" && word != "none") in.problem("decision", "must be stop or none");
  TRY(in.done());
  const ReviewId id{TRY(call.id())};
  const auto decision = word == "stop" ? inbox::Decision::stop : inbox::Decision::none;
  const auto done = TRY(inbox::decide_review(call.s(), id, decision, call.who.name, call.now));
  call.audit("review.decide", fmt::format("review {}", id.value), word);
  auto out = review_json(call.s(), *store::optouts::review_by_id(call.s(), id)).as_object();
  out["messages_ended"] = done.ended;
  return answer(out);
}

}  // namespace tidings::http::reviews

#include "http/api/campaigns/preflight.h"

#include <fmt/format.h>

#include "flow/preflight/preflight_json.h"

namespace tidings::http::campaigns {
namespace {

struct Asked {
  preflight::Kept kept;
  preflight::Picked picked;
  size_t from = 0;
};

Result<Asked> read_query(Call& call, QueryReader& query) {
  Asked out;
  const auto number = query.integer("preflight");
  const auto fate = query.text("fate");
  const auto reason = query.text("reason");
  if (fate && !(out.picked.fate = preflight::fate_from(*fate))) {
    query.problem("fate", "must be sends, blocked, held, expires or later");
  }
  if (reason && !(out.picked.reason = reason_from(*reason))) query.problem("reason", "is no reason of the gate");
  out.from = static_cast<size_t>(query.after());
  TRY(query.done());
  out.kept = TRY(call.services.preflights.find(CampaignId{TRY(call.id())}, number));
  return out;
}

}  // namespace

Result<HttpResponse> make_preflight(Call& call) {
  QueryReader query(call.query);
  TRY(query.done());
  preflight::Question question{.campaign = CampaignId{TRY(call.id())}, .starts_at = {}, .prices = {}};
  JsonReader in(call.body);
  const auto at = in.text("at");
  const auto currency = in.text("currency");
  const auto* prices = in.array("prices");
  if (at) {
    if (const auto instant = parse_utc(*at)) {
      question.starts_at = *instant;
    } else {
      in.problem("at", "must be an instant such as 2026-11-21T09:00:00Z");
    }
  }
  TRY(in.done());
  if (prices != nullptr || currency) {
    question.prices = TRY(preflight::read_prices(
        json::object{{"currency", currency.value_or("")}, {"prices", prices != nullptr ? *prices : json::array{}}}));
  }
  question.gone = call.gone;
  return answer(preflight::preflight_json(TRY(call.services.preflights.make(std::move(question)))));
}

Result<HttpResponse> show_preflight(Call& call) {
  QueryReader query(call.query);
  const auto number = query.integer("preflight");
  TRY(query.done());
  return answer(preflight::preflight_json(TRY(call.services.preflights.find(CampaignId{TRY(call.id())}, number))));
}

Result<HttpResponse> preflight_recipients(Call& call) {
  QueryReader query(call.query);
  const auto limit = query.limit();
  const auto asked = TRY(read_query(call, query));
  const auto page = preflight::page_of(*asked.kept.made, asked.picked, asked.from, static_cast<size_t>(limit));
  return list_answer(preflight::recipients_json(call.s(), *asked.kept.made, page.rows),
                     page.next ? json::value(*page.next) : json::value(nullptr));
}

Result<HttpResponse> preflight_csv(Call& call) {
  QueryReader query(call.query);
  const auto asked = TRY(read_query(call, query));
  const auto page = preflight::page_of(*asked.kept.made, asked.picked, asked.from, limits::kExportRows);
  std::string text(asked.from == 0 ? preflight::recipients_header() : std::string_view());
  text += preflight::recipients_csv(call.s(), *asked.kept.made, page.rows);
  auto out = csv_answer(std::move(text), fmt::format("campaign-{}-preflight.csv", asked.kept.made->campaign.value));
  if (page.next) {
    std::string picked = fmt::format("preflight={}", asked.kept.number);
    if (asked.picked.fate) picked += fmt::format("&fate={}", to_string(*asked.picked.fate));
    if (asked.picked.reason) picked += fmt::format("&reason={}", to_string(*asked.picked.reason));
    out.headers.add("Link", fmt::format("<{}?{}&after={}>; rel=\"next\"", call.path, picked, *page.next));
  }
  return out;
}

}  // namespace tidings::http::campaigns

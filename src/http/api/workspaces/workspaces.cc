#include "http/api/workspaces/workspaces.h"

#include <fmt/format.h>

#include "domain/place.h"
#include "flow/inbox/opt_outs.h"
#include "store/workspaces.h"

namespace tidings::http::workspaces {
namespace {

json::value workspace_json(const Workspace& w) {
  return json::object{{"id", w.id.value},
                      {"name", w.name},
                      {"active", w.active},
                      {"default_region", w.default_region},
                      {"score_threshold", w.score_threshold},
                      {"frequency_cap", w.frequency_cap},
                      {"frequency_window_s", w.frequency_window_ms / kSecondMs},
                      {"rate_per_s", plain_number(w.rate_per_s)},
                      {"review_limit_s", w.review_limit_ms / kSecondMs},
                      {"undo_campaign_s", w.undo_campaign_ms / kSecondMs},
                      {"undo_single_s", w.undo_single_ms / kSecondMs},
                      {"stop_text", w.stop_text},
                      {"start_text", w.start_text},
                      {"help_text", w.help_text},
                      {"test_recipient", text_or_null(w.test_recipient)}};
}

void whole_within(JsonReader& in, std::string_view name, int64_t least, int64_t most, int64_t unit, auto& into) {
  const auto value = in.integer(name);
  if (!value) return;
  if (*value < least || *value > most) in.problem(name, fmt::format("must be {} to {}", least, most));
  into = static_cast<std::decay_t<decltype(into)>>(*value * unit);
}

Result<> read_changes(const json::value& body, Workspace& w) {
  JsonReader in(body);
  const auto text = [&](std::string_view name, std::string& into, bool may_be_empty) {
    if (auto value = in.text(name)) {
      if (value->empty() && !may_be_empty) in.problem(name, "must not be empty");
      into = std::move(*value);
    }
  };
  text("name", w.name, false);
  if (const auto active = in.boolean("active")) w.active = *active;
  text("default_region", w.default_region, false);
  if (!is_country(w.default_region)) in.problem("default_region", "must be a country's two letters, such as US");
  constexpr int64_t kDaySeconds = kDayMs / kSecondMs;
  whole_within(in, "score_threshold", 0, 1'000'000, 1, w.score_threshold);
  whole_within(in, "frequency_cap", 0, 1'000'000, 1, w.frequency_cap);
  whole_within(in, "frequency_window_s", 60, 366 * kDaySeconds, kSecondMs, w.frequency_window_ms);
  whole_within(in, "review_limit_s", 60, 30 * kDaySeconds, kSecondMs, w.review_limit_ms);
  whole_within(in, "undo_campaign_s", 0, limits::kUndoMostMs / kSecondMs, kSecondMs, w.undo_campaign_ms);
  whole_within(in, "undo_single_s", 0, limits::kUndoMostMs / kSecondMs, kSecondMs, w.undo_single_ms);
  if (const auto rate = in.number("rate_per_s")) {
    if (*rate < 0 || *rate > limits::kCampaignRateMost) in.problem("rate_per_s", "must be 0 (no limit) to 100000");
    w.rate_per_s = *rate;
  }
  text("stop_text", w.stop_text, false);
  text("start_text", w.start_text, false);
  text("help_text", w.help_text, false);
  text("test_recipient", w.test_recipient, true);
  if (in.has("test_recipient") && body.at("test_recipient").is_null()) w.test_recipient.clear();
  if (!w.test_recipient.empty() && !inbox::looks_like_e164(w.test_recipient))
    in.problem("test_recipient", "must be a number like +12025550123, or null");
  return in.done();
}

}  // namespace

Result<HttpResponse> list(Call& call) {
  QueryReader query(call.query);
  TRY(query.done());
  json::array items;
  for (const auto& workspace : store::workspaces::all(call.s())) items.push_back(workspace_json(workspace));
  return list_answer(std::move(items), nullptr);
}

Result<HttpResponse> change(Call& call) {
  const int64_t id = TRY(call.id());
  auto workspace = TRY(workspace_of(call.s(), id));
  TRY(read_changes(call.body, workspace));
  store::workspaces::update(call.s(), workspace);
  call.audit("workspace.change", fmt::format("workspace {}", workspace.id.value), json::serialize(call.body));
  return answer(workspace_json(workspace));
}

}  // namespace tidings::http::workspaces

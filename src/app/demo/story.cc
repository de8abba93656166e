#include "app/demo/story.h"

#include <algorithm>
#include <cmath>

#include "app/cli/import_request.h"
#include "app/cli/import_view.h"
#include "app/cli/json_fields.h"
#include "flow/compliance/hours_calendar.h"

namespace tidings::app::demo {
namespace {

constexpr const char* kWindow = "09:00-20:00";
constexpr const char* kBody =
    "Hi {{first_name}}, the free spring check-up in {{home}} opens on Monday. Reply YES to keep your place, STOP to "
    "hear no more.";
// So that those whose hours are open get theirs in a good minute, whenever the demo is started.
constexpr double kWantedS = 75;

Result<int> count_inside(const AudienceFile& audience, Instant now) {
  const auto hours = TRY(parse_allowed_hours(kWindow));
  const auto where = places();
  std::vector<bool> open;
  for (const auto& place : where) {
    const bool is_open = TRY(compliance::open_at(hours, place.zone, now));
    open.push_back(is_open);
  }
  return static_cast<int>(std::ranges::count_if(audience.people, [&](const auto& p) { return open[p.place]; }));
}

Result<json::value> import_audience(cli::ApiClient& api, const std::string& file, const std::function<bool()>& ended) {
  const cli::ImportFlags flags{.file = file,
                               .name = "example people",
                               .list = "example people",
                               .consent = "express_written",
                               .evidence = "the demo's generator: these people do not exist",
                               .fields = {"home=home"}};
  const auto query = TRY(cli::import_query(flags));
  const auto answer = TRY(api.upload("/api/imports", query, file, {}));
  auto job = TRY(parse_json(answer.body));
  while (!cli::import_has_ended(job)) {
    if (ended()) return fail(ErrorCode::unavailable, "ended before the import was through");
    job = TRY(api.get(cli::api_path({"imports", cli::text_at(job, "id")})));
  }
  return job;
}

}  // namespace

Result<Story> begin_story(cli::ApiClient& api, const AudienceFile& audience, const std::string& file_path, Instant now,
                          const std::function<bool()>& ended) {
  Story out;
  TRY(cli::write_file(file_path, audience.csv));
  out.import_job = TRY(import_audience(api, file_path, ended));
  if (cli::text_at(out.import_job, "state") != "done")
    return fail(ErrorCode::internal, "the example audience was not imported", cli::text_at(out.import_job, "problem"));
  out.inside = TRY(count_inside(audience, now));
  out.rate_per_s = std::clamp(std::round(out.inside / kWantedS), 3.0, 60.0);
  const auto hours = TRY(parse_allowed_hours(kWindow));
  const auto campaign = TRY(api.post("/api/campaigns", json::object{{"name", "Spring check-up"},
                                                                    {"body", kBody},
                                                                    {"audience", {{"list", "example people"}}},
                                                                    {"window", {{"allow", allowed_spans_json(hours)}}},
                                                                    {"rate_per_s", out.rate_per_s},
                                                                    {"start", true}}));
  out.campaign = cli::text_at(campaign, "id");
  return out;
}

}  // namespace tidings::app::demo

#include "http/ops/ops.h"

#include "store/workspaces.h"

namespace tidings::http::ops {
namespace {

json::value check_json(const char* name, bool good, std::string problem = {}) {
  json::object out{{"name", name}, {"ok", good}};
  if (!good) out["problem"] = std::move(problem);
  return out;
}

}  // namespace

Result<HttpResponse> health(Call&) { return answer(json::object{{"status", "up"}}); }

Result<HttpResponse> ready(Call& call) {
  const auto& with = call.services;
  auto written = with.database.write([&](store::Session& s) -> Result<> {
    store::workspaces::put_setting(s, "ready_at", format_utc(call.now));
    return {};
  });
  if (written) written = with.database.room();
  json::array checks;
  checks.push_back(check_json("store", written.has_value(), written ? std::string() : written.error().describe()));
  checks.push_back(check_json("time_zones", with.tz.fresh, with.tz.problem));
  checks.push_back(check_json("carriers", !with.carriers.empty(), "no carrier is configured"));
  bool good = true;
  for (const auto& check : checks) good = good && check.at("ok").get_bool();
  return answer(json::object{{"ready", good}, {"checks", std::move(checks)}}, good ? 200 : 503);
}

Result<HttpResponse> metrics(Call& call) {
  HttpResponse out;
  out.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  out.body = call.services.env.metrics.expose();
  return out;
}

}  // namespace tidings::http::ops

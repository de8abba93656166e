// A pre-flight of a million recipients on a real file: seconds, and what the process grew by. PEOPLE changes how many.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/check.h"
#include "flow/preflight/preflight.h"
#include "store/campaigns.h"
#include "store/sqlite/sqlite_database.h"
#include "store/workspaces.h"

namespace tidings {
namespace {

int64_t peak_mb() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return used.ru_maxrss / 1024;
}

double processor_s() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

// Five area codes, one of a state with hours of its own; one in a hundred opted out, one in a hundred without consent.
void fill(store::Session& s, int64_t people) {
  s.script(fmt::format(
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) INSERT INTO contact "
      "(workspace_id, "
      "phone, sms_capable, region, status, consent, score, zone, zone_confirmed, place, case_ref, fields, created_at, "
      "updated_at) SELECT 1, '+1' || CASE i % 5 WHEN 0 THEN '212' WHEN 1 THEN '415' WHEN 2 THEN '850' WHEN 3 THEN "
      "'800' "
      "ELSE '605' END || (2000000 + i * 7919 % 7999993), 1, 'US', 0, CASE WHEN i % 100 = 1 THEN 0 ELSE 1 END, 90, '', "
      "0, "
      "CASE WHEN i % 10 = 0 THEN 'US-TX' ELSE '' END, '', '{{\"first_name\":\"Person ' || i || "
      "'\",\"city\":\"Springfield\"}}', 1, 1 FROM n",
      people));
  s.script(
      "INSERT INTO suppression (phone, workspace_id, source, detail, created_at) SELECT phone, 0, 'keyword', '', 1 "
      "FROM "
      "contact WHERE id % 100 = 0");
}

struct Case {
  const char* what;
  const char* starts_at;
  double rate_per_s;
  double sender_per_s;
};

void run() {
  const char* wanted = std::getenv("PEOPLE");
  const int64_t people = wanted != nullptr ? std::atoll(wanted) : 1'000'000;
  const auto folder = std::filesystem::temp_directory_path() / ("bench_preflight_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  SystemClock clock;
  Random random{1};
  const auto log = make_silent_log();
  Metrics metrics;
  Env env{clock, random, *log, metrics};
  auto database = store::sqlite::open(env, {.path = (folder / "db").string()}).value();
  check(store::migrate(*database).has_value(), "an empty database is migrated");
  const law::LawShelf laws;
  const auto tz = compliance::check_tz_database();
  preflight::Setting setting{.has_carrier = [](std::string_view) { return true; },
                             .make_gatherer = [&] { return std::make_unique<compliance::Gatherer>(tz, laws); }};
  WorkspaceId workspace;
  check(database
            ->write([&](store::Session& s) -> Result<> {
              workspace = store::workspaces::insert(s, {.name = "bench"});
              fill(s, people);
              return {};
            })
            .has_value(),
        "the people are written");
  const auto year = format_utc(clock.now() + 366 * kDayMs).substr(0, 4);
  const Case cases[] = {
      {"by day, as fast as may be", "-06-15T17:00:00Z", 100'000, 20'000},
      {"at night: all wait for the morning", "-06-15T06:00:00Z", 100'000, 20'000},
      {"10 a second, many days", "-06-15T17:00:00Z", 10, 20},
  };
  for (const auto& one : cases) {
    CampaignId id;
    check(database
              ->write([&](store::Session& s) -> Result<> {
                for (int i = 1; i <= 5; ++i) {
                  store::workspaces::put_sender(s, {.workspace = workspace,
                                                    .address = fmt::format("+1500555000{}", i),
                                                    .carrier = "bench",
                                                    .segments_per_s = one.sender_per_s / 5,
                                                    .daily_cap = 0});
                }
                id = store::campaigns::insert(
                    s,
                    {.workspace = workspace,
                     .name = one.what,
                     .body = "Hello {{first_name}}, the office in {{city}} is open until six. Reply STOP to opt out.",
                     .audience = {.everyone = true},
                     .hours = default_hours(),
                     .rate_per_s = one.rate_per_s},
                    clock.now());
                return {};
              })
              .has_value(),
          "the campaign is made");
    const int64_t before_mb = peak_mb();
    const double processor = processor_s();
    const auto begin = std::chrono::steady_clock::now();
    const auto told = preflight::fly(
        env, *database, setting, {.campaign = id, .starts_at = parse_utc(year + one.starts_at).value(), .prices = {}});
    check(told.has_value(), "the pre-flight is made");
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    fmt::print(
        "{}: {:.1f} s ({:.1f} s of processor time), peak memory {} MB (before: {}); {} sent, {} blocked, {} held, "
        "{} later, done {}\n",
        one.what, seconds, processor_s() - processor, peak_mb(), before_mb, (*told)->sends, (*told)->blocked,
        (*told)->held, (*told)->later, format_utc((*told)->ends_at));
    std::fflush(stdout);
  }
  database->stop();
  database.reset();
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tidings

int main() { tidings::run(); }

// What the dispatcher asks of the store before the gate can decide: the facts of a batch of 500 messages among a
// million contacts, on a real file. The people of a campaign stand in the order they were planned in; "anywhere" is the
// worst case, a batch that no page of the file has two of.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "base/check.h"
#include "base/random.h"
#include "flow/compliance/gate.h"
#include "flow/compliance/gather.h"
#include "store/contacts.h"
#include "store/sqlite/sqlite_database.h"
#include "store/workspaces.h"

namespace tidings {
namespace {

constexpr int64_t kPeople = 1'000'000;
constexpr size_t kBatch = 500;

// One person in a hundred has opted out, one in a thousand waits for a review, one in five had a message yesterday.
void fill(store::Session& s, Instant now) {
  s.script(fmt::format(
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) INSERT INTO contact "
      "(workspace_id, "
      "phone, sms_capable, region, status, consent, score, zone, zone_confirmed, place, case_ref, fields, created_at, "
      "updated_at) SELECT 1, '+1' || CASE i % 4 WHEN 0 THEN '212' WHEN 1 THEN '415' WHEN 2 THEN '850' ELSE '605' END "
      "|| "
      "(2000000 + i * 7919 % 7999993), 1, 'US', 0, 1, 90, '', 0, CASE WHEN i % 10 = 0 THEN 'US-TX' ELSE '' END, '', "
      "'{{\"first_name\":\"Person ' || i || '\",\"city\":\"Springfield\"}}', 1, 1 FROM n",
      kPeople));
  s.script(
      "INSERT INTO suppression (phone, workspace_id, source, detail, created_at) SELECT phone, 0, 'keyword', '', 1 "
      "FROM "
      "contact WHERE id % 100 = 0");
  s.script(
      "INSERT INTO review (workspace_id, phone, contact_id, inbound_id, because, created_at, due_at) SELECT 1, phone, "
      "id, 1, '', 1, 1 FROM contact WHERE id % 1000 = 1");
  s.script(fmt::format(
      "INSERT INTO message (workspace_id, campaign_id, contact_id, step, kind, purpose, phone, state, not_before, "
      "sent_to, created_at, handed_at) SELECT 1, 9, id, 0, 5, 0, phone, 4, 1, phone, 1, {} FROM contact WHERE id % 5 = "
      "0",
      (now - kDayMs / 2).ms));
}

struct World {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("bench_gather_" + std::to_string(::getpid()));
  SystemClock clock;
  Random random{1};
  std::shared_ptr<Log> log = make_silent_log();
  Metrics metrics;
  Env env{clock, random, *log, metrics};
  std::unique_ptr<store::Database> database;
  Workspace workspace;
  Campaign campaign;
  law::LawShelf laws;
  compliance::Gatherer gatherer{compliance::check_tz_database(), laws};
  Instant now = *parse_utc("2026-11-20T17:31:40Z");

  World() {
    std::filesystem::create_directories(folder);
    database = store::sqlite::open(env, {.path = (folder / "db").string()}).value();
    check(store::migrate(*database).has_value(), "an empty database is migrated");
    const auto filled = database->write([&](store::Session& s) -> Result<> {
      workspace.id = store::workspaces::insert(s, {.name = "bench"});
      fill(s, now);
      return {};
    });
    check(filled.has_value(), "the people are written");
    workspace.frequency_cap = 3;
    campaign.id = {1};
    campaign.workspace = workspace.id;
    campaign.status = CampaignStatus::active;
    campaign.body = "Hello {{first_name}}, the office in {{city}} is open until six. Reply STOP to opt out.";
    campaign.hours = default_hours();
  }
  ~World() {
    database->stop();
    database.reset();
    std::filesystem::remove_all(folder);
  }

  std::vector<store::LedgerRow> batch(bool anywhere) {
    std::vector<store::LedgerRow> rows(kBatch);
    const auto first = static_cast<int64_t>(random.below(kPeople - kBatch));
    const auto read = database->read([&](store::Session& s) -> Result<> {
      for (size_t i = 0; i < kBatch; ++i) {
        const auto id =
            anywhere ? 1 + static_cast<int64_t>(random.below(kPeople)) : first + static_cast<int64_t>(i) + 1;
        rows[i].contact = {id};
        rows[i].workspace = workspace.id;
        rows[i].campaign = campaign.id;
        rows[i].kind = MessageKind::campaign;
        rows[i].purpose = Purpose::marketing;
        rows[i].phone = store::contacts::by_id(s, {id})->phone;
      }
      return {};
    });
    check(read.has_value(), "the people are read");
    return rows;
  }
};

World& world() {
  static World one;
  return one;
}

template <class Ask>
void ask(benchmark::State& state, bool anywhere, Ask each) {
  auto& w = world();
  for (auto _ : state) {
    state.PauseTiming();
    const auto rows = w.batch(anywhere);
    state.ResumeTiming();
    check(w.database->read([&](store::Session& s) -> Result<> { return each(w, s, rows), Result<>{}; }).has_value(),
          "the facts are read");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kBatch));
}

void question(World& w, store::Session& s, const std::vector<store::LedgerRow>& rows) {
  std::vector<store::FactsWanted> wanted;
  for (const auto& row : rows) wanted.push_back({row.contact, row.phone, w.now - kDayMs});
  store::facts_of(s, wanted, [](size_t, const store::FactsFound& found) { benchmark::DoNotOptimize(found.sent); });
}

void gather(World& w, store::Session& s, const std::vector<store::LedgerRow>& rows) {
  std::deque<compliance::Gathered> gathered;
  std::vector<compliance::Wanted> wanted;
  for (const auto& row : rows) wanted.push_back({&row, &w.workspace, &w.campaign, &gathered.emplace_back()});
  w.gatherer.gather_all(s, wanted, w.now);
  benchmark::DoNotOptimize(gathered.back().segments);
}

void facts_of_500(benchmark::State& state) { ask(state, false, question); }
void facts_of_500_anywhere(benchmark::State& state) { ask(state, true, question); }
void gather_500(benchmark::State& state) { ask(state, false, gather); }
void gather_500_anywhere(benchmark::State& state) { ask(state, true, gather); }
BENCHMARK(facts_of_500)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(facts_of_500_anywhere)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(gather_500)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(gather_500_anywhere)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace tidings

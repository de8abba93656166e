// Rows of a contact file a second, from bytes to committed contacts with list and place: what a person waits for.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/check.h"
#include "flow/audience/import_stage.h"
#include "flow/audience/imports.h"
#include "store/sqlite/sqlite_database.h"
#include "store/workspaces.h"

namespace tidings {
namespace {

constexpr int kRows = 100'000;
constexpr int kNumbers = 8'000'000;  // 200-0000 to 999-9999

// Area codes whose every number of that shape is valid.
constexpr int kAreas[] = {202, 212, 213, 305, 312, 404, 415, 503, 602, 617};

void write_people(const std::string& path) {
  Random random{5};
  std::ofstream out(path, std::ios::binary);
  out << "id,name,city,state,phone,note\n";
  for (int i = 0; i < kRows; ++i) {
    const auto number = 2'000'000 + static_cast<int>(random.below(kNumbers));
    out << i << ",Person Number " << i << ",Springfield,CA,+1" << kAreas[random.below(10)] << number
        << ",\"some note, as people write them\"\n";
  }
}

void import_rows(benchmark::State& state) {
  const auto folder = std::filesystem::temp_directory_path() / ("bench_import_" + std::to_string(::getpid()));
  SystemClock clock;
  Random random{1};
  const auto log = make_silent_log();
  for (auto _ : state) {
    state.PauseTiming();
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    write_people((folder / "people.csv").string());
    Metrics metrics;
    Env env{clock, random, *log, metrics};
    auto database = store::sqlite::open(env, {.path = (folder / "db").string()}).value();
    check(store::migrate(*database).has_value(), "an empty database is migrated");
    const auto workspace = store::write_value<WorkspaceId>(*database, [](store::Session& s) -> Result<WorkspaceId> {
                             return store::workspaces::insert(s, {.name = "bench"});
                           }).value();
    flow::Imports imports(env, *database, folder.string());
    flow::ImportStage stage(env, *database, folder.string());
    const auto job = imports.create(workspace, {.list_name = "all", .path = "people.csv"}).value();
    state.ResumeTiming();
    while (imports.get(job.id)->finished_at.ms == 0) check(stage.tick().has_value(), "the import goes on");
    state.PauseTiming();
    check(imports.get(job.id)->rows() == kRows, "every row is counted");
    database->stop();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * kRows);
  std::filesystem::remove_all(folder);
}
BENCHMARK(import_rows)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace tidings

#include "flow/audience/import_stage.h"

#include <algorithm>
#include <filesystem>
#include <future>

#include "base/check.h"
#include "flow/audience/import_writer.h"
#include "store/consents.h"
#include "store/registers.h"
#include "store/workspaces.h"

namespace tidings::flow {
namespace {

namespace imports = store::imports;
using store::Session;

Counter& rows_counter(Env& env, const char* result) {
  return env.metrics.counter("import_rows_total", "rows of contact files", {{"result", result}});
}

CsvPosition border_of(const imports::Job& job) {
  return {static_cast<uint64_t>(job.byte_offset), static_cast<uint64_t>(job.row_number),
          static_cast<TextEncoding>(job.encoding)};
}

constexpr uint64_t kOldestEvery = 4;  // turns

// The file's own fault, which no later try would mend.
bool lasting(const Error& error) {
  return error.code == ErrorCode::corrupt || error.code == ErrorCode::not_found ||
         error.code == ErrorCode::invalid_argument;
}

}  // namespace

Result<> ImportStageOptions::validate() const {
  if (chunk > 0 && cleanup > 0) return {};
  return fail(ErrorCode::invalid_argument, "chunk and cleanup of imports must be at least 1", "imports");
}

ImportStage::ImportStage(Env env, store::Database& database, std::string import_dir, ImportStageOptions options,
                         Lookups* lookups)
    : env_(env),
      database_(database),
      import_dir_(std::move(import_dir)),
      options_(options),
      lookups_(lookups),
      chunk_(options.chunk),
      imported_(rows_counter(env, "imported")),
      updated_(rows_counter(env, "updated")),
      duplicates_(rows_counter(env, "duplicate")),
      rejected_(rows_counter(env, "rejected")) {
  check(options_.validate().has_value(), "the options of the import stage are valid");
}

Result<size_t> ImportStage::begin() {
  std::vector<std::filesystem::path> lost;
  std::error_code problem;
  TRY(database_.read([&](Session& s) -> Result<> {
    for (std::filesystem::directory_iterator file(import_dir_, problem), end; !problem && file != end;
         file.increment(problem)) {
      const auto name = file->path().filename().string();
      const bool wanted = imports::path_in_use(s, name) || store::registers::path_in_use(s, name);
      if (name.starts_with(kUploadPrefix) && !wanted) lost.push_back(file->path());
    }
    return {};
  }));
  size_t removed = 0;
  for (const auto& path : lost) removed += std::filesystem::remove(path, problem) ? 1 : 0;
  if (removed > 0) env_.log.info("half_uploads_removed", {{"files", removed}});
  return removed;
}

Result<size_t> ImportStage::tick() {
  std::optional<imports::Job> next;
  std::optional<imports::Job> ended;
  // Of several nodes the one that took the upload has its file. Alone, a missing file is the end of its import.
  imports::Here here;
  if (database_.shared()) {
    here = [this](const imports::Job& job) { return std::filesystem::exists(import_dir_ + "/" + job.path); };
  }
  const imports::Here ready = [&](const imports::Job& job) { return !waits(job) && (!here || here(job)); };
  TRY(database_.read([&](Session& s) -> Result<> {
    next = imports::next_open(s, turns_ % kOldestEvery == 0 ? imports::Turn::oldest : imports::Turn::shortest, ready);
    ended = imports::next_uncleaned(s, here);
    return {};
  }));
  ++turns_;
  size_t done = 0;
  if (next) done += TRY(import_chunk(*next));
  if (ended) done += TRY(clean_up(*ended));
  if (lookups_ != nullptr) done += TRY(lookups_->tick());  // behind: what the chunk wants to know leaves at once
  return done;
}

Result<size_t> ImportStage::import_chunk(const imports::Job& job) {
  Result<> ready;
  // Somebody else may have moved it on: what is stored decides.
  if (open_ != job.id || file_ == nullptr || file_->position() != border_of(job)) ready = open(job);
  if (ready) ready = file_->fill(chunk_);
  if (!ready) {
    file_.reset();
    if (lasting(ready.error())) return fail_job(job, ready.error());
    return std::unexpected(ready.error());
  }
  const bool asks = !job.lookup.empty() && !job.dry_run;
  const auto& batch = file_->batch(asks ? std::min(chunk_, limits::kLookupChunk) : chunk_);
  if (!job.lookup.empty() && !TRY(look_up(job))) return size_t{0};
  const size_t rows = batch.rows.size();
  TRY(store_batch(job, batch));
  return std::max<size_t>(rows, 1);
}

bool ImportStage::waits(const imports::Job& job) const {
  const auto at = waits_.find(job.id);
  if (at == waits_.end() || lookups_ == nullptr) return false;
  return at->second.stirred == lookups_->stirred() && env_.clock.monotonic_ms() < at->second.until_ms;
}

// Whether the batch can be stored: each of its rows knows what there is to know of its number.
Result<bool> ImportStage::look_up(const imports::Job& job) {
  const auto& request = file_->plan().request;
  const auto& rows = file_->batch(chunk_).rows;
  std::vector<std::string> phones;
  std::vector<size_t> at;
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[i];
    // What refuses is heard whatever the line is; what never gets texts by its plan need not be asked for.
    if (row.refusal || row.opts_out() || !row.contact.sms_capable) continue;
    phones.push_back(row.contact.phone);
    at.push_back(i);
  }
  std::vector<LookupWord> found(phones.size(), LookupWord::away);
  std::string why = "this server looks nothing up";
  const uint64_t stirred = lookups_ != nullptr ? lookups_->stirred() : 0;
  if (lookups_ != nullptr) {
    found = TRY(job.dry_run ? lookups_->known(job.lookup, phones) : lookups_->look(job.id, job.lookup, phones));
    why = lookups_->trouble(job.lookup);
  }
  std::vector<std::optional<LookupWord>> words(rows.size());
  bool ready = true;
  for (size_t i = 0; i < at.size(); ++i) {
    words[at[i]] = job.dry_run && found[i] == LookupWord::away ? LookupWord::coming : found[i];
    const bool waits = found[i] == LookupWord::away && request.lookup_missing == LookupMissing::wait;
    if (!job.dry_run && (found[i] == LookupWord::coming || waits)) ready = false;
  }
  if (ready) {
    waits_.erase(job.id);
    file_->looked_up(words);
    return true;
  }
  auto& waits = waits_[job.id];
  waits.stirred = stirred;
  waits.until_ms = env_.clock.monotonic_ms() + kSecondMs;
  TRY(tell_waits(job, why.empty() ? "answers of " + job.lookup : job.lookup + ": " + why));
  return false;
}

Result<> ImportStage::tell_waits(const imports::Job& job, std::string why) {
  auto& waits = waits_[job.id];
  if (waits.why == why) return {};
  TRY(database_.write([&](Session& s) -> Result<> {
    imports::waits(s, job.id, why);
    return {};
  }));
  waits.why = std::move(why);
  return {};
}

Result<> ImportStage::open(const imports::Job& job) {
  file_.reset();
  std::string region;
  JudgeFacts facts{.now = env_.clock.now(), .wordings = {}};
  TRY(database_.read([&](Session& s) -> Result<> {
    const auto workspace = store::workspaces::by_id(s, job.workspace);
    if (!workspace) return fail(ErrorCode::not_found, "the workspace of this import is gone", "workspace");
    region = workspace->default_region;
    facts.wordings = store::consents::wording_ids(s, job.workspace);
    return {};
  }));
  auto plan = TRY(read_plan(job.plan));
  file_ =
      TRY(ImportFile::open(import_dir_ + "/" + job.path, std::move(plan), {border_of(job), job.bytes, job.fingerprint},
                           job.workspace, job.id, region, std::move(facts)));
  open_ = job.id;
  return {};
}

Result<> ImportStage::store_batch(const imports::Job& job, const ImportFile::Batch& batch) {
  const std::string fingerprint = TRY(file_->fingerprint(batch.after));
  const Instant now = env_.clock.now();
  const bool last = batch.last;
  std::optional<imports::Job> moved;
  int64_t held_ms = 0;
  bool others_wait = false;
  const auto work = [&](Session& s) -> Result<> {
    const int64_t begun_ms = env_.clock.monotonic_ms();
    moved = imports::by_id(s, job.id);
    const bool ours = moved && imports::open(moved->state) && border_of(*moved) == batch.before;
    if (!ours) {
      moved.reset();  // cancelled meanwhile, or moved on by somebody else
      return {};
    }
    ImportWriter writer(s, *moved, file_->plan(), now);
    for (const auto& row : batch.rows) writer.add(row);
    moved->state = last ? imports::State::done : imports::State::running;
    moved->byte_offset = static_cast<int64_t>(batch.after.offset);
    moved->encoding = static_cast<int64_t>(batch.after.encoding);
    moved->row_number = static_cast<int64_t>(batch.after.row);
    moved->fingerprint = fingerprint;
    if (last) moved->finished_at = now;
    imports::progress(s, *moved);
    held_ms = env_.clock.monotonic_ms() - begun_ms;
    others_wait = database_.queued_writes() > 0;
    return {};
  };
  const auto written = std::make_shared<std::promise<Result<>>>();
  auto result = written->get_future();
  database_.write_async(work, [written](Result<> r) { written->set_value(std::move(r)); });
  // The next chunk is read meanwhile; an error of that is met again by the next tick.
  if (!last) static_cast<void>(file_->fill(chunk_));
  TRY(result.get());
  if (!moved) {
    file_.reset();
    return {};
  }
  pace(batch.rows.size(), held_ms, others_wait);
  if (lookups_ != nullptr && !job.lookup.empty()) lookups_->drop(job.id);
  file_->stored();
  tell(job, *moved);
  if (last) file_.reset();
  return {};
}

void ImportStage::pace(size_t rows, int64_t held_ms, bool others_wait) {
  size_t next = others_wait ? chunk_ / 2 : chunk_ * 2;
  if (held_ms > limits::kImportHoldMs) {
    next = std::min(next, rows * static_cast<size_t>(limits::kImportHoldMs) / static_cast<size_t>(held_ms));
  }
  chunk_ = std::clamp(next, std::min(limits::kImportChunkBusy, options_.chunk), options_.chunk);
}

void ImportStage::tell(const imports::Job& before, const imports::Job& after) {
  imported_.add(static_cast<double>(after.imported - before.imported));
  updated_.add(static_cast<double>(after.updated - before.updated));
  duplicates_.add(static_cast<double>(after.duplicates - before.duplicates));
  rejected_.add(static_cast<double>(after.rejected - before.rejected));
  if (after.state != imports::State::done) return;
  env_.log.info("import_done", {{"import", after.id.value},
                                {"rows", after.rows()},
                                {"imported", after.imported},
                                {"updated", after.updated},
                                {"duplicates", after.duplicates},
                                {"rejected", after.rejected},
                                {"dry_run", after.dry_run}});
}

Result<size_t> ImportStage::fail_job(const imports::Job& job, const Error& problem) {
  TRY(database_.write([&](Session& s) -> Result<> {
    imports::finish(s, job.id, imports::State::failed, problem.describe(), env_.clock.now());
    return {};
  }));
  env_.log.warn("import_failed", {{"import", job.id.value}, {"problem", problem.describe()}});
  return 1;
}

Result<size_t> ImportStage::clean_up(const imports::Job& job) {
  const auto forgotten = TRY(store::write_value<int64_t>(
      database_, [&](Session& s) -> Result<int64_t> { return imports::forget(s, job.id, options_.cleanup); }));
  if (forgotten > 0) return static_cast<size_t>(forgotten);
  if (open_ == job.id) file_.reset();
  waits_.erase(job.id);
  if (lookups_ != nullptr) lookups_->drop(job.id);
  // The file goes first: a crash in between comes back here.
  std::error_code problem;
  std::filesystem::remove(import_dir_ + "/" + job.path, problem);
  if (problem) env_.log.warn("import_file_stays", {{"import", job.id.value}, {"problem", problem.message()}});
  TRY(database_.write([&](Session& s) -> Result<> {
    imports::set_cleaned(s, job.id);
    return {};
  }));
  return 1;
}

}  // namespace tidings::flow

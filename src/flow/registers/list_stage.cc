#include "flow/registers/list_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace tidings::registers {
namespace {

namespace registers = store::registers;
using registers::ListState;
using store::Session;

// The file's own fault, which no later try would mend.
bool lasting(const Error& error) {
  return error.code == ErrorCode::not_found || error.code == ErrorCode::invalid_argument;
}

// With so many refused it is not the list it was said to be: the one in force stays.
bool too_many_rejected(int64_t numbers, int64_t rejected) { return rejected > numbers; }

}  // namespace

ListStage::ListStage(Env env, store::Database& database, std::string upload_dir, size_t chunk)
    : env_(env),
      database_(database),
      upload_dir_(std::move(upload_dir)),
      most_(std::max<size_t>(chunk, 1)),
      chunk_(most_) {}

Result<size_t> ListStage::tick() {
  std::optional<List> loading, ended;
  TRY(database_.read([&](Session& s) -> Result<> {
    for (auto& list : registers::lists_here(s)) {
      // Of several nodes the one that took the upload has its file. Alone, a missing file is the end of it.
      const bool here =
          !database_.shared() || list.path.empty() || std::filesystem::exists(upload_dir_ + "/" + list.path);
      if (!here) continue;
      if (list.state == ListState::loading) {
        if (!loading) loading = std::move(list);
      } else if (list.state != ListState::in_force || !list.path.empty()) {
        if (!ended) ended = std::move(list);
      }
    }
    return {};
  }));
  size_t done = 0;
  if (loading) done += TRY(load(std::move(*loading)));
  if (ended) done += TRY(clean(*ended));
  return done;
}

Result<size_t> ListStage::load(List list) {
  const bool begins = open_ != list.id || file_ == nullptr;
  Result<> ready;
  if (begins) {
    auto opened = ListFile::open(upload_dir_ + "/" + list.path, list.column, list.region);
    if (opened) {
      file_ = std::move(*opened);
      open_ = list.id;
    } else {
      ready = std::unexpected(opened.error());
    }
  }
  if (ready) ready = file_->fill(chunk_);
  if (!ready) {
    file_.reset();
    if (lasting(ready.error())) return end_as_failed(list, ready.error().describe());
    return std::unexpected(ready.error());
  }
  const auto& piece = file_->piece();
  const Instant now = env_.clock.now();
  int64_t held_ms = 0;
  bool others_wait = false, gone = false;
  TRY(database_.write([&](Session& s) -> Result<> {
    const int64_t begun_ms = env_.clock.monotonic_ms();
    gone = false;
    list.read_bytes = piece.read_bytes;
    list.lines = piece.lines;
    list.rejected = piece.rejected;
    if (!registers::progress(s, list)) {
      gone = true;  // it was ended meanwhile
      return {};
    }
    registers::add_numbers(s, list, piece.numbers);
    registers::add_rejects(s, list.id, piece.rejects);
    if (piece.last) {
      list.numbers = registers::count_numbers(s, list);
      if (list.numbers == 0) {
        list.problem = "there is no number in it";
      } else if (too_many_rejected(list.numbers, list.rejected)) {
        list.problem = fmt::format("{} of {} lines are no number: is it the right file, column and region?",
                                   list.rejected, list.lines);
      }
      if (list.problem.empty()) {
        registers::put_in_force(s, list, list.numbers, now);
      } else {
        registers::fail_list(s, list.id, list.problem, now);
      }
    }
    held_ms = env_.clock.monotonic_ms() - begun_ms;
    others_wait = database_.queued_writes() > 0;
    return {};
  }));
  const size_t done = std::max<size_t>(piece.numbers.size(), 1);
  pace(piece.numbers.size(), held_ms, others_wait);
  const bool last = piece.last;
  file_->stored();
  if (gone || last) file_.reset();
  if (last && !gone) {
    env_.log.info(list.problem.empty() ? "register_list_in_force" : "register_list_failed",
                  {{"list", list.id.value},
                   {"lines", list.lines},
                   {"numbers", list.numbers},
                   {"rejected", list.rejected},
                   {"problem", list.problem}});
  }
  return done;
}

void ListStage::pace(size_t numbers, int64_t held_ms, bool others_wait) {
  size_t next = others_wait ? chunk_ / 2 : chunk_ * 2;
  if (held_ms > limits::kImportHoldMs) {
    next = std::min(next, numbers * static_cast<size_t>(limits::kImportHoldMs) / static_cast<size_t>(held_ms));
  }
  chunk_ = std::clamp(next, std::min(limits::kRegisterChunkBusy, most_), most_);
}

Result<size_t> ListStage::end_as_failed(const List& list, const std::string& problem) {
  TRY(database_.write([&](Session& s) -> Result<> {
    registers::fail_list(s, list.id, problem, env_.clock.now());
    return {};
  }));
  env_.log.warn("register_list_failed", {{"list", list.id.value}, {"problem", problem}});
  return 1;
}

// The file goes as soon as it is read, the numbers when the list is not in force any more.
Result<size_t> ListStage::clean(const List& list) {
  if (!list.path.empty()) {
    // The file goes first: a crash in between comes back here.
    std::error_code problem;
    std::filesystem::remove(upload_dir_ + "/" + list.path, problem);
    if (problem) env_.log.warn("register_file_stays", {{"list", list.id.value}, {"problem", problem.message()}});
    TRY(database_.write([&](Session& s) -> Result<> {
      registers::path_gone(s, list.id);
      return {};
    }));
    return 1;
  }
  return store::write_value<size_t>(database_, [&](Session& s) -> Result<size_t> {
    const auto gone = registers::forget_numbers(s, list, limits::kImportCleanup);
    if (gone == 0) registers::cleaned(s, list.id);
    return static_cast<size_t>(std::max<int64_t>(gone, 1));
  });
}

}  // namespace tidings::registers

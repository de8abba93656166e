#include "tests/sim/crash_database.h"

namespace tidings::sim {

class CrashDatabase::Watched final : public store::Session {
 public:
  Watched(store::Session& inner, CrashDatabase& home) : inner_(inner), home_(home) {}
  void script(std::string_view sql) override {
    meet();
    inner_.script(sql);
  }
  std::unique_ptr<store::Cursor> open_text(const std::string& sql, const store::Param* p, size_t n) override {
    meet();
    return inner_.open_text(sql, p, n);
  }
  int64_t run(const store::Statement& st, const store::Param* p, size_t n) override {
    meet();
    return inner_.run(st, p, n);
  }
  std::unique_ptr<store::Cursor> open(const store::Statement& st, const store::Param* p, size_t n) override {
    meet();
    return inner_.open(st, p, n);
  }

 private:
  void meet() {
    home_.step();
    if (home_.fails(home_.statements_fail_)) throw store::StoreFailure{home_.error()};
  }

  store::Session& inner_;
  CrashDatabase& home_;
};

void CrashDatabase::step() {
  if (steps_left_ > 0 && --steps_left_ == 0) throw CrashNow{};
}

bool CrashDatabase::fails(double share) {
  if (share <= 0 || unharmed_ > 0 || !random_.chance(share)) return false;
  ++failures_;
  return true;
}

Error CrashDatabase::error() {
  switch (random_.below(3)) {
    case 0:
      return {ErrorCode::storage_full, "the disk of the database failed", "simulated", {}};
    case 1:
      return {ErrorCode::unavailable, "the database is locked", "simulated", {}};
    default:
      return {ErrorCode::internal, "the store failed", "simulated", {}};
  }
}

// The engine below sees an error, rolls back and stays whole; the stage above never comes back from its call.
Result<> CrashDatabase::write(const Work& work) {
  bool died = false;
  auto done = inner_->write([&](store::Session& s) -> Result<> {
    try {
      Watched watched(s, *this);
      TRY(work(watched));
      step();  // all done, not committed
    } catch (const CrashNow&) {
      died = true;
      return fail(ErrorCode::unavailable, "the process was killed");
    }
    if (fails(commits_fail_)) return std::unexpected(error());
    if (full_ && unharmed_ == 0) return fail(ErrorCode::storage_full, "the disk of the database is full", "simulated");
    return {};
  });
  if (died) throw CrashNow{};
  if (done) ++commits_;
  if (done) step();  // committed, and nobody has heard of it
  return done;
}

Result<> CrashDatabase::read(const Work& work) {
  bool died = false;
  auto done = inner_->read([&](store::Session& s) -> Result<> {
    try {
      Watched watched(s, *this);
      return work(watched);
    } catch (const CrashNow&) {
      died = true;
      return fail(ErrorCode::unavailable, "the process was killed");
    }
  });
  if (died) throw CrashNow{};
  return done;
}

}  // namespace tidings::sim

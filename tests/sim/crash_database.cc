#include "tests/sim/crash_database.h"

namespace tidings::sim {

class CrashDatabase::Watched final : public store::Session {
 public:
  Watched(store::Session& inner, CrashDatabase& home) : inner_(inner), home_(home) {}
  void script(std::string_view sql) override {
    home_.step();
    inner_.script(sql);
  }
  std::unique_ptr<store::Cursor> open_text(const std::string& sql, const store::Param* p, size_t n) override {
    home_.step();
    return inner_.open_text(sql, p, n);
  }
  int64_t run(const store::Statement& st, const store::Param* p, size_t n) override {
    home_.step();
    return inner_.run(st, p, n);
  }
  std::unique_ptr<store::Cursor> open(const store::Statement& st, const store::Param* p, size_t n) override {
    home_.step();
    return inner_.open(st, p, n);
  }

 private:
  store::Session& inner_;
  CrashDatabase& home_;
};

void CrashDatabase::step() {
  if (steps_left_ > 0 && --steps_left_ == 0) throw CrashNow{};
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
    if (full_) return fail(ErrorCode::storage_full, "the disk of the database is full", "simulated");
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

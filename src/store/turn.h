// One node's turn. Several nodes work on one database; what must be done by one at a time (planning, dispatch, reviews)
// is done by the node whose turn it is. A turn is a lease of a few seconds, by the database's clock, renewed while its
// holder lives; one that dies or sleeps loses it. Two things make it safe, not only likely: every writing transaction
// of such work asks holds() first, and what acts on the world outside does so only before ends_ms() by its own clock.
// One that dies need not be waited for as long as one that sleeps: its session ends with it (Presence). The row names
// the session; who sees it gone for kPresenceMs takes the turn, and its holder, should it still live, acts no later
// than kPresenceMs after it last heard over that session. On an engine that keeps other processes out the turn is
// always ours. Any thread.
#pragma once

#include <atomic>
#include <mutex>
#include <string>

#include "base/env.h"
#include "base/limits.h"
#include "base/random.h"
#include "store/database.h"

namespace tidings::store {

class Turn {
 public:
  // node: this machine's place, one process at a time; a new process takes over from the one before it at once.
  Turn(Env env, Database& database, std::string name, std::string node = {}, int64_t lease_ms = limits::kTurnMs);

  // Takes the turn when it is free and renews it when it is ours; false: another node's. Cheap while neither is due.
  Result<bool> keep();
  // Asks after our session, and makes it anew when it is lost. Often: without it ends_ms() comes soon. Does not wait
  // for writes.
  void confirm();
  // The fence: inside a writing transaction. While it runs nobody else can take the turn.
  bool holds(Session& session) const;
  // By the monotonic clock; other nodes take it no earlier.
  int64_t ends_ms() const;
  // Another one each time it was taken: what another node may have done since is not known. Settled while holds() is
  // true.
  uint64_t number() const { return number_; }
  // At the orderly end, so that nobody waits for it. Nothing is done under it any more.
  Result<> leave();

 private:
  bool gone(Session& session, int64_t key);
  Env env_;
  Database& database_;
  const std::string name_, node_;
  const int64_t lease_ms_;
  const int64_t holder_;
  std::mutex mutex_;
  bool ours_ = false, first_ = true;
  Gauge& held_;
  int64_t look_again_ms_ = 0;
  int64_t gone_ = 0, gone_since_ms_ = 0;  // the holder's session, seen by us to have ended
  std::atomic<uint64_t> number_ = 0;

  // A session of ours, and when we last heard over it. key 0: none, the lease alone decides.
  struct Heard {
    int64_t key = 0, at_ms = 0;
  };
  std::mutex presence_mutex_;  // of these two, while it is asked
  Random keys_;                // Env's is not for every thread
  std::unique_ptr<Presence> presence_;
  mutable std::mutex ends_mutex_;  // of what follows
  Heard now_;                      // our session
  Heard named_;                    // the one our row names
  int64_t lease_ends_ms_;
};

// The database for work that is done in turns: a write fails as unavailable when the turn is another node's.
class TurnDatabase final : public Database {
 public:
  TurnDatabase(Database& inner, const Turn& turn) : inner_(inner), turn_(turn) {}
  Result<> write(const Work& work) override { return inner_.write(fenced(work)); }
  Result<> write_first(const Work& work) override { return inner_.write_first(fenced(work)); }
  void write_async(Work work, Done done) override { inner_.write_async(fenced(std::move(work)), std::move(done)); }
  Result<> read(const Work& work) override { return inner_.read(work); }
  Result<> backup(const std::string& path) override { return inner_.backup(path); }
  void stop() override { inner_.stop(); }
  size_t queued_writes() const override { return inner_.queued_writes(); }
  bool shared() const override { return inner_.shared(); }
  std::unique_ptr<Presence> presence(int64_t key) override { return inner_.presence(key); }

 private:
  Work fenced(Work work) const;
  Database& inner_;
  const Turn& turn_;
};

}  // namespace tidings::store

// The writing side: many writes, one transaction, a savepoint each; this node's turn among the nodes; a server that
// went away and came back. The writer's thread, or the caller's in inline mode.
#pragma once

#include <atomic>
#include <chrono>
#include <vector>

#include "store/postgres/connection.h"

namespace tidings::store::postgres {

struct PendingWrite {
  Database::Work work;
  Database::Done done;
  Result<> result;
};

class Writer {
 public:
  Writer(std::string url, std::unique_ptr<Connection> connection)
      : url_(std::move(url)), number_keys_(connection->number_keys), connection_(std::move(connection)) {}

  // Fills in every result; no work runs twice. A write's own failure undoes only its changes; a lost server fails all
  // that was not committed. Where the answer of a COMMIT was lost, the server is asked what became of it.
  void commit_group(std::vector<PendingWrite>& group);
  // From another thread: ends waiting for a server that is away.
  void stop() { stopping_ = true; }

 private:
  using SteadyClock = std::chrono::steady_clock;
  enum class Place { alone, first, later };  // of a write in its group
  std::string begin();                       // the transaction's id
  void reconnect();                          // throws StoreFailure when the server stays away
  void run_one(PendingWrite& write, Place place);
  // The outcome of a transaction whose COMMIT was not answered.
  std::optional<Error> outcome_of(const std::string& transaction);

  const std::string url_;
  NumberKeys* const number_keys_;
  std::unique_ptr<Connection> connection_;
  std::optional<SteadyClock::time_point> away_since_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace tidings::store::postgres

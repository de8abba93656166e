#include "store/postgres/writer.h"

#include <fmt/format.h>

#include <thread>

#include "base/limits.h"

namespace tidings::store::postgres {
namespace {

// Writers of all nodes take turns: each sees what the one before has committed, ids are given out in the order of
// commits, and nobody decides on what another is changing. The key is any number that is the same in every release.
// The transaction's id comes with it: it is what is asked for when the answer of the COMMIT is lost.
constexpr const char* kBegin = "BEGIN; SELECT pg_advisory_xact_lock(8388065949298222183); SELECT pg_current_xact_id()";
constexpr auto kRetryPause = std::chrono::milliseconds(50);

}  // namespace

void Writer::reconnect() {
  const auto now = SteadyClock::now();
  if (!away_since_) away_since_ = now;
  const auto until = *away_since_ + std::chrono::milliseconds(limits::kStoreAwayMs);
  connection_.reset();
  while (true) {
    try {
      connection_ = std::make_unique<Connection>(url_, Connection::Role::writer);
      connection_->number_keys = number_keys_;
      away_since_.reset();
      return;
    } catch (const StoreFailure&) {
      if (stopping_ || SteadyClock::now() >= until) throw;
    }
    std::this_thread::sleep_for(kRetryPause);
  }
}

std::string Writer::begin() {
  if (!connection_ || connection_->lost()) reconnect();
  try {
    return connection_->text_of(kBegin);
  } catch (const StoreFailure&) {
    if (!connection_->lost()) throw;
    reconnect();  // it went away while nobody looked: nothing has run yet
    return connection_->text_of(kBegin);
  }
}

void Writer::run_one(PendingWrite& write, Place place) {
  if (place == Place::first) connection_->plain("SAVEPOINT one");
  if (place == Place::later) connection_->plain("RELEASE one; SAVEPOINT one");
  try {
    write.result = write.work(*connection_);
  } catch (const StoreFailure& failure) {
    write.result = std::unexpected(failure.error);
  }
  if (connection_->lost()) {
    if (write.result) write.result = std::unexpected(error_of("", "the connection was lost", "write"));
    throw StoreFailure{write.result.error()};
  }
  if (write.result && connection_->failed_transaction())
    write.result = fail(ErrorCode::internal, "a statement failed and was passed over");
  if (!write.result) connection_->plain(place == Place::alone ? "ROLLBACK" : "ROLLBACK TO one");
}

std::optional<Error> Writer::outcome_of(const std::string& transaction) {
  const Error unsure{ErrorCode::unavailable, "the database server went away during a commit", "commit",
                     "what was asked for may have been stored: look before asking again"};
  while (true) {
    try {
      reconnect();
      const auto status = connection_->text_of(
          fmt::format("SELECT coalesce(pg_xact_status('{}'::xid8), 'unknown')", transaction).c_str());
      if (status == "committed") return std::nullopt;
      if (status == "aborted")
        return Error{ErrorCode::unavailable, "the database server went away; nothing of this was stored", "commit",
                     "try again"};
      if (status != "in progress") return unsure;
    } catch (const StoreFailure&) {
      return unsure;
    }
    std::this_thread::sleep_for(kRetryPause);  // the old session is still at it
  }
}

void Writer::commit_group(std::vector<PendingWrite>& group) {
  size_t i = 0;
  std::optional<Error> lost;  // set when nothing of this transaction is stored
  try {
    const auto transaction = begin();
    while (i < group.size()) {  // counted first: whatever fails, no work runs twice
      const auto place = group.size() == 1 ? Place::alone : i == 0 ? Place::first : Place::later;
      run_one(group[i++], place);
    }
    if (connection_->in_transaction()) {
      try {
        if (!connection_->commit()) lost = Error{ErrorCode::internal, "the transaction ended early", {}, {}};
      } catch (const StoreFailure& failure) {
        if (!connection_->lost()) throw;
        lost = outcome_of(transaction);
      }
    }
  } catch (const StoreFailure& failure) {
    lost = failure.error;
    try {
      if (connection_ && connection_->in_transaction()) connection_->plain("ROLLBACK");
    } catch (const StoreFailure&) {
      connection_.reset();  // the server rolls back what it has no session for
    }
  }
  if (!lost) return;
  // Those that had not run yet fail too: they asked for the same server.
  for (auto& write : group) {
    if (write.result) write.result = std::unexpected(*lost);
  }
}

}  // namespace tidings::store::postgres

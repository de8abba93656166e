#include "store/sqlite/group.h"

namespace tidings::store::sqlite {
namespace {

void run_one(Connection& connection, PendingWrite& write, bool alone) {
  if (!alone) connection.plain("SAVEPOINT one");
  try {
    write.result = write.work(connection);
  } catch (const StoreFailure& failure) {
    write.result = std::unexpected(failure.error);
  }
  if (!connection.in_transaction()) return;  // SQLite rolled everything back by itself
  if (!write.result) connection.plain(alone ? "ROLLBACK" : "ROLLBACK TO one");
  if (!alone) connection.plain("RELEASE one");
}

}  // namespace

void commit_group(Connection& connection, std::vector<PendingWrite>& group, const Join& join) {
  for (size_t i = 0; i < group.size();) {
    const size_t first = i;
    std::optional<Error> lost;  // set when nothing of this transaction is stored
    try {
      connection.plain("BEGIN IMMEDIATE");
      while (i < group.size() && connection.in_transaction()) {
        PendingWrite& next = group[i++];  // counted first: whatever fails, no work runs twice
        run_one(connection, next, group.size() == 1);
        if (join && i == group.size() && connection.in_transaction()) join(group);
      }
      if (connection.in_transaction()) {
        connection.plain("COMMIT");
      } else {
        lost = group[i - 1].result ? Error{ErrorCode::internal, "the transaction ended early", {}, {}}
                                   : group[i - 1].result.error();
      }
    } catch (const StoreFailure& failure) {
      lost = failure.error;
      if (i == first) ++i;
      try {
        if (connection.in_transaction()) connection.plain("ROLLBACK");
      } catch (const StoreFailure&) {
        // a failed rollback leaves no transaction either way; the next BEGIN says so
      }
    }
    for (size_t k = first; lost && k < i; ++k) {
      if (group[k].result) group[k].result = std::unexpected(*lost);
    }
  }
}

}  // namespace tidings::store::sqlite

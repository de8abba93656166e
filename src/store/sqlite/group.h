// The group commit itself: many writes, one transaction, a savepoint each. The writer's thread.
#pragma once

#include <functional>
#include <vector>

#include "store/sqlite/connection.h"

namespace tidings::store::sqlite {

struct PendingWrite {
  Database::Work work;
  Database::Done done;
  Result<> result;
};

// Fills in every result. A write's own failure undoes only its changes; a failed COMMIT fails all that it held.
// join: called before each COMMIT, may add writes that came meanwhile to the group.
using Join = std::function<void(std::vector<PendingWrite>&)>;
void commit_group(Connection& connection, std::vector<PendingWrite>& group, const Join& join = nullptr);

}  // namespace tidings::store::sqlite

// What is checked of a server before it is worked with.
#pragma once

#include "store/postgres/connection.h"

namespace tidings::store::postgres {

// Old servers, another encoding, a schema that does not read. Throws StoreFailure: version_mismatch, invalid_argument,
// corrupt.
void look_at(Connection& connection);

}  // namespace tidings::store::postgres

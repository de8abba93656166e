// Questions of double opt-in whose time is over, or that never left, are closed. On the journey: beside the inbox. One
// thread.
#pragma once

#include "base/env.h"
#include "base/result.h"
#include "store/database.h"

namespace tidings::inbox {

class DoubleOptInStage {
 public:
  DoubleOptInStage(Env env, store::Database& database) : env_(env), database_(database) {}

  // One bounded batch in one transaction; how many were looked at. Errors: the store's.
  Result<size_t> tick();

 private:
  Env env_;
  store::Database& database_;
};

}  // namespace tidings::inbox

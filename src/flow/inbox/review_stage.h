// Suspected opt-outs that nobody decided in the workspace's time become opt-outs. On the journey: beside the inbox. One
// thread.
#pragma once

#include "base/env.h"
#include "base/result.h"
#include "store/database.h"

namespace tidings::inbox {

class ReviewStage {
 public:
  ReviewStage(Env env, store::Database& database) : env_(env), database_(database) {}

  // One bounded batch, each review a transaction of its own; how many were decided. Errors: the store's.
  Result<size_t> tick();

 private:
  Env env_;
  store::Database& database_;
};

}  // namespace tidings::inbox

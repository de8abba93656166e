#include "flow/inbox/review_stage.h"

#include "base/limits.h"
#include "flow/inbox/opt_outs.h"
#include "store/optouts.h"

namespace tidings::inbox {

Result<size_t> ReviewStage::tick() {
  const Instant now = env_.clock.now();
  std::vector<ReviewId> due;
  TRY(database_.read([&](store::Session& s) -> Result<> {
    for (const auto& review : store::optouts::due_reviews(s, now, limits::kReviewBatch)) due.push_back(review.id);
    return {};
  }));
  size_t done = 0;
  for (const ReviewId id : due) {
    const auto decided = database_.write([&](store::Session& s) -> Result<> {
      TRY(decide_review(s, id, Decision::stop, "time", now));
      return {};
    });
    // A person, or a STOP, may have been faster.
    if (!decided && decided.error().code != ErrorCode::conflict) return std::unexpected(decided.error());
    if (decided) ++done;
  }
  return done;
}

}  // namespace tidings::inbox

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
    if (decided) {
      ++done;
      continue;
    }
    const ErrorCode code = decided.error().code;
    if (code == ErrorCode::conflict) continue;  // a person, or a STOP, was faster
    if (code == ErrorCode::storage_full || code == ErrorCode::unavailable) return std::unexpected(decided.error());
    env_.log.error("review.not_decided", {{"review", id.value}, {"problem", decided.error().describe()}});
  }
  return done;
}

}  // namespace tidings::inbox

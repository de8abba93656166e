#include "flow/inbox/erasure.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "flow/inbox/opt_outs.h"
#include "store/erased_numbers.h"
#include "store/number_keys.h"

namespace tidings::inbox {
namespace {

namespace erasures = store::erasures;
using erasures::Stage;

constexpr size_t kJobsAtOnce = 4;
constexpr int64_t kUnderWayMs = 5'000;      // a message is on its way: looked at again
constexpr int64_t kSettleMs = 10 * 60'000;  // receipts of the last messages come meanwhile
constexpr int64_t kLookBack = 5;            // pages of the journal: what was not applied yet at the first look

void next(erasures::Row& job, Stage stage) { job.stage = stage; }

void end(erasures::Row& job, Instant now) {
  job.phone.clear();
  job.ended_at = now;
}

void step_messages(store::Session& s, erasures::Row& job, Instant now) {
  const int64_t done = erasures::wipe_messages(s, job, limits::kErasureBatch, now);
  job.messages += done;
  if (done > 0) return;
  if (erasures::has_messages(s, job.phone)) {
    job.due_at = now + kUnderWayMs;
  } else {
    next(job, Stage::texts);
  }
}

void step_texts(store::Session& s, erasures::Row& job, Instant now) {
  const int64_t done = erasures::wipe_texts(s, job, limits::kErasureBatch, now);
  job.texts += done;
  if (done == 0) next(job, Stage::names);
}

// What came while the others were gone through is gone through as well.
void step_names(store::Session& s, erasures::Row& job, Instant now) {
  if (erasures::has_messages(s, job.phone)) return next(job, Stage::messages);
  job.texts += erasures::wipe_texts(s, job, limits::kErasureBatch, now);
  erasures::wipe_people(s, job, now);
  erasures::rename(s, job);
  next(job, Stage::webhooks);
}

void step_webhooks(store::Session& s, erasures::Row& job, Instant now) {
  const auto page = erasures::journal_page(s, job.cursor, limits::kErasureScan);
  job.webhooks += erasures::wipe_webhooks(s, job, page.last);
  job.cursor = page.last;
  if (page.more) return;
  if (now - job.begun_at >= kSettleMs) return end(job, now);
  job.due_at = job.begun_at + kSettleMs;
  job.cursor = std::max<int64_t>(0, job.cursor - kLookBack * limits::kErasureScan);
}

void step(store::Session& s, erasures::Row& job, Instant now) {
  switch (job.stage) {
    case Stage::people:
      erasures::wipe_people(s, job, now);
      return next(job, Stage::messages);
    case Stage::messages:
      return step_messages(s, job, now);
    case Stage::texts:
      return step_texts(s, job, now);
    case Stage::names:
      return step_names(s, job, now);
    case Stage::webhooks:
      return step_webhooks(s, job, now);
  }
}

}  // namespace

Result<erasures::Row> erase(store::Session& s, const Erasure& what, Instant now) {
  if (!looks_like_e164(what.phone)) {
    return fail(ErrorCode::invalid_argument, "the number must be written with plus and country code", "phone",
                "for example +12025550123");
  }
  if (what.reason.find_first_not_of(" \t\r\n") == std::string::npos) {
    return fail(ErrorCode::invalid_argument, "erasing a number needs a reason", "reason",
                "who asked for it, and when: it is all that is left to explain it");
  }
  if (what.reason.size() > limits::kErasureReasonBytes) {
    return fail(ErrorCode::too_large, fmt::format("the reason is longer than {} bytes", limits::kErasureReasonBytes),
                "reason");
  }
  if (what.reason.find(what.phone.substr(1)) != std::string::npos) {
    return fail(ErrorCode::invalid_argument, "the reason names the number, and would keep it", "reason");
  }
  if (s.number_keys == nullptr) {
    return fail(ErrorCode::unavailable, "this process keeps no keys for erased numbers", "privacy.erasure_key_file");
  }
  // A key of our own beside one that is missing would leave two halves, each holding the other's messages.
  if (!store::ErasedNumbers(s).complete()) {
    return fail(ErrorCode::unavailable, "a key under which numbers were erased is missing", s.number_keys->path(),
                "put the file back, or name the one all servers share in privacy.erasure_key_file");
  }
  const auto key = TRY(s.number_keys->newest());
  erasures::add_key(s, key, now);
  erasures::Row job{.suppressed_as = s.number_keys->name_of(key, what.phone),
                    .phone = what.phone,
                    .reason = what.reason,
                    .actor = what.actor,
                    .begun_at = now,
                    .due_at = now};
  store::Ledger ledger(s, now);
  opt_out(s, ledger,
          {.phone = what.phone,
           .source = store::optouts::kErased,
           .detail = "erased by " + what.actor + ": " + what.reason,
           .by = what.actor,
           .evidence = "erased by " + what.actor,
           .kept_as = job.suppressed_as},
          now);
  ledger.close();
  erasures::hide_suppressions(s, job);
  job.id = erasures::insert(s, job);
  return job;
}

Result<size_t> ErasureStage::tick() {
  const Instant now = env_.clock.now();
  std::vector<erasures::Row> due;
  TRY(database_.read([&](store::Session& s) -> Result<> {
    due = erasures::due(s, now, kJobsAtOnce);
    return {};
  }));
  for (const auto& one : due) {
    bool ended = false;
    TRY(database_.write([&](store::Session& s) -> Result<> {
      auto job = erasures::by_id(s, one.id);
      ended = false;
      if (!job || job->ended_at.ms != 0) return {};
      step(s, *job, now);
      erasures::save(s, *job);
      ended = job->ended_at.ms != 0;
      return {};
    }));
    if (ended) env_.log.info("erasure.done", {{"erasure", one.id}});
  }
  return due.size();
}

}  // namespace tidings::inbox

#include "tests/sim/scenario.h"

#include <fmt/format.h>

namespace tidings::sim {
namespace {

template <class T>
T one_of(Random& random, std::initializer_list<T> all) {
  return all.begin()[random.below(all.size())];
}

// Half the worlds know nothing of a fault at all, so that each is also seen alone; the others up to `most`.
double rate(Random& random, double most) { return random.chance(0.5) ? 0 : random.unit() * most; }

// Days on which some clock of the number ranges changes, and some on which none does.
constexpr std::string_view kStarts[] = {
    "2026-03-07T00:00Z", "2026-03-28T12:00Z", "2026-04-04T06:00Z", "2026-06-10T00:00Z", "2026-10-03T00:00Z",
    "2026-10-24T18:00Z", "2026-10-31T08:00Z", "2026-11-20T16:00Z", "2026-12-30T20:00Z", "2028-02-28T10:00Z",
};

carrier::sandbox::SandboxOptions draw_carrier(Random& random) {
  carrier::sandbox::SandboxOptions o;
  o.inbound_url = std::string(kPublicUrl) + "/webhooks/twilio/sms";
  o.magic = false;
  o.latency_ms = one_of<int64_t>(random, {0, 5, 50, 400});
  o.jitter_ms = one_of<int64_t>(random, {0, 20, 3000});
  o.rate_429 = rate(random, 0.2);
  o.rate_500 = rate(random, 0.05);
  o.rate_500_after = rate(random, 0.05);
  o.rate_503 = rate(random, 0.05);
  o.rate_reset_before = rate(random, 0.05);
  o.rate_reset_after = rate(random, 0.05);
  o.rate_hang = rate(random, 0.05);
  o.retry_after_s = one_of<int64_t>(random, {0, 1, 30});
  o.rate_lookup_503 = rate(random, 0.3);
  o.concurrent = one_of<int64_t>(random, {0, 0, 3});
  if (random.chance(0.5)) o.errors = {{21211, 0.02}, {21610, 0.02}, {21611, 0.02}, {21408, 0.005}, {30001, 0.01}};
  o.segments_per_s = one_of<double>(random, {0, 0, 5});
  o.sent_ms = one_of<int64_t>(random, {0, 50, 2000});
  o.delivered_ms = one_of<int64_t>(random, {0, 200, 30'000});
  o.rate_lost = one_of<double>(random, {0, 0.1, 1});
  o.rate_late = rate(random, 0.2);
  o.late_ms = one_of<int64_t>(random, {5'000, 600'000, 23 * kHourMs});
  o.rate_double = rate(random, 0.2);
  o.rate_reversed = rate(random, 0.3);
  o.rate_undelivered = rate(random, 0.1);
  if (random.chance(0.5)) o.later = {{30003, 0.05}, {21610, 0.02}};
  o.webhook_retries = one_of<int64_t>(random, {0, 1, 5});
  o.webhook_retry_ms = one_of<int64_t>(random, {1'000, 60'000});
  o.retry_answers = random.chance(0.7);
  o.reply_ms = one_of<int64_t>(random, {10, 500, 600'000});
  o.rate_stop = rate(random, 0.2);
  o.rate_soft_stop = rate(random, 0.1);
  o.rate_help = rate(random, 0.05);
  o.rate_yes = rate(random, 0.05);
  o.rate_reply = rate(random, 0.2);
  o.replies_each = one_of<int64_t>(random, {1, 3});
  o.rate_inbound_double = rate(random, 0.5);
  o.rate_forged = rate(random, 0.1);
  o.remember_stop = random.chance(0.5);
  return o;
}

NetworkFaults draw_network(Random& random, bool jumps) {
  NetworkFaults n;
  n.way_ms = one_of<int64_t>(random, {0, 5, 100});
  n.way_more_ms = one_of<int64_t>(random, {0, 20, 500});
  n.not_sent = rate(random, 0.05);
  n.lost = rate(random, 0.03);
  n.reset = rate(random, 0.03);
  n.answer_lost = rate(random, 0.05);
  n.slow = rate(random, 0.1);
  // A request is never under way for longer than the first look-up waits; a clock that jumps shortens that wait.
  n.slow_ms = jumps ? 10'000 : 25'000;
  n.list_lag_ms = jumps ? 0 : one_of<int64_t>(random, {0, 2'000, 30'000});
  return n;
}

void draw_younger(Random& random, Scenario& out) {
  out.product.statements_fail = one_of<double>(random, {0, 0, 0.0002, 0.002, 0.02});
  out.product.commits_fail = one_of<double>(random, {0, 0, 0.002, 0.02});
  out.product.texts_fail = random.chance(0.5);
  out.changes = random.chance(0.7);
  if (random.chance(0.2)) out.product.pools.sms = 1;
  out.together = random.chance(0.5);
}

}  // namespace

const std::vector<NumberRange>& number_ranges() {
  static const std::vector<NumberRange> kRanges{
      {"+1212", 7, "US", "America/New_York"},
      {"+1312", 7, "US", "America/Chicago"},
      {"+1303", 7, "US", "America/Denver"},
      {"+1415", 7, "US", "America/Los_Angeles"},
      {"+1602", 7, "US", "America/Phoenix"},
      {"+1808", 7, "US", "Pacific/Honolulu"},
      {"+4477", 8, "GB", "Europe/London"},
      {"+614", 8, "AU", "Australia/Sydney"},
      {"+9198", 8, "IN", "Asia/Kolkata"},
      {"+8190", 8, "JP", "Asia/Tokyo"},
      {"+49151", 8, "DE", "Europe/Berlin"},
      {"+55119", 8, "BR", "America/Sao_Paulo"},
      {"+1850", 7, "US", "America/Chicago"},
      {"+1801", 7, "US", "America/Denver"},
      {"+33612", 6, "FR", "Europe/Paris"},
      {"+2782", 7, "ZA", "Africa/Johannesburg"},
      {"+1800", 7, "US", ""},
  };
  return kRanges;
}

Scenario draw_scenario(uint64_t seed) {
  Random random(seed * 0x9e3779b97f4a7c15ULL + 17);
  Scenario out;
  out.seed = seed;
  out.start = *parse_utc(kStarts[random.below(std::size(kStarts))]) + static_cast<int64_t>(random.below(kDayMs));
  out.days = one_of<double>(random, {0.2, 1, 2});
  out.people = one_of<int>(random, {20, 100, 300});
  out.senders = one_of<int>(random, {1, 2, 4});
  out.campaigns = one_of<int>(random, {1, 2, 4});
  out.second_workspace = random.chance(0.3);
  out.frequency_cap = one_of<int>(random, {0, 0, 1, 2});
  out.workspace_rate = one_of<double>(random, {0, 0, 2, 20});
  if (seed >= kLawfulSeeds) {
    out.law = random.chance(0.8);
    out.ranges = number_ranges().size();
  }
  out.test_mode = one_of<std::string>(random, {"", "", "", "", "", "", "", "deployment", "workspace", "campaign"});

  out.crashes = one_of<double>(random, {0, 2, 20, 100});
  out.jumps = one_of<double>(random, {0, 0, 1, 5});
  out.acts = one_of<double>(random, {0, 10, 60});
  out.texts = one_of<double>(random, {0, 20, 100});
  out.disk_full = one_of<double>(random, {0, 0, 2});

  out.sandbox = draw_carrier(random);
  out.network = draw_network(random, out.jumps > 0);
  out.crash_at_hook = rate(random, 0.02);
  out.crash_at_answer = rate(random, 0.02);
  // Nobody ever says a word, and the list is late: only looking twice tells.
  if (out.jumps == 0 && random.chance(0.2)) {
    out.sandbox.rate_lost = 1;
    out.sandbox.rate_hang = 0.1;
    out.network.slow = 0.3;
    out.network.answer_lost = 0.1;
    out.network.list_lag_ms = 30'000;
  }
  out.hook_slow = rate(random, 0.1);
  out.hook_answer_lost = rate(random, 0.1);
  out.hook_double = rate(random, 0.1);
  out.hook_tampered = rate(random, 0.05);

  out.product.plan_chunk = one_of<size_t>(random, {3, 50, 500});
  out.product.sink_fails = rate(random, 0.1);
  out.product.sink_fails_for_good = rate(random, 0.02);
  out.product.check_integrity = random.chance(0.1);
  out.product.lazy_ms = one_of<int64_t>(random, {20'000, 120'000, 300'000});
  out.product.dispatch.rate_per_s = one_of<double>(random, {0, 0, 3, 50});
  out.product.dispatch.claim_batch = one_of<size_t>(random, {1, 16, 256});
  out.product.dispatch.in_flight = one_of<size_t>(random, {1, 8, 256});
  if (!out.test_mode.empty()) {
    // A test recipient who opts out ends the rehearsal; once in a while is enough.
    if (random.chance(0.7)) out.sandbox.rate_stop = out.sandbox.rate_soft_stop = 0;
    if (random.chance(0.7)) out.sandbox.errors.clear(), out.sandbox.later.clear();
    out.people = std::min(out.people, 100);  // the carrier's list of what that one number got grows long
    out.campaigns = std::min(out.campaigns, 2);
  }
  if (out.test_mode == "deployment") out.product.dispatch.test_recipient = kTester;
  if (seed >= kYoungerSeeds) draw_younger(random, out);
  if (seed >= kConsentSeeds) out.consents = random.chance(0.7);
  if (seed >= kReconcilingSeeds && random.chance(0.6)) {
    out.reconciles = true;
    out.sandbox.rate_lost = one_of<double>(random, {0.05, 0.5, 1});
    out.sandbox.rate_inbound_lost = one_of<double>(random, {0, 0.2, 0.7});
  }
  if (seed >= kMediaSeeds) out.media = seed % 2 == 0;
  return out;
}

std::string Scenario::describe() const {
  return fmt::format(
      "seed {} from {} for {} days: {} people, {} campaigns, {} crashes, {} clock jumps, {} acts, {} texts, {} full "
      "disks a day, {} of statements and {} of commits fail; test mode '{}'",
      seed, format_utc(start), days, people, campaigns, crashes, jumps, acts, texts, disk_full, product.statements_fail,
      product.commits_fail, test_mode);
}

}  // namespace tidings::sim

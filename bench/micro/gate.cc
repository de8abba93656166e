// Decisions of the gate a second on one core, facts already gathered, every fact filled in. The mix: 95 of 100 are
// allowed or held by hours, the rest are blocked for the reasons of everyday lists. With the trace kept as a value, as
// pre-flight needs it, and written as JSON, as the dispatcher stores it.
#include <benchmark/benchmark.h>

#include <array>

#include "base/random.h"
#include "flow/compliance/gate.h"
#include "sms/places.h"
#include "sms/zones.h"

namespace tidings::compliance {
namespace {

// Area codes of one zone, of several, of a state with hours of its own, of no state (toll-free: all of the US); abroad.
constexpr std::array<std::string_view, 12> kPrefixes = {"+1212", "+1415", "+1850", "+1312", "+1605", "+1801",
                                                        "+1800", "+1605", "+1208", "+4479", "+6141", "+1907"};
constexpr int kPeople = 4096;

struct Person {
  Contact contact;
  Candidates zones;
  std::vector<std::string> places;
  Facts facts;
};

struct World {
  Workspace workspace;
  Campaign campaign;
  TzStatus tz = check_tz_database();
  std::vector<Person> people{kPeople};

  World() {
    workspace.id = {1};
    workspace.frequency_cap = 3;
    campaign.id = {2};
    campaign.status = CampaignStatus::active;
    campaign.hours = default_hours();
    Random random{7};
    int n = 0;
    for (auto& one : people) fill(one, random, n++);
  }

  void fill(Person& one, Random& random, int n) {
    auto& contact = one.contact;
    contact.id = {1000 + n};
    contact.workspace = workspace.id;
    contact.phone = std::string(kPrefixes[random.below(kPrefixes.size())]) + std::to_string(2'000'000 + n);
    contact.region = contact.phone[1] == '1' ? "US" : contact.phone[1] == '4' ? "GB" : "AU";
    contact.consent = random.below(3) == 0 ? Consent::express : Consent::express_written;
    contact.score = 86 + static_cast<int>(random.below(14));
    if (random.below(10) == 0) contact.place = "US-TX";
    if (random.below(20) == 0) contact.zone = "America/Denver";
    auto& facts = one.facts;
    facts.now = *parse_utc("2026-11-20T17:31:40Z");
    facts.phone = {contact.phone, true, true};
    facts.suppressions.emplace();
    facts.opt_in.emplace();
    facts.registers.emplace();
    facts.consent = {100'000 + n};
    contact.consent_given_at = facts.now - (1 + n) * kHourMs;
    facts.under_review = false;
    facts.sent = SentFacts{facts.now - 40 * kDayMs, std::vector<Instant>(random.below(3), facts.now - kDayMs / 2)};
    facts.senders = SenderFacts{5, 4, std::nullopt};
    facts.body = BodyFacts{false, 100 + static_cast<int>(random.below(50)), 1, ""};
    switch (random.below(100)) {
      case 0:
        facts.suppressions->push_back({{n}, "keyword", "organisation", facts.now - kDayMs, std::nullopt});
        break;
      case 1:
        contact.consent = Consent::unknown;
        break;
      case 2:
        contact.score = 60;
        break;
      case 3:
        contact.status = ContactStatus::inactive;
        break;
      case 4:
        facts.body->missing_field = "first_name";
        break;
      default:
        break;
    }
    one.zones = candidate_zones(contact, sms::candidate_zones(contact.phone).zones);
    one.places = candidate_places(contact, sms::candidate_places(contact.phone));
    facts.workspace = &workspace;
    facts.campaign = &campaign;
    facts.contact = &contact;
    facts.zones = &one.zones;
    facts.places = &one.places;
    facts.law = &law::LawBook::standard();
    facts.tz = &tz;
  }
};

template <class Use>
void decisions(benchmark::State& state, Use use) {
  World world;
  Gate gate;
  size_t at = 0;
  std::array<size_t, 3> verdicts{};
  for (auto _ : state) {
    const auto decision = gate.decide(world.people[at++ % kPeople].facts);
    ++verdicts[static_cast<size_t>(decision.verdict)];
    use(decision);
  }
  state.SetItemsProcessed(state.iterations());
  const auto share = [&](Verdict v) {
    return static_cast<double>(verdicts[static_cast<size_t>(v)]) / static_cast<double>(state.iterations());
  };
  state.counters["allowed"] = share(Verdict::allow);
  state.counters["held"] = share(Verdict::hold);
  state.counters["blocked"] = share(Verdict::block);
}

void decide(benchmark::State& state) {
  decisions(state, [](const Decision& decision) { benchmark::DoNotOptimize(decision.trace.rules.data()); });
}
BENCHMARK(decide);

void decide_and_write_the_trace(benchmark::State& state) {
  decisions(state, [](const Decision& decision) { benchmark::DoNotOptimize(trace_json(decision.trace)); });
}
BENCHMARK(decide_and_write_the_trace);

// What the clock adds: every minute all sets of zones and places are asked of the calendars again.
void decide_with_the_clock_running(benchmark::State& state) {
  World world;
  Gate gate;
  size_t at = 0;
  Instant now = world.people[0].facts.now;
  for (auto _ : state) {
    auto& facts = world.people[at++ % kPeople].facts;
    if (at % 100'000 == 0) now = now + kMinuteMs;
    facts.now = now;
    benchmark::DoNotOptimize(gate.decide(facts));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(decide_with_the_clock_running);

}  // namespace
}  // namespace tidings::compliance

// Phone numbers a second, each met for the first time: by the tables of their plans, and by the library for comparison.
#include <benchmark/benchmark.h>

#include "base/random.h"
#include "sms/phone.h"
#include "sms/phone_library.h"
#include "sms/phone_plan.h"

namespace tidings::sms {
namespace {

struct Written {
  std::string raw, region;
};

std::vector<Written> numbers() {
  Random random{5};
  const auto digits = [&](int n) {
    std::string out;
    for (; n > 0; --n) out += static_cast<char>('0' + random.below(10));
    return out;
  };
  std::vector<Written> out;
  for (int i = 0; i < 20'000; ++i) {
    out.push_back({"(415) 2" + digits(2) + "-" + digits(4), "US"});
    out.push_back({"+1312" + std::to_string(2 + random.below(8)) + digits(6), ""});
    out.push_back({"07400 " + digits(6), "GB"});
    out.push_back({"0151 " + digits(8), "DE"});
    out.push_back({"04" + digits(2) + " " + digits(3) + " " + digits(3), "AU"});
  }
  return out;
}

template <class Read>
void read_all(benchmark::State& state, Read read) {
  const auto all = numbers();
  size_t at = 0, valid = 0;
  for (auto _ : state) {
    const auto& one = all[at++ % all.size()];
    valid += read(one);
  }
  state.counters["valid"] = benchmark::Counter(static_cast<double>(valid) / static_cast<double>(at));
}

void by_tables(benchmark::State& state) {
  read_all(state, [](const Written& one) {
    const auto got = read_plain_phone(one.raw, one.region);
    return got && *got;
  });
}
BENCHMARK(by_tables);

void by_the_library(benchmark::State& state) {
  read_all(state,
           [](const Written& one) { return ask_library(one.raw, one.region.empty() ? "ZZ" : one.region).has_value(); });
}
BENCHMARK(by_the_library);

}  // namespace
}  // namespace tidings::sms

// Rates: one token bucket a key (sender in segments; campaign, workspace, deployment and carrier in messages). A
// message leaves only when every bucket it concerns has room; then all are charged. Buckets start empty, so a restart
// never adds a burst, and hold one message and a tenth of a second's worth: no second sees more than its rate by more
// than that. A message of more segments than a bucket holds leaves a debt, which a crash forgets. The dispatcher's
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace tidings::dispatch {

struct Charge {
  std::string key;
  double amount = 1;
};

class TokenBuckets {
 public:
  // Sets or changes a rate; 0 = no limit. A lowered rate takes effect at once.
  void set_rate(const std::string& key, double per_s, int64_t monotonic_ms);

  // Milliseconds until all charges fit; 0 = now. Keys without a rate have no limit.
  int64_t wait_ms(const std::vector<Charge>& charges, int64_t monotonic_ms);
  void take(const std::vector<Charge>& charges);  // after wait_ms said 0; may leave a debt, which is waited off

 private:
  struct Bucket {
    double per_s = 0;
    double tokens = 0;
    int64_t at_ms = 0;
    double most() const;
    void refill(int64_t now_ms);
  };
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace tidings::dispatch

// Rates, exact: one bucket a key (deployment, workspace, campaign and carrier in messages; sender in segments). A
// message leaves only when every bucket it concerns has room; then all are charged. Two things together: tokens, which
// pace (they hold one message and a tenth of a second's worth), and a log of what left, which makes it exact: no
// second, wherever it begins, sees more than the rate (of a broken rate the next whole number; under one a second one
// message in its time). A message of more segments than a second may have leaves alone and is waited off. Who waits
// reserves: a bucket that a message waits for takes nobody behind it in the same tick, so that a long urgent message is
// not overtaken for ever by short ones. Buckets know nothing of the process before this one and start as if it had just
// used them up. Nothing here allocates once a bucket is warm. The dispatcher's thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "domain/ids.h"

namespace tidings::dispatch {

enum class Limited : uint8_t { deployment, workspace, campaign, sender, carrier };

struct BucketKey {
  uint64_t value = 0;
  friend bool operator==(BucketKey, BucketKey) = default;
};
constexpr BucketKey bucket_key(Limited what, int64_t id) {
  return {static_cast<uint64_t>(id) << 3 | static_cast<uint64_t>(what)};
}

struct Charge {
  BucketKey key;
  double amount = 1;
};

// What one message is charged to. Lives on the stack.
class Charges {
 public:
  // What every message is charged to but its sender and carrier; campaign may be 0.
  Charges(WorkspaceId workspace, CampaignId campaign) {
    add(Limited::deployment, 0);
    add(Limited::workspace, workspace.value);
    if (campaign) add(Limited::campaign, campaign.value);
  }
  Charges() = default;
  void add(Limited what, int64_t id, double amount = 1) { all_[n_++] = {bucket_key(what, id), amount}; }
  std::span<const Charge> all() const { return {all_.data(), n_}; }

 private:
  std::array<Charge, 5> all_;  // one of each Limited
  size_t n_ = 0;
};

class TokenBuckets {
 public:
  // Nothing has left before born_ms but what a process before this one sent.
  explicit TokenBuckets(int64_t born_ms) : born_ms_(born_ms) {}

  // Sets or changes a rate; 0 = no limit. A change takes effect with the next question.
  void set_rate(BucketKey key, double per_s, int64_t now_ms);
  // The next questions are a new tick's, most important message first: nobody has reserved anything.
  void begin_tick() { ++tick_; }
  // Milliseconds until all charges fit; 0 = now. Keys without a rate have no limit.
  int64_t wait_ms(std::span<const Charge> charges, int64_t now_ms);
  void take(std::span<const Charge> charges, int64_t now_ms);  // after wait_ms said 0
  // What was taken since the last call really left now: a commit may have taken its time.
  void left(int64_t now_ms);

 private:
  struct Left {
    int64_t at_ms = 0;
    double amount = 0;
  };
  struct Bucket {
    double per_s = 0;
    double tokens = 0;
    int64_t at_ms = 0;
    uint64_t reserved_in = 0;  // tick
    int64_t open_ms = 0;       // when the one who reserved it fits
    std::vector<Left> log;     // a ring, oldest at head
    size_t head = 0, size = 0;
    double in_log = 0;
    bool touched = false;

    double most() const { return 1.0 + per_s / 10; }
    double a_window() const;  // what window_ms() may see
    int64_t window_ms() const;
    void refill(int64_t now_ms);
    void forget(int64_t now_ms);  // what is out of the window
    int64_t wait_ms(double amount, int64_t now_ms);
    void add(double amount, int64_t now_ms);
    int64_t counts_until(const Left& left) const;
    Left& nth(size_t i) { return log[(head + i) % log.size()]; }
  };
  struct Hash {
    size_t operator()(BucketKey key) const { return std::hash<uint64_t>{}(key.value); }
  };

  std::unordered_map<BucketKey, Bucket, Hash> buckets_;
  std::vector<BucketKey> touched_;  // since left()
  int64_t born_ms_;
  uint64_t tick_ = 1;
};

}  // namespace tidings::dispatch

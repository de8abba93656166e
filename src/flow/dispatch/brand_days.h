// What brands have used of the day that a US network caps (domain/brand.h): how many segments still fit, and when the
// next day begins. Plain values without a store: BrandCaps keeps them true to the rows, pre-flight lets virtual days go
// by. The count is of a calendar day of the Pacific coast: neither a restart nor a clock that is set back makes room.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "domain/brand.h"

namespace tidings::dispatch {

// Days since 1970 there.
int64_t brand_day(Instant at);
Instant next_brand_day(Instant at);
// Whether the network may count a message to this number: a US one, as far as its digits tell.
bool brand_concerns(std::string_view e164);

class BrandDays {
 public:
  using Load = std::function<int64_t(const std::string& brand, int64_t day)>;  // segments used; asked once a day

  void set_brands(const std::vector<Brand>& brands);
  bool any() const { return !caps_.empty(); }
  // nullopt = this brand has no cap.
  std::optional<int64_t> room(const Load& load, const std::string& brand, Instant now);
  void use(const Load& load, const std::string& brand, int64_t segments, Instant now);
  void forget() { used_.clear(); }

 private:
  int64_t& used(const Load& load, const std::string& brand, Instant now);
  std::map<std::string, int64_t> caps_;
  std::map<std::pair<std::string, int64_t>, int64_t> used_;  // by brand and day
};

}  // namespace tidings::dispatch

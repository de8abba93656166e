#include "flow/dispatch/brand_caps.h"

#include <utility>

#include "store/senders.h"

namespace tidings::dispatch {
namespace {

BrandDays::Load load(store::Session& s) {
  return [&s](const std::string& brand, int64_t day) { return store::senders::brand_used(s, brand, day); };
}

}  // namespace

bool BrandCaps::concerns(store::Session& s, const Sender& sender, const std::string& phone) {
  if (sender.brand.empty() || !brand_concerns(phone)) return false;
  if (!std::exchange(read_, true)) days_.set_brands(store::senders::brands(s));
  return days_.any() && counts_brand_segments(store::senders::network_of(s, phone));
}

bool BrandCaps::fits(store::Session& s, const Sender& sender, const std::string& phone, int segments, Instant now) {
  if (!concerns(s, sender, phone)) return true;
  return days_.room(load(s), sender.brand, now).value_or(segments) >= segments;
}

void BrandCaps::use(store::Session& s, const Sender& sender, const std::string& phone, int segments, Instant now) {
  if (!concerns(s, sender, phone)) return;
  days_.use(load(s), sender.brand, segments, now);
  unwritten_[{sender.brand, brand_day(now)}] += segments;
}

void BrandCaps::write_uses(store::Session& s) {
  for (const auto& [key, n] : unwritten_) store::senders::use_brand(s, key.first, key.second, n);
  unwritten_.clear();
}

void BrandCaps::give_back(store::Session& s, const Sender& sender, const std::string& phone, int segments,
                          Instant handed_at) {
  if (!concerns(s, sender, phone)) return;
  store::senders::use_brand(s, sender.brand, brand_day(handed_at), -segments);
  days_.forget();  // read again when it is next asked for
}

}  // namespace tidings::dispatch

#include "flow/dispatch/sender_order.h"

#include <gtest/gtest.h>

#include <map>

namespace tidings::dispatch {
namespace {

using enum SenderMatch;

std::vector<Sender> pool() {
  const auto one = [](int64_t id, const char* address, SenderKind kind = SenderKind::long_code) {
    return Sender{.id = SenderId{id}, .address = address, .kind = kind, .carrier = id % 2 == 0 ? "even" : "odd"};
  };
  return {one(1, "+12125550100"), one(2, "+14155550100"), one(3, "+61400000001"), one(4, "+14165550100"),
          one(5, "ACME", SenderKind::alphanumeric)};
}

SenderId first(const std::string& phone, const OrderBy& by, SenderId knows = {}) {
  const auto all = pool();
  std::vector<const Sender*> order;
  for (const auto& sender : all) order.push_back(&sender);
  order_for(addressee(phone, knows), by, order);
  EXPECT_EQ(order.size(), all.size());
  return order.front()->id;
}

TEST(SenderOrder, AnAreaCodeComesBeforeTheCountry) {
  EXPECT_EQ(first("+12125550199", {.match = area, .away_carrier = {}}), SenderId{1});
  EXPECT_EQ(first("+14155550199", {.match = area, .away_carrier = {}}), SenderId{2});
  EXPECT_EQ(first("+14165550199", {.match = area, .away_carrier = {}}), SenderId{4});
}

TEST(SenderOrder, ACountryIsNotItsCallingCode) {
  std::map<int64_t, int> american, canadian, australian;
  for (int i = 0; i < 400; ++i) {
    ++american[first("+1305555" + std::to_string(1000 + i), {.match = country, .away_carrier = {}}).value];
    ++canadian[first("+1604555" + std::to_string(1000 + i), {.match = country, .away_carrier = {}}).value];
    ++australian[first("+6140012" + std::to_string(1000 + i), {.match = country, .away_carrier = {}}).value];
  }
  EXPECT_EQ(american.size(), 3U) << "both American ones, and the name, which is of no country";
  EXPECT_EQ(american.count(3) + american.count(4), 0U);
  EXPECT_EQ(canadian.count(1) + canadian.count(2) + canadian.count(3), 0U);
  EXPECT_EQ(australian.count(1) + australian.count(2) + australian.count(4), 0U);
  for (const auto& [id, n] : american) EXPECT_GT(n, 80) << id;
}

TEST(SenderOrder, WhoIsKnownComesFirstWhateverTheMatch) {
  for (const auto match : {none, country, area}) {
    for (int64_t id = 1; id <= 5; ++id)
      EXPECT_EQ(first("+12125550199", {.match = match, .away_carrier = {}}, SenderId{id}), SenderId{id});
  }
  EXPECT_EQ(first("+12125550199", {.match = area, .away_carrier = {}}, SenderId{77}), SenderId{1}) << "it is gone";
}

TEST(SenderOrder, TheCarrierThatFailedComesLast) {
  EXPECT_EQ(first("+12125550199", {.match = area, .away_carrier = "odd"}, SenderId{1}), SenderId{2});
  EXPECT_EQ(first("+14155550199", {.match = area, .away_carrier = "even"}, SenderId{2}).value % 2, 1);
}

TEST(SenderOrder, WithoutAMatchEverybodyHasTheirShare) {
  std::map<int64_t, int> got;
  for (int i = 0; i < 1000; ++i)
    ++got[first("+6140012" + std::to_string(1000 + i), {.match = none, .away_carrier = {}}).value];
  EXPECT_EQ(got.size(), 5U);
  for (const auto& [id, n] : got) EXPECT_GT(n, 120) << id;
}

}  // namespace
}  // namespace tidings::dispatch

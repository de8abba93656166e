#include "carrier/media_fit.h"

#include <gtest/gtest.h>

namespace tidings::carrier {
namespace {

std::string ask(const MediaRules& rules, std::vector<Piece> pieces) { return misfit(rules, pieces); }

TEST(MediaFit, TheFirstRuleThatFitsCounts) {
  const MediaRules rules{.most = 2,
                         .types = {{"image/jpeg", 5'000'000}, {"image/*", 600'000}, {"text/vcard", 0}},
                         .most_bytes = 5'500'000};
  EXPECT_EQ(ask(rules, {}), "");
  EXPECT_EQ(ask(rules, {{"image/jpeg", 5'000'000}}), "");
  EXPECT_EQ(ask(rules, {{"image/jpeg", 6'100'000}}), "takes at most 5.0 MB of image/jpeg, and one has 6.1 MB");
  EXPECT_EQ(ask(rules, {{"image/png", 600'001}}), "takes at most 600 KB of image/png, and one has 600 KB");
  EXPECT_EQ(ask(rules, {{"text/vcard", 700'000}}), "");
  EXPECT_EQ(ask(rules, {{"video/mp4", 10}}), "takes no video/mp4");
  EXPECT_EQ(ask(rules, {{"image/png", 1}, {"image/png", 1}, {"image/png", 1}}),
            "takes at most 2 pieces in a message, and these are 3");
  EXPECT_EQ(ask(rules, {{"image/jpeg", 5'000'000}, {"image/png", 600'000}}),
            "takes at most 5.5 MB in a message, and these have 5.6 MB");
}

TEST(MediaFit, NoneAndAny) {
  EXPECT_EQ(ask({}, {{"image/jpeg", 1}}), "sends no media");
  EXPECT_EQ(ask({}, {}), "");
  EXPECT_EQ(ask({.most = 1, .types = {{"*", 0}}}, {{"application/octet-stream", 1'000'000'000}}), "");
  EXPECT_EQ(ask({.most = 1, .types = {{"image/*", 0}}}, {{"imagex/png", 1}}), "takes no imagex/png");
}

}  // namespace
}  // namespace tidings::carrier

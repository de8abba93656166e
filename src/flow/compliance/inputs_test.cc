#include "flow/compliance/inputs.h"

#include <gtest/gtest.h>

#include "domain/contact.h"

namespace tidings::compliance {
namespace {

TEST(Inputs, WordsAndTheirValues) {
  EXPECT_EQ(Inputs().text(), "");
  EXPECT_TRUE(Inputs().empty());
  EXPECT_EQ(Inputs("none").text(), "none");
  EXPECT_EQ(Inputs("score={} threshold={} of={}", 84, int64_t{-85}, Words("campaign")).text(),
            "score=84 threshold=-85 of=campaign");
  EXPECT_EQ(Inputs("consent={}", Consent::express_written).text(), "consent=express_written");
  EXPECT_EQ(Inputs("given={} ends={}", *parse_utc("2026-02-28T09:05:07Z"), Instant{}).text(),
            "given=2026-02-28T09:05:07Z ends=unknown");
}

TEST(Inputs, AnyTextAsItIs) {
  EXPECT_EQ(Inputs(std::string("a {} b")).text(), "a {} b") << "no place for a value";
  EXPECT_EQ(Inputs(std::string("same")), Inputs("{}", Words("same")));
  EXPECT_FALSE(Inputs(std::string("a")) == Inputs("b"));
}

TEST(Inputs, AfterASharedText) {
  const auto shared = std::make_shared<const std::string>("window={} local=Fri 10:31");
  EXPECT_EQ(Inputs(shared, "").text(), *shared);
  const Inputs with(shared, " from={}", Words("number"));
  EXPECT_EQ(with.text(), "window={} local=Fri 10:31 from=number");
  const Inputs copied = with;
  EXPECT_EQ(copied, with);
  EXPECT_NE(copied.find("from=number"), std::string::npos);
}

}  // namespace
}  // namespace tidings::compliance

#include "flow/compliance/compose.h"

#include <gtest/gtest.h>

namespace tidings::compliance {
namespace {

TEST(Composer, AnEditedTextIsUsedAtOnce) {
  Composer composer;
  Contact ann;
  ann.fields = {{"name", "Ann"}};
  Campaign spring{.id = {1}, .body = "Hi {{name}}"};
  EXPECT_EQ(composer.compose(spring, ann).text, "Hi Ann");
  spring.body = "Dear {{name}}";
  spring.template_version = 2;
  EXPECT_EQ(composer.compose(spring, ann).text, "Dear Ann");
  EXPECT_EQ(composer.compose(spring, ann).facts.characters, 8);
  spring.body = "{{city}}";
  spring.template_version = 3;
  EXPECT_EQ(composer.compose(spring, ann).facts.missing_field, "city");
}

}  // namespace
}  // namespace tidings::compliance

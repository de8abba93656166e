// Double opt-in over HTTP.
#include "http/api/consents/opt_ins.h"

#include "http/api_test_world.h"

namespace tidings::http {
namespace {

class OptIns : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    post("/api/contacts", R"({"phone":"+12025550123"})", 201);
    post("/api/consent-wordings", R"({"version":"q1","text":"Reply YES to get offers. STOP to opt out."})", 201);
  }
};

TEST_F(OptIns, AskedOnceWithTheWorkspacesQuestion) {
  EXPECT_EQ(text(post("/api/contacts/+12025550123/opt-in", "{}", 400), "where"), "wording") << "none is set yet";
  const auto set = post("/api/opt-in-settings", R"({"wording":"q1","kind":"express_written","limit_s":7200})", 200);
  EXPECT_EQ(get("/api/opt-in-settings"), set);
  const auto asked = post("/api/contacts/+12025550123/opt-in", "{}", 201);
  EXPECT_TRUE(asked.at("open").as_bool());
  EXPECT_EQ(text(asked, "kind"), "express_written");
  EXPECT_EQ(asked.at("limit_s"), 7200);
  EXPECT_EQ(get("/api/contacts/+12025550123/opt-in").at("items").at(0), asked);
  EXPECT_EQ(text(post("/api/contacts/+12025550123/opt-in", "{}", 409), "where"), "opt-in");
  EXPECT_EQ(count("SELECT count(*) FROM message"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action IN ('opt_in.ask', 'opt_in.settings')"), 2);
}

TEST_F(OptIns, WhatIsWrongIsSaid) {
  const auto at = [&](const char* body) { return text(post("/api/opt-in-settings", body, 400), "where"); };
  EXPECT_EQ(at(R"({"wording":"q9"})"), "wording");
  EXPECT_EQ(at(R"({"wording":"q1","kind":"implied"})"), "kind");
  EXPECT_EQ(at(R"({"wording":"q1","kind":"happy"})"), "kind");
  EXPECT_EQ(at(R"({"wording":"q1","limit_s":60})"), "limit_s");
  EXPECT_EQ(at(R"({"wording":"q1","limit_s":99999999999})"), "limit_s");
  EXPECT_EQ(at(R"({"wording":"q1","reminders":3})"), "reminders");
  post("/api/contacts/+12025550199/opt-in", R"({"wording":"q1"})", 404);
  EXPECT_EQ(count("SELECT count(*) FROM opt_in"), 0);
}

}  // namespace
}  // namespace tidings::http

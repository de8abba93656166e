// A policy is changed by revisions.
#include "http/api_test_world.h"

namespace tidings::http {
namespace {

using Policies = ApiTest;

TEST_F(Policies, AreChangedByRevisions) {
  EXPECT_EQ(get("/api/workspaces/1/policy").at("policy").at("revision"), 0);
  const auto first =
      body_of(ask("PUT", "/api/workspaces/1/policy",
                  R"({"reason":"our lawyer","policy":{"footer":"Reply STOP","introduce":"monthly","caps":["2/24h"]}})"),
              200);
  EXPECT_EQ(first.at("revision"), 1);
  const auto second = body_of(ask("PUT", "/api/workspaces/1/policy",
                                  R"({"reason":"guests at night","policy":{"replies_any_hour":true,"revision":1}})"),
                              200);
  EXPECT_EQ(second.at("revision"), 2);
  EXPECT_EQ(second.at("footer"), "Reply STOP") << "what is left out stays";
  const auto all = get("/api/workspaces/1/policy");
  ASSERT_EQ(all.at("revisions").as_array().size(), 2U);
  EXPECT_EQ(text(all.at("revisions").at(0), "reason"), "guests at night");
  EXPECT_EQ(text(all.at("revisions").at(1), "actor"), "alice");
  EXPECT_EQ(all.at("revisions").at(1).at("policy").at("replies_any_hour"), false);
}

TEST_F(Policies, WhatIsWrongIsSaidAndChangesNothing) {
  const auto wrong = [&](const char* body, int status) {
    const auto answer = body_of(ask("PUT", "/api/workspaces/1/policy", body), status);
    EXPECT_EQ(get("/api/workspaces/1/policy").at("policy").at("revision"), 0) << body;
    return answer;
  };
  wrong(R"({"policy":{"footer":"x"}})", 400);
  wrong(R"({"reason":"x"})", 400);
  wrong(R"({"reason":"x","policy":{"fotter":"x"}})", 400);
  wrong(R"({"reason":"x","policy":{"introduce":"each"}})", 400);  // and no footer
  wrong(R"({"reason":"x","policy":{"caps":["2/day"]}})", 400);
  wrong(R"({"reason":"x","policy":{"hours":[{"days":"1-9","start":"09:00","end":"17:00"}]}})", 400);
  wrong(R"({"reason":"x","policy":{"packs_off":["nobody's"]}})", 400);
  wrong(R"({"reason":"x","policy":{"revision":3,"footer":"x"}})", 409);
}

}  // namespace
}  // namespace tidings::http

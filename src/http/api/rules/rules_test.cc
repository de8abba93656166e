// What binds a number, over the API.
#include "http/api_test_world.h"

namespace tidings::http {
namespace {

using Rules = ApiTest;

TEST_F(Rules, AreListedByPlace) {
  const auto all = get("/api/rules");
  const auto florida = get("/api/rules?place=US-FL");
  EXPECT_GT(all.at("rules").as_array().size(), 30U);
  ASSERT_EQ(florida.at("rules").as_array().size(), 2U) << "the country's and the state's";
  EXPECT_EQ(text(florida.at("rules").at(1), "id"), "us-fl");
  EXPECT_EQ(florida.at("rules").at(1).at("caps").at(0), "3/24h");
  EXPECT_TRUE(text(all, "version").starts_with("standard 2026-11-20#"));
}

TEST_F(Rules, OfConsentAreListedToo) {
  const auto canada = get("/api/rules?place=CA").at("consents").as_array();
  bool kinds = false, term = false;
  for (const auto& row : canada) {
    if (!row.at("accepts").as_array().empty()) {
      kinds = true;
      EXPECT_TRUE(row.at("kind").is_null() && row.at("term").is_null()) << row;
    } else if (text(row, "id") == "ca-implied-purchase") {
      term = true;
      EXPECT_EQ(text(row, "kind"), "implied");
      EXPECT_EQ(text(row, "basis"), "purchase");
      EXPECT_EQ(text(row, "term"), "2 years");
    }
    EXPECT_TRUE(text(row, "place").starts_with("CA")) << row;
    EXPECT_FALSE(text(row, "source").empty()) << row;
  }
  EXPECT_TRUE(kinds && term) << json::serialize(canada);
}

TEST_F(Rules, AreExplainedForANumber) {
  const auto early = post("/api/rules/explain", R"({"phone":"+18505550123","at":"2026-11-20T13:31:00Z"})", 200);
  EXPECT_EQ(early.at("allowed"), false);
  EXPECT_EQ(text(early, "next"), "2026-11-20T14:00:00Z") << "8:00 in the west of Florida";
  EXPECT_EQ(early.at("places").as_array().size(), 1U);
  const auto open = post("/api/rules/explain", R"({"phone":"+18505550123","at":"2026-11-20T15:31:00Z"})", 200);
  EXPECT_EQ(open.at("allowed"), true);
  EXPECT_EQ(text(open, "closes"), "2026-11-21T01:00:00Z") << "20:00 in the east";
  const auto moved =
      post("/api/rules/explain", R"({"phone":"+18505550123","place":"US-TX","at":"2026-11-20T14:31:00Z"})", 200);
  EXPECT_EQ(moved.at("allowed"), false);
  EXPECT_EQ(text(moved, "next"), "2026-11-20T16:00:00Z") << "9:00 in the west of Texas, whose rule binds too";
  const auto lifted = post("/api/rules/explain",
                           R"({"phone":"+18015550123","consent":"express_written","at":"2026-11-22T18:00:00Z"})", 200);
  EXPECT_EQ(lifted.at("allowed"), true) << "a Sunday in Utah, with consent";
  EXPECT_EQ(post("/api/rules/explain", R"({"phone":"+18015550123","at":"2026-11-22T18:00:00Z"})", 200).at("allowed"),
            false);
}

TEST_F(Rules, WhatIsWrongWithAQuestionIsSaid) {
  for (const char* bad : {R"({"at":"2026-11-20T13:31:00Z"})", R"({"phone":"+18505550123","at":"tomorrow"})",
                          R"({"phone":"12","at":"2026-11-20T13:31:00Z"})",
                          R"({"phone":"+18505550123","place":"XX","at":"2026-11-20T13:31:00Z"})",
                          R"({"phone":"+18505550123","zone":"Mars/Base","at":"2026-11-20T13:31:00Z"})",
                          R"({"phone":"+18505550123","channel":"fax","at":"2026-11-20T13:31:00Z"})"}) {
    EXPECT_EQ(post("/api/rules/explain", bad, 400).at("code"), "invalid_argument") << bad;
  }
}

}  // namespace
}  // namespace tidings::http

// Pre-flight over HTTP: sums, pages of recipients, CSV, and what is refused.
#include "http/api/campaigns/preflight.h"

#include "http/api_test_world.h"

namespace tidings::http {
namespace {

class PreflightOver : public ApiTest {
 protected:
  std::string make(int people) {
    for (int i = 0; i < people; ++i) {
      const auto consent = i % 3 == 0 ? "unknown" : "express_written";
      post("/api/contacts",
           fmt::format(R"({{"phone":"+1202555{:04}","consent":{{"type":"{}","source":"form"}},"score":99}})", 100 + i,
                       consent),
           201);
    }
    const auto made = post("/api/campaigns", R"({"name":"spring","body":"hello","audience":{"everyone":true}})", 201);
    return fmt::format("/api/campaigns/{}/preflight", made.at("id").as_int64());
  }
};

TEST_F(PreflightOver, SumsAndEverybodyPageByPage) {
  const auto url = make(9);
  const auto told = post(url, "", 200);
  EXPECT_EQ(told.at("recipients"), 9);
  EXPECT_EQ(told.at("sends"), 6);
  EXPECT_EQ(told.at("blocked"), 3);
  EXPECT_EQ(text(told.at("reasons").at(0), "reason"), "no_consent");
  EXPECT_EQ(text(told.at("reasons").at(0), "rule"), "consent");
  EXPECT_TRUE(told.at("cost").at("amount").is_null());
  EXPECT_EQ(get(url).at("preflight"), told.at("preflight"));

  const auto first = get(url + "/recipients?limit=4");
  EXPECT_EQ(first.at("items").as_array().size(), 4U);
  EXPECT_EQ(text(first.at("items").at(0), "fate"), "blocked");
  EXPECT_EQ(text(first.at("items").at(1), "to"), "+12025550101");
  EXPECT_TRUE(first.at("items").at(1).at("not_before").is_string());
  const auto second = get(url + fmt::format("/recipients?limit=9&after={}", first.at("next").as_int64()));
  EXPECT_EQ(second.at("items").as_array().size(), 5U);
  EXPECT_TRUE(second.at("next").is_null());
  EXPECT_EQ(get(url + "/recipients?fate=blocked").at("items").as_array().size(), 3U);
  EXPECT_EQ(get(url + "/recipients?reason=no_consent").at("items").as_array().size(), 3U);

  const auto csv = ask("GET", url + "/recipients.csv");
  EXPECT_EQ(csv.status, 200);
  EXPECT_EQ(std::ranges::count(csv.body, '\n'), 10);
  EXPECT_NE(csv.body.find("+12025550100,blocked,,,,no_consent,"), std::string::npos);
  EXPECT_EQ(count("SELECT count(*) FROM message"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM audit"), 10) << "the contacts and the campaign";
}

TEST_F(PreflightOver, PricesAndAnotherStart) {
  const auto url = make(2);
  const auto told = post(url,
                         R"({"at":"2099-11-21T02:00:00Z","currency":"USD",
                             "prices":[{"country":"US","per_segment":0.0079}]})",
                         200);
  EXPECT_EQ(text(told, "starts_at"), "2099-11-21T02:00:00Z");
  EXPECT_EQ(text(told.at("cost"), "amount"), "0.0079");
  EXPECT_EQ(text(told.at("cost"), "currency"), "USD");
}

TEST_F(PreflightOver, WhatIsWrongIsNamed) {
  const auto url = make(1);
  EXPECT_EQ(text(body_of(ask("GET", url), 404), "where"), "preflight");
  EXPECT_EQ(text(post(url, R"({"at":"tomorrow"})", 400), "where"), "at");
  EXPECT_EQ(text(post(url, R"({"at":"2020-01-01T00:00:00Z"})", 400), "where"), "at");
  EXPECT_EQ(text(post(url, R"({"when":1})", 400), "where"), "when");
  EXPECT_EQ(text(post(url, R"({"currency":"USD"})", 400), "where"), "prices");
  EXPECT_EQ(text(post("/api/campaigns/99/preflight", "", 404), "where"), "id");
  post(url, "", 200);
  EXPECT_EQ(text(body_of(ask("GET", url + "/recipients?fate=lost"), 400), "where"), "fate");
  const auto campaign = url.substr(0, url.rfind('/'));
  post(campaign + "/stop", "", 200);
  EXPECT_EQ(text(post(url, "", 409), "code"), "conflict");
}

}  // namespace
}  // namespace tidings::http

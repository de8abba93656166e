// Consents and wordings over HTTP.
#include "http/api/consents/consents.h"

#include "http/api_test_world.h"

namespace tidings::http {
namespace {

class Consents : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    post("/api/contacts", R"({"phone":"+12025550123"})", 201);
    post("/api/consent-wordings", R"({"version":"v1","text":"I agree to get texts.","language":"en"})", 201);
  }
  json::value record(const std::string& body, int status = 201) {
    return post("/api/contacts/+12025550123/consents", body, status);
  }
  std::string present() { return text(get("/api/contacts?phone=2025550123").at("items").at(0), "consent"); }
};

TEST_F(Consents, ARecordHasWhatProvesIt) {
  const auto done = record(
      R"({"kind":"express_written","source":"web team","basis":"request","purpose":"marketing","channels":["sms","voice"],
          "wording":"v1","how":"form","url":"https://example.com/join","given_at":"2024-01-02T03:04:05Z","ip":"192.0.2.7",
          "user_agent":"curl/8","expires_at":"2099-01-01T00:00:00Z","evidence":"ticked the box"})");
  EXPECT_TRUE(done.at("stands").as_bool());
  EXPECT_EQ(text(done, "given_at"), "2024-01-02T03:04:05Z");
  EXPECT_EQ(text(done.at("wording"), "text"), "I agree to get texts.");
  EXPECT_EQ(text(done, "language"), "en") << "the wording's";
  const auto history = get("/api/contacts/+12025550123/consents");
  ASSERT_EQ(history.at("items").as_array().size(), 1U);
  EXPECT_EQ(history.at("items").at(0), done);
  EXPECT_EQ(get(fmt::format("/api/contacts/{}/consents", done.at("contact").as_int64())), history);
  const auto contact = get("/api/contacts?phone=2025550123").at("items").at(0);
  EXPECT_EQ(text(contact, "consent"), "express_written");
  EXPECT_EQ(text(contact, "consent_basis"), "request");
  EXPECT_EQ(text(contact, "consent_given_at"), "2024-01-02T03:04:05Z");
  EXPECT_EQ(text(contact, "consent_expires_at"), "2099-01-01T00:00:00Z");
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action = 'consent.record'"), 1);
}

TEST_F(Consents, WhatIsRecordedLateDoesNotReplaceWhatCameLater) {
  record(R"({"kind":"express","source":"form","given_at":"2024-03-01T00:00:00Z"})");
  // A refusal is of every channel.
  record(R"({"kind":"revoked","source":"letter","given_at":"2024-05-01T00:00:00Z","channels":["voice"]})");
  EXPECT_EQ(present(), "revoked");
  EXPECT_FALSE(record(R"({"kind":"express_written","source":"paper","given_at":"2024-04-01T00:00:00Z"})")
                   .at("stands")
                   .as_bool());
  EXPECT_EQ(present(), "revoked");
  EXPECT_TRUE(record(R"({"kind":"express","source":"form","given_at":"2024-06-01T00:00:00Z"})").at("stands").as_bool());
  EXPECT_EQ(present(), "express");
  EXPECT_FALSE(
      record(R"({"kind":"revoked","source":"letter","given_at":"2024-05-02T00:00:00Z"})").at("stands").as_bool());
  EXPECT_EQ(present(), "express");
  EXPECT_EQ(get("/api/contacts/+12025550123/consents").at("items").as_array().size(), 5U) << "nothing is taken away";
  const auto page = get("/api/contacts/+12025550123/consents?limit=2");
  const auto rest = get(fmt::format("/api/contacts/+12025550123/consents?after={}", page.at("next").as_int64()));
  EXPECT_EQ(rest.at("items").as_array().size(), 3U);
  EXPECT_TRUE(rest.at("items").at(1).at("stands").as_bool());
}

TEST_F(Consents, OfAnotherChannelOrForInformingOnlyDoNotLetMarketingPass) {
  EXPECT_FALSE(record(R"({"kind":"express_written","source":"call","channels":["voice"]})").at("stands").as_bool());
  EXPECT_EQ(present(), "unknown");
  EXPECT_TRUE(record(R"({"kind":"express","source":"form","purpose":"informational"})").at("stands").as_bool());
  EXPECT_EQ(present(), "transactional");
  record(R"({"kind":"express_written","source":"form"})");
  EXPECT_FALSE(record(R"({"kind":"express","source":"form","purpose":"informational"})").at("stands").as_bool());
  EXPECT_EQ(present(), "express_written");
}

TEST_F(Consents, WhatIsWrongIsSaid) {
  const auto where = [&](const char* body) { return text(record(body, 400), "where"); };
  EXPECT_EQ(where(R"({"source":"form"})"), "kind");
  EXPECT_EQ(where(R"({"kind":"unknown","source":"form"})"), "kind");
  EXPECT_EQ(where(R"({"kind":"express"})"), "source");
  EXPECT_EQ(where(R"({"kind":"express","source":"form","given_at":"2999-01-01T00:00:00Z"})"), "given_at");
  EXPECT_EQ(where(R"({"kind":"express","source":"form","given_at":"last week"})"), "given_at");
  EXPECT_EQ(where(R"({"kind":"express","source":"form","expires_at":"1999-01-01T00:00:00Z"})"), "expires_at");
  EXPECT_EQ(where(R"({"kind":"express","source":"form","wording":"v9"})"), "wording");
  EXPECT_EQ(where(R"({"kind":"express","source":"form","basis":"gift"})"), "basis");
  EXPECT_EQ(where(R"({"kind":"express","source":"form","how":"pigeon"})"), "how");
  EXPECT_EQ(where(R"({"kind":"express","source":"form","channels":["fax"]})"), "channels");
  EXPECT_EQ(where(R"({"kind":"express","source":"form","inbound":77})"), "inbound");
  EXPECT_EQ(where(R"({"kind":"express","source":"form","colour":"red"})"), "colour");
  EXPECT_EQ(where((R"({"kind":"express","source":"form","url":")" + std::string(2001, 'x') + "\"}").c_str()), "url");
  EXPECT_EQ(present(), "unknown");
  EXPECT_EQ(count("SELECT count(*) FROM consent_event"), 0);
  post("/api/contacts/+12025550199/consents", R"({"kind":"express","source":"form"})", 404);
  get("/api/contacts/77/consents", 404);
  get("/api/contacts/hello/consents", 404);
}

TEST_F(Consents, AWordingIsNeverChanged) {
  const auto again =
      post("/api/consent-wordings", R"({"version":"v1","text":"I agree to get texts.","language":"en"})", 200);
  EXPECT_EQ(text(again, "sha256"), "1499f4da4148a701821fa0a26f2a426fc29c21d0c9686f6e592f10963169c8f8");
  EXPECT_EQ(text(post("/api/consent-wordings", R"({"version":"v1","text":"Something else."})", 409), "where"),
            "version");
  post("/api/consent-wordings", R"({"version":"v2","text":"I agree to get texts."})", 201);
  EXPECT_EQ(count("SELECT count(*) FROM consent_text"), 1) << "the same text is stored once";
  const auto all = get("/api/consent-wordings");
  EXPECT_EQ(all.at("items").as_array().size(), 2U);
  EXPECT_EQ(text(post("/api/consent-wordings", R"({"version":"v3"})", 400), "where"), "text");
}

}  // namespace
}  // namespace tidings::http

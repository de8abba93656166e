// Erasing a number over HTTP.
#include "http/api/erasures/erasures.h"

#include "flow/inbox/erasure.h"
#include "http/api_test_world.h"

namespace tidings::http {
namespace {

class ErasuresOver : public ApiTest {
 protected:
  void work() {
    for (int i = 0; i < 50; ++i) {
      const auto done = inbox::ErasureStage(env_, *db_).tick();
      ASSERT_TRUE(done) << done.error().describe();
      if (*done == 0) return;
    }
    FAIL() << "it never ends";
  }
  int64_t person() {
    return post("/api/contacts", R"({"phone":"+12025550123","fields":{"name":"Ann"},"tags":["a"]})", 201)
        .at("id")
        .as_int64();
  }
};

TEST_F(ErasuresOver, ANumberIsErasedAndTheRecordHasNoNumber) {
  const auto id = person();
  const auto begun =
      post("/api/erasures", R"({"phone":"202-555-0123","region":"US","reason":"asked by letter"})", 202, "once");
  EXPECT_EQ(text(begun, "state"), "running");
  EXPECT_EQ(json::serialize(begun).find("2025550123"), std::string::npos);
  EXPECT_EQ(post("/api/erasures", R"({"phone":"202-555-0123","region":"US","reason":"asked by letter"})", 202, "once"),
            begun)
      << "a repeat begins nothing";
  EXPECT_EQ(count("SELECT count(*) FROM erasure"), 1);
  work();
  clock_.advance(11 * kMinuteMs);
  work();
  const auto url = fmt::format("/api/erasures/{}", begun.at("id").as_int64());
  const auto done = get(url);
  EXPECT_EQ(text(done, "state"), "done");
  EXPECT_TRUE(done.at("phone").is_null());
  EXPECT_TRUE(text(done, "kept_as").starts_with("hmac:"));
  const auto left = get(fmt::format("/api/contacts/{}", id));
  EXPECT_EQ(json::serialize(left).find("Ann"), std::string::npos);
  EXPECT_EQ(json::serialize(left).find("2025550123"), std::string::npos);
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action = 'contact.erase'"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE subject LIKE '%2025550123%' OR detail LIKE '%2025550123%'"), 0);
  EXPECT_EQ(get("/api/optouts?phone=%2B12025550123").at("items").as_array().size(), 1U) << "still recognised";
  const auto sent =
      post("/api/messages/send", R"({"to":"+12025550123","body":"hello","purpose":"informational"})", 200);
  EXPECT_EQ(text(sent, "reason"), "suppressed");
  const auto why = get(fmt::format("/api/outbox/{}/why", sent.at("id").as_int64()));
  EXPECT_NE(json::serialize(why).find("erased, kept as a keyed hash"), std::string::npos);
}

TEST_F(ErasuresOver, AContactIsErasedByItsId) {
  const auto id = person();
  const auto url = fmt::format("/api/contacts/{}/erase", id);
  EXPECT_EQ(text(post(url, R"({"reason":""})", 400), "where"), "reason");
  post(url, R"({"reason":"asked by phone"})", 202);
  work();
  EXPECT_EQ(text(post(url, R"({"reason":"again"})", 409), "where"), "contact");
  post("/api/contacts/999/erase", R"({"reason":"x"})", 404);
  get("/api/erasures/999", 404);
  EXPECT_EQ(text(post("/api/erasures", R"({"phone":"+12025550123","reason":"it is 12025550123"})", 400), "where"),
            "reason");
}

}  // namespace
}  // namespace tidings::http

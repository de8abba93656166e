// Keys, problems, methods, bodies, idempotent repeats: what holds for every path.
#include "http/api.h"

#include "http/api_test_world.h"

namespace tidings::http {
namespace {

using Doors = ApiTest;

TEST_F(Doors, NothingIsOpenWithoutAKey) {
  far_away_ = true;
  for (const Route& route : routes()) {
    if (route.runs == Runs::webhook) continue;
    std::string path(route.path);
    for (size_t at = path.find('{'); at != std::string::npos; at = path.find('{'))
      path.replace(at, path.find('}') - at + 1, "1");
    const auto response = raw({.method = std::string(route.method), .url = path});
    if (route.path == "/media/{token}") {  // carriers come without one, and know the token
      EXPECT_EQ(response.status, 404);
      continue;
    }
    EXPECT_EQ(response.status, 401) << route.method << " " << path;
    EXPECT_EQ(response.headers.get("WWW-Authenticate"), "Bearer");
    EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json");
  }
}

TEST_F(Doors, AWrongKeyOpensNothing) {
  key_ = "tid_wrong";
  EXPECT_EQ(text(get("/api/workspaces", 401), "code"), "unauthenticated");
}

TEST_F(Doors, OperatorsPagesAreOpenOnLoopbackOnly) {
  EXPECT_EQ(raw({.url = "/healthz"}).status, 200);
  EXPECT_EQ(raw({.url = "/readyz"}).status, 200);
  const auto metrics = raw({.url = "/metrics"});
  EXPECT_EQ(metrics.status, 200);
  EXPECT_NE(metrics.body.find("http_webhooks_total"), std::string::npos);
  get("/healthz");
  const auto ready = get("/readyz");
  EXPECT_TRUE(ready.at("ready").as_bool());
  HttpRequest proxied{.url = "/metrics"};
  proxied.headers.add("X-Forwarded-For", "203.0.113.9");
  EXPECT_EQ(raw(proxied).status, 401);
  far_away_ = true;
  EXPECT_EQ(raw({.url = "/metrics"}).status, 401);
  EXPECT_EQ(ask("GET", "/metrics").status, 200);
}

TEST_F(Doors, UnknownPathsAndMethods) {
  const auto unknown = get("/api/nonsense", 404);
  EXPECT_EQ(text(unknown, "type"), "about:blank");
  EXPECT_EQ(text(unknown, "where"), "/api/nonsense");
  EXPECT_EQ(ask("GET", "/api/contacts/").status, 404);
  const auto response = ask("DELETE", "/api/contacts");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers.get("Allow"), "GET, POST");
  EXPECT_EQ(ask("HEAD", "/api/contacts").status, 200);
  EXPECT_EQ(text(get("/api/contacts/abc", 404), "code"), "not_found");
  EXPECT_EQ(text(get("/api/contacts?page=2", 400), "where"), "page");
}

TEST_F(Doors, BodiesAreJsonOfABoundedSize) {
  HttpRequest form{.method = "POST", .url = "/api/contacts", .body = "phone=1"};
  form.headers.add("Authorization", "Bearer " + key_);
  form.headers.add("Content-Type", "application/x-www-form-urlencoded");
  EXPECT_EQ(raw(form).status, 415);
  EXPECT_EQ(text(post("/api/contacts", "{\"phone\":", 400), "code"), "invalid_argument");
  EXPECT_EQ(text(post("/api/contacts", "[]", 400), "where"), "body");
  EXPECT_EQ(text(post("/api/contacts", R"({"phone":"+12025550123","colour":1})", 400), "where"), "colour");
  const std::string large = R"({"phone":")" + std::string(limits::kHttpBodyBytes, '1') + "\"}";
  EXPECT_EQ(ask("POST", "/api/contacts", large).status, 413);
  EXPECT_EQ(count("SELECT count(*) FROM contact"), 0);
}

TEST_F(Doors, ARepeatedWriteIsAnsweredAndNotDoneAgain) {
  const std::string body = R"({"to":"+12025550123","body":"hello"})";
  const auto first = ask("POST", "/api/messages/send", body, "k1");
  EXPECT_EQ(first.status, 202) << first.body;
  const auto again = ask("POST", "/api/messages/send", body, "k1");
  EXPECT_EQ(again.status, 202);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.headers.get("Idempotent-Replayed"), "true");
  EXPECT_EQ(count("SELECT count(*) FROM message"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM audit"), 1);
  // The key stands for that request only.
  const auto other = ask("POST", "/api/messages/send", R"({"to":"+12025550124","body":"hello"})", "k1");
  EXPECT_EQ(other.status, 422) << other.body;
  EXPECT_EQ(count("SELECT count(*) FROM message"), 1);
  // A key belongs to the caller who sent it.
  write([&](store::Session& s) { key_ = access::make_key(s, "bob", clock_.now()); });
  EXPECT_EQ(ask("POST", "/api/messages/send", body, "k1").headers.get("Idempotent-Replayed"), "");
  EXPECT_EQ(count("SELECT count(*) FROM message"), 2);
  EXPECT_EQ(ask("POST", "/api/messages/send", body, std::string(201, 'k')).status, 400);
}

TEST_F(Doors, AFailedWriteLeavesNothingAndMayBeTriedAgain) {
  const std::string body = R"({"name":"n","body":"b","audience":{"list":"people"}})";
  EXPECT_EQ(text(post("/api/campaigns", body, 400, "k2"), "where"), "audience.list");
  EXPECT_EQ(count("SELECT count(*) FROM audit"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM idempotency"), 0);
}

TEST_F(Doors, KeptAnswersAreForgottenAfterADay) {
  post("/api/messages/send", R"({"to":"+12025550123","body":"hello"})", 202, "k1");
  ASSERT_TRUE(api_->tick());
  EXPECT_EQ(count("SELECT count(*) FROM idempotency"), 1);
  clock_.advance(limits::kIdempotencyMs + 1);
  ASSERT_TRUE(api_->tick());
  EXPECT_EQ(count("SELECT count(*) FROM idempotency"), 0);
}

TEST_F(Doors, SettingsOfWorkspacesAndSenders) {
  const auto all = get("/api/workspaces");
  EXPECT_EQ(all.at("items").as_array().size(), 1U);
  const auto changed =
      body_of(ask("PATCH", "/api/workspaces/1", R"({"frequency_cap":3,"test_recipient":"+12025550199"})"), 200);
  EXPECT_EQ(changed.at("frequency_cap"), 3);
  EXPECT_EQ(text(changed, "test_recipient"), "+12025550199");
  EXPECT_TRUE(
      body_of(ask("PATCH", "/api/workspaces/1", R"({"test_recipient":null})"), 200).at("test_recipient").is_null());
  EXPECT_EQ(text(body_of(ask("PATCH", "/api/workspaces/1", R"({"frequency_cap":-1})"), 400), "where"), "frequency_cap");
  EXPECT_EQ(ask("PATCH", "/api/workspaces/9", "{}").status, 404);

  const auto put = body_of(ask("PUT", "/api/senders", R"({"address":"54321","kind":"short_code","daily_cap":0})"), 200);
  EXPECT_EQ(text(put, "carrier"), "tw");
  EXPECT_EQ(get("/api/senders").at("items").as_array().size(), 2U);
  EXPECT_EQ(text(body_of(ask("PUT", "/api/senders", R"({"address":"+12025550102","brand":"acme"})"), 400), "where"),
            "brand");
  EXPECT_EQ(text(body_of(ask("PUT", "/api/brands", R"({"name":"acme","daily_segments":0})"), 400), "where"),
            "daily_segments");
  const auto brand = body_of(ask("PUT", "/api/brands", R"({"name":"acme","daily_segments":10000})"), 200);
  EXPECT_EQ(brand.at("used").as_int64(), 0);
  EXPECT_EQ(get("/api/brands").at("items").as_array().size(), 1U);
  const auto reserve =
      body_of(ask("PUT", "/api/senders", R"({"address":"+12025550102","brand":"acme","standby":true})"), 200);
  EXPECT_TRUE(reserve.at("standby").as_bool());
  EXPECT_EQ(reserve.at("brand").as_string(), "acme");
  EXPECT_EQ(text(body_of(ask("PUT", "/api/senders", R"({"address":"hello"})"), 400), "where"), "address");
  EXPECT_EQ(text(body_of(ask("PUT", "/api/senders", R"({"address":"+12025550101","carrier":"pigeon"})"), 400), "where"),
            "carrier");
  EXPECT_EQ(count("SELECT count(*) FROM audit"), 5);
}

}  // namespace
}  // namespace tidings::http

// Contacts, lists and imports over HTTP.
#include "http/api/contacts/contacts.h"

#include "flow/audience/import_stage.h"
#include "http/api_test_world.h"

namespace tidings::http {
namespace {

using Audiences = ApiTest;

TEST_F(Audiences, AContactIsMadeChangedAndFound) {
  const auto made =
      post("/api/contacts",
           R"({"phone":"202-555-0123","fields":{"name":"Ann","age":41},"tags":["a","b"],"lists":["people"],
                             "consent":{"type":"express_written","source":"form"},"zone":"America/Denver","place":"US-CO"})",
           201);
  EXPECT_EQ(text(made, "phone"), kPhone);
  EXPECT_EQ(text(made.at("fields"), "age"), "41");
  EXPECT_EQ(text(made, "consent"), "express_written");
  const auto again =
      post("/api/contacts", R"({"phone":"+12025550123","fields":{"age":null},"tags":["b"],"score":90})", 200);
  EXPECT_EQ(again.at("id"), made.at("id"));
  EXPECT_EQ(json::serialize(again.at("tags")), R"(["b"])");
  EXPECT_EQ(json::serialize(again.at("fields")), R"({"name":"Ann"})");
  const std::string url = fmt::format("/api/contacts/{}", made.at("id").as_int64());
  EXPECT_EQ(text(body_of(ask("PATCH", url, R"({"status":"blacklisted"})"), 200), "status"), "blacklisted");
  EXPECT_EQ(get(url).at("score"), 90);
  EXPECT_EQ(get("/api/contacts?phone=2025550123").at("items").as_array().size(), 1U);
  EXPECT_EQ(get("/api/lists").at("items").at(0).at("members"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM audit"), 3);
}

TEST_F(Audiences, WhatIsWrongWithAContactIsSaid) {
  const auto at = [&](const char* body) { return text(post("/api/contacts", body, 400), "where"); };
  EXPECT_EQ(at(R"({"phone":"+12025550123","zone":"Mars/Dome"})"), "zone");
  EXPECT_EQ(at(R"({"phone":"+12025550123","place":"nowhere"})"), "place");
  EXPECT_EQ(at(R"({"phone":"+12025550123","status":"happy"})"), "status");
  EXPECT_EQ(at(R"({"phone":"+12025550123","consent":{"type":"express"}})"), "consent.source");
  EXPECT_EQ(at(R"({"phone":"+12025550123","fields":{"a":{}}})"), "fields.a");
  EXPECT_EQ(at(R"({"phone":"hello"})"), "phone");
  EXPECT_EQ(at(R"({"phone":"+12025550123","region":"ZZ"})"), "region");
  EXPECT_EQ(count("SELECT count(*) FROM contact"), 0);
  EXPECT_EQ(text(get("/api/contacts/5", 404), "where"), "contact");
}

TEST_F(Audiences, ContactsComePageByPage) {
  for (int i = 0; i < 5; ++i) post("/api/contacts", fmt::format(R"({{"phone":"+1202555013{}"}})", i), 201);
  const auto first = get("/api/contacts?limit=3");
  EXPECT_EQ(first.at("items").as_array().size(), 3U);
  const auto rest = get(fmt::format("/api/contacts?limit=3&after={}", first.at("next").as_int64()));
  EXPECT_EQ(rest.at("items").as_array().size(), 2U);
  EXPECT_TRUE(rest.at("next").is_null());
}

class ImportsOver : public ApiTest {
 protected:
  HttpResponse upload(const std::string& query, const std::string& csv, const std::string& idempotency = {}) {
    HttpRequest request{.method = "POST", .url = "/api/imports" + query, .body = csv};
    request.headers.add("Authorization", "Bearer " + key_);
    request.headers.add("Content-Type", "text/csv");
    if (!idempotency.empty()) request.headers.add("Idempotency-Key", idempotency);
    auto response = raw(request);
    write_down("POST", request.url.substr(request.url.find("/api")), "", response);
    return response;
  }
  size_t spooled() const {
    size_t n = 0;
    for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator(folder_ / "imports")) ++n;
    return n;
  }
  void run() {
    flow::ImportStage stage(env_, *db_, (folder_ / "imports").string());
    for (auto done = stage.tick(); done && *done > 0; done = stage.tick()) {
    }
  }
};

TEST_F(ImportsOver, AFileBecomesContacts) {
  const auto job =
      body_of(upload("?list=people&phone=TEL&field=name=WHO&region=US", "TEL,WHO\n202-555-0123,Ann\n12,Bob\n"), 202);
  EXPECT_EQ(text(job, "state"), "queued");
  EXPECT_EQ(spooled(), 1U);
  run();
  const std::string url = fmt::format("/api/imports/{}", job.at("id").as_int64());
  const auto done = get(url);
  EXPECT_EQ(text(done, "state"), "done");
  EXPECT_EQ(done.at("imported"), 1);
  EXPECT_EQ(done.at("rejected"), 1);
  const auto csv = ask("GET", url + "/rejects");
  EXPECT_EQ(csv.headers.get("Content-Type"), "text/csv; charset=utf-8");
  EXPECT_TRUE(csv.body.starts_with("row,column,reason,words,value\r\n")) << csv.body;
  EXPECT_EQ(get(url + "/rejects?format=json").at("items").as_array().size(), 1U);
  EXPECT_EQ(get("/api/imports").at("items").as_array().size(), 1U);
  EXPECT_EQ(text(post(url + "/cancel", "", 409), "code"), "conflict");
  EXPECT_EQ(get("/api/lists").at("items").at(0).at("members"), 1);
}

TEST_F(ImportsOver, AWrongFileLeavesNothing) {
  EXPECT_EQ(upload("?phone=TEL", "A,B\n1,2\n").status, 400);
  EXPECT_EQ(upload("", "").status, 400);
  EXPECT_EQ(text(body_of(upload("?colour=red", "phone\n1\n"), 400), "where"), "colour");
  EXPECT_EQ(spooled(), 0U);
  key_ = "tid_wrong";
  EXPECT_EQ(upload("?phone=TEL", "TEL\n1\n").status, 401);
  EXPECT_EQ(spooled(), 0U);
  EXPECT_EQ(count("SELECT count(*) FROM import_job"), 0);
}

TEST_F(ImportsOver, ARepeatedUploadIsTheSameImport) {
  const std::string csv = "phone\n+12025550123\n";
  const auto first = body_of(upload("?list=a", csv, "u1"), 202);
  const auto again = upload("?list=a", csv, "u1");
  EXPECT_EQ(body_of(again, 202).at("id"), first.at("id"));
  EXPECT_EQ(spooled(), 1U);
  EXPECT_EQ(upload("?list=a", "phone\n+12025550124\n", "u1").status, 422);
  EXPECT_EQ(spooled(), 1U);
  EXPECT_EQ(text(post(fmt::format("/api/imports/{}/cancel", first.at("id").as_int64()), "", 200), "state"),
            "cancelled");
}

}  // namespace
}  // namespace tidings::http

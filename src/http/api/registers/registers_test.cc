// Do-not-contact registers over HTTP: upload, look, check, take away.
#include "http/api/registers/registers.h"

#include "flow/registers/list_stage.h"
#include "http/api_test_world.h"

namespace tidings::http {
namespace {

class RegistersOver : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    DncRegister us;
    us.name = "us_dnc";
    us.places = {"US"};
    us.max_age_ms = 31 * kDayMs;
    us.accepts = {Consent::express_written};
    registers_ = {us};
    server_->stop();
    serve();
  }
  HttpResponse upload(const std::string& query, const std::string& text, const std::string& name = "us_dnc") {
    HttpRequest request{.method = "POST", .url = "/api/registers/" + name + "/lists" + query, .body = text};
    request.headers.add("Authorization", "Bearer " + key_);
    request.headers.add("Content-Type", "text/plain");
    auto response = raw(request);
    write_down("POST", request.url, "", response);
    return response;
  }
  void run() {
    tidings::registers::ListStage stage(env_, *db_, (folder_ / "imports").string());
    for (auto done = stage.tick(); done && *done > 0; done = stage.tick()) {
    }
  }
  size_t spooled() const {
    size_t n = 0;
    for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator(folder_ / "imports")) ++n;
    return n;
  }
};

TEST_F(RegistersOver, AListIsUploadedCheckedAndTakenAway) {
  const auto before = get("/api/registers");
  EXPECT_TRUE(before.at("items").at(0).at("in_force").is_null());
  EXPECT_EQ(get("/api/registers/check?phone=%2B12025550100").at("registers").at(0).at("effect"), "hold");
  EXPECT_EQ(text(get("/api/registers/us_dnc/lists", 404), "code"), "not_found");

  const auto taken = body_of(
      upload("?source=FTC&snapshot=2026-11-17&covers=%2B1202&covers=1203", "202,5550100\r\nnobody\r\n202,5550101\r\n"),
      202);
  EXPECT_EQ(text(taken, "state"), "loading");
  EXPECT_EQ(spooled(), 1U);
  run();
  EXPECT_EQ(spooled(), 0U);
  const std::string url = fmt::format("/api/register-lists/{}", taken.at("id").as_int64());
  const auto list = get(url);
  EXPECT_EQ(text(list, "state"), "in_force");
  EXPECT_EQ(text(list, "register"), "us_dnc");
  EXPECT_EQ(text(list, "region"), "US");
  EXPECT_EQ(list.at("numbers"), 2);
  EXPECT_EQ(list.at("rejected"), 1);
  EXPECT_EQ(json::serialize(list.at("covers")), R"(["+1202","+1203"])");
  EXPECT_EQ(json::serialize(get(url + "/rejects").at("items")),
            R"([{"line":2,"reason":"no_number","words":"there is no number in this line","value":"nobody"}])");
  EXPECT_EQ(get("/api/registers/us_dnc/lists").at("items").as_array().size(), 1U);
  EXPECT_EQ(text(get("/api/registers").at("items").at(0), "in_force_until"), "2026-12-18T00:00:00Z");

  const auto listed = get("/api/registers/check?phone=202-555-0100&region=US");
  EXPECT_EQ(text(listed, "phone"), "+12025550100");
  EXPECT_EQ(json::serialize(listed.at("registers")),
            R"([{"register":"us_dnc","answer":"listed","at":"2026-11-17T00:00:00Z","until":"2026-12-18T00:00:00Z",)"
            R"("stale":false,"effect":"block","lifted_by":["express_written"]}])");
  EXPECT_EQ(get("/api/registers/check?phone=%2B12025550102").at("registers").at(0).at("effect"), "allow");
  EXPECT_EQ(get("/api/registers/check?phone=%2B13125550102").at("registers").at(0).at("effect"), "hold");
  EXPECT_TRUE(get("/api/registers/check?phone=%2B61412345678").at("registers").as_array().empty());

  EXPECT_EQ(text(body_of(ask("DELETE", "/api/registers/us_dnc/lists"), 400), "where"), "reason");
  EXPECT_EQ(text(body_of(ask("DELETE", "/api/registers/us_dnc/lists?reason=wrong"), 200), "state"), "removed");
  EXPECT_EQ(ask("DELETE", "/api/registers/us_dnc/lists?reason=wrong").status, 404);
  EXPECT_EQ(get("/api/registers/check?phone=%2B12025550100").at("registers").at(0).at("effect"), "hold");
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action LIKE 'register.%'"), 2);
}

TEST_F(RegistersOver, AListNobodyConfiguredBindsEverybody) {
  EXPECT_EQ(upload("?source=ours&snapshot=2026-11-17", "+61412345678\n", "ours").status, 202);
  run();
  const auto ours = get("/api/registers").at("items").at(1);
  EXPECT_EQ(ours.at("configured"), false);
  EXPECT_TRUE(ours.at("places").as_array().empty());
  EXPECT_EQ(get("/api/registers/check?phone=%2B61412345678").at("registers").at(0).at("effect"), "block");
}

TEST_F(RegistersOver, AWrongUploadLeavesNothing) {
  EXPECT_EQ(text(body_of(upload("?snapshot=2026-11-17", "1\n"), 400), "where"), "source");
  EXPECT_EQ(text(body_of(upload("?source=a", "1\n"), 400), "where"), "snapshot");
  EXPECT_EQ(text(body_of(upload("?source=a&snapshot=2026-11-17&colour=red", "1\n"), 400), "where"), "colour");
  EXPECT_EQ(upload("?source=a&snapshot=2026-11-17", "").status, 400);
  EXPECT_EQ(upload("?source=a&snapshot=2026-11-17&region=ZZ", "1\n").status, 400);
  EXPECT_EQ(upload("?source=a&snapshot=2026-11-17", "1\n", "Not%20A%20Name").status, 400);
  EXPECT_EQ(spooled(), 0U);
  EXPECT_EQ(count("SELECT count(*) FROM register"), 0);
  EXPECT_EQ(get("/api/register-lists/7", 404).at("code"), "not_found");
  EXPECT_EQ(get("/api/register-lists/7/rejects", 404).at("code"), "not_found");
  EXPECT_EQ(text(get("/api/registers/check?phone=nobody", 400), "where"), "phone");
}

}  // namespace
}  // namespace tidings::http

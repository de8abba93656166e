// What is wrong, over HTTP: told, shown with who heard of it, and ended by a person.
#include "http/api/incidents/incidents.h"

#include "http/api_test_world.h"
#include "store/alerts.h"

namespace tidings::http {
namespace {

class IncidentsOver : public ApiTest {
 protected:
  IncidentId open(std::string_view key, watch::Severity severity) {
    EXPECT_TRUE(db_->write([&](store::Session& s) -> Result<> {
      incidents_.open(s, key, severity, "no webhook came back", clock_.now());
      return {};
    }));
    IncidentId out;
    EXPECT_TRUE(db_->read([&](store::Session& s) -> Result<> {
      out = store::incidents::open_by_key(s, key)->id;
      return {};
    }));
    return out;
  }
};

TEST_F(IncidentsOver, OpenOnesAreListedUntilAPersonEndsThem) {
  EXPECT_TRUE(get("/api/incidents").at("items").as_array().empty());
  const auto canary = open("canary:main", watch::Severity::critical);
  open("gap:main", watch::Severity::warning);
  open("canary:main", watch::Severity::critical);
  const auto items = get("/api/incidents").at("items").as_array();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(text(items[0], "key"), "canary:main");
  EXPECT_EQ(text(items[0], "severity"), "critical");
  EXPECT_EQ(items[0].at("times").as_int64(), 2);
  const auto url = fmt::format("/api/incidents/{}", canary.value);
  EXPECT_TRUE(get(url).at("told").as_array().empty());
  post(url + "/resolve", "{}", 400);
  const auto over = post(url + "/resolve", R"({"reason":"the tunnel is back"})", 200);
  EXPECT_FALSE(over.at("open").as_bool());
  EXPECT_TRUE(text(over, "resolution").starts_with("the tunnel is back (by "));
  post(url + "/resolve", R"({"reason":"again"})", 409);
  EXPECT_EQ(get("/api/incidents").at("items").as_array().size(), 1U);
  const auto all = get("/api/incidents?all=true&limit=1");
  EXPECT_EQ(text(all.at("items").as_array()[0], "key"), "gap:main") << "newest first";
  const auto rest = get(fmt::format("/api/incidents?all=true&limit=1&after={}", all.at("next").as_int64()));
  EXPECT_EQ(text(rest.at("items").as_array()[0], "key"), "canary:main");
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action = 'incident.resolve'"), 1);
  get("/api/incidents/999", 404);
}

TEST_F(IncidentsOver, ATrialIsAnIncidentAndShowsWhoHeard) {
  const auto one = post("/api/incidents/test", "{}", 201);
  EXPECT_EQ(text(one, "key"), "test");
  EXPECT_EQ(post("/api/incidents/test", "{}", 201).at("id"), one.at("id")) << "one trial at a time";
  const IncidentId id{one.at("id").as_int64()};
  ASSERT_TRUE(db_->write([&](store::Session& s) -> Result<> {
    store::alerts::add(s, "ops", id, store::alerts::kOpened, "pending", false, clock_.now());
    return {};
  }));
  const auto told = get(fmt::format("/api/incidents/{}", id.value)).at("told").as_array();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(text(told[0], "route"), "ops");
  EXPECT_EQ(text(told[0], "state"), "pending");
  EXPECT_TRUE(told[0].at("next_at").is_string());
}

}  // namespace
}  // namespace tidings::http

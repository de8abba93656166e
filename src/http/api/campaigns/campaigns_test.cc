// Campaigns over HTTP: made, started, paused, looked at, exported; and live events about them.
#include "http/api/campaigns/campaigns.h"

#include "flow/campaign/planner.h"
#include "http/api_test_world.h"

namespace tidings::http {
namespace {

class CampaignsOver : public ApiTest {
 protected:
  int64_t make() {
    post("/api/contacts", R"({"phone":"+12025550123","consent":{"type":"express_written","source":"form"},"score":99})",
         200 + !made_++);
    return post("/api/campaigns", R"({"name":"spring","body":"hello","audience":{"everyone":true}})", 201)
        .at("id")
        .as_int64();
  }
  void plan() {
    flow::Planner planner(env_, *db_);
    while (planner.tick() > 0) {
    }
  }
  int made_ = 0;
};

TEST_F(CampaignsOver, ACampaignGoesThroughItsLife) {
  const std::string url = fmt::format("/api/campaigns/{}", make());
  EXPECT_EQ(text(get(url), "status"), "draft");
  EXPECT_EQ(text(post(url + "/pause", "", 409), "code"), "conflict");
  EXPECT_EQ(text(post(url + "/start", "", 200), "status"), "active");
  plan();
  EXPECT_EQ(get(url + "/messages").at("items").as_array().size(), 1U);
  EXPECT_EQ(get(url + "/progress").at("totals").at("recipients"), 1);
  EXPECT_EQ(get(url + "/funnel").at("planned"), 1);
  EXPECT_EQ(text(post(url + "/pause", "{}", 200), "status"), "paused");
  EXPECT_EQ(text(post(url + "/resume", "", 200), "status"), "active");
  EXPECT_EQ(text(post(url + "/stop", "", 200), "status"), "stopped");
  EXPECT_GE(get(url + "/history").at("items").as_array().size(), 5U);
  const auto csv = ask("GET", url + "/export.csv");
  EXPECT_EQ(csv.status, 200);
  EXPECT_NE(csv.body.find(kPhone), std::string::npos);
  EXPECT_EQ(csv.headers.get("Link"), "");
  EXPECT_EQ(get("/api/campaigns").at("items").as_array().size(), 1U);
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action LIKE 'campaign.%'"), 5);
}

TEST_F(CampaignsOver, ThoseThatCallSaySoEverywhere) {
  EXPECT_EQ(
      text(body_of(ask("PUT", "/api/senders", R"({"address":"COURT","kind":"alphanumeric","channels":["call"]})"), 400),
           "where"),
      "channels");
  EXPECT_EQ(text(body_of(ask("PUT", "/api/senders", R"({"address":"+12025550177","channels":["fax"]})"), 400), "where"),
            "channels");
  EXPECT_EQ(text(body_of(ask("PUT", "/api/senders", R"({"address":"+12025550177","channels":[]})"), 400), "where"),
            "channels");
  const auto sender = body_of(ask("PUT", "/api/senders", R"({"address":"+12025550177","channels":["call"]})"), 200);
  EXPECT_EQ(json::serialize(sender.at("channels")), R"(["call"])");
  make();
  const auto made = post("/api/campaigns",
                         R"({"type":"hybrid","name":"n","body":"b","spoken":"s {{name}}","call_after_s":600,
                             "language":"en-AU","machine":"hang_up","audience":{"everyone":true},"start":true})",
                         201);
  EXPECT_EQ(text(made, "spoken"), "s {{name}}");
  const std::string url = fmt::format("/api/campaigns/{}", made.at("id").as_int64());
  EXPECT_EQ(get(url).at("call_after_s"), 600);
  plan();
  const auto progress = get(url + "/progress");
  EXPECT_EQ(progress.at("totals").at("recipients"), 1);
  EXPECT_EQ(progress.at("calls").at("totals").at("recipients"), 0);
  EXPECT_EQ(text(progress.at("counts").at(0), "channel"), "text");
  EXPECT_EQ(get(url + "/funnel").at("calls").at("planned"), 0);
  EXPECT_EQ(text(get(url + "/messages").at("items").at(0), "channel"), "text");
  EXPECT_EQ(get("/api/campaigns/pools").at("sms").at("active"), 1);
  const auto edited = body_of(ask("PATCH", url, R"({"spoken":"other","ring_s":20})"), 200);
  EXPECT_EQ(text(edited, "spoken"), "other");

  const auto voice = post("/api/campaigns",
                          R"({"type":"voice","name":"n","spoken":"s","audience":{"everyone":true},"start":true})", 201);
  const std::string calls = fmt::format("/api/campaigns/{}", voice.at("id").as_int64());
  plan();
  EXPECT_EQ(get(calls + "/progress").at("totals").at("recipients"), 1);
  EXPECT_EQ(get(calls + "/progress").at("calls").at("totals").at("recipients"), 1);
  const auto message = get(calls + "/messages").at("items").at(0);
  EXPECT_EQ(text(message, "channel"), "call");
  EXPECT_TRUE(get(fmt::format("/api/outbox/{}/why", message.at("id").as_int64())).at("call").is_null());
  EXPECT_EQ(text(post(fmt::format("/campaigns/{}/stop", voice.at("id").as_int64()), "", 200), "campaignType"), "voice");
}

TEST_F(CampaignsOver, TheShortFormAnswersAsAnOrchestrator) {
  const int64_t id = make();
  const auto started = post(fmt::format("/campaigns/{}/start", id), "", 200);
  EXPECT_EQ(started.at("campaignId"), id);
  EXPECT_EQ(text(started, "campaignType"), "sms");
  EXPECT_TRUE(started.at("success").as_bool());
  EXPECT_FALSE(text(started, "executionArn").empty());
  const auto paused = post(fmt::format("/campaigns/{}/pause", id), "", 200);
  EXPECT_FALSE(paused.as_object().contains("executionArn"));
  post(fmt::format("/campaigns/{}/resume", id), "", 200);
  post(fmt::format("/campaigns/{}/stop", id), "", 200);
  EXPECT_EQ(text(post(fmt::format("/campaigns/{}/start", id), "", 409), "code"), "conflict");
  EXPECT_EQ(text(post("/campaigns/99/start", "", 404), "code"), "not_found");
}

TEST_F(CampaignsOver, EditsAreRevisionsAndAStartIsTakenBack) {
  const std::string url = fmt::format("/api/campaigns/{}", make());
  const auto edited = body_of(ask("PATCH", url, R"({"rate_per_s":3,"weight":2})"), 200);
  EXPECT_EQ(edited.at("revision"), 2);
  EXPECT_EQ(edited.at("weight"), 2);
  EXPECT_EQ(text(body_of(ask("PATCH", url, R"({"revision":1,"rate_per_s":4})"), 409), "where"), "revision");
  EXPECT_EQ(text(body_of(ask("PATCH", url, R"({"audience":{}})"), 400), "where"), "audience");
  body_of(ask("PATCH", "/api/campaigns/99", R"({"rate_per_s":4})"), 404);
  const auto revisions = get(url + "/revisions").at("items").as_array();
  ASSERT_EQ(revisions.size(), 2U);
  EXPECT_EQ(revisions[1].at("changes").at("weight"), json::value(json::object{{"from", 1.0}, {"to", 2.0}}));
  EXPECT_EQ(ask("GET", "/api/campaigns/99/revisions").status, 404);

  body_of(ask("PATCH", "/api/workspaces/1", R"({"undo_campaign_s":600})"), 200);
  const auto made = post("/api/campaigns", R"({"name":"s","body":"b","audience":{"everyone":true},"start":true})", 201);
  const std::string other = fmt::format("/api/campaigns/{}", made.at("id").as_int64());
  EXPECT_EQ(made.at("undo_s"), 600);
  EXPECT_EQ(text(post(other + "/undo", "", 200), "status"), "draft");
  EXPECT_EQ(text(post(other + "/undo", "", 409), "code"), "conflict");
  EXPECT_EQ(json::serialize(get("/api/campaigns/pools")),
            R"({"sms":{"active":0,"queued":0,"limit":10},"voice":{"active":0,"queued":0,"limit":5}})");
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action IN ('campaign.edit', 'campaign.undo')"), 2);
}

TEST_F(CampaignsOver, AStoppedOnesMessagesAreAskedBack) {
  const std::string url = fmt::format("/api/campaigns/{}", make());
  EXPECT_TRUE(get(url + "/progress").at("recall").is_null());
  post(url + "/start", "", 200);
  post(url + "/stop", "", 200);
  EXPECT_EQ(json::serialize(get(url + "/progress").at("recall")), R"({"cancelled":0,"escaped":0,"done":false})");
}

TEST_F(CampaignsOver, WhatIsWrongIsSaid) {
  EXPECT_EQ(text(post("/api/campaigns", R"({"name":"n","body":"b"})", 400), "where"), "audience");
  EXPECT_EQ(text(post("/api/campaigns", R"({"type":"voice","name":"n"})", 400), "where"), "spoken");
  EXPECT_EQ(text(post("/api/campaigns", R"({"workspace":7})", 404), "where"), "workspace");
  EXPECT_EQ(text(get("/api/campaigns/99", 404), "code"), "not_found");
  EXPECT_EQ(text(get("/api/campaigns/99/progress", 404), "code"), "not_found");
  EXPECT_EQ(text(get("/api/campaigns/99/funnel", 404), "code"), "not_found");
  EXPECT_EQ(ask("GET", "/api/campaigns/99/export.csv").status, 404);
}

TEST_F(CampaignsOver, EventsTellOfCampaignsAndReplies) {
  post(fmt::format("/api/campaigns/{}/start", make()), "", 200);
  ASSERT_EQ(api_->tick().value_or(1), 0U);  // nobody listens, nothing is told

  HttpRequest head{.method = "GET", .url = fmt::format("http://127.0.0.1:{}/api/events", server_->port())};
  head.headers.add("Authorization", "Bearer " + key_);
  std::string campaign, inbound;
  std::jthread ticking([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      EXPECT_TRUE(api_->tick());
      std::this_thread::yield();
    }
  });
  const auto read = net::read_events(head, [&](std::string_view event, std::string_view data) {
    if (event == "campaign" && campaign.empty()) {
      campaign = data;
      webhook("/sms/inbound", {{"Id", "SM1"}, {"From", kPhone}, {"To", kOurs}, {"Body", "hello"}});
    }
    if (event == "inbound") inbound = data;
    return inbound.empty();
  });
  EXPECT_TRUE(read) << read.error().describe();
  EXPECT_NE(campaign.find(R"("status":"active")"), std::string::npos) << campaign;
  EXPECT_NE(inbound.find(R"("class":"none")"), std::string::npos) << inbound;
}

}  // namespace
}  // namespace tidings::http

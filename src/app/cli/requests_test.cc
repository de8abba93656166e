// From flags to what the API is asked.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "app/cli/campaign_request.h"
#include "app/cli/cli_test_world.h"
#include "app/cli/exit_codes.h"
#include "app/cli/import_request.h"
#include "app/cli/import_view.h"

namespace tidings::app::cli {
namespace {

using test::FakeServer;
using test::run;
using ::testing::HasSubstr;

json::value asked_body(FakeServer& server, size_t n = 0) { return *parse_json(server.asked().at(n).body); }

TEST(CampaignFlags, BecomeTheRequest) {
  FakeServer server;
  server.answer("POST /api/campaigns", R"({"id":3,"name":"Spring","status":"active","can":["pause","stop"]})", 201);
  server.answer("GET /api/senders", R"({"items":[{"id":9,"address":"+12025550142"},{"id":4,"address":"77777"}]})");
  const auto ran = server.run({"campaign",       "create",
                               "--name",         "Spring",
                               "--body",         "Hi {{name}}",
                               "--list",         "people",
                               "--tag",          "vip",
                               "--tag",          "new",
                               "--window",       "1-5 09:00-17:00;6 10:00-14:00",
                               "--closed",       "2026-12-25",
                               "--rate",         "2.5",
                               "--sender",       "+12025550142",
                               "--sender",       "77777",
                               "--purpose",      "informational",
                               "--starts-at",    "2026-11-21T09:00:00Z",
                               "--max-segments", "2",
                               "--start"});
  EXPECT_EQ(ran.code, kDone) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("campaign     3"));
  EXPECT_THAT(ran.out, HasSubstr("tidings campaign pause 3"));
  EXPECT_EQ(asked_body(server, 1), *parse_json(R"({
      "name":"Spring","body":"Hi {{name}}","audience":{"list":"people","tags":["vip","new"]},
      "window":{"allow":[{"days":"1-5","start":"09:00","end":"17:00"},{"days":"6","start":"10:00","end":"14:00"}],
                "closed_dates":["2026-12-25"]},
      "purpose":"informational","starts_at":"2026-11-21T09:00:00Z","rate_per_s":2.5,"max_segments":2,"senders":[9,4],
      "start":true})"));
}

TEST(CampaignFlags, AnEditSaysOnlyWhatChanges) {
  const auto made = campaign_changes_json({.body = "new",
                                           .not_after = "2026-11-21T09:00:00Z",
                                           .rate = 5,
                                           .weight = 2,
                                           .revision = 3,
                                           .clear = {"score-threshold"}});
  ASSERT_TRUE(made) << made.error().describe();
  EXPECT_EQ(json::value(*made), parse_json(R"({"score_threshold":null,"body":"new","not_after":"2026-11-21T09:00:00Z",
                                               "rate_per_s":5.0,"weight":2.0,"revision":3})")
                                    .value());
  EXPECT_EQ(campaign_changes_json({}).error().where, "edit");
  EXPECT_EQ(campaign_changes_json({.clear = {"body"}}).error().where, "--clear");
}

TEST(CampaignFlags, TheLeastIsNameTextAndAudience) {
  const auto made = campaign_json({.name = "n", .body = "b", .list = "12"});
  ASSERT_TRUE(made);
  EXPECT_EQ(json::value(*made), *parse_json(R"({"name":"n","body":"b","audience":{"list":12}})"))
      << "a number is an id";
}

TEST(CampaignFlags, TheTextMayComeFromAFile) {
  const auto path = (std::filesystem::temp_directory_path() / ("body_" + std::to_string(::getpid()))).string();
  std::ofstream(path) << "Hello\nthere\n";
  const auto made = campaign_json({.name = "n", .body_file = path, .everyone = true});
  std::filesystem::remove(path);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->at("body").as_string(), "Hello\nthere");
  EXPECT_EQ(campaign_json({.name = "n", .body_file = path}).error().code, ErrorCode::not_found);
  EXPECT_EQ(campaign_json({.name = "n", .body = "x", .body_file = path}).error().where, "--body-file");
  EXPECT_EQ(campaign_json({.name = "n"}).error().where, "--body");
}

TEST(CampaignFlags, CallsHaveTheirOwn) {
  const auto voice = campaign_json({.name = "n",
                                    .type = "voice",
                                    .spoken = "hello",
                                    .language = "en-AU",
                                    .voice = "Polly.Nicole",
                                    .machine = "hang_up",
                                    .ring_s = 20,
                                    .everyone = true});
  ASSERT_TRUE(voice) << voice.error().describe();
  EXPECT_EQ(json::value(*voice),
            *parse_json(R"({"name":"n","type":"voice","audience":{"everyone":true},"spoken":"hello","language":"en-AU",
                            "voice":"Polly.Nicole","machine":"hang_up","ring_s":20})"));
  const auto hybrid = campaign_json({.name = "n", .body = "b", .type = "hybrid", .spoken = "s", .call_after_s = 600});
  ASSERT_TRUE(hybrid);
  EXPECT_EQ(hybrid->at("call_after_s"), 600);
  EXPECT_EQ(hybrid->at("body"), "b");
  EXPECT_EQ(campaign_json({.name = "n", .type = "hybrid", .spoken = "s"}).error().where, "--body");
  EXPECT_EQ(campaign_json({.name = "n", .type = "voice", .spoken = "s", .spoken_file = "f"}).error().where,
            "--spoken-file");
  EXPECT_EQ(campaign_json({.name = "n", .body = "b", .undo_s = 60})->at("undo_s"), 60);
  EXPECT_EQ(json::value(*campaign_changes_json({.spoken = "other"})), *parse_json(R"({"spoken":"other"})"));
}

TEST(CampaignFlags, AWindowThatIsNoneNamesItsFlag) {
  const auto made = campaign_json({.name = "n", .body = "b", .window = "nine to five"});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().where, "--window");
}

TEST(CampaignFlags, ASenderThatIsNotThereIsSaid) {
  const auto known = *parse_json(R"({"items":[{"id":9,"address":"+12025550142"}]})");
  EXPECT_EQ(sender_ids({"+12025550199"}, known).error().code, ErrorCode::not_found);
  EXPECT_EQ(*sender_ids({"9", "+12025550142"}, known), (std::vector<std::string>{"9", "9"}));
}

TEST(ImportFlags, BecomeTheQuery) {
  const auto query = import_query({.file = "/data/us-hospitals.csv",
                                   .list = "hospitals",
                                   .region = "US",
                                   .on_duplicate = "skip",
                                   .consent = "express",
                                   .evidence = "a form",
                                   .phone = "TELEPHONE",
                                   .state = "STATE",
                                   .status = "-",
                                   .fields = {"name=NAME", "*"},
                                   .add_tags = {"us"},
                                   .set_score = 90,
                                   .dry_run = true});
  ASSERT_TRUE(query);
  EXPECT_EQ(encode_form(*query),
            "name=us-hospitals.csv&list=hospitals&region=US&phone=TELEPHONE&field=name%3DNAME&field=%2A&"
            "column=state%3DSTATE&column=status%3D-&on_duplicate=skip&consent=express&consent_source=a+form&score=90&"
            "tag=us&dry_run=true");
}

TEST(ImportFlags, ALookUpIsNamed) {
  EXPECT_EQ(encode_form(import_query({.file = "a.csv", .lookup = "nv", .lookup_missing = "keep"}).value()),
            "name=a.csv&lookup=nv&lookup_missing=keep");
}

TEST(ImportView, SaysWhatLookUpsCameTo) {
  const auto job = parse_json(R"({"id":5,"name":"p","state":"running","rows":0,"dry_run":false,"lookup":{"service":"nv",
      "calls":1200,"looked_up":1199,"not_looked_up":1,"waits_for":"nv: no more","cost":{"amount":"9.60","currency":"USD"}}})");
  ASSERT_TRUE(job);
  EXPECT_THAT(import_words(*job, ""), HasSubstr("1,199  by nv; 1 without an answer, 1,200 calls, 9.60 USD\n"));
  EXPECT_THAT(import_words(*job, ""), HasSubstr("waits for   nv: no more\n"));
  EXPECT_EQ(import_waits_words(*job), "; waits for nv: no more");
  EXPECT_EQ(import_waits_words(*parse_json(R"({"lookup":null})")), "");
}

TEST(ImportFlags, SayWhatIsMissing) {
  EXPECT_EQ(import_query({.file = "a.csv", .consent = "express"}).error().where, "--evidence");
  EXPECT_EQ(import_query({.file = "a.csv", .fields = {"NAME"}}).error().where, "--field");
}

TEST(Import, FollowsTheJobAndCountsAddUp) {
  const auto path = (std::filesystem::temp_directory_path() / ("people_" + std::to_string(::getpid()))).string();
  std::ofstream(path) << "name,phone\nAnn,+12025550101\n";
  FakeServer server;
  server.answer("POST /api/imports", R"({"id":5,"state":"queued"})", 202);
  server.answer("GET /api/imports/5", R"({"id":5,"name":"p","state":"done","rows":7596,"imported":7000,"updated":1,
      "duplicates":95,"rejected":500,"list":"people","warnings":[{"words":"a column was not understood"}]})");
  const auto ran = server.run({"import", path, "--list", "people"});
  std::filesystem::remove(path);
  EXPECT_EQ(ran.code, kDone) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("rows             7,596  the sum of these"));
  EXPECT_THAT(ran.out, HasSubstr("note: a column was not understood"));
  EXPECT_THAT(ran.out, HasSubstr("tidings imports rejects 5"));
  EXPECT_EQ(server.asked().at(0).body, "name,phone\nAnn,+12025550101\n");
}

TEST(Import, AFileThatIsNotThereIsSaidBeforeAnythingElse) {
  FakeServer server;
  const auto ran = server.run({"import", "/nowhere/people.csv"});
  EXPECT_EQ(ran.code, kNotFound) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("/nowhere/people.csv"));
  EXPECT_TRUE(server.asked().empty());
}

TEST(Send, SaysWhatBecameOfIt) {
  FakeServer server;
  server.answer("POST /api/messages/send", R"({"status":"accepted","id":17,"to":"+12025550101","segments":1})", 202);
  const auto sent = server.run({"send", "+12025550101", "Hello", "--urgent"});
  EXPECT_EQ(sent.code, kDone) << sent.err;
  EXPECT_THAT(sent.out, HasSubstr("message 17 to +12025550101: on its way"));
  EXPECT_EQ(asked_body(server), *parse_json(R"({"to":"+12025550101","body":"Hello","urgent":true})"));
  server.answer("POST /api/messages/send",
                R"({"status":"blocked","id":18,"to":"+12025550101","words":"this number said STOP"})");
  const auto blocked = server.run({"send", "+12025550101", "Hello"});
  EXPECT_EQ(blocked.code, kFailed);
  EXPECT_THAT(blocked.out, HasSubstr("blocked: this number said STOP"));
}

TEST(OptOuts, AreAddedListedAndLifted) {
  FakeServer server;
  server.answer("POST /api/optouts", R"({"phone":"+12025550101","new":true,"messages_ended":2})", 201);
  server.answer("DELETE /api/optouts/4", R"({"id":4,"phone":"+12025550101"})");
  EXPECT_THAT(server.run({"optout", "add", "+12025550101"}).out, HasSubstr("is opted out from now on; 2 message(s)"));
  EXPECT_THAT(server.run({"optout", "lift", "4", "--reason", "asked on the phone"}).out, HasSubstr("is lifted"));
  EXPECT_EQ(server.asked().at(1).query, "reason=asked+on+the+phone");
}

TEST(Webhooks, ReplayNeedsToBeToldWhich) {
  EXPECT_EQ(run({"webhooks", "replay"}).code, kUsage);
  EXPECT_EQ(run({"webhooks", "replay", "3", "--all"}).code, kUsage);
  EXPECT_EQ(run({"webhooks", "replay", "three"}).code, kUsage);
  FakeServer server;
  server.answer("POST /api/webhooks/replay", R"({"replayed":2})");
  EXPECT_EQ(server.run({"webhooks", "replay", "3", "4"}).code, kDone);
  EXPECT_EQ(asked_body(server), *parse_json(R"({"ids":[3,4]})"));
}

TEST(Reconcile, BeginsFollowsListsAndShows) {
  EXPECT_EQ(run({"reconcile", "nonsense"}).code, kUsage);
  EXPECT_EQ(run({"reconcile", "show"}).code, kUsage);
  FakeServer server;
  const std::string ended =
      R"({"id":4,"carrier":"main","kind":"asked","state":"done","from":"2026-11-18T00:00:00Z","percent":100,"outbound":12,
          "inbound":3,"receipts_missing":2,"inbound_missing":1,"not_ours":5,"problem":null,"created_at":"2026-11-20T00:00:00Z"})";
  server.answer("POST /api/reconciliations", R"({"items":[{"id":4,"carrier":"main","state":"waiting"}]})", 202);
  server.answer("GET /api/reconciliations/4", ended);
  server.answer("GET /api/reconciliations/4/gaps", R"({"items":[{"at":"2026-11-19T00:00:00Z","direction":"in",
      "missing":"inbound","applied":"applied","provider_id":"SM77","message":null,"detail":null}],"next":null})");
  server.answer("GET /api/reconciliations", fmt::format(R"({{"items":[{}],"next":null}})", ended));
  const auto begun = server.run({"reconcile", "--carrier", "main", "--since", "2026-11-18T00:00:00Z"});
  EXPECT_EQ(begun.code, kDone) << begun.err;
  EXPECT_THAT(begun.out, HasSubstr("reconciliation 4 of main is begun"));
  EXPECT_EQ(asked_body(server), *parse_json(R"({"carrier":"main","since":"2026-11-18T00:00:00Z"})"));
  const auto followed = server.run({"reconcile", "--follow"});
  EXPECT_EQ(followed.code, kDone) << followed.err;
  EXPECT_THAT(followed.out, HasSubstr("2 receipts and 1 inbound messages were missing; 5 are not of this deployment"));
  EXPECT_THAT(followed.out, HasSubstr("SM77"));
  EXPECT_THAT(server.run({"reconcile", "list"}).out, HasSubstr("asked"));
  EXPECT_THAT(server.run({"reconcile", "show", "4"}).out, HasSubstr("SM77"));
}

TEST(CanaryCommand, ShowsWhatCameBack) {
  FakeServer server;
  server.answer("GET /api/canary", R"({"items":[{"id":2,"planned_at":"2026-11-20T00:00:00Z","carrier":"main",
      "from":"+12025550100","to":"+12025550101","verdict":"missed","back_after_ms":null,"problem":"no receipt came"},
      {"id":1,"planned_at":"2026-11-19T23:00:00Z","carrier":"main","from":"+12025550100","to":"+12025550101",
      "verdict":"good","back_after_ms":2300,"problem":null}],"next":null})");
  const auto ran = server.run({"canary"});
  EXPECT_EQ(ran.code, kDone) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("no receipt came"));
  EXPECT_THAT(ran.out, HasSubstr("2.3 s"));
}

TEST(CampaignMessages, ArePickedByStateOverAllPages) {
  FakeServer server;
  server.answer("GET /api/campaigns/1/messages", R"({"items":[{"id":1,"to":"+1","state":"delivered"},
      {"id":2,"to":"+2","state":"planned","reason":"outside_window","words":"too early"}],"next":null})");
  const auto ran = server.run({"campaign", "messages", "1", "--reason", "outside_window"});
  EXPECT_EQ(ran.code, kDone) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("too early"));
  EXPECT_THAT(ran.out, ::testing::Not(HasSubstr("delivered")));
}

TEST(Media, AreNamedByTheirNumbers) {
  FakeServer server;
  server.answer("POST /api/messages/send", R"({"id":5,"to":"+12025550123","status":"accepted","segments":1})", 202);
  server.answer("POST /api/conversations/3/reply", R"({"id":6,"to":"+12025550123","state":"planned"})", 202);
  ASSERT_EQ(server.run({"send", "+12025550123", "--media", "7", "--media", "8"}).code, kDone);
  EXPECT_EQ(asked_body(server, 0), *parse_json(R"({"to":"+12025550123","body":"","media":[7,8]})"));
  ASSERT_EQ(server.run({"reply", "3", "look", "--media", "7"}).code, kDone);
  EXPECT_EQ(asked_body(server, 1), *parse_json(R"({"body":"look","media":[7]})"));
  EXPECT_THAT(server.run({"send", "+12025550123", "--media", "room.jpg"}).err, HasSubstr("--media"));
}

TEST(Media, AreUploadedShownAndRemoved) {
  FakeServer server;
  const auto folder = std::filesystem::temp_directory_path() / "tidings-cli-media";
  std::filesystem::create_directories(folder);
  const auto file = (folder / "room 7.jpg").string();
  std::ofstream(file) << "\xFF\xD8\xFF bytes";
  server.answer("POST /api/media", R"({"id":7,"type":"image/jpeg","bytes":81204})", 201);
  server.answer("GET /api/media",
                R"({"items":[{"id":7,"type":"image/jpeg","bytes":81204,"name":"room"}],"next":null})");
  server.answer("DELETE /api/media/7", R"({"id":7,"removed":true})");
  server.answer("GET /api/media/7", "the bytes");
  server.answer("GET /api/messages/3", R"({"thread":{"id":3,"phone":"+1"},"next":null,"items":[{"direction":"in",
      "at":"2026-11-20T10:00:00Z","class":"none","body":"","media":[{"id":4,"state":"stored","type":"image/png",
      "bytes":300},{"id":5,"state":"failed","problem":"the carrier answered 403"},{"id":6,"state":"waiting"}]}]})");
  EXPECT_THAT(server.run({"media", "upload", file}).out, HasSubstr("medium 7: image/jpeg, 81,204 bytes"));
  EXPECT_EQ(server.asked().at(0).query, "name=room+7.jpg");
  EXPECT_EQ(server.asked().at(0).body, "\xFF\xD8\xFF bytes");
  EXPECT_THAT(server.run({"media", "list"}).out, HasSubstr("81,204"));
  EXPECT_THAT(server.run({"messages", "3"}).out,
              HasSubstr("[4: image/png, 300 bytes] [5: not fetched: the carrier answered 403] [6: being fetched]"));
  EXPECT_EQ(server.run({"media", "get", "7", (folder / "out").string()}).code, kDone);
  std::stringstream got;
  got << std::ifstream(folder / "out").rdbuf();
  EXPECT_EQ(got.str(), "the bytes");
  EXPECT_THAT(server.run({"media", "remove", "7"}).out, HasSubstr("removed"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tidings::app::cli

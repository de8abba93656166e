// Creating campaigns, every refusal with its field, and the table of actions.
#include "flow/campaign/campaigns.h"

#include "flow/campaign/campaign_test_world.h"

namespace tidings::flow::test {
namespace {

using S = CampaignStatus;

struct Refusal {
  const char* json;
  const char* where;
  const char* words;  // part of what it says
  ErrorCode code = ErrorCode::invalid_argument;
};

// Every text is what stands between the braces of a request; NAME, BODY and EVERYONE are the valid rest.
const Refusal kRefusals[] = {
    {R"("name":"n","audience":{"everyone":true})", "body", "required"},
    {R"("body":"b","audience":{"everyone":true})", "name", "required"},
    {R"("name":"","body":"b","audience":{"everyone":true})", "name", "required"},
    {R"("name":5,"body":"b","audience":{"everyone":true})", "name", "string"},
    {R"("name":"n","body":"b")", "audience", "required"},
    {R"("name":"n","body":" \n ","audience":{"everyone":true})", "body", "no text"},
    {R"("name":"n","body":"hi {{name","audience":{"everyone":true})", "body", "body: "},
    {R"("name":"n","body":"hi {{/a}}","audience":{"everyone":true})", "body", "body: "},
    {R"("type":"fax")", "type", "sms, voice or hybrid"},
    {R"("type":"voice",NAME,BODY,EVERYONE,"spoken":"s")", "body", "of texts"},
    {R"("type":"voice",NAME,EVERYONE)", "spoken", "required"},
    {R"("type":"hybrid",NAME,EVERYONE,"spoken":"s","call_after_s":60)", "body", "required"},
    {R"("type":"hybrid",NAME,BODY,EVERYONE,"spoken":"s")", "call_after_s", "required"},
    {R"("type":"hybrid",NAME,BODY,EVERYONE,"spoken":"s","call_after_s":59)", "call_after_s", "from 60 to 259200"},
    {R"("type":"hybrid",NAME,BODY,EVERYONE,"spoken":"s","call_after_s":259201)", "call_after_s", "from 60 to 259200"},
    {R"("type":"hybrid",NAME,BODY,EVERYONE,"call_after_s":60)", "spoken", "required"},
    {R"("type":"voice",NAME,EVERYONE,"spoken":"s","call_after_s":60)", "call_after_s", "hybrid"},
    {R"("type":"voice",NAME,EVERYONE,"spoken":" ")", "spoken", "no text"},
    {R"("type":"voice",NAME,EVERYONE,"spoken":"hi {{name")", "spoken", "spoken: "},
    {R"("type":"voice",NAME,EVERYONE,"spoken":"s","language":"English")", "language", "en-US"},
    {R"("type":"voice",NAME,EVERYONE,"spoken":"s","language":"en-")", "language", "en-US"},
    {R"("type":"voice",NAME,EVERYONE,"spoken":"s","machine":"shout")", "machine", "leave_text or hang_up"},
    {R"("type":"voice",NAME,EVERYONE,"spoken":"s","ring_s":4)", "ring_s", "from 5 to 120"},
    {R"("type":"voice",NAME,EVERYONE,"spoken":"s","ring_s":121)", "ring_s", "from 5 to 120"},
    {R"("type":"voice",NAME,EVERYONE,"spoken":"s")", "senders", "no active sender for calls"},
    {R"("type":"voice",NAME,EVERYONE,"spoken":"s","senders":[SENDER])", "senders", "the campaign has no"},
    {R"(NAME,BODY,EVERYONE,"spoken":"s")", "spoken", "type voice or hybrid"},
    {R"(NAME,BODY,EVERYONE,"ring_s":30)", "ring_s", "type voice or hybrid"},
    {R"(NAME,BODY,"audience":{})", "audience", "empty"},
    {R"(NAME,BODY,"audience":[])", "audience", "object"},
    {R"(NAME,BODY,"audience":{"everyone":false})", "audience", "empty"},
    {R"(NAME,BODY,"audience":{"tags":[]})", "audience", "empty"},
    {R"(NAME,BODY,"audience":{"tags":[3]})", "audience.tags", "names of tags"},
    {R"(NAME,BODY,"audience":{"tags":[""]})", "audience.tags", "names of tags"},
    {R"(NAME,BODY,"audience":{"tags":"vip"})", "audience.tags", "list"},
    {R"(NAME,BODY,"audience":{"list":"nobody"})", "audience.list", "'nobody'"},
    {R"(NAME,BODY,"audience":{"list":77})", "audience.list", "'77'"},
    {R"(NAME,BODY,"audience":{"list":true})", "audience.list", "id or the name"},
    {R"(NAME,BODY,"audience":{"min_score":"high"})", "audience.min_score", "whole number"},
    {R"(NAME,BODY,"audience":{"region":"ZZ"})", "audience.region", "two letters"},
    {R"(NAME,BODY,"audience":{"everyone":true,"tags":["vip"]})", "audience.everyone", "nothing to choose"},
    {R"(NAME,BODY,"audience":{"min_score":99999999999})", "audience.min_score", "out of range"},
    {R"(NAME,BODY,"audience":{"region":"USA"})", "audience.region", "two letters"},
    {R"(NAME,BODY,"audience":{"everyone":1})", "audience.everyone", "true or false"},
    {R"(NAME,BODY,"audience":{"lists":[1]})", "audience.lists", "unknown field"},
    {R"(NAME,BODY,EVERYONE,"windw":{})", "windw", "unknown field"},
    {R"(NAME,BODY,EVERYONE,"window":[])", "window", "object"},
    {R"(NAME,BODY,EVERYONE,"window":{"allow":[]})", "window.allow", "empty"},
    {R"(NAME,BODY,EVERYONE,"window":{"allow":[{"start":"9"}]})", "window.allow[0].end", "required"},
    {R"(NAME,BODY,EVERYONE,"window":{"allow":[{"start":"25:00","end":"26:00"}]})", "window.allow[0]", "25:00"},
    {R"(NAME,BODY,EVERYONE,"window":{"allow":[{"days":"8","start":"09:00","end":"10:00"}]})", "window.allow[0]", "'8'"},
    {R"(NAME,BODY,EVERYONE,"window":{"closed_dates":["Christmas"]})", "window.closed_dates", "dates"},
    {R"(NAME,BODY,EVERYONE,"window":{"hours":[]})", "window.hours", "unknown field"},
    {R"(NAME,BODY,EVERYONE,"purpose":"spam")", "purpose", "marketing or informational"},
    {R"(NAME,BODY,EVERYONE,"rate_per_s":0)", "rate_per_s", "more than 0"},
    {R"(NAME,BODY,EVERYONE,"rate_per_s":-1)", "rate_per_s", "more than 0"},
    {R"(NAME,BODY,EVERYONE,"rate_per_s":100000.5)", "rate_per_s", "at most 100000"},
    {R"(NAME,BODY,EVERYONE,"weight":0.05)", "weight", "must be 0.1 to 100"},
    {R"(NAME,BODY,EVERYONE,"rate_per_s":"fast")", "rate_per_s", "a number"},
    {R"(NAME,BODY,EVERYONE,"senders":1)", "senders", "list"},
    {R"(NAME,BODY,EVERYONE,"senders":["x"])", "senders[0]", "id of a sender"},
    {R"(NAME,BODY,EVERYONE,"senders":[SENDER,999])", "senders[1]", "no sender of this workspace: 999"},
    {R"(NAME,BODY,EVERYONE,"senders":[FOREIGN])", "senders[0]", "no sender of this workspace"},
    {R"(NAME,BODY,EVERYONE,"senders":[INACTIVE])", "senders[0]", "not active"},
    {R"(NAME,BODY,EVERYONE,"starts_at":"tomorrow")", "starts_at", "starts_at: "},
    {R"(NAME,BODY,EVERYONE,"starts_at":"2026-06-01T11:00:00Z")", "starts_at", "has passed"},
    {R"(NAME,BODY,EVERYONE,"starts_at":"2026-06-02T12:00:00Z","start":true)", "start", "later starts_at"},
    {R"(NAME,BODY,EVERYONE,"not_after":"2026-06-01T12:00:00Z")", "not_after", "has passed"},
    {R"(NAME,BODY,EVERYONE,"starts_at":"2026-06-02T12:00:00Z","not_after":"2026-06-02T12:00:00Z")", "not_after",
     "after starts_at"},
    {R"(NAME,BODY,EVERYONE,"score_threshold":-1)", "score_threshold", "from 0"},
    {R"(NAME,BODY,EVERYONE,"score_threshold":8.5)", "score_threshold", "whole number"},
    {R"(NAME,BODY,EVERYONE,"max_segments":0)", "max_segments", "from 1 to 10"},
    {R"(NAME,BODY,EVERYONE,"max_segments":11)", "max_segments", "from 1 to 10"},
    {R"(NAME,BODY,EVERYONE,"test_recipient":"12")", "test_recipient", "test_recipient: "},
    {R"(NAME,BODY,EVERYONE,"start":"yes")", "start", "true or false"},
};

std::string replaced(std::string text, std::string_view what, const std::string& by) {
  for (size_t i = text.find(what); i != std::string::npos; i = text.find(what, i + by.size())) {
    text.replace(i, what.size(), by);
  }
  return text;
}

TEST(CampaignCreate, RefusesNamingTheField) {
  World w;
  SenderId foreign, inactive;
  w.write([&](store::Session& s) {
    const auto other = store::workspaces::insert(s, Workspace{.name = "other"});
    foreign = store::workspaces::put_sender(s, {.workspace = other, .address = "+15005550007", .carrier = "sandbox"});
    inactive = store::workspaces::put_sender(
        s, {.workspace = w.workspace, .address = "+15005550008", .carrier = "sandbox", .active = false});
  });
  for (const auto& refusal : kRefusals) {
    std::string text = "{" + std::string(refusal.json) + "}";
    text = replaced(text, "NAME", R"("name":"n")");
    text = replaced(text, "BODY", R"("body":"hello")");
    text = replaced(text, "EVERYONE", R"("audience":{"everyone":true})");
    text = replaced(text, "SENDER", std::to_string(w.sender.value));
    text = replaced(text, "FOREIGN", std::to_string(foreign.value));
    text = replaced(text, "INACTIVE", std::to_string(inactive.value));
    const auto made = w.create(text);
    ASSERT_FALSE(made) << text;
    EXPECT_EQ(made.error().code, refusal.code) << text;
    EXPECT_EQ(made.error().where, refusal.where) << text << " said: " << made.error().what;
    EXPECT_NE(made.error().what.find(refusal.words), std::string::npos) << text << " said: " << made.error().what;
  }
  EXPECT_TRUE(w.campaigns->page(w.workspace, {}, 10)->empty()) << "a refused request stores nothing";
}

TEST(CampaignCreate, RefusesWhatIsNoObjectTooLongOrTooMany) {
  World w;
  EXPECT_EQ(w.create("[]").error().code, ErrorCode::invalid_argument);
  const std::string rest = R"(,"body":"b","audience":{"everyone":true}})";
  EXPECT_EQ(w.create(R"({"name":")" + std::string(201, 'n') + '"' + rest).error().where, "name");
  EXPECT_EQ(
      w.create(R"({"name":"n","body":")" + std::string(9000, 'b') + R"(","audience":{"everyone":true}})").error().where,
      "body");
  std::string tags, senders;
  for (int i = 0; i < 101; ++i) tags += (i ? "," : "") + std::string(R"("t")"), senders += (i ? ",1" : "1");
  EXPECT_EQ(w.create(R"({"name":"n","body":"b","audience":{"tags":[)" + tags + "]}}").error().where, "audience.tags");
  EXPECT_EQ(w.create(R"({"name":"n","senders":[)" + senders + "]" + rest).error().where, "senders");
  EXPECT_EQ(w.campaigns->create(WorkspaceId{99}, World::body("{}"), "ann").error().code, ErrorCode::not_found);
}

TEST(CampaignCreate, NamesTheListsThereAre) {
  World w;
  w.list("patients", 1);
  const auto made = w.create(R"({"name":"n","body":"b","audience":{"list":"patient"}})");
  EXPECT_NE(made.error().hint.find("patients"), std::string::npos) << made.error().hint;
}

TEST(CampaignCreate, KeepsEveryField) {
  World w;
  const auto list = w.list("patients", 3);
  const auto made = w.create(R"({"name":"Spring","type":"sms","body":"Hi {{first_name|there}}",
    "audience":{"list":"patients","tags":["vip","new"],"min_score":50,"region":"us"},
    "window":{"allow":[{"days":"1-5","start":"10:00","end":"16:00"}],"closed_dates":["2026-12-25"]},
    "purpose":"informational","rate_per_s":2.5,"senders":[)" +
                             std::to_string(w.sender.value) + "," + std::to_string(w.sender.value) + R"(],
    "starts_at":"2026-06-02T09:00:00+10:00","not_after":"2026-06-03T00:00Z","score_threshold":70,"max_segments":2,
    "test_recipient":"(202) 555-0143"})");
  ASSERT_TRUE(made) << made.error().describe();
  EXPECT_EQ(made->name, "Spring");
  EXPECT_EQ(made->status, S::scheduled);
  EXPECT_EQ(made->audience.list, list);
  EXPECT_EQ(made->audience.tags, (std::vector<std::string>{"vip", "new"}));
  EXPECT_EQ(made->audience.min_score, 50);
  EXPECT_EQ(made->audience.region, "US");
  EXPECT_EQ(describe(made->hours), "Mon-Fri 10:00-16:00");
  EXPECT_EQ(made->hours.closed_dates, std::vector<std::string>{"2026-12-25"});
  EXPECT_EQ(made->purpose, Purpose::informational);
  EXPECT_EQ(made->rate_per_s, 2.5);
  EXPECT_EQ(made->senders, std::vector{w.sender});
  EXPECT_EQ(made->starts_at, at("2026-06-01T23:00:00Z"));
  EXPECT_EQ(made->not_after, at("2026-06-03T00:00:00Z"));
  EXPECT_EQ(made->score_threshold, 70);
  EXPECT_EQ(made->max_segments, 2);
  EXPECT_EQ(made->test_recipient, "+12025550143");
  ASSERT_EQ(w.history(made->id).size(), 1u);
  EXPECT_EQ(w.history(made->id)[0].actor, "ann");
  EXPECT_EQ(w.history(made->id)[0].event, "created");
}

TEST(CampaignCreate, WithoutAWindowTakesTheDayAndSaysSo) {
  World w;
  const auto made = w.create(R"({"name":"n","body":"b","audience":{"everyone":true}})");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->status, S::draft);
  EXPECT_EQ(made->rate_per_s, 10);
  EXPECT_EQ(describe(made->hours), "every day 09:00-20:00");
  EXPECT_EQ(w.history(made->id)[0].detail, "every day 09:00-20:00 where the recipient is (the default)");
  const auto closed =
      w.create(R"({"name":"n","body":"b","audience":{"everyone":true},"window":{"closed_dates":["2026-12-25"]}})");
  EXPECT_EQ(describe(closed->hours), "every day 09:00-20:00");
  EXPECT_EQ(closed->hours.closed_dates.size(), 1u);
}

TEST(CampaignCreate, TakesAListByItsId) {
  World w;
  const auto list = w.list("patients", 1);
  const auto made = w.create(R"({"name":"n","body":"b","audience":{"list":)" + std::to_string(list.value) + "}}");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->audience.list, list);
}

TEST(CampaignCreate, AskedToStartAtOnceIsAllOrNothing) {
  World w;
  w.list("all", 1);
  EXPECT_EQ(w.running().status, S::active);
  w.write([&](store::Session& s) {
    auto home = *store::workspaces::by_id(s, w.workspace);
    home.active = false;
    store::workspaces::update(s, home);
  });
  const auto refused = w.create(R"({"name":"n","body":"b","audience":{"everyone":true},"start":true})");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_EQ(w.campaigns->page(w.workspace, {}, 10)->size(), 1u);
}

// Every state with every action.
TEST(CampaignAct, FollowsTheTable) {
  const std::map<std::pair<S, CampaignAction>, S> legal{
      {{S::draft, CampaignAction::start}, S::active},  {{S::scheduled, CampaignAction::start}, S::active},
      {{S::active, CampaignAction::pause}, S::paused}, {{S::paused, CampaignAction::resume}, S::active},
      {{S::draft, CampaignAction::stop}, S::stopped},  {{S::scheduled, CampaignAction::stop}, S::stopped},
      {{S::active, CampaignAction::stop}, S::stopped}, {{S::paused, CampaignAction::stop}, S::stopped},
      {{S::queued, CampaignAction::pause}, S::paused}, {{S::queued, CampaignAction::stop}, S::stopped},
      {{S::queued, CampaignAction::undo}, S::draft},
  };
  World w;
  for (int from = 0; from <= static_cast<int>(S::queued); ++from) {
    for (const auto action : kCampaignActions) {
      SCOPED_TRACE(std::string(to_string(static_cast<S>(from))) + " " + std::string(to_string(action)));
      const auto made = w.create(R"({"name":"n","body":"b","audience":{"everyone":true}})");
      w.write([&](store::Session& s) {
        store::campaigns::set_status(s, made->id, S::draft, static_cast<S>(from), {}, {});
      });
      const auto acted = w.campaigns->act(made->id, action, "bob");
      const auto to = legal.find({static_cast<S>(from), action});
      if (to == legal.end()) {
        ASSERT_FALSE(acted);
        EXPECT_EQ(acted.error().code, ErrorCode::conflict);
        const std::string name(to_string(static_cast<S>(from)));
        EXPECT_NE(acted.error().what.find(name), std::string::npos) << acted.error().what;
        EXPECT_EQ(w.status(made->id), static_cast<S>(from));
        EXPECT_EQ(w.history(made->id).size(), 1u);
      } else {
        ASSERT_TRUE(acted) << acted.error().describe();
        EXPECT_EQ(acted->status, to->second);
        EXPECT_EQ(w.status(made->id), to->second);
        EXPECT_EQ(acted->ended_at.ms != 0, to->second == S::stopped);
        EXPECT_EQ(w.history(made->id).back().event, event_of(action));
        EXPECT_EQ(w.history(made->id).back().actor, "bob");
        if (to->second == S::active) w.campaigns->act(made->id, CampaignAction::stop, "bob");
      }
      // free the places again
      w.write([&](store::Session& s) { store::campaigns::set_status(s, made->id, S::active, S::stopped, {}, {}); });
    }
  }
}

TEST(CampaignAct, SaysWhatIsPossible) {
  EXPECT_EQ(describe_possible(S::draft), "the campaign is a draft: it can be started or stopped");
  EXPECT_EQ(describe_possible(S::active), "the campaign is active: it can be paused or stopped");
  EXPECT_EQ(describe_possible(S::paused), "the campaign is paused: it can be resumed or stopped");
  EXPECT_EQ(describe_possible(S::stopped), "the campaign is stopped: nothing can start it again; create a new one");
  World w;
  EXPECT_EQ(w.campaigns->act(CampaignId{9}, CampaignAction::start, "bob").error().code, ErrorCode::not_found);
}

TEST(CampaignAct, KeepsTheLimitOfActiveCampaigns) {
  World w;
  w.list("all", 1);
  std::vector<Campaign> made;
  for (int i = 0; i < 10; ++i) made.push_back(w.running());
  const auto sms = w.campaigns->pools()->at(0);
  EXPECT_EQ(sms.active, 10);
  EXPECT_EQ(sms.limit, 10);
  EXPECT_EQ(w.campaigns->pools()->at(1).type, CampaignType::voice);
  EXPECT_EQ(w.campaigns->pools()->at(1).limit, 5);
  const auto late = w.create(R"({"name":"n","body":"b","audience":{"everyone":true}})");
  EXPECT_EQ(w.campaigns->act(late->id, CampaignAction::start, "bob")->status, S::queued);
  EXPECT_EQ(w.history(late->id).back().detail, "10 of 10 sms campaigns are active, 0 wait before it");
  EXPECT_EQ(w.campaigns->pools()->at(0).queued, 1);
  w.clock.advance(1000);
  ASSERT_TRUE(w.campaigns->act(made[0].id, CampaignAction::pause, "bob"));
  EXPECT_EQ(w.campaigns->act(made[0].id, CampaignAction::resume, "bob")->status, S::queued)
      << "resuming takes a place too, and nobody jumps the queue";
  EXPECT_EQ(w.campaigns->progress(made[0].id)->queue_place, 2);
}

TEST(CampaignUndo, AStartIsTakenBackWithinItsWindow) {
  World w;
  w.list("all", 5);
  const auto c = w.running(R"(,"undo_s":30)");
  EXPECT_EQ(c.undo_until, w.clock.now() + 30 * kSecondMs);
  w.settle();
  EXPECT_EQ(w.in_state(c.id, MessageState::planned), 5);
  w.write([&](store::Session& s) {  // somebody says STOP meanwhile
    store::Ledger book(s, w.clock.now());
    auto row = store::ledger::open_of_campaign(s, c.id, 1).at(0);
    EXPECT_TRUE(book.block(row, Reason::opted_out));
    book.close();
  });
  w.clock.advance(29 * kSecondMs);
  const auto undone = w.campaigns->act(c.id, CampaignAction::undo, "bob");
  ASSERT_TRUE(undone) << undone.error().describe();
  EXPECT_EQ(undone->status, S::draft);
  EXPECT_EQ(undone->started_at.ms, 0);
  EXPECT_EQ(w.history(c.id).back().event, "undone");
  // Started again it has its window again, and nobody is planned twice.
  ASSERT_TRUE(w.campaigns->act(c.id, CampaignAction::start, "bob"));
  w.settle();
  EXPECT_EQ(w.in_state(c.id, MessageState::planned), 4);
  w.clock.advance(30 * kSecondMs);
  const auto late = w.campaigns->act(c.id, CampaignAction::undo, "bob");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().where, "undo_until");
}

TEST(CampaignUndo, TheWorkspaceSaysHowLongUnlessTheCampaignDoes) {
  World w;
  w.list("all", 1);
  EXPECT_EQ(w.running().undo_until.ms, 0) << "off when nobody asked for it";
  w.write([&](store::Session& s) {
    auto home = *store::workspaces::by_id(s, w.workspace);
    home.undo_campaign_ms = 10'000;
    store::workspaces::update(s, home);
  });
  EXPECT_EQ(w.running().undo_until, w.clock.now() + 10 * kSecondMs);
  EXPECT_EQ(w.running(R"(,"undo_s":0)").undo_until.ms, 0);
}

TEST(CampaignEdit, IsTheNextRevisionWithItsDifference) {
  World w;
  w.list("all", 3);
  const auto c = w.running();
  const auto edited = w.campaigns->edit(
      c.id, World::body(R"({"body":"hello again","rate_per_s":2.5,"weight":3,"not_after":"2026-06-02T00:00:00Z"})"),
      "bob");
  ASSERT_TRUE(edited) << edited.error().describe();
  EXPECT_EQ(edited->revision, 2);
  EXPECT_EQ(edited->template_version, 2);
  const auto stored = w.campaign(c.id);
  EXPECT_EQ(stored.body, "hello again");
  EXPECT_EQ(stored.rate_per_s, 2.5);
  EXPECT_EQ(stored.weight, 3);
  EXPECT_EQ(stored.revision, 2);
  EXPECT_EQ(w.history(c.id).back().detail, "revision 2: body, rate_per_s, weight, not_after");
  const auto all = *w.campaigns->revisions(c.id);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].at("changes").at("body"), json::value(json::object{{"to", "hello"}}));
  EXPECT_EQ(all[1].at("actor"), "bob");
  EXPECT_EQ(all[1].at("changes").at("body"), json::value(json::object{{"from", "hello"}, {"to", "hello again"}}));
  EXPECT_EQ(all[1].at("changes").as_object().size(), 4U);
  const auto rate_only = w.campaigns->edit(c.id, World::body(R"({"rate_per_s":9})"), "bob");
  EXPECT_EQ(rate_only->revision, 3);
  EXPECT_EQ(rate_only->template_version, 2) << "the text is the same";
}

TEST(CampaignEdit, WhatIsNotGivenStaysAndNullTakesAway) {
  World w;
  w.list("all", 1);
  const auto c = w.running(R"(,"score_threshold":70,"test_recipient":"+12025550143",
    "window":{"allow":[{"start":"10:00","end":"16:00"}],"closed_dates":["2026-12-25"]})");
  const auto window = w.campaigns->edit(c.id, World::body(R"({"window":{"closed_dates":["2026-12-26"]}})"), "bob");
  ASSERT_TRUE(window) << window.error().describe();
  EXPECT_EQ(describe(window->hours), "every day 10:00-16:00");
  EXPECT_EQ(window->hours.closed_dates, std::vector<std::string>{"2026-12-26"});
  EXPECT_EQ(window->score_threshold, 70);
  const auto cleared = w.campaigns->edit(c.id, World::body(R"({"score_threshold":null,"test_recipient":null})"), "bob");
  EXPECT_FALSE(cleared->score_threshold);
  EXPECT_EQ(cleared->test_recipient, "");
  const auto nothing = w.campaigns->edit(c.id, World::body(R"({"rate_per_s":10})"), "bob");
  EXPECT_EQ(nothing->revision, 3) << "no change, no revision";
}

TEST(CampaignEdit, RefusesWhatIsWrongAndStoresNothingOfIt) {
  World w;
  w.list("all", 1);
  const auto c = w.running();
  const std::pair<const char*, const char*> wrong[] = {{R"({"rate_per_s":0})", "rate_per_s"},
                                                       {R"({"body":"{{x"})", "body"},
                                                       {R"({"body":" "})", "body"},
                                                       {R"({"name":""})", "name"},
                                                       {R"({"audience":{}})", "audience"},
                                                       {R"({"senders":[99]})", "senders[0]"},
                                                       {R"({"not_after":"2026-06-01T11:00:00Z"})", "not_after"},
                                                       {R"({"test_recipient":"12"})", "test_recipient"},
                                                       {R"({"weight":1000})", "weight"},
                                                       {R"({"revision":7,"rate_per_s":3})", "revision"},
                                                       {R"({"undo_s":3})", "undo_s"},
                                                       {R"({"window":{"allow":[]}})", "window.allow"}};
  for (const auto& [text, where] : wrong) {
    const auto edited = w.campaigns->edit(c.id, World::body(text), "bob");
    ASSERT_FALSE(edited) << text;
    EXPECT_EQ(edited.error().where, where) << text;
  }
  EXPECT_EQ(w.campaign(c.id).revision, 1);
  EXPECT_EQ(w.campaigns->revisions(c.id)->size(), 1U);
  EXPECT_TRUE(w.campaigns->edit(c.id, World::body(R"({"revision":1,"rate_per_s":3})"), "bob"));
  ASSERT_TRUE(w.campaigns->act(c.id, CampaignAction::stop, "bob"));
  EXPECT_EQ(w.campaigns->edit(c.id, World::body(R"({"rate_per_s":4})"), "bob").error().code, ErrorCode::conflict);
}

TEST(CampaignAct, StartsNothingThatCannotSend) {
  World w;
  const auto made =
      w.create(R"({"name":"n","body":"b","audience":{"everyone":true},"not_after":"2026-06-01T13:00:00Z","senders":[)" +
               std::to_string(w.sender.value) + "]}");
  ASSERT_TRUE(made) << made.error().describe();
  const auto set_active = [&](bool active) {
    w.write([&](store::Session& s) {
      auto sender = *store::workspaces::sender_by_id(s, w.sender);
      sender.active = active;
      store::workspaces::put_sender(s, sender);
      store::workspaces::put_sender(s, {.workspace = w.workspace, .address = "+15005550009", .carrier = "sandbox"});
    });
  };
  set_active(false);
  EXPECT_EQ(w.campaigns->act(made->id, CampaignAction::start, "bob").error().where, "senders")
      << "another active sender of the workspace is not of its pool";
  set_active(true);
  w.clock.advance(kHourMs);
  EXPECT_EQ(w.campaigns->act(made->id, CampaignAction::start, "bob").error().where, "not_after");
  EXPECT_EQ(w.status(made->id), S::draft);
}

TEST(CampaignPage, NewestFirstByWorkspace) {
  World w;
  std::vector<int64_t> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(w.create(R"({"name":"n","body":"b","audience":{"everyone":true}})")->id.value);
  }
  const auto first = *w.campaigns->page(w.workspace, {}, 2);
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].id.value, ids[4]);
  const auto second = *w.campaigns->page(w.workspace, first.back().id, 500);
  ASSERT_EQ(second.size(), 3u);
  EXPECT_EQ(second.back().id.value, ids[0]);
  EXPECT_TRUE(w.campaigns->page(WorkspaceId{99}, {}, 10)->empty());
}

TEST(CampaignOptionsTest, AreChecked) {
  EXPECT_FALSE(CampaignOptions{.pools = {.sms = 0}}.validate());
  EXPECT_FALSE(PlannerOptions{.pools = {.voice = 0}}.validate());
  EXPECT_FALSE(PlannerOptions{.chunk = 0}.validate());
  EXPECT_TRUE(PlannerOptions{}.validate());
}

}  // namespace
}  // namespace tidings::flow::test

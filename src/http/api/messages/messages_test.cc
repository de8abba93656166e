// Sending to one and many, threads, why, conversations, opt-outs, reviews.
#include "http/api/messages/messages.h"

#include "http/api_test_world.h"

namespace tidings::http {
namespace {

using Messages = ApiTest;

FormFields said(const std::string& id, const std::string& text, const char* from = kPhone) {
  return {{"Id", id}, {"From", from}, {"To", kOurs}, {"Body", text}};
}

TEST_F(Messages, OneMessageIsPlannedAndExplained) {
  const auto sent = post("/api/messages/send", R"({"to":"(202) 555-0123","body":"It’s time","urgent":true})", 202);
  EXPECT_EQ(text(sent, "status"), "accepted");
  EXPECT_EQ(text(sent, "to"), kPhone);
  EXPECT_EQ(sent.at("segments"), 1);
  EXPECT_TRUE(sent.at("new_contact").as_bool());
  EXPECT_EQ(sent.at("quota").at("daily_cap"), 100);
  EXPECT_EQ(sent.at("quota").at("remaining"), 99);
  const std::string url = fmt::format("/api/outbox/{}", sent.at("id").as_int64());
  const auto row = get(url);
  EXPECT_EQ(text(row, "kind"), "urgent");
  EXPECT_EQ(text(row, "created_by"), "alice");
  const auto why = get(url + "/why");
  EXPECT_EQ(text(why, "state"), "planned");
  EXPECT_EQ(text(why.at("waits_for"), "code"), "turn");
  EXPECT_EQ(get("/api/outbox/999", 404).at("code"), "not_found");
}

TEST_F(Messages, ABlockedMessageKeepsItsDecision) {
  post("/api/contacts", R"({"phone":"+12025550123","status":"blacklisted"})", 201);
  const auto sent = post("/api/messages/send", R"({"to":"+12025550123","body":"hello"})", 200);
  EXPECT_EQ(text(sent, "status"), "blocked");
  EXPECT_EQ(text(sent, "reason"), "blacklisted");
  const auto why = get(fmt::format("/api/outbox/{}/why", sent.at("id").as_int64()));
  EXPECT_EQ(text(why, "state"), "blocked");
  ASSERT_EQ(why.at("decisions").as_array().size(), 1U);
  EXPECT_GT(why.at("decisions").at(0).at("rules").as_array().size(), 5U);
  EXPECT_FALSE(text(why.at("decisions").at(0), "explained").empty());
}

TEST_F(Messages, OneThatHasNotLeftIsCancelledOnce) {
  const auto sent = post("/api/messages/send", R"({"to":"+12025550123","body":"hello"})", 202);
  const std::string url = fmt::format("/api/outbox/{}", sent.at("id").as_int64());
  const auto cancelled = post(url + "/cancel", "", 200);
  EXPECT_EQ(text(cancelled, "state"), "cancelled");
  EXPECT_EQ(text(cancelled, "reason"), "cancelled_by_user");
  EXPECT_EQ(text(post(url + "/cancel", "", 409), "where"), "state");
  EXPECT_EQ(text(post("/api/outbox/99/cancel", "", 404), "code"), "not_found");
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action = 'message.cancel'"), 1);
}

TEST_F(Messages, ABatchAnswersForEachRecipient) {
  post("/api/optouts", R"({"phone":"+12025550125","reason":"asked by phone"})", 201);
  const auto out =
      post("/api/messages/batch", R"({"body":"hello","messages":[{"to":"+12025550123"},{"to":"+12025550125"},
      {"to":"12"},{"to":"+12025550123"},{"to":"+12025550126","body":"another"},{"contact_id":77}]})",
           200);
  EXPECT_EQ(out.at("counts").at("accepted"), 2);
  EXPECT_EQ(out.at("counts").at("blocked"), 1);
  EXPECT_EQ(out.at("counts").at("invalid"), 3);
  const auto& results = out.at("results").as_array();
  EXPECT_EQ(text(results[1], "reason"), "suppressed");
  EXPECT_EQ(text(results[2], "field"), "to");
  EXPECT_EQ(text(results[3], "reason"), "duplicate");
  EXPECT_EQ(text(results[5], "field"), "contact_id");
  EXPECT_EQ(out.at("quota").at("remaining"), 98);
  EXPECT_EQ(post("/api/messages/batch", R"({"messages":[]})", 400).at("where"), "messages");
  EXPECT_EQ(post("/api/messages/batch", R"({"messages":[{"too":"x"}]})", 400).at("where"), "messages[0].too");
}

TEST_F(Messages, TheHundredAndFirstIsHeld) {
  write([&](store::Session& s) {
    for (int i = 0; i < 99; ++i) store::ledger::use_sender(s, sender_, clock_.now());
  });
  const auto last = post("/api/messages/send", R"({"to":"+12025550123","body":"100"})", 202);
  EXPECT_EQ(text(last, "status"), "accepted");
  EXPECT_EQ(last.at("quota").at("remaining"), 0);
  const auto over = post("/api/messages/send", R"({"to":"+12025550124","body":"101"})", 202);
  EXPECT_EQ(text(over, "status"), "held");
  EXPECT_EQ(text(over, "reason"), "sender_daily_cap");
  EXPECT_FALSE(text(over, "until").empty());
  EXPECT_EQ(over.at("quota").at("remaining"), 0);
}

TEST_F(Messages, WhatIsWrongWithASendIsSaid) {
  const auto at = [&](const char* body) { return text(post("/api/messages/send", body, 400), "where"); };
  EXPECT_EQ(at(R"({"body":"x"})"), "to");
  EXPECT_EQ(at(R"({"to":"+12025550123"})"), "body");
  post("/api/messages/send", fmt::format(R"({{"to":"+12025550123","body":"{}"}})", std::string(1601, 'x')), 413);
  EXPECT_EQ(at(R"({"to":"+1202","body":"x"})"), "to");
  EXPECT_EQ(at(R"({"to":"+12025550123","body":"x","send_at":"tomorrow"})"), "send_at");
  EXPECT_EQ(at(R"({"to":"+12025550123","body":"x","purpose":"fun"})"), "purpose");
  EXPECT_EQ(post("/api/messages/send", R"({"to":"+12025550123","body":"x","workspace":9})", 404).at("where"),
            "workspace");
  EXPECT_EQ(count("SELECT count(*) FROM message"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM contact"), 0);
}

TEST_F(Messages, ThreadsShowBothDirectionsByTime) {
  post("/api/messages/send", R"({"to":"+12025550123","body":"how are you"})", 202);
  clock_.advance(kMinuteMs);
  webhook("/sms/inbound", said("SM1", "fine"));
  clock_.advance(kMinuteMs);
  const auto threads = get("/api/messages");
  ASSERT_EQ(threads.at("items").as_array().size(), 1U);
  const auto& thread = threads.at("items").at(0);
  EXPECT_EQ(thread.at("unread"), 1);
  EXPECT_EQ(thread.at("inbound"), 1);
  EXPECT_EQ(thread.at("outbound"), 1);
  const int64_t id = thread.at("id").as_int64();
  post(fmt::format("/api/conversations/{}/reply", id), R"({"body":"good"})", 202);
  EXPECT_EQ(post(fmt::format("/api/conversations/{}/read", id), "", 200).at("unread"), 0);

  const auto whole = get(fmt::format("/api/messages/{}", id));
  const auto& items = whole.at("items").as_array();
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(text(items[0], "body"), "how are you");
  EXPECT_EQ(text(items[1], "direction"), "in");
  EXPECT_EQ(text(items[2], "kind"), "reply");
  // Page by page it is the same.
  std::vector<std::string> bodies;
  std::string next = fmt::format("/api/messages/{}?limit=1", id);
  while (!next.empty()) {
    const auto page = get(next);
    bodies.push_back(text(page.at("items").at(0), "body"));
    next = page.at("next").is_null() ? "" : fmt::format("/api/messages/{}?limit=1&after={}", id, text(page, "next"));
  }
  EXPECT_EQ(bodies, (std::vector<std::string>{"how are you", "fine", "good"}));
  EXPECT_EQ(get("/api/messages/999", 404).at("where"), "threadId");
}

TEST_F(Messages, ThreadsAreFilteredAndPaged) {
  for (int i = 0; i < 5; ++i) {
    clock_.advance(kMinuteMs);
    webhook("/sms/inbound",
            said(fmt::format("SM{}", i), i == 2 ? "STOP" : "hello", fmt::format("+1202555013{}", i).c_str()));
  }
  const auto n = [&](const std::string& url) { return get(url).at("items").as_array().size(); };
  EXPECT_EQ(n("/api/messages"), 5U);
  EXPECT_EQ(n("/api/messages?opted_out=true"), 1U);
  EXPECT_EQ(n("/api/messages?opted_out=false"), 4U);
  EXPECT_EQ(n("/api/messages?phone=2025550131"), 1U);
  EXPECT_EQ(n("/api/messages?unread=false"), 0U);
  EXPECT_EQ(n("/api/messages?campaign=5"), 0U);
  EXPECT_EQ(n("/api/messages?since=" + percent_encode(format_utc(clock_.now()))), 1U);
  EXPECT_EQ(n("/api/messages?until=" + percent_encode(format_utc(clock_.now()))), 4U);
  const auto first = get("/api/messages?limit=3");
  EXPECT_EQ(text(first.at("items").at(0), "phone"), "+12025550134");
  EXPECT_EQ(n("/api/messages?limit=3&after=" + text(first, "next")), 2U);
  EXPECT_EQ(text(get("/api/messages?after=x", 400), "where"), "after");
}

TEST_F(Messages, OptOutsAreMadeAndLifted) {
  const auto made = post("/api/optouts", R"({"phone":"+12025550123","reason":"asked by phone"})", 201);
  EXPECT_TRUE(made.at("new").as_bool());
  const int64_t id = made.at("in_force").at(0).at("id").as_int64();
  EXPECT_EQ(post("/api/optouts", R"({"phone":"+12025550123","reason":"again"})", 200).at("new"), false);
  EXPECT_EQ(get("/api/optouts").at("items").as_array().size(), 1U);
  const std::string url = fmt::format("/api/optouts/{}", id);
  EXPECT_EQ(ask("DELETE", url).status, 400);  // no reason
  const auto lifted = body_of(ask("DELETE", url, R"({"reason":"a mistake"})"), 200);
  EXPECT_FALSE(lifted.at("lifted_at").is_null());
  EXPECT_TRUE(get("/api/optouts").at("items").as_array().empty()) << "only those in force";
  EXPECT_EQ(get("/api/optouts?phone=%2B12025550123").at("items").as_array().size(), 1U);
  EXPECT_EQ(ask("DELETE", url, R"({"reason":"twice"})").status, 409);
  EXPECT_EQ(ask("DELETE", "/api/optouts/99?reason=x").status, 404);
}

TEST_F(Messages, TheAnswerStandsBelowWhatItAnswers) {
  webhook("/sms/inbound", said("SM1", "STOP"));
  const auto items = get("/api/messages/1").at("items").as_array();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(text(items[0], "body"), "STOP");
  EXPECT_EQ(text(items[1], "kind"), "confirmation");
}

TEST_F(Messages, WhatIsNotKnownInAQueryIsAnError) {
  EXPECT_EQ(text(post("/api/messages/send?dry=1", R"({"to":"+12025550123","body":"x"})", 400), "where"), "dry");
  EXPECT_EQ(text(get("/api/messages?limit=501", 400), "where"), "limit");
  EXPECT_EQ(text(get("/api/messages?phone=hello", 400), "where"), "phone");
}

TEST_F(Messages, APersonDecidesAboutASuspectedStop) {
  webhook("/sms/inbound", said("SM1", "please stop texting me"));
  const auto open = get("/api/reviews");
  ASSERT_EQ(open.at("items").as_array().size(), 1U);
  EXPECT_EQ(text(open.at("items").at(0), "text"), "please stop texting me");
  const std::string url = fmt::format("/api/reviews/{}", open.at("items").at(0).at("id").as_int64());
  EXPECT_EQ(text(post(url, R"({"decision":"maybe"})", 400), "where"), "decision");
  EXPECT_EQ(text(post(url, R"({"decision":"stop"})", 200), "decided_by"), "alice");
  EXPECT_EQ(post(url, R"({"decision":"none"})", 409).at("code"), "conflict");
  EXPECT_EQ(text(get("/api/optouts").at("items").at(0), "source"), "review");
}

}  // namespace
}  // namespace tidings::http

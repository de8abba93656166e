// The simulator as a carrier: accepting, reporting, listing, counting, and its pages for tests.
#include <gtest/gtest.h>

#include <set>

#include "carrier/sandbox/rest.h"
#include "carrier/sandbox/sandbox_fixture.h"

namespace tidings::carrier::sandbox {
namespace {

using namespace testing;

TEST(Sandbox, AMessageIsAcceptedSentAndDelivered) {
  SandboxCarrier sandbox(with("latency_ms=30"), 1);
  Instant now = kStart;
  const Handling handled = sandbox.handle(text_to("+61400000001", "Grüße", "42"), now);
  EXPECT_EQ(handled.delay_ms, 30);
  EXPECT_EQ(handled.action, Action::answer);
  EXPECT_EQ(handled.response.status, 201);
  const json::object created = body_of(handled.response);
  EXPECT_EQ(created.at("status"), "queued");
  EXPECT_EQ(created.at("num_segments"), "1");
  EXPECT_EQ(created.at("body"), "Grüße");
  EXPECT_EQ(created.at("date_created"), "Fri, 20 Nov 2026 12:00:00 +0000");
  EXPECT_TRUE(created.at("date_sent").is_null());
  EXPECT_TRUE(created.at("error_code").is_null());
  const std::string sid(created.at("sid").get_string());
  EXPECT_TRUE(sid.starts_with("SM") && sid.size() == 34);

  EXPECT_EQ(*sandbox.next_due(), kStart + 50);
  EXPECT_TRUE(sandbox.due(kStart + 49).empty());
  const auto hooks = sandbox.due(kStart + 50);
  ASSERT_EQ(hooks.size(), 1u);
  EXPECT_EQ(hooks[0].request.url, kCallback + "42");
  EXPECT_EQ(hooks[0].message_sid, sid);
  const FormFields form = parse_form(hooks[0].request.body);
  EXPECT_EQ(form_get(form, "MessageStatus"), "sent");
  EXPECT_EQ(form_get(form, "MessageSid"), sid);
  // computed here, over the sorted fields
  std::string text = kCallback + "42";
  for (const auto& [name, value] : std::map<std::string, std::string>(form.begin(), form.end())) text += name + value;
  EXPECT_EQ(hooks[0].request.headers.get("X-Twilio-Signature"),
            crypto::to_base64(crypto::hmac_sha1(SandboxOptions{}.auth_token, text)));
  sandbox.webhook_done(hooks[0].id, {Transport::answered, {204, {}, {}}, {}}, now);

  const auto rest = drain(sandbox, now);
  ASSERT_EQ(column(rest, "MessageStatus"), (Words{"delivered"}));
  EXPECT_EQ(form_get(rest[0], "RawDlrDoneDate"), "2611201200");
  EXPECT_EQ(now, kStart + 250);
  EXPECT_FALSE(sandbox.next_due());
  const std::string one = "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages/" + sid + ".json";
  EXPECT_EQ(body_of(sandbox.handle(authorised("GET", one), now).response).at("status"), "delivered");
}

TEST(Sandbox, CountsDoublesAndMessagesAfterStop) {
  SandboxCarrier sandbox(with(""), 1);
  Instant now = kStart;
  for (const char* body : {"a", "a", "b"}) sandbox.handle(text_to("+61400000001", body), now);
  sandbox.handle(text_to("+61400000002", "a"), now);
  drain(sandbox, now);
  json::object stats = page(sandbox, "/sandbox/stats");
  EXPECT_EQ(stats.at("accepted"), 4);
  EXPECT_EQ(stats.at("recipients"), 2);
  EXPECT_EQ(stats.at("doubles"), 1);
  EXPECT_EQ(stats.at("most_per_recipient"), 3);
  EXPECT_EQ(stats.at("peak_per_second"), 4);
  const json::object twice = page(sandbox, "/sandbox/recipients?doubles=true");
  ASSERT_EQ(twice.at("recipients").get_array().size(), 1u);
  const json::value& one = twice.at("recipients").at(0);
  EXPECT_EQ(one.at("to"), "+61400000001");
  EXPECT_EQ(one.at("attempts"), 3);
  EXPECT_EQ(one.at("delivered"), 3);
  EXPECT_EQ(one.at("bodies").at(0).at("body"), "a");
  EXPECT_EQ(one.at("bodies").at(0).at("count"), 2);

  post(sandbox, "/sandbox/inbound", R"({"from":"+61400000001","to":"+61400000009","body":" Stop "})", now);
  sandbox.handle(text_to("+61400000001", "before the answer"), now);
  EXPECT_EQ(sandbox.ledger().totals().after_stop, 0u) << "nobody knows of the STOP yet";
  drain(sandbox, now);
  sandbox.handle(text_to("+61400000001", "confirmation"), now);
  EXPECT_EQ(sandbox.ledger().totals().after_stop, 1u);
  EXPECT_EQ(sandbox.ledger().totals().most_after_stop, 1u);
}

TEST(Sandbox, RemembersStopLikeTheCarrier) {
  SandboxCarrier sandbox(with("remember_stop=true"), 1);
  const auto say = [&](std::string_view word) {
    post(sandbox, "/sandbox/inbound",
         R"({"from":"+61400000001","to":"+61400000009","body":")" + std::string(word) + "\"}");
  };
  say("STOP");
  EXPECT_EQ(body_of(sandbox.handle(text_to("+61400000001"), kStart).response).at("code"), 21610);
  HttpRequest other = text_to("+61400000001");
  other.body = encode_form({{"To", "+61400000001"}, {"From", "+61400000008"}, {"Body", "x"}});
  EXPECT_EQ(sandbox.handle(other, kStart).response.status, 201) << "the block belongs to the sender";
  say("start");
  EXPECT_EQ(sandbox.handle(text_to("+61400000001"), kStart).response.status, 201);
}

TEST(Sandbox, ThroughputQueuesAndThenRefuses) {
  SandboxCarrier sandbox(with("segments_per_s=2,queue_s=1"), 1);
  Words codes;
  for (int i = 0; i < 5; ++i) {
    codes.push_back(std::to_string(sandbox.handle(text_to("+6140000000" + std::to_string(i)), kStart).response.status));
  }
  EXPECT_EQ(codes, (Words{"201", "201", "201", "400", "400"})) << "21611 beyond a second of queue";
  EXPECT_EQ(page(sandbox, "/sandbox/stats").at("refused").at("21611"), 2);
  std::vector<int64_t> sent;
  Instant now = kStart;
  while (const auto next = sandbox.next_due()) {
    now = *next;
    for (const Webhook& hook : sandbox.due(now)) {
      if (form_get(parse_form(hook.request.body), "MessageStatus") == "sent") sent.push_back(now - kStart);
    }
  }
  EXPECT_EQ(sent, (std::vector<int64_t>{50, 550, 1050}));
}

TEST(Sandbox, TooManyRequestsAtOnce) {
  SandboxCarrier sandbox(with("concurrent=2,latency_ms=100"), 1);
  Words codes;
  for (const int64_t at : {0, 10, 20, 99, 101, 120})
    codes.push_back(std::to_string(sandbox.handle(text_to("+61400000001"), kStart + at).response.status));
  EXPECT_EQ(codes, (Words{"201", "201", "429", "429", "201", "201"}));
}

TEST(Sandbox, ChecksRequestsAsTwilioDoes) {
  SandboxCarrier sandbox(with(""), 1);
  const auto code = [&](FormFields form) {
    const Handling handled = sandbox.handle(authorised("POST", kMessages, form), kStart);
    return handled.response.status == 201 ? 0 : static_cast<int>(body_of(handled.response).at("code").get_int64());
  };
  const std::string to = "+61400000001", from = "+61400000009";
  EXPECT_EQ(code({{"From", from}, {"Body", "x"}}), 21604);
  EXPECT_EQ(code({{"To", "0400000001"}, {"From", from}, {"Body", "x"}}), 21211);
  EXPECT_EQ(code({{"To", to}, {"Body", "x"}}), 21603);
  EXPECT_EQ(code({{"To", to}, {"From", "+0"}, {"Body", "x"}}), 21212);
  EXPECT_EQ(code({{"To", to}, {"From", from}}), 21602);
  EXPECT_EQ(code({{"To", to}, {"From", from}, {"Body", std::string(1601, 'x')}}), 21617);
  EXPECT_EQ(code({{"To", to}, {"From", from}, {"MediaUrl", "nowhere"}}), 21620);
  EXPECT_EQ(code({{"To", to}, {"From", from}, {"Body", "x"}, {"ValidityPeriod", "36001"}}), 21624);
  EXPECT_EQ(code({{"To", to}, {"From", from}, {"Body", "x"}, {"StatusCallback", "/x"}}), 21609);
  EXPECT_EQ(code({{"To", "+15005550009"}, {"From", from}, {"Body", "x"}}), 21614);
  EXPECT_EQ(code({{"To", to}, {"From", "+15005550008"}, {"Body", "x"}}), 21611);
  EXPECT_EQ(code({{"To", to}, {"From", "Tidings"}, {"Body", "x"}}), 0);
  EXPECT_EQ(code({{"To", to}, {"From", "72345"}, {"Body", "x"}}), 0);
  EXPECT_EQ(code({{"To", to}, {"MessagingServiceSid", "MG1"}, {"MediaUrl", "https://x/y"}}), 0);

  HttpRequest nobody = text_to(to);
  nobody.headers = {};
  EXPECT_EQ(sandbox.handle(nobody, kStart).response.status, 401);
  EXPECT_EQ(body_of(sandbox.handle(nobody, kStart).response).at("code"), 20003);
  EXPECT_EQ(sandbox.handle(authorised("GET", "/2010-04-01/Accounts/ACx/Messages.json"), kStart).response.status, 404);
  EXPECT_EQ(sandbox.handle(authorised("GET", "/nowhere"), kStart).response.status, 404);
  EXPECT_EQ(sandbox.handle(authorised("PUT", kMessages), kStart).response.status, 405);
}

TEST(Sandbox, ListsMessagesNewestFirstInPages) {
  SandboxCarrier sandbox(with(""), 1);
  Instant now = kStart;
  for (int i = 0; i < 5; ++i) sandbox.handle(text_to("+61400000001", std::to_string(i)), now = now + 1000);
  sandbox.handle(text_to("+61400000002", "other"), now);
  const auto get = [&](std::string_view target) {
    return body_of(sandbox.handle(authorised("GET", std::string(target)), now).response);
  };
  Words bodies;
  std::string next = kMessages + "?To=%2B61400000001&PageSize=2";
  while (!next.empty()) {
    const json::object list = get(next);
    for (const json::value& message : list.at("messages").get_array())
      bodies.emplace_back(message.at("body").get_string());
    next = list.at("next_page_uri").is_null() ? "" : std::string(list.at("next_page_uri").get_string());
    ASSERT_LT(bodies.size(), 9u);
  }
  EXPECT_EQ(bodies, (Words{"4", "3", "2", "1", "0"}));
  EXPECT_EQ(get(kMessages).at("messages").get_array().size(), 6u);
  EXPECT_EQ(get(kMessages + "?From=%2B61400000009&To=%2B61400000002").at("messages").at(0).at("body"), "other");
  EXPECT_EQ(get(kMessages + "?To=%2B61400000003").at("messages").get_array().size(), 0u);
  // what is not sent yet has no DateSent and is missing from such a list
  EXPECT_EQ(get(kMessages + "?DateSent%3E=2026-11-20").at("messages").get_array().size(), 4u);
  EXPECT_EQ(get(kMessages + "?DateSent%3E=2026-11-21").at("messages").get_array().size(), 0u);
  EXPECT_EQ(get(kMessages + "?DateSent=2026-11-20").at("messages").get_array().size(), 4u);
  EXPECT_EQ(sandbox.handle(authorised("GET", kMessages + "?DateSent=x"), now).response.status, 400);
  EXPECT_EQ(sandbox.handle(authorised("GET", kMessages + "?PageToken=x"), now).response.status, 400);
}

TEST(Sandbox, CancelsWhatIsStillQueued) {
  SandboxCarrier sandbox(with("sent_ms=1000"), 1);
  Instant now = kStart;
  const std::string sid(body_of(sandbox.handle(text_to("+61400000001"), now).response).at("sid").get_string());
  const std::string one = "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages/" + sid + ".json";
  const Handling done = sandbox.handle(authorised("POST", one, {{"Status", "canceled"}}), now);
  EXPECT_EQ(body_of(done.response).at("status"), "canceled");
  EXPECT_EQ(column(drain(sandbox, now), "MessageStatus"), (Words{"canceled"}));
  EXPECT_EQ(sandbox.handle(authorised("POST", one, {{"Status", "canceled"}}), now).response.status, 400);
  EXPECT_EQ(
      sandbox
          .handle(authorised("GET", "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages/SMx.json"), now)
          .response.status,
      404);
}

TEST(Sandbox, LookupsCanFailToo) {
  SandboxCarrier sandbox(with("rate_lookup_503=0.5"), 1);
  int failed = 0;
  for (int i = 0; i < 100; ++i)
    failed += sandbox.handle(authorised("GET", kMessages + "?To=%2B61400000001"), kStart).response.status == 503;
  EXPECT_NEAR(failed, 50, 20);
  EXPECT_EQ(page(sandbox, "/sandbox/recipients").at("recipients").get_array().size(), 0u);
}

TEST(Sandbox, PagesForTests) {
  SandboxCarrier sandbox(with(""), 1);
  Instant now = kStart;
  for (int i = 0; i < 3; ++i) sandbox.handle(text_to("+6140000000" + std::to_string(i), "t"), now = now + 500);
  json::object log = page(sandbox, "/sandbox/sent-log?limit=2", now);
  EXPECT_EQ(log.at("messages").get_array().size(), 2u);
  EXPECT_EQ(log.at("messages").at(1).at("at"), "2026-11-20T12:00:01Z");
  EXPECT_EQ(log.at("next"), 2);
  log = page(sandbox, "/sandbox/sent-log?limit=2&after=2", now);
  EXPECT_EQ(log.at("messages").at(0).at("to"), "+61400000002");
  EXPECT_TRUE(log.at("next").is_null());

  json::object people = page(sandbox, "/sandbox/recipients?limit=2", now);
  EXPECT_EQ(people.at("next"), "+61400000001");
  people = page(sandbox, "/sandbox/recipients?limit=2&after=%2B61400000001", now);
  EXPECT_EQ(people.at("recipients").get_array().size(), 1u);
  EXPECT_TRUE(people.at("next").is_null());
  EXPECT_EQ(page(sandbox, "/sandbox/recipients?to=%2B61400000001", now).at("recipients").get_array().size(), 1u);
  EXPECT_EQ(page(sandbox, "/sandbox/messages?to=%2B61400000001", now).at("messages").at(0).at("body"), "t");
  EXPECT_EQ(page(sandbox, "/sandbox/messages?to=%2B61", now).at("messages").get_array().size(), 0u);

  EXPECT_EQ(post(sandbox, "/sandbox/options", R"({"rate_429":1})").response.status, 200);
  EXPECT_EQ(sandbox.handle(text_to("+61400000005"), now).response.status, 429);
  EXPECT_EQ(page(sandbox, "/sandbox/options").at("rate_429"), 1.0);
  EXPECT_EQ(page(sandbox, "/sandbox/options").if_contains("auth_token"), nullptr);
  EXPECT_EQ(post(sandbox, "/sandbox/options", R"({"rate_42":1})").response.status, 400);
  EXPECT_EQ(post(sandbox, "/sandbox/options", R"({"rate_429":2})").response.status, 400);
  EXPECT_EQ(post(sandbox, "/sandbox/options", "{").response.status, 400);
  EXPECT_EQ(post(sandbox, "/sandbox/inbound", R"({"from":"+61400000001"})").response.status, 400);
  EXPECT_EQ(post(sandbox, "/sandbox/nowhere", "").response.status, 404);

  EXPECT_EQ(post(sandbox, "/sandbox/reset", R"({"seed":9})").response.status, 200);
  EXPECT_EQ(page(sandbox, "/sandbox/stats").at("accepted"), 0);
  EXPECT_FALSE(sandbox.next_due());
}

TEST(Sandbox, InboundCarriesMediaAndSignals) {
  SandboxCarrier sandbox(with(""), 1);
  const Handling handled =
      post(sandbox, "/sandbox/inbound",
           R"({"from":"72345","to":"+61400000009","opt_out_type":"STOP","media":["https://x/1"]})");
  EXPECT_EQ(handled.response.status, 201);
  Instant now = kStart;
  const auto forms = drain(sandbox, now);
  ASSERT_EQ(forms.size(), 1u);
  EXPECT_EQ(form_get(forms[0], "NumMedia"), "1");
  EXPECT_EQ(form_get(forms[0], "MediaUrl0"), "https://x/1");
  EXPECT_EQ(form_get(forms[0], "OptOutType"), "STOP");
  EXPECT_TRUE(std::ranges::none_of(forms[0], [](const auto& field) { return field.first == "Body"; }));
  EXPECT_TRUE(form_get(forms[0], "MessageSid").starts_with("MM"));
}

std::vector<json::object> list_all(SandboxCarrier& sandbox, std::string query, Instant now) {
  std::vector<json::object> out;
  std::string target = kMessages + "?" + query;
  while (!target.empty()) {
    const auto answer = body_of(sandbox.handle(authorised("GET", target), now).response);
    for (const auto& one : answer.at("messages").as_array()) out.push_back(one.as_object());
    target = answer.at("next_page_uri").is_null() ? "" : std::string(answer.at("next_page_uri").as_string());
  }
  return out;
}

TEST(Sandbox, ListsBothDirectionsNewestFirstWithoutGapsOrRepeats) {
  SandboxCarrier sandbox(with("reply_ms=500"), 7);
  Instant now = kStart;
  for (int i = 0; i < 5; ++i) {
    sandbox.handle(text_to("+6140000000" + std::to_string(i)), now);
    post(sandbox, "/sandbox/inbound", R"({"from":"+61400000077","to":"+61400000009","body":"hi"})", now + 10);
    now = now + kMinuteMs;
  }
  const auto all = list_all(sandbox, "PageSize=3", now);
  ASSERT_EQ(all.size(), 10u);
  std::set<std::string> sids;
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].at("direction").as_string(), i % 2 == 0 ? "inbound" : "outbound-api") << i;
    sids.insert(std::string(all[i].at("sid").as_string()));
  }
  EXPECT_EQ(sids.size(), 10u);
  EXPECT_EQ(list_all(sandbox, "PageSize=2&To=%2B61400000009", now).size(), 5u);
  EXPECT_EQ(list_all(sandbox, "To=%2B61400000001", now).size(), 1u);
  EXPECT_EQ(list_all(sandbox, "From=%2B61400000077&PageSize=1", now).size(), 5u);
  EXPECT_EQ(sandbox.handle(authorised("GET", kMessages + "?PageToken=PAnothing"), now).response.status, 400);
}

TEST(Sandbox, MediaOfAnInboundMessageAreListedApart) {
  SandboxCarrier sandbox(with(""), 7);
  const auto made = body_of(post(sandbox, "/sandbox/inbound",
                                 R"({"from":"+61400000077","to":"+61400000009","media":["http://x/1","http://x/2"]})")
                                .response);
  const std::string sid(made.at("sid").as_string());
  const auto all = list_all(sandbox, "", kStart);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].at("num_media").as_string(), "2");
  const std::string at = kMessages.substr(0, kMessages.size() - 5) + "/" + sid + "/Media.json";
  const auto media = body_of(sandbox.handle(authorised("GET", at), kStart).response);
  EXPECT_EQ(media.at("media_list").as_array().size(), 2u);
  EXPECT_EQ(sandbox.handle(authorised("GET", kMessages.substr(0, kMessages.size() - 5) + "/SM1/Media.json"), kStart)
                .response.status,
            404);
}

TEST(Sandbox, LosesWebhooksAsItIsToldAndSaysWhich) {
  SandboxCarrier sandbox(with("lose_receipts=3,lose_inbound=1,reply_ms=10,rate_stop=1"), 7);
  Instant now = kStart;
  for (const char* to : {"+61400000001", "+61400000002"}) {
    sandbox.handle(text_to(to), now);
    now = now + kSecondMs;
  }
  const auto made = drain(sandbox, now);
  const auto lost = page(sandbox, "/sandbox/lost").at("lost").as_array();
  std::vector<std::string> what;
  for (const auto& one : lost) {
    what.push_back(std::string(one.at("kind").as_string()) + " " +
                   std::string(one.at(one.at("kind") == "inbound" ? "from" : "to").as_string()));
  }
  std::ranges::sort(what);
  EXPECT_EQ(what,
            (Words{"inbound +61400000001", "receipt +61400000001", "receipt +61400000001", "receipt +61400000002"}));
  EXPECT_EQ(made.size(), 2u) << "one delivered, one STOP";
  const auto options = page(sandbox, "/sandbox/options");
  EXPECT_EQ(options.at("lose_receipts").as_int64(), 0);
  EXPECT_EQ(options.at("lose_inbound").as_int64(), 0);
  // The carrier's own log has them all.
  EXPECT_EQ(list_all(sandbox, "", now).size(), 4u);
}

TEST(Sandbox, ATextToANumberOfItsOwnComesIn) {
  SandboxCarrier sandbox(with("own_numbers=+61400000050;+61400000051"), 7);
  Instant now = kStart;
  sandbox.handle(text_to("+61400000051", "check 1"), now);
  const auto made = drain(sandbox, now);
  ASSERT_EQ(made.size(), 3u);
  EXPECT_EQ(column(made, "SmsStatus"), (Words{"sent", "delivered", "received"}));
  EXPECT_EQ(form_get(made[2], "From"), "+61400000009");
  EXPECT_EQ(form_get(made[2], "To"), "+61400000051");
  EXPECT_EQ(form_get(made[2], "Body"), "check 1");
}

}  // namespace
}  // namespace tidings::carrier::sandbox

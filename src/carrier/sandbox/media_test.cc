// Media are fetched as a carrier fetches them: before the message is sent, and what is not there fails it.
#include <gtest/gtest.h>

#include "carrier/sandbox/sandbox_fixture.h"

namespace tidings::carrier::sandbox::testing {
namespace {

HttpRequest picture(std::vector<std::string> urls, const std::string& to = "+61400000001") {
  FormFields form{{"To", to}, {"From", "+61400000009"}, {"StatusCallback", kCallback + "1"}};
  for (auto& url : urls) form.emplace_back("MediaUrl", std::move(url));
  return authorised("POST", kMessages, form);
}

// Runs until nothing is due: GETs are answered with `status` and a picture of 3 bytes, the rest with 204.
std::vector<std::string> run(SandboxCarrier& sandbox, Instant now, int status) {
  std::vector<std::string> statuses;
  while (const auto next = sandbox.next_due()) {
    now = std::max(now, *next);
    for (const Webhook& hook : sandbox.due(now)) {
      HttpResult result{Transport::answered, {204, {}, {}}, {}};
      if (hook.request.method == "GET") {
        EXPECT_TRUE(hook.request.body.empty());
        EXPECT_TRUE(hook.request.headers.get("X-Twilio-Signature").empty()) << "anybody may fetch it";
        result.response = {status, {}, "PNG"};
        result.response.headers.add("Content-Type", "image/png");
      } else {
        statuses.emplace_back(form_get(parse_form(hook.request.body), "MessageStatus"));
      }
      sandbox.webhook_done(hook.id, result, now);
    }
  }
  return statuses;
}

TEST(SandboxMedia, AreFetchedBeforeTheMessageIsSent) {
  SandboxCarrier sandbox(with("sent_ms=0"), 1);
  const auto made = sandbox.handle(picture({"http://127.0.0.1:8080/m/1", "http://127.0.0.1:8080/m/2"}), kStart);
  EXPECT_TRUE(body_of(made.response).at("sid").as_string().starts_with("MM"));
  EXPECT_EQ(body_of(made.response).at("num_media"), "2");
  EXPECT_EQ(run(sandbox, kStart, 200), (Words{"sent", "delivered"}));
  const json::value shown = page(sandbox, "/sandbox/messages?to=%2B61400000001").at("messages").as_array()[0];
  EXPECT_EQ(shown.at("media"), (json::array{"http://127.0.0.1:8080/m/1", "http://127.0.0.1:8080/m/2"}));
  EXPECT_EQ(shown.at("fetched").as_array()[1],
            (json::value{{"url", "http://127.0.0.1:8080/m/2"}, {"status", 200}, {"type", "image/png"}, {"bytes", 3}}));
}

TEST(SandboxMedia, WhatCannotBeFetchedFailsTheMessage) {
  SandboxCarrier sandbox(with(""), 1);
  sandbox.handle(picture({"http://127.0.0.1:8080/m/1"}), kStart);
  EXPECT_EQ(run(sandbox, kStart, 404), (Words{"failed"}));
  const json::value shown = page(sandbox, "/sandbox/messages?to=%2B61400000001").at("messages").as_array()[0];
  EXPECT_EQ(shown.at("error_code"), 11200);
  EXPECT_EQ(shown.at("status"), "failed");
}

TEST(SandboxMedia, NothingIsAskedForBeyondThisMachine) {
  SandboxCarrier sandbox(with(""), 1);
  sandbox.handle(picture({"https://example.org/a.png"}), kStart);
  EXPECT_EQ(run(sandbox, kStart, 404), (Words{"sent", "delivered"}));
  EXPECT_TRUE(page(sandbox, "/sandbox/messages?to=%2B61400000001")
                  .at("messages")
                  .as_array()[0]
                  .at("fetched")
                  .as_array()
                  .empty());
  SandboxCarrier off(with("fetch_media=false"), 1);
  off.handle(picture({"http://127.0.0.1:8080/m/1"}), kStart);
  EXPECT_EQ(run(off, kStart, 404), (Words{"sent", "delivered"}));
}

}  // namespace
}  // namespace tidings::carrier::sandbox::testing

// What the simulator does wrong: drawn from the seed, forced by numbers, and met by the sender.
#include <gtest/gtest.h>

#include "carrier/sandbox/magic.h"
#include "carrier/sandbox/rest.h"
#include "carrier/sandbox/sandbox_fixture.h"

namespace tidings::carrier::sandbox {
namespace {

using namespace testing;

// A whole run as text: what was answered and posted, in order.
std::string run(uint64_t seed, bool backwards) {
  SandboxCarrier sandbox(with("jitter_ms=50,rate_429=0.1,rate_500=0.1,rate_reset_after=0.1,rate_hang=0.1,rate_lost=0.2,"
                              "rate_double=0.2,rate_reversed=0.2,rate_stop=0.2,rate_soft_stop=0.2,later=30003:0.2,"
                              "errors=21211:0.1;21610:0.1,rate_forged=0.1"),
                         seed);
  Instant now = kStart;
  std::map<std::string, std::string> by_recipient;
  for (int i = 0; i < 400; ++i) {
    const int n = backwards ? 399 - i : i;
    const std::string to = "+6140000" + std::to_string(1000 + n % 200);
    const Handling handled = sandbox.handle(text_to(to, "text"), now);
    by_recipient[to] += std::to_string(static_cast<int>(handled.action)) + ":" +
                        std::to_string(handled.response.status) + ":" + std::to_string(handled.delay_ms) + " ";
  }
  for (const FormFields& form : drain(sandbox, now)) {
    const bool inbound = form_get(form, "MessageStatus").empty();
    by_recipient[std::string(form_get(form, inbound ? "From" : "To"))] +=
        std::string(form_get(form, "MessageStatus")) + std::string(form_get(form, "Body")) + " ";
  }
  std::string out;
  for (const auto& [to, text] : by_recipient) out += to + " " + text + "\n";
  return out;
}

TEST(SandboxFaults, TheSameSeedBehavesTheSame) {
  EXPECT_EQ(run(7, false), run(7, false));
  EXPECT_NE(run(7, false), run(8, false));
}

TEST(SandboxFaults, TheOrderOfArrivalDoesNotChangeWhoMeetsAFault) { EXPECT_EQ(run(7, false), run(7, true)); }

TEST(SandboxFaults, RatesAreKeptAndASecondAttemptDrawsAnew) {
  SandboxOptions options = with("rate_429=0.1,rate_503=0.2,errors=21211:0.25");
  int busy = 0, down = 0, wrong = 0, again = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::string to = "+1202" + std::to_string(3'000'000 + i);
    const Fate first = draw_fate(options, 1, to, 1);
    busy += first.fault == RequestFault::busy_429;
    down += first.fault == RequestFault::fail_503;
    wrong += first.error == 21211;
    again += first.fault == RequestFault::busy_429 && draw_fate(options, 1, to, 2).fault == RequestFault::busy_429;
  }
  EXPECT_NEAR(busy, 1000, 120);
  EXPECT_NEAR(down, 2000, 160);
  EXPECT_NEAR(wrong, 2500, 180);
  EXPECT_NEAR(again, 100, 45);
}

struct FaultCase {
  const char* option;
  Action action;
  int status;
  size_t processed;
};

TEST(SandboxFaults, FaultsOfTheRequest) {
  for (const FaultCase& item : {FaultCase{"rate_429=1", Action::answer, 429, 0},
                                {"rate_500=1", Action::answer, 500, 0},
                                {"rate_500_after=1", Action::answer, 500, 1},
                                {"rate_503=1", Action::answer, 503, 0},
                                {"rate_reset_before=1", Action::reset_before, 200, 0},
                                {"rate_reset_after=1", Action::reset_after, 200, 1},
                                {"rate_hang=1", Action::hang, 200, 1}}) {
    SCOPED_TRACE(item.option);
    SandboxCarrier sandbox(with(std::string(item.option) + ",retry_after_s=3"), 1);
    const Handling handled = sandbox.handle(text_to("+61400000001"), kStart);
    EXPECT_EQ(handled.action, item.action);
    EXPECT_EQ(handled.response.status, item.status);
    EXPECT_EQ(handled.response.headers.get("Retry-After"), item.status == 429 || item.status == 503 ? "3" : "");
    EXPECT_EQ(sandbox.ledger().totals().accepted, item.processed);
    Instant now = kStart;
    EXPECT_EQ(drain(sandbox, now).size(), item.processed * 2) << "what was processed is reported";
    EXPECT_EQ(page(sandbox, "/sandbox/stats").at("faults").get_object().size(), 1u);
  }
}

TEST(SandboxFaults, FaultsOfReceipts) {
  const auto statuses = [](std::string_view options) {
    SandboxCarrier sandbox(with(options), 1);
    sandbox.handle(text_to("+61400000001"), kStart);
    Instant now = kStart;
    const auto forms = drain(sandbox, now);
    Words out = column(forms, "MessageStatus");
    out.push_back(std::to_string(now - kStart));
    return out;
  };
  EXPECT_EQ(statuses(""), (Words{"sent", "delivered", "250"}));
  EXPECT_EQ(statuses("rate_lost=1"), (Words{"250"}));
  EXPECT_EQ(statuses("rate_double=1"), (Words{"sent", "sent", "delivered", "delivered", "270"}));
  EXPECT_EQ(statuses("rate_reversed=1"), (Words{"delivered", "sent", "350"}));
  EXPECT_EQ(statuses("rate_late=1,late_ms=5000"), (Words{"sent", "delivered", "5250"}));
  EXPECT_EQ(statuses("rate_undelivered=1"), (Words{"sent", "undelivered", "250"}));
  EXPECT_EQ(statuses("later=21610:1"), (Words{"sent", "failed", "250"}));
}

TEST(SandboxFaults, ReplyKindsAndTheirLimit) {
  for (const auto& [option, kind] : std::vector<std::pair<std::string, std::string>>{{"rate_stop", "stop"},
                                                                                     {"rate_soft_stop", "soft_stop"},
                                                                                     {"rate_help", "help"},
                                                                                     {"rate_yes", "yes"},
                                                                                     {"rate_reply", "other"}}) {
    SCOPED_TRACE(option);
    SandboxCarrier sandbox(with(option + "=1,rate_inbound_double=1"), 1);
    Instant now = kStart;
    sandbox.handle(text_to("+61400000001", "one"), now);
    const auto forms = drain(sandbox, now);
    ASSERT_EQ(column(forms, "SmsStatus"), (Words{"sent", "delivered", "received", "received"}));
    EXPECT_EQ(form_get(forms[2], "MessageSid"), form_get(forms[3], "MessageSid")) << "the same message twice";
    EXPECT_EQ(form_get(forms[2], "From"), "+61400000001");
    EXPECT_EQ(form_get(forms[2], "To"), "+61400000009");
    EXPECT_EQ(is_stop_keyword(form_get(forms[2], "Body")), kind == "stop");
    EXPECT_EQ(page(sandbox, "/sandbox/stats").at("replies").at(kind), 1);
    sandbox.handle(text_to("+61400000001", "two"), now);
    EXPECT_EQ(column(drain(sandbox, now), "SmsStatus"), (Words{"sent", "delivered"})) << "one reply each";
  }
}

TEST(SandboxFaults, AForgedWebhookHasAWrongSignatureAndIsCounted) {
  SandboxCarrier sandbox(with("rate_forged=1"), 1);
  sandbox.handle(text_to("+61400000001"), kStart);
  size_t forged = 0;
  for (const Webhook& hook : sandbox.due(kStart + 50)) {
    const bool right = hook.request.headers.get("X-Twilio-Signature") ==
                       sign_form(SandboxOptions{}.auth_token, hook.request.url, parse_form(hook.request.body));
    const bool inbound = hook.request.url == kInbound;
    EXPECT_EQ(right, !inbound);
    forged += inbound;
    sandbox.webhook_done(hook.id, {Transport::answered, {inbound ? 403 : 204, {}, {}}, {}}, kStart + 60);
  }
  EXPECT_EQ(forged, 1u);
  EXPECT_EQ(sandbox.webhook_totals().forged_sent, 1u);
  EXPECT_EQ(sandbox.webhook_totals().forged_taken, 0u);
  EXPECT_EQ(page(sandbox, "/sandbox/stats").at("forged").at("taken"), 0);
}

TEST(SandboxFaults, AWebhookThatCouldNotConnectIsRepeatedOnce) {
  SandboxCarrier sandbox(with("webhook_retry_ms=700"), 1);
  sandbox.handle(text_to("+61400000001"), kStart);
  auto hooks = sandbox.due(kStart + 50);
  ASSERT_EQ(hooks.size(), 1u);
  const std::string token(hooks[0].request.headers.get("I-Twilio-Idempotency-Token"));
  sandbox.webhook_done(hooks[0].id, {Transport::not_sent, {}, "refused"}, kStart + 60);
  EXPECT_EQ(sandbox.due(kStart + 759).size(), 1u) << "only delivered, at 250 ms";
  hooks = sandbox.due(kStart + 760);
  ASSERT_EQ(hooks.size(), 1u);
  EXPECT_EQ(form_get(parse_form(hooks[0].request.body), "MessageStatus"), "sent");
  EXPECT_EQ(hooks[0].request.headers.get("I-Twilio-Idempotency-Token"), token);
  sandbox.webhook_done(hooks[0].id, {Transport::not_sent, {}, "refused"}, kStart + 770);
  sandbox.webhook_done(hooks[0].id, {Transport::not_sent, {}, "refused"}, kStart + 770);
  EXPECT_FALSE(sandbox.next_due());
  EXPECT_EQ(sandbox.webhook_totals().given_up, 1u);
  EXPECT_EQ(sandbox.webhook_totals().repeated, 1u);
}

TEST(SandboxFaults, A500IsRepeatedOnlyWhenAsked) {
  for (const bool asked : {false, true}) {
    SandboxCarrier sandbox(with(asked ? "retry_answers=true" : ""), 1);
    sandbox.handle(text_to("+61400000001"), kStart);
    Instant now = kStart;
    EXPECT_EQ(drain(sandbox, now, 500).size(), asked ? 4u : 2u);
  }
}

TEST(SandboxFaults, MagicNumbersForceOneFault) {
  SandboxCarrier sandbox(with(""), 1);
  EXPECT_EQ(body_of(sandbox.handle(text_to("+12025550610"), kStart).response).at("code"), 21610);
  EXPECT_EQ(sandbox.handle(text_to("+12025550429"), kStart).response.status, 429);
  EXPECT_EQ(sandbox.handle(text_to("+12025550429"), kStart).response.status, 201)
      << "the second attempt is let through";
  EXPECT_EQ(sandbox.handle(text_to("+12025550903"), kStart).action, Action::hang);
  EXPECT_EQ(sandbox.handle(text_to("+12025550150"), kStart).response.status, 201);
  EXPECT_EQ(sandbox.handle(text_to("+12025560610"), kStart).response.status, 201) << "555 makes the number magic";
  post(sandbox, "/sandbox/options", R"({"magic":false})");
  EXPECT_EQ(sandbox.handle(text_to("+12025550610"), kStart).response.status, 201);
  EXPECT_NE(magic_help().find("0610"), std::string::npos);
}

}  // namespace
}  // namespace tidings::carrier::sandbox

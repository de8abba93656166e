// What a list told, as an event, and that event through the journal.
#include "carrier/found.h"

#include <gtest/gtest.h>

namespace tidings::carrier {
namespace {

FoundMessage inbound() {
  FoundMessage found;
  found.provider_id = "MM1", found.from = "+12025550123", found.to = "+12025550100", found.body = "STOP \"now\" \n ünd";
  found.inbound = true, found.answered = true;
  found.media = {{"https://x/1", "image/png"}};
  found.created_at = Instant{1'700'000'000'123};
  found.provider_status = "received";
  return found;
}

FoundMessage failed() {
  FoundMessage found;
  found.provider_id = "SM1", found.from = "+12025550100", found.to = "+12025550123", found.body = "never in an event";
  found.state = DeliveryState::failed, found.undelivered = true;
  found.provider_status = "undelivered", found.error_code = "21610", found.error_class = ErrorClass::opted_out;
  found.client_ref = "42";
  found.created_at = Instant{1'700'000'000'000}, found.updated_at = Instant{1'700'000'009'000};
  return found;
}

FoundMessage call() {
  FoundMessage found;
  found.provider_id = "CA1", found.from = "+12025550100", found.to = "+12025550123";
  found.state = DeliveryState::completed, found.provider_status = "completed";
  found.call = CallWord{.outcome = CallOutcome::machine, .duration_s = 31};
  found.created_at = Instant{1'700'000'000'000};
  return found;
}

void expect_same(const WebhookEvent& a, const WebhookEvent& b) {
  EXPECT_EQ(a.type, b.type);
  EXPECT_EQ(a.provider_id, b.provider_id);
  EXPECT_EQ(a.from, b.from);
  EXPECT_EQ(a.to, b.to);
  EXPECT_EQ(a.text, b.text);
  EXPECT_EQ(a.media, b.media);
  EXPECT_EQ(a.answered, b.answered);
  EXPECT_EQ(a.provider_status, b.provider_status);
  EXPECT_EQ(a.state, b.state);
  EXPECT_EQ(a.undelivered, b.undelivered);
  EXPECT_EQ(a.error_code, b.error_code);
  EXPECT_EQ(a.error_class, b.error_class);
  EXPECT_EQ(a.client_ref, b.client_ref);
  EXPECT_EQ(a.received_at, b.received_at);
  EXPECT_EQ(a.found, b.found);
  EXPECT_EQ(a.call.outcome, b.call.outcome);
  EXPECT_EQ(a.call.duration_s, b.call.duration_s);
  EXPECT_EQ(a.call.sequence, b.call.sequence);
}

TEST(Found, IsTheEventItsWebhookWouldHaveBeen) {
  const auto in = event_of(inbound());
  EXPECT_EQ(in.type, EventType::inbound_message);
  EXPECT_EQ(in.text, "STOP \"now\" \n ünd");
  EXPECT_EQ(in.received_at, inbound().created_at);
  EXPECT_TRUE(in.found);
  EXPECT_TRUE(in.answered);

  const auto out = event_of(failed());
  EXPECT_EQ(out.type, EventType::delivery_status);
  EXPECT_EQ(out.error_class, ErrorClass::opted_out);
  EXPECT_EQ(out.received_at, failed().updated_at);
  EXPECT_EQ(out.text, "") << "a receipt has no text";

  const auto called = event_of(call());
  EXPECT_EQ(called.type, EventType::call_status);
  EXPECT_EQ(called.call.outcome, CallOutcome::machine);
  EXPECT_EQ(called.call.duration_s, 31);
}

TEST(Found, ReadsBackFromTheJournal) {
  for (const auto& found : {inbound(), failed(), call()}) {
    const auto event = event_of(found);
    const auto back = read_found_json(found_json(event));
    ASSERT_TRUE(back) << back.error().describe();
    expect_same(event, *back);
  }
}

TEST(Found, WhatDoesNotReadIsCorrupt) {
  for (const char* text : {"", "[]", "{}", R"({"provider_id":""})", R"({"provider_id":"x","state":99})",
                           R"({"provider_id":"x","error_class":-1})", R"({"provider_id":"x","media":[1]})",
                           R"({"provider_id":"x","more":1})", R"({"provider_id":"x","call":{}})",
                           R"({"provider_id":"x","call":{"outcome":"sung"}})"}) {
    const auto back = read_found_json(text);
    ASSERT_FALSE(back) << text;
    EXPECT_EQ(back.error().code, ErrorCode::corrupt);
  }
}

}  // namespace
}  // namespace tidings::carrier

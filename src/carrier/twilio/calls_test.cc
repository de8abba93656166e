// Calls: what is asked for, answers (testdata/calls.json), lists, and what is said to whom. Their webhooks are among
// testdata/webhooks.json.
#include "carrier/twilio/calls.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "carrier/twilio/twilio_fixture.h"
#include "sms/utf8.h"

namespace tidings::carrier::twilio {
namespace {

const std::string kCall = "CA" + std::string(32, '5');
const std::string kCalls = "https://api.twilio.com/2010-04-01/Accounts/" + kAccount + "/Calls";

OutgoingCall call(std::string text = "Hello") {
  OutgoingCall out;
  out.id = MessageId{42};
  out.to = "+61400000001", out.from = "+61400000002";
  out.text = std::move(text), out.language = "en-AU", out.ring_s = 25;
  return out;
}

TEST(TwilioCalls, ATextThatMachinesGetTooIsInTheRequest) {
  const HttpRequest request = make()->build_call(call("Grüße & <5> \"x\"\x01"));
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, kCalls + ".json");
  EXPECT_EQ(request.headers.get("content-type"), "application/x-www-form-urlencoded");
  EXPECT_FALSE(request.headers.get("Authorization").empty());
  EXPECT_EQ(request.timeout_ms, limits::kSendTimeoutMs);
  EXPECT_EQ(parse_form(request.body),
            (FormFields{{"To", "+61400000001"},
                        {"From", "+61400000002"},
                        {"Twiml",
                         "<Response><Say voice=\"alice\" language=\"en-AU\">Grüße &amp; &lt;5&gt; "
                         "&quot;x&quot; </Say></Response>"},
                        {"MachineDetection", "DetectMessageEnd"},
                        {"StatusCallback", "https://tidings.example.org/webhooks/twilio/status?m=42"},
                        {"StatusCallbackEvent", "initiated"},
                        {"StatusCallbackEvent", "ringing"},
                        {"StatusCallbackEvent", "answered"},
                        {"StatusCallbackEvent", "completed"},
                        {"Timeout", "25"},
                        {"TimeLimit", "600"}}));
}

TEST(TwilioCalls, ATextForPeopleAloneIsAskedForWhenSomebodyTookTheCall) {
  const auto carrier = make();
  OutgoingCall out = call();
  out.machine = MachinePolicy::hang_up;
  const FormFields form = parse_form(carrier->build_call(out).body);
  EXPECT_EQ(form_get(form, "Url"), "https://tidings.example.org/webhooks/twilio/status?m=42&ask=1");
  EXPECT_EQ(form_get(form, "MachineDetection"), "Enable");
  EXPECT_EQ(form_get(form, "Twiml"), "") << "it would be ignored beside Url";

  // As Twilio would ask: signed, and answered by who took the call.
  const auto asked = [&](std::string who) {
    const FormFields fields{{"CallSid", kCall}, {"CallStatus", "in-progress"}, {"AnsweredBy", std::move(who)}};
    WebhookRequest request{"POST", std::string(form_get(form, "Url")), {}, encode_form(fields)};
    request.headers.add("X-Twilio-Signature", sign(kToken, request.url, fields));
    EXPECT_EQ(carrier->check_signature(request, {}), Signature::valid);
    const auto event = carrier->read_webhook(request);
    EXPECT_TRUE(event && event->type == EventType::call_asks && event->client_ref == "42");
    const HttpResponse answer = carrier->instruct(out, *event);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.get("Content-Type"), "text/xml");
    return answer.body;
  };
  const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
  const std::string said = head + "<Response><Say voice=\"alice\" language=\"en-AU\">Hello</Say></Response>";
  const std::string hung_up = head + "<Response><Hangup/></Response>";
  EXPECT_EQ(asked("human"), said);
  EXPECT_EQ(asked("unknown"), said) << "it may be a person";
  EXPECT_EQ(asked(""), said);
  for (const char* nobody : {"machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other", "fax"})
    EXPECT_EQ(asked(nobody), hung_up) << nobody;
  out.text.clear();
  EXPECT_EQ(asked("human"), hung_up) << "nothing to say";
}

TEST(TwilioCalls, TheVoiceTheLanguageAndTheTimeOfRinging) {
  OutgoingCall out = call("x");
  out.voice = "Polly.Olivia", out.language = "";
  FormFields form = parse_form(make()->build_call(out).body);
  EXPECT_EQ(form_get(form, "Twiml"), "<Response><Say voice=\"Polly.Olivia\">x</Say></Response>");
  out.ring_s = 0;
  EXPECT_EQ(form_get(parse_form(make()->build_call(out).body), "Timeout"), "5");
  out.ring_s = 900;
  EXPECT_EQ(form_get(parse_form(make()->build_call(out).body), "Timeout"), "600");
}

TEST(TwilioCalls, RefusesWhatCanNeverBeSpoken) {
  const auto carrier = make();
  EXPECT_TRUE(carrier->makes_calls());
  EXPECT_EQ(carrier->most_spoken_characters(), 3800u);
  std::string longest;
  for (size_t i = 0; i < carrier->most_spoken_characters(); ++i) longest += "ü";
  EXPECT_FALSE(carrier->refuses_call(call(longest)));
  EXPECT_LE(sms::count_characters(form_get(parse_form(carrier->build_call(call(longest)).body), "Twiml")), 4000u);
  for (const auto& text : {std::string(3990, 'a'), std::string(1000, '&')}) {
    const auto no = carrier->refuses_call(call(text));
    ASSERT_TRUE(no);
    EXPECT_EQ(no->outcome, Outcome::refused);
    EXPECT_EQ(no->error_class, ErrorClass::content);
    EXPECT_EQ(no->error_code, "too_long");
  }
  OutgoingCall named = call();
  named.from = "AcmeInc";
  ASSERT_TRUE(carrier->refuses_call(named));
  EXPECT_EQ(carrier->refuses_call(named)->error_class, ErrorClass::sender) << "the contact is fine";
}

TEST(TwilioCalls, AnswerCases) {
  const auto carrier = make();
  for (const json::value& item : cases("calls.json")) {
    SCOPED_TRACE(str(item, "name"));
    const SendResult out = carrier->read_call(result_of(item.at("result")));
    expect_fields(item.at("expect").get_object(), send_json(out));
    expect_sound(out);
  }
}

std::string listed(std::string_view status, std::string_view who, std::string_view duration) {
  const auto or_null = [](std::string_view text) {
    return text.empty() ? std::string("null") : "\"" + std::string(text) + "\"";
  };
  return R"({"sid":")" + kCall +
         R"(","to":"+61400000001","from":"+61400000002","direction":"outbound-api","status":")" + std::string(status) +
         R"(","answered_by":)" + or_null(who) + R"(,"duration":)" + or_null(duration) +
         R"(,"start_time":null,"date_created":"Thu, 24 Aug 2023 05:01:45 +0000",)" +
         R"("date_updated":"Thu, 24 Aug 2023 05:02:45 +0000"})";
}

TEST(TwilioCalls, LooksUpByRecipientAndFollowsPages) {
  const auto carrier = make();
  const HttpRequest first = *carrier->build_find_call({"+61400000001", "+61400000002", {}, {}, {}}, "");
  EXPECT_EQ(first.url, kCalls + ".json?To=%2B61400000001&From=%2B61400000002&PageSize=100");
  EXPECT_FALSE(first.headers.get("Authorization").empty());
  const auto page = carrier->read_find_call(
      answered(200, R"({"calls":[)" + listed("queued", "", "") + "," + listed("completed", "machine_start", "31") +
                        R"(],"next_page_uri":"/2010-04-01/Accounts/AC/Calls.json?Page=1&PageToken=PACA"})"));
  ASSERT_TRUE(page) << page.error().describe();
  ASSERT_EQ(page->messages.size(), 2u);
  expect_fields({{"provider_id", kCall},
                 {"to", "+61400000001"},
                 {"from", "+61400000002"},
                 {"inbound", false},
                 {"state", "sending"},
                 {"provider_status", "queued"},
                 {"outcome", "none"},
                 {"duration_s", 0},
                 {"created_at", "2023-08-24T05:01:45Z"},
                 {"updated_at", "2023-08-24T05:02:45Z"}},
                listed_json(page->messages[0]));
  expect_fields({{"state", "completed"}, {"outcome", "machine"}, {"duration_s", 31}}, listed_json(page->messages[1]));
  EXPECT_EQ(page->next_url, "https://api.twilio.com/2010-04-01/Accounts/AC/Calls.json?Page=1&PageToken=PACA");
  EXPECT_EQ(carrier->build_find_call({}, page->next_url)->url, page->next_url);

  for (const char* bad : {"{}", R"({"calls":[1]})", R"({"calls":[{"sid":"CA1"}]})",
                          R"({"calls":[],"next_page_uri":"https://evil.example/x"})"})
    EXPECT_EQ(carrier->read_find_call(answered(200, bad)).error().code, ErrorCode::corrupt) << bad;
  EXPECT_TRUE(carrier->build_find_call({}, "https://evil.example/x")->headers.get("Authorization").empty());
}

TEST(TwilioCalls, FetchesAndEnds) {
  const auto carrier = make();
  EXPECT_EQ(carrier->build_fetch_call(kCall, {})->url, kCalls + "/" + kCall + ".json");
  EXPECT_EQ(carrier->build_fetch_call("../x?y", {})->url.find("/../"), std::string::npos);
  const HttpRequest end = *carrier->build_cancel_call(kCall, {});
  EXPECT_EQ(end.method, "POST");
  EXPECT_EQ(end.url, kCalls + "/" + kCall + ".json");
  EXPECT_EQ(end.body, "Status=completed") << "also what was taken a moment ago";
  for (const auto& [status, outcome] : {std::pair{"busy", "busy"},
                                        {"no-answer", "no_answer"},
                                        {"failed", "failed"},
                                        {"canceled", "cancelled"},
                                        {"in-progress", "answered"}})
    expect_fields({{"outcome", outcome}},
                  listed_json(*carrier->read_fetch_call(answered(200, listed(status, "", "")))));
  EXPECT_EQ(carrier->read_fetch_call(answered(404, R"({"code":20404})")).error().code, ErrorCode::not_found);
  EXPECT_EQ(carrier->read_fetch_call({Transport::maybe_sent, {}, "reset"}).error().code, ErrorCode::unavailable);
}

TEST(TwilioCalls, CallsASecond) {
  EXPECT_EQ(make()->calls_per_s(), 1.0);
  CarrierConfig from = config();
  from.values["calls_per_s"] = "5";
  EXPECT_EQ(make(from)->calls_per_s(), 5.0);
  from.values["calls_per_s"] = "0";
  EXPECT_EQ(make_twilio(from).error().where, "calls_per_s");
}

}  // namespace
}  // namespace tidings::carrier::twilio

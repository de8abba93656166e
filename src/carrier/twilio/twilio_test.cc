// The cases of testdata/*.json, and what is easier said in code: requests built, configuration, lists of messages.
#include "carrier/twilio/twilio.h"

#include <gtest/gtest.h>

#include <set>

#include "base/limits.h"
#include "carrier/http_date.h"
#include "carrier/twilio/error_table.h"
#include "carrier/twilio/twilio_fixture.h"
#include "carrier/twilio/url_forms.h"

namespace tidings::carrier::twilio {
namespace {

TEST(Twilio, WebhookCases) {
  for (const json::value& item : cases("webhooks.json")) {
    SCOPED_TRACE(str(item, "name"));
    const auto event = read_twilio_webhook(request_of(item.at("request")));
    if (const std::string error = str(item, "error"); !error.empty()) {
      ASSERT_FALSE(event);
      EXPECT_EQ(to_string(event.error().code), error);
      continue;
    }
    ASSERT_TRUE(event) << event.error().describe();
    expect_fields(item.at("event").get_object(), event_json(*event));
  }
}

TEST(Twilio, SignatureVectorsAndTamperedOnes) {
  for (const json::value& item : cases("signatures.json")) {
    SCOPED_TRACE(str(item, "name"));
    const WebhookRequest request = request_of(item.at("request"));
    EXPECT_EQ(to_string(check_twilio_signature(str(item, "token"), request)), str(item, "signature"));
  }
}

TEST(Twilio, SendCases) {
  const auto carrier = make();
  for (const json::value& item : cases("sends.json")) {
    SCOPED_TRACE(str(item, "name"));
    const SendResult out = carrier->read_send(result_of(item.at("result")));
    expect_fields(item.at("expect").get_object(), send_json(out));
    expect_sound(out);
  }
}

TEST(Twilio, EveryRowOfTheErrorTable) {
  const auto carrier = make();
  const std::set<int> barred{20003, 20404, 21210, 21212, 21606, 21703, 30002, 30024, 30032, 30033, 30034, 30035};
  size_t rows = 0;
  for (const json::value& item : cases("error_table.json")) {
    const auto code = static_cast<int>(item.at("code").get_int64());
    SCOPED_TRACE(code);
    ++rows;
    const ErrorRow* row = find_error(code);
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(tidings::to_string(row->cls), str(item, "class"));
    EXPECT_GT(row->words.size(), 15u);

    const SendResult sent = carrier->read_send(answered(400, "{\"code\":" + std::to_string(code) + "}"));
    EXPECT_EQ(sent.error_code, std::to_string(code));
    EXPECT_EQ(sent.error_text, row->words);
    const Outcome expected = row->outcome_unknown             ? Outcome::unknown
                             : code == 20429 || code == 21611 ? Outcome::busy  // not now, for any message
                             : barred.contains(code)          ? Outcome::busy  // the account's or the sender's trouble
                                                              : Outcome::refused;
    EXPECT_EQ(outcome_name(sent.outcome), outcome_name(expected));

    WebhookRequest later{"POST", "https://example.org/webhooks/twilio/status?m=1", {}, ""};
    later.body = "MessageSid=SM1&MessageStatus=failed&ErrorCode=" + std::to_string(code);
    EXPECT_EQ(read_twilio_webhook(later)->error_class, row->cls);
  }
  EXPECT_EQ(rows, error_rows().size());
  EXPECT_EQ(find_error(1), nullptr);
  EXPECT_EQ(find_error("21610x"), nullptr);
  EXPECT_EQ(find_error(""), nullptr);
}

TEST(Twilio, BusyIsTheAccountOrTheSender) {
  const auto carrier = make();
  struct Case {
    int status;
    std::string body;
    BusyWith with;
  };
  for (const auto& [status, body, with] : {Case{429, "", BusyWith::account},
                                           {429, R"({"code":20429})", BusyWith::account},
                                           {429, R"({"code":30023})", BusyWith::account},
                                           {401, R"({"code":20003})", BusyWith::account},
                                           {400, R"({"code":30002})", BusyWith::account},
                                           {400, R"({"code":21606})", BusyWith::sender},
                                           {400, R"({"code":21611})", BusyWith::sender},
                                           {429, R"({"code":21611})", BusyWith::sender},
                                           {429, R"({"code":30022})", BusyWith::sender},
                                           {429, R"({"code":63018})", BusyWith::sender}}) {
    const SendResult sent = carrier->read_send(answered(status, body));
    EXPECT_EQ(Outcome::busy, sent.outcome) << status << body;
    EXPECT_EQ(with, sent.busy_with) << status << body;
  }
}

TEST(Twilio, BuildsASend) {
  const auto carrier = make();
  OutgoingMessage message;
  message.id = MessageId{42};
  message.to = "+61400000001", message.from = "+61400000002", message.body = "Grüße & 5+5 🚀";
  HttpRequest request = carrier->build_send(message);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://api.twilio.com/2010-04-01/Accounts/" + kAccount + "/Messages.json");
  EXPECT_EQ(request.headers.get("content-type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(request.headers.get("Authorization"),
            "Basic QUMyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjoxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMg==");
  EXPECT_EQ(request.timeout_ms, limits::kSendTimeoutMs);
  EXPECT_EQ(parse_form(request.body),
            (FormFields{{"To", "+61400000001"},
                        {"From", "+61400000002"},
                        {"Body", "Grüße & 5+5 🚀"},
                        {"StatusCallback", "https://tidings.example.org/webhooks/twilio/status?m=42"}}));

  message.validity_s = 90'000;
  message.media_urls = {"https://example.org/a.png", "https://example.org/b.png"};
  CarrierConfig other = config();
  other.values = {{"account_sid", kAccount},
                  {"api_key", "SK" + std::string(32, 'a')},
                  {"api_secret", "s3cret"},
                  {"messaging_service_sid", "MG" + std::string(32, '6')},
                  {"base_url", "http://127.0.0.1:9999/"},
                  {"status_callback_url", "https://hooks.example.org/x?tenant=7#rc=3"}};
  request = make(other)->build_send(message);
  EXPECT_EQ(request.url, "http://127.0.0.1:9999/2010-04-01/Accounts/" + kAccount + "/Messages.json");
  EXPECT_EQ(request.headers.get("Authorization"), "Basic U0thYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYTpzM2NyZXQ=");
  EXPECT_EQ(parse_form(request.body), (FormFields{{"To", "+61400000001"},
                                                  {"From", "+61400000002"},
                                                  {"MessagingServiceSid", "MG" + std::string(32, '6')},
                                                  {"Body", "Grüße & 5+5 🚀"},
                                                  {"MediaUrl", "https://example.org/a.png"},
                                                  {"MediaUrl", "https://example.org/b.png"},
                                                  {"StatusCallback", "https://hooks.example.org/x?tenant=7&m=42"},
                                                  {"ValidityPeriod", "36000"}}));
}

TEST(Twilio, MediaThatItTakesAndThatItDoesNot) {
  const auto carrier = make();
  const MediaRules& rules = carrier->media_rules();
  EXPECT_EQ(rules.most, 10u);
  ASSERT_EQ(rules.types.size(), 4u);
  EXPECT_EQ(rules.types[0].type, "image/jpeg");
  EXPECT_EQ(rules.types[0].most_bytes, 5'000'000u);
  EXPECT_EQ(rules.types[3].type, "*");
  EXPECT_EQ(rules.types[3].most_bytes, 500'000u);

  OutgoingMessage message;
  message.to = "+61400000001", message.from = "+61400000002";
  for (int i = 0; i < 10; ++i) message.media_urls.push_back("https://example.org/" + std::to_string(i));
  EXPECT_FALSE(carrier->refuses(message)) << "pictures alone are a message";
  const FormFields form = parse_form(carrier->build_send(message).body);
  EXPECT_EQ(std::ranges::count(form, std::string("MediaUrl"), &FormFields::value_type::first), 10);
  EXPECT_EQ(form_get(form, "Body"), "");
  message.media_urls.emplace_back("https://example.org/11");
  ASSERT_TRUE(carrier->refuses(message));
  EXPECT_EQ(carrier->refuses(message)->error_code, "too_many_media");
  EXPECT_EQ(carrier->refuses(message)->error_class, ErrorClass::content);
  message.media_urls = {"data:image/png;base64,AAAA"};
  ASSERT_TRUE(carrier->refuses(message));
  EXPECT_EQ(carrier->refuses(message)->error_code, "media_address");
}

TEST(Twilio, TheCallbackGivenIsTheReferenceRead) {
  const auto carrier = make();
  OutgoingMessage message;
  message.id = MessageId{9007199254740993};
  message.to = "+61400000001", message.body = "x";
  const FormFields sent = parse_form(carrier->build_send(message).body);
  WebhookRequest request{"POST", std::string(form_get(sent, "StatusCallback")), {}, ""};
  const FormFields form{{"MessageSid", kSid}, {"MessageStatus", "delivered"}};
  request.body = encode_form(form);
  request.headers.add("X-Twilio-Signature", sign(kToken, request.url, form));
  EXPECT_EQ(carrier->check_signature(request, {}), Signature::valid);
  EXPECT_EQ(carrier->read_webhook(request)->client_ref, "9007199254740993");
  request.url.back() = '4';
  EXPECT_EQ(carrier->check_signature(request, {}), Signature::invalid);
}

TEST(Twilio, LooksUpByRecipientAndFollowsPages) {
  const auto carrier = make();
  const HttpRequest first = *carrier->build_find({"+61400000001", "+61400000002", {}, {}}, "");
  EXPECT_EQ(first.method, "GET");
  EXPECT_EQ(first.url, "https://api.twilio.com/2010-04-01/Accounts/" + kAccount +
                           "/Messages.json?To=%2B61400000001&From=%2B61400000002&PageSize=100");
  EXPECT_FALSE(first.headers.get("Authorization").empty());

  const std::string body =
      R"({"messages":[{"sid":"SM1","to":"+61400000001","from":"+61400000002","body":"Hi",)"
      R"("status":"undelivered","error_code":30003,"date_created":"Thu, 24 Aug 2023 05:01:45 +0000"},)"
      R"({"sid":"SM2","to":"+61400000001","from":null,"body":null,"status":"queued",)"
      R"("error_code":null,"date_created":"Thu, 24 Aug 2023 07:01:45 +0200"}],)"
      R"("next_page_uri":"/2010-04-01/Accounts/AC/Messages.json?Page=1&PageToken=PASM2"})";
  const auto page = carrier->read_find(answered(200, body));
  ASSERT_TRUE(page) << page.error().describe();
  ASSERT_EQ(page->messages.size(), 2u);
  EXPECT_EQ(page->messages[0].provider_id, "SM1");
  EXPECT_TRUE(page->messages[0].undelivered);
  EXPECT_EQ(page->messages[0].error_code, "30003");
  EXPECT_EQ(format_utc(page->messages[0].created_at), "2023-08-24T05:01:45Z");
  EXPECT_EQ(page->messages[1].created_at, page->messages[0].created_at);
  EXPECT_EQ(page->messages[1].from, "");
  EXPECT_EQ(page->next_url, "https://api.twilio.com/2010-04-01/Accounts/AC/Messages.json?Page=1&PageToken=PASM2");
  EXPECT_EQ(carrier->build_find({}, page->next_url)->url, page->next_url);
  EXPECT_FALSE(carrier->build_find({}, page->next_url)->headers.get("Authorization").empty());

  EXPECT_EQ(carrier->read_find(answered(200, R"({"messages":[],"next_page_uri":null})"))->next_url, "");
}

TEST(Twilio, CredentialsStayAtTheBaseUrl) {
  const auto carrier = make();
  for (const char* next :
       {"https://evil.example/x", "//evil.example/x", "https://api.twilio.com.evil.example/x", "x"}) {
    const auto page =
        carrier->read_find(answered(200, std::string(R"({"messages":[],"next_page_uri":")") + next + "\"}"));
    ASSERT_FALSE(page) << next;
    EXPECT_EQ(page.error().code, ErrorCode::corrupt);
    EXPECT_TRUE(carrier->build_find({}, next)->headers.get("Authorization").empty()) << next;
  }
}

TEST(Twilio, LookUpErrorsSayWhatToDo) {
  const auto carrier = make();
  const auto code = [&](const HttpResult& result) { return carrier->read_fetch(result).error().code; };
  EXPECT_EQ(code(answered(401, "")), ErrorCode::unauthenticated);
  EXPECT_EQ(code(answered(404, R"({"code":20404})")), ErrorCode::not_found);
  EXPECT_EQ(code(answered(429, "")), ErrorCode::rate_limited);
  EXPECT_EQ(code(answered(503, "")), ErrorCode::unavailable);
  EXPECT_EQ(code(answered(400, "")), ErrorCode::invalid_argument);
  EXPECT_EQ(code({Transport::maybe_sent, {}, "reset"}), ErrorCode::unavailable);
  EXPECT_EQ(code(answered(200, "[]")), ErrorCode::corrupt);
  EXPECT_EQ(code(answered(200, R"({"sid":"SM1"})")), ErrorCode::corrupt);
  EXPECT_EQ(carrier->read_find(answered(200, "{}")).error().code, ErrorCode::corrupt);
  EXPECT_EQ(carrier->read_find(answered(200, R"({"messages":[1]})")).error().code, ErrorCode::corrupt);
}

TEST(Twilio, FetchesCancelsAndRedacts) {
  const auto carrier = make();
  const std::string at = "https://api.twilio.com/2010-04-01/Accounts/" + kAccount + "/Messages/" + kSid + ".json";
  EXPECT_EQ(carrier->build_fetch(kSid)->url, at);
  EXPECT_EQ(carrier->build_fetch("../x?y")->url.find("/../"), std::string::npos);
  const HttpRequest cancel = *carrier->build_cancel(kSid);
  EXPECT_EQ(cancel.method, "POST");
  EXPECT_EQ(cancel.url, at);
  EXPECT_EQ(cancel.body, "Status=canceled");
  const HttpRequest redact = *carrier->build_redact(kSid);
  EXPECT_EQ(redact.method, "POST");
  EXPECT_EQ(redact.url, at);
  EXPECT_EQ(redact.body, "Body=") << "named, and empty";
}

TEST(Twilio, SaysWhichTextsItAnswersItself) {
  const auto answers = [](const std::string& text, const std::string& own_stop_replies) {
    CarrierConfig from = config();
    if (!own_stop_replies.empty()) from.values["own_stop_replies"] = own_stop_replies;
    WebhookRequest request{
        "POST",
        "https://tidings.example.org/sms/inbound",
        {},
        encode_form({{"MessageSid", kSid}, {"From", "+12025550123"}, {"To", "+12025550100"}, {"Body", text}})};
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    const auto event = make(from)->read_webhook(request);
    EXPECT_TRUE(event) << event.error().describe();
    EXPECT_EQ(event->type, EventType::inbound_message);
    return event->answered;
  };
  for (const char* word : {"STOP", "stop", " Stop\n", "StopAll", "UNSUBSCRIBE", "end", "quit", "revoke", "optout",
                           "cancel", "START", "yes", "unstop"}) {
    EXPECT_TRUE(answers(word, "true")) << word;
    EXPECT_FALSE(answers(word, "false")) << word;
    EXPECT_FALSE(answers(word, "")) << word << ": unless it is said, we confirm";
  }
  for (const char* text : {"STOP please", "stop.", "arret", "opt out", "don't stop", "HELP", "", "st\u00f6p"}) {
    EXPECT_FALSE(answers(text, "true")) << text;
  }
}

TEST(Twilio, AnswersWhatTwilioWantsToHear) {
  WebhookEvent event;
  event.type = EventType::inbound_message;
  const HttpResponse inbound = make()->answer(event);
  EXPECT_EQ(inbound.status, 200);
  EXPECT_EQ(inbound.headers.get("Content-Type"), "text/xml");
  EXPECT_EQ(inbound.body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response></Response>");
  event.type = EventType::delivery_status;
  EXPECT_EQ(make()->answer(event).status, 204);
  EXPECT_TRUE(make()->answer(event).body.empty());
}

TEST(Twilio, ConfigurationErrorsNameTheKey) {
  const auto wrong = [](std::string key, std::string value) {
    CarrierConfig bad = config();
    bad.values[key] = value;
    const auto made = make_twilio(bad);
    EXPECT_FALSE(made) << key << " = " << value;
    return made ? std::string{} : made.error().where;
  };
  EXPECT_EQ(wrong("account_sid", ""), "account_sid");
  EXPECT_EQ(wrong("account_sid", "AC123"), "account_sid");
  EXPECT_EQ(wrong("account_sid", "SK" + std::string(32, '2')), "account_sid");
  EXPECT_EQ(wrong("account_sid", "AC" + std::string(32, 'G')), "account_sid");
  EXPECT_EQ(wrong("auth_token", ""), "auth_token");
  EXPECT_EQ(wrong("auth_token", "short"), "auth_token");
  EXPECT_EQ(wrong("api_key", "SK1"), "api_key");
  EXPECT_EQ(wrong("api_key", "SK" + std::string(32, 'a')), "api_secret");
  EXPECT_EQ(wrong("api_secret", "x"), "api_key");
  EXPECT_EQ(wrong("messaging_service_sid", "MG"), "messaging_service_sid");
  EXPECT_EQ(wrong("own_stop_replies", "yes"), "own_stop_replies");
  EXPECT_EQ(wrong("base_url", "ftp://x"), "base_url");
  EXPECT_EQ(wrong("base_url", "http://api.twilio.com"), "base_url");
  EXPECT_EQ(wrong("base_url", "http://127.0.0.1.evil.example"), "base_url");
  EXPECT_EQ(wrong("base_url", "http://localhost@evil.example"), "base_url");
  EXPECT_EQ(wrong("base_url", "https://x/?a=b"), "base_url");
  EXPECT_EQ(wrong("status_callback_url", "https://my_host.example/x"), "status_callback_url");
  EXPECT_EQ(wrong("status_callback_url", "/x"), "status_callback_url");
  EXPECT_EQ(wrong("acount_sid", "x"), "acount_sid");
  CarrierConfig bad = config();
  bad.public_url = "";
  EXPECT_EQ(make_twilio(bad).error().where, "public_url");
  bad.public_url = "https://a_b.example";
  EXPECT_EQ(make_twilio(bad).error().where, "public_url");
}

TEST(Twilio, AnApiKeyAloneVerifiesNothing) {
  CarrierConfig keyed = config();
  keyed.values = {{"account_sid", kAccount}, {"api_key", "SK" + std::string(32, 'a')}, {"api_secret", "s"}};
  WebhookRequest request{"GET", "https://example.org/x", {}, ""};
  request.headers.add("X-Twilio-Signature", sign("", request.url, {}));
  EXPECT_EQ(make(keyed)->check_signature(request, {}), Signature::invalid);
}

TEST(Twilio, TooManyParametersAreNobodysWebhook) {
  FormFields form;
  for (size_t i = 0; i <= limits::kWebhookFields; ++i) form.emplace_back("p" + std::to_string(i), "");
  WebhookRequest request{"POST", "https://example.org/x", {}, encode_form(form)};
  request.headers.add("X-Twilio-Signature", sign(kToken, request.url, form));
  EXPECT_EQ(check_twilio_signature(kToken, request), Signature::invalid);
  form.pop_back();
  WebhookRequest fewer{"POST", "https://example.org/x", {}, encode_form(form)};
  fewer.headers.add("X-Twilio-Signature", sign(kToken, fewer.url, form));
  EXPECT_EQ(check_twilio_signature(kToken, fewer), Signature::valid);
}

TEST(Twilio, UrlsAreWrittenAgainAsParsersDo) {
  EXPECT_EQ(reserialise_url("HTTPS://Example.ORG:443"), "https://example.org/");
  EXPECT_EQ(reserialise_url("http://u:p@example.org:80/a/../b/./c?d=e f'\"<>"),
            "http://u:p@example.org/b/c?d=e%20f%27%22%3C%3E");
  EXPECT_EQ(reserialise_url("https://example.org/ü/%7e/{x}?q=ü"), "https://example.org/%C3%BC/%7e/%7Bx%7D?q=%C3%BC");
  EXPECT_EQ(reserialise_url("https://example.org/a/.."), "https://example.org/");
  EXPECT_EQ(reserialise_url("https://example.org/a/%2E%2e/b/."), "https://example.org/b/");
  EXPECT_EQ(reserialise_url("https://[::1]:8443?x"), "https://[::1]:8443/?x");
  EXPECT_EQ(reserialise_url("ftp://example.org/a b"), "ftp://example.org/a b");
  EXPECT_EQ(reencode_query("https://x/?a=1&b=2&a=3&c"), "https://x/?a=1&a=3&b=2&c=");
  EXPECT_EQ(reencode_query("https://x/?q=a+b%2fc'*"), "https://x/?q=a%20b%2Fc'*");
  EXPECT_EQ(reencode_query("https://x/?"), "https://x/?");
  const auto forms = url_forms("https://example.org/x#frag");
  EXPECT_EQ(forms, (std::vector<std::string>{"https://example.org/x", "https://example.org:443/x"}));
}

TEST(Twilio, ReadsDates) {
  EXPECT_EQ(format_utc(*parse_http_date("Thu, 24 Aug 2023 05:01:45 +0000")), "2023-08-24T05:01:45Z");
  EXPECT_EQ(format_utc(*parse_http_date("Thu, 24 Aug 2023 05:01:45 -0130")), "2023-08-24T06:31:45Z");
  for (const char* bad : {"", "Thu, 24 Aug 2023", "Thu, 31 Feb 2023 05:01:45 GMT", "Thu, 24 Aux 2023 05:01:45 GMT",
                          "Thu, 24 Aug 2023 25:01:45 GMT", "Thu, 24 Aug 2023 05:01:45 CET", "24 Aug 2023 05:01:45 GMT"})
    EXPECT_FALSE(parse_http_date(bad)) << bad;
}

}  // namespace
}  // namespace tidings::carrier::twilio

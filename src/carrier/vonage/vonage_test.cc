// The cases of testdata/*.json: webhooks, signatures, answers, tables of errors.
#include "carrier/vonage/vonage.h"

#include <gtest/gtest.h>

#include "carrier/vonage/error_table.h"
#include "carrier/vonage/vonage_test_world.h"

namespace tidings::carrier::vonage {
namespace {

TEST(Vonage, WebhookCases) {
  for (const json::value& item : cases("webhooks.json")) {
    SCOPED_TRACE(str(item, "name"));
    const auto event = read_vonage_webhook(request_of(item.at("request")));
    if (const std::string error = str(item, "error"); !error.empty()) {
      ASSERT_FALSE(event);
      EXPECT_EQ(to_string(event.error().code), error);
      continue;
    }
    ASSERT_TRUE(event) << event.error().describe();
    expect_fields(item.at("event").get_object(), event_json(*event));
  }
}

TEST(Vonage, SignatureVectorsAndTamperedOnes) {
  for (const json::value& item : cases("signatures.json")) {
    SCOPED_TRACE(str(item, "name"));
    WebhookSecret by{str(item, "secret"), sign_method_from(str(item, "method")), str(item, "api_key")};
    if (const auto* age = item.get_object().if_contains("max_age_s")) by.max_age_ms = age->get_int64() * kSecondMs;
    const Instant now = *parse_utc(str(item, "now"));
    EXPECT_EQ(to_string(check_vonage_signature(by, request_of(item.at("request")), now)), str(item, "signature"));
  }
}

TEST(Vonage, TheTextThatIsSigned) {
  const FormFields vector{{"msisdn", "61400000001"},
                          {"to", "61400000002"},
                          {"messageId", "0A0000000123ABCD1"},
                          {"text", "a=b&c"},
                          {"message-timestamp", "2026-01-02 03:04:05"},
                          {"timestamp", "1767323045"},
                          {"nonce", "n-1"},
                          {"api-key", "abcd1234"},
                          {"type", "text"},
                          {"keyword", "A=B&C"},
                          {"sig", "not of it"}};
  EXPECT_EQ(signed_text(vector),
            "&api-key=abcd1234&keyword=A_B_C&message-timestamp=2026-01-02 03:04:05&messageId=0A0000000123ABCD1"
            "&msisdn=61400000001&nonce=n-1&text=a_b_c&timestamp=1767323045&to=61400000002&type=text");
  for (const char* name : {"md5hash", "MD5HASH", "md5", "hmac-md5", "HMAC_SHA1", "sha256", "SHA-512"}) {
    EXPECT_TRUE(sign_method_from(name)) << name;
  }
  for (const char* name : {"", "sha", "sha384", "none", "hmac"}) EXPECT_FALSE(sign_method_from(name)) << name;
}

TEST(Vonage, SendCases) {
  const auto sms = make();
  const auto messages = make(messages_config());
  for (const json::value& item : cases("sends.json")) {
    SCOPED_TRACE(str(item, "name"));
    const SendResult out = (str(item, "api") == "sms" ? sms : messages)->read_send(result_of(item.at("result")));
    expect_fields(item.at("expect").get_object(), send_json(out));
    expect_sound(out);
    EXPECT_EQ(out.busy_with, BusyWith::account);
  }
}

TEST(Vonage, EveryRowOfTheErrorTables) {
  const auto sms = make();
  const auto messages = make(messages_config());
  std::map<std::string, size_t> rows;
  for (const json::value& item : cases("error_tables.json")) {
    const std::string name = str(item, "list");
    const auto list = name == "sms_answer"    ? ErrorList::sms_answer
                      : name == "sms_receipt" ? ErrorList::sms_receipt
                                              : ErrorList::messages;
    const std::string code = std::to_string(item.at("code").get_int64());
    SCOPED_TRACE(name + " " + code);
    ++rows[name];
    const ErrorRow* row = find_error(list, code);
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(tidings::to_string(row->cls), str(item, "class"));
    EXPECT_GT(row->words.size(), 15u);

    WebhookRequest later{"POST", "https://example.org/webhooks/vonage/status", {}, ""};
    if (list == ErrorList::sms_receipt) {
      later.body = "messageId=1&msisdn=61400000001&status=failed&err-code=" + code;
      EXPECT_EQ(read_vonage_webhook(later)->error_class, row->cls);
      continue;
    }
    SendResult sent;
    if (list == ErrorList::sms_answer) {
      sent = sms->read_send(answered(200, R"({"messages":[{"status":")" + code + "\"}]}"));
    } else {
      sent = messages->read_send(answered(422, R"({"title":")" + code + "\"}"));
      later.body = R"({"message_uuid":"u","status":"rejected","error":{"title":")" + code + "\"}}";
      EXPECT_EQ(read_vonage_webhook(later)->error_class, row->cls);
    }
    EXPECT_EQ(outcome_name(sent.outcome), str(item, "outcome"));
    EXPECT_EQ(sent.error_code, code);
    EXPECT_EQ(sent.error_text, row->words);
    if (sent.outcome != Outcome::unknown) EXPECT_EQ(sent.error_class, row->cls);
  }
  EXPECT_EQ(rows["sms_answer"], error_rows(ErrorList::sms_answer).size());
  EXPECT_EQ(rows["sms_receipt"], error_rows(ErrorList::sms_receipt).size());
  EXPECT_EQ(rows["messages"], error_rows(ErrorList::messages).size());
  EXPECT_EQ(find_error(ErrorList::messages, "9"), nullptr);
  EXPECT_EQ(find_error(ErrorList::sms_answer, "9x"), nullptr);
  EXPECT_EQ(find_error(ErrorList::sms_answer, ""), nullptr);
}

TEST(Vonage, AWebhookIsAnsweredWithNothing) {
  EXPECT_EQ(make()->answer({}).status, 204);
  EXPECT_TRUE(make()->answer({}).body.empty());
}

TEST(Vonage, TooManyParametersAreNobodysWebhook) {
  FormFields form{{"timestamp", "1767323045"}};
  while (form.size() <= limits::kWebhookFields) form.emplace_back("p" + std::to_string(form.size()), "");
  const auto judged = [&] {
    FormFields all = form;
    all.emplace_back("sig", sign(kSignatureSecret, SignMethod::sha256, form));
    return check_vonage_signature({kSignatureSecret, SignMethod::sha256, {}},
                                  {"POST", "https://example.org/x", {}, encode_form(all)}, Instant{1767323045000});
  };
  EXPECT_EQ(judged(), Signature::invalid);
  form.resize(10);
  EXPECT_EQ(judged(), Signature::valid);
}

}  // namespace
}  // namespace tidings::carrier::vonage

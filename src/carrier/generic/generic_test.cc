// The gateways of testdata/gateways.json, and what is easier said in code: configuration that is wrong, references.
#include "carrier/generic/generic.h"

#include <gtest/gtest.h>

#include "base/crypto.h"
#include "carrier/wire_fixture.h"

namespace tidings::carrier::generic {
namespace {

json::array gateways() { return cases("generic", "gateways.json"); }

CarrierConfig config_of(const json::value& gateway) {
  CarrierConfig out;
  out.name = "gw", out.type = "generic", out.public_url = "https://tidings.example.org";
  for (const auto& [key, value] : gateway.at("config").get_object())
    out.values.emplace(std::string(key), std::string(value.get_string()));
  return out;
}

std::unique_ptr<Carrier> make(const CarrierConfig& config) {
  auto made = make_generic(config);
  EXPECT_TRUE(made) << (made ? "" : made.error().describe());
  return made ? std::move(*made) : nullptr;
}

OutgoingMessage message_of(const json::value& gateway) {
  const auto& in = gateway.at("message");
  OutgoingMessage out;
  out.id = MessageId{in.at("id").get_int64()};
  out.to = str(in, "to"), out.from = str(in, "from"), out.body = str(in, "body");
  if (const auto* validity = in.get_object().if_contains("validity_s"))
    out.validity_s = static_cast<int>(validity->get_int64());
  return out;
}

TEST(Generic, BuildsWhatTheGatewaysTake) {
  for (const json::value& gateway : gateways()) {
    SCOPED_TRACE(str(gateway, "name"));
    const auto carrier = make(config_of(gateway));
    ASSERT_TRUE(carrier);
    const auto& expected = gateway.at("request");
    const HttpRequest request = carrier->build_send(message_of(gateway));
    EXPECT_EQ(request.method, str(expected, "method"));
    EXPECT_EQ(request.url, str(expected, "url"));
    EXPECT_EQ(request.body, str(expected, "body"));
    EXPECT_EQ(request.headers.all(), headers_of(expected).all());
    if (request.headers.get("Content-Type") == "application/json") EXPECT_TRUE(parse_json(request.body));
    EXPECT_EQ(carrier->warning().empty(), gateway.get_object().if_contains("warns") == nullptr);
  }
}

TEST(Generic, ReadsTheirAnswers) {
  for (const json::value& gateway : gateways()) {
    const auto carrier = make(config_of(gateway));
    for (const json::value& item : gateway.at("answers").get_array()) {
      SCOPED_TRACE(str(gateway, "name") + ": " + json::serialize(item));
      const SendResult out = carrier->read_send(
          answered(static_cast<int>(item.at("status").get_int64()), str(item, "body"), headers_of(item)));
      expect_fields(item.at("expect").get_object(), send_json(out));
      if (out.outcome != Outcome::accepted) EXPECT_FALSE(out.error_text.empty());
    }
    EXPECT_EQ(carrier->read_send({Transport::not_sent, {}, "refused"}).outcome, Outcome::busy);
    EXPECT_EQ(carrier->read_send({Transport::maybe_sent, {}, "timed out"}).outcome, Outcome::unknown);
    EXPECT_FALSE(carrier->build_find({}, ""));
    EXPECT_FALSE(carrier->build_fetch("x"));
    EXPECT_FALSE(carrier->build_cancel("x"));
    EXPECT_FALSE(carrier->build_list({}, ""));
  }
}

TEST(Generic, JudgesAndReadsTheirWebhooks) {
  for (const json::value& gateway : gateways()) {
    const auto carrier = make(config_of(gateway));
    for (const json::value& item : gateway.at("webhooks").get_array()) {
      SCOPED_TRACE(str(gateway, "name") + ": " + str(item, "name"));
      const WebhookRequest request = request_of(item.at("request"));
      EXPECT_EQ(to_string(carrier->check_signature(request, {})), str(item, "signature"));
      if (str(item, "signature") != "valid") continue;
      const auto event = carrier->read_webhook(request);
      if (const auto error = str(item, "error"); !error.empty()) {
        ASSERT_FALSE(event);
        EXPECT_EQ(to_string(event.error().code), error);
        continue;
      }
      ASSERT_TRUE(event) << event.error().describe();
      if (const auto* expected = item.get_object().if_contains("event")) {
        expect_fields(expected->get_object(), event_json(*event));
      }
      const int status = carrier->answer(*event).status;
      EXPECT_TRUE(status >= 200 && status < 300);
    }
  }
}

// With an HMAC the body is signed and the URL is not: whoever has seen one receipt must not point it at another
// message.
TEST(Generic, AReferenceInAnUnsignedUrlMustBeOneOfOurs) {
  auto config = config_of(gateways()[1]);
  config.values.erase("receipt.ref");
  config.values["send.body"] = R"({"cb":"{{receipt_url}}"})";
  const auto carrier = make(config);
  OutgoingMessage message;
  message.id = MessageId{42}, message.to = "+15550001111", message.from = "+15550002222", message.body = "x";
  const std::string url = parse_json(carrier->build_send(message).body)->at("cb").get_string().c_str();
  WebhookRequest request{"POST", url, {}, R"({"id":"abc","state":"DELIVRD"})"};
  const auto key = config.values["webhooks.hmac_key"];
  request.headers.add("X-Signature", "sha256=" + crypto::to_hex(crypto::hmac_sha256(key, request.body)));
  EXPECT_EQ(carrier->check_signature(request, {}), Signature::valid) << url;
  EXPECT_EQ(carrier->read_webhook(request)->client_ref, "42");
  const size_t at = request.url.find("m=42");
  ASSERT_NE(at, std::string::npos);
  request.url.replace(at, 4, "m=43");
  EXPECT_EQ(carrier->check_signature(request, {}), Signature::invalid);
  request.url = "https://tidings.example.org/webhooks/generic/gw/receipt";
  EXPECT_EQ(carrier->check_signature(request, {}), Signature::valid) << "the carrier's own id may do";
}

TEST(Generic, RefusesWhatCanNeverBeSent) {
  auto config = config_of(gateways()[0]);
  config.values["most_characters"] = "5";
  const auto carrier = make(config);
  OutgoingMessage message;
  message.body = "grüße";
  EXPECT_EQ(carrier->refuses(message)->error_code, "no_number");
  message.to = "+15550001111", message.from = "+15550002222";
  EXPECT_FALSE(carrier->refuses(message));
  message.body = "grüße!";
  EXPECT_EQ(carrier->refuses(message)->error_code, "text_too_long");
  message.body = "x", message.media_urls = {"https://example.org/a.png"};
  EXPECT_EQ(carrier->refuses(message)->error_code, "no_media");
}

// A regular expression that blows up must not take the process with it, nor a body that is long.
TEST(Generic, LongAnswersAreReadToABound) {
  auto config = config_of(gateways()[2]);
  config.values["answer.accepted"] = "^(.|\\n)*OK(.|\\n)*$";
  const auto carrier = make(config);
  HttpResult result{Transport::answered, {200, {}, "OK\nID: 5f" + std::string(2'000'000, 'x')}, {}};
  EXPECT_NE(carrier->read_send(result).outcome, Outcome::refused);
  result.response.body = std::string(8'000'000, 'a');
  EXPECT_EQ(carrier->read_send(result).outcome, Outcome::unknown);
}

TEST(Generic, ConfigurationNamesTheKeyThatIsWrong) {
  struct Case {
    int gateway;
    std::string key, value;
    std::string where = {};
  };
  const Case all[] = {
      {0, "send.url", ""},
      {0, "send.url", "ftp://127.0.0.1/x"},
      {0, "send.url", "http://gateway.example.org/send"},
      {0, "send.url", "https://{{to}}.example.org/"},
      {0, "send.url", "https://user:pass@example.org/"},
      {0, "send.url", "https://example.org/{{nobody}}"},
      {0, "send.url", "https://example.org/{{to"},
      {0, "send.url", "https://example.org/{{validity_s}}"},
      {0, "send.method", "DELETE"},
      {0, "send.body", "x", "send.format"},
      {0, "send.format", "json"},
      {1, "send.format", "xml"},
      {1, "send.format", ""},
      {1, "send.headers.Bad Name", "x"},
      {1, "send.headers.X-Text", "{{text}}"},
      {1, "send.headers.X-Lines", "a\nb"},
      {0, "secrets.to", "x"},
      {0, "secrets.key", ""},
      {0, "secrets.key", "a\nb"},
      {0, "answer.status.0", "abc", "answer.status"},
      {0, "answer.status.0", "299-200", "answer.status"},
      {0, "answer.accepted", "(("},
      {0, "answer.id_pointer", "id"},
      {0, "answer.id_regex", "no group"},
      {0, "answer.id", "x"},
      {0, "refusal.0.class", "sad"},
      {0, "refusal.0.colour", "red"},
      {0, "refusal.7.class", "busy"},
      {0, "refusal.x.class", "busy"},
      {0, "receipt.fields", "cookie"},
      {1, "receipt.status", "state"},
      {0, "receipt.status", ""},
      {0, "receipt.states.1", "arrived"},
      {0, "receipt.codes.1", "sad"},
      {0, "receipt.add_to_url", "status=%d"},
      {0, "inbound.text", ""},
      {0, "inbound.stop", "x"},
      {0, "webhooks.token", ""},
      {0, "webhooks.token", "short"},
      {0, "webhooks.token_in", "body"},
      {0, "webhooks.hmac_key", "a key of sixteen or more", "webhooks.token"},
      {1, "webhooks.hmac_header", ""},
      {1, "receipt.fields", "query"},
      {0, "webhooks.answer_status", "500"},
      {0, "unauthenticated", "true"},
      {0, "unauthenticated", "perhaps"},
      {3, "unauthenticated", "false", "webhooks.token"},
      {0, "most_characters", "0"},
      {0, "requests_per_s", "-1"},
      {0, "sendd.url", "x"},
      {0, "colour", "red"},
      {0, "media.types", "image/png"},
      {0, "media.colour", "red"},
      {0, "send.url", "https://example.org/{{#media_url}}{{media_url}}{{/media_url}}", "media.types"},
      {0, "send.url", "https://example.org/{{media_url}}"},
  };
  const auto known = gateways();
  for (const auto& [gateway, key, value, where] : all) {
    SCOPED_TRACE(key + " = " + value);
    auto bad = config_of(known[static_cast<size_t>(gateway)]);
    bad.values[key] = value;
    const auto made = make_generic(bad);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(made.error().where, where.empty() ? key : where) << made.error().describe();
    EXPECT_EQ(made.error().describe().find("s3cret"), std::string::npos);
  }
}

TEST(Generic, APictureWhereTheGatewayWantsIt) {
  CarrierConfig config{"gw", "generic", {}, "https://tidings.example.org"};
  config.values = {
      {"send.url", "https://gateway.example/send"},
      {"send.format", "json"},
      {"send.body", R"({"to":"{{to}}","text":"{{text}}"{{#media_url}},"picture":"{{media_url}}"{{/media_url}}})"},
      {"media.types", "image/png, image/jpeg"},
      {"media.most_bytes", "300000"}};
  const auto carrier = make(config);
  ASSERT_TRUE(carrier);
  EXPECT_EQ(carrier->media_rules().most, 1u);
  ASSERT_EQ(carrier->media_rules().types.size(), 2u);
  EXPECT_EQ(carrier->media_rules().types[1].type, "image/jpeg");
  EXPECT_EQ(carrier->media_rules().types[1].most_bytes, 300'000u);

  OutgoingMessage message;
  message.to = "+15550001111", message.from = "+15550002222", message.body = "look";
  EXPECT_EQ(carrier->build_send(message).body, R"({"to":"+15550001111","text":"look"})");
  message.media_urls = {"https://tidings.example.org/m/\"1\"?a=b"};
  EXPECT_FALSE(carrier->refuses(message));
  EXPECT_EQ(
      *parse_json(carrier->build_send(message).body),
      (json::value{{"to", "+15550001111"}, {"text", "look"}, {"picture", "https://tidings.example.org/m/\"1\"?a=b"}}));
  message.media_urls.emplace_back("https://tidings.example.org/m/2");
  ASSERT_TRUE(carrier->refuses(message));
  EXPECT_EQ(carrier->refuses(message)->error_code, "too_many_media");
  const auto plain = make(config_of(gateways()[0]));
  EXPECT_EQ(plain->media_rules().most, 0u);
  message.media_urls.resize(1);
  EXPECT_EQ(plain->refuses(message)->error_code, "no_media");
}

}  // namespace
}  // namespace tidings::carrier::generic

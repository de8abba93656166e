// What is sent. That it is as Vonage describes it is tested for all carriers in tests/conformance.
#include "carrier/vonage/requests.h"

#include <gtest/gtest.h>

#include <regex>

#include "base/crypto.h"
#include "carrier/vonage/token.h"
#include "carrier/vonage/vonage_test_world.h"

namespace tidings::carrier::vonage {
namespace {

const Instant kNow = *parse_utc("2026-01-02T03:04:05.250Z");

OutgoingMessage message(std::string body = "Grüße & 5+5") {
  OutgoingMessage out;
  out.id = MessageId{42};
  out.to = "+61400000001", out.from = "+61400000002", out.body = std::move(body);
  out.now = kNow, out.attempt = 1;
  return out;
}

json::object body_of(const HttpRequest& request) {
  auto value = parse_json(request.body);
  EXPECT_TRUE(value && value->is_object()) << request.body;
  return value && value->is_object() ? value->get_object() : json::object{};
}

TEST(VonageRequests, ATextByTheSmsApi) {
  const HttpRequest request = make()->build_send(message());
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://rest.nexmo.com/sms/json");
  EXPECT_EQ(request.headers.get("content-type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(request.headers.get("Authorization"), "Basic YWJjZDEyMzQ6czNjcmV0");
  EXPECT_EQ(request.timeout_ms, limits::kSendTimeoutMs);
  EXPECT_EQ(parse_form(request.body), (FormFields{{"from", "61400000002"},
                                                  {"to", "61400000001"},
                                                  {"text", "Grüße & 5+5"},
                                                  {"client-ref", "42"},
                                                  {"callback", "https://tidings.example.org/webhooks/vonage/status"}}))
      << "GSM-7 has these letters";
}

TEST(VonageRequests, UnicodeExactlyWhenGsm7DoesNotDo) {
  const auto type = [](const std::string& text) {
    const auto form = parse_form(make()->build_send(message(text)).body);
    const auto encoding = std::string(
        body_of(make(messages_config())->build_send(message(text))).at("sms").at("encoding_type").as_string());
    EXPECT_EQ(encoding, form_get(form, "type") == "unicode" ? "unicode" : "text");
    return std::string(form_get(form, "type"));
  };
  for (const char* text : {"hello", "@£$¥èéùìòÇ", "{[~]}€|^\\", "Grüße", "a\nb\r"}) EXPECT_EQ(type(text), "") << text;
  for (const char* text : {"Привет", "👋", "ő", "“quoted”", "`", "\t"}) EXPECT_EQ(type(text), "unicode") << text;
}

TEST(VonageRequests, EachApiHasItsUnitOfTtl) {
  for (const auto& [validity_s, sms_ms, messages_s, mms_s] : {std::tuple{90, 90'000, 90, 300},
                                                              {1, 20'000, 20, 300},
                                                              {36'000, 36'000'000, 36'000, 36'000},
                                                              {900'000, 604'800'000, 604'800, 259'200}}) {
    OutgoingMessage out = message();
    out.validity_s = validity_s;
    EXPECT_EQ(form_get(parse_form(make()->build_send(out).body), "ttl"), std::to_string(sms_ms));
    EXPECT_EQ(body_of(make(messages_config())->build_send(out)).at("ttl"), messages_s);
    out.media_urls = {"https://example.org/a.png"};
    EXPECT_EQ(body_of(make(messages_config())->build_send(out)).at("ttl"), mms_s);
  }
  EXPECT_FALSE(body_of(make(messages_config())->build_send(message())).contains("ttl"));
}

TEST(VonageRequests, ASignedRequestCarriesNoSecret) {
  for (const char* name : {"md5hash", "md5", "sha1", "sha256", "sha512"}) {
    CarrierConfig from = config();
    from.values["sign_requests"] = "true";
    from.values["signature_method"] = name;
    from.values.erase("api_secret");
    const HttpRequest request = make(from)->build_send(message());
    EXPECT_TRUE(request.headers.get("Authorization").empty());
    EXPECT_EQ(request.body.find("secret"), std::string::npos);
    const FormFields form = parse_form(request.body);
    EXPECT_EQ(form_get(form, "api_key"), "abcd1234");
    EXPECT_EQ(form_get(form, "timestamp"), "1767323045");
    EXPECT_EQ(form_get(form, "sig"), sign(kSignatureSecret, *sign_method_from(name), form));
  }
}

TEST(VonageRequests, ATextByTheMessagesApi) {
  const HttpRequest request = make(messages_config())->build_send(message());
  EXPECT_EQ(request.url, "https://api.nexmo.com/v1/messages");
  EXPECT_EQ(request.headers.get("content-type"), "application/json");
  EXPECT_EQ(json::value(body_of(request)),
            (json::value{{"channel", "sms"},
                         {"message_type", "text"},
                         {"to", "61400000001"},
                         {"from", "61400000002"},
                         {"client_ref", "42"},
                         {"webhook_url", "https://tidings.example.org/webhooks/vonage/status"},
                         {"webhook_version", "v1"},
                         {"text", "Grüße & 5+5"},
                         {"sms", {{"encoding_type", "text"}}}}));
  CarrierConfig basic = messages_config();
  basic.values.erase("application_id");
  basic.values.erase("private_key");
  EXPECT_EQ(make(basic)->build_send(message()).headers.get("Authorization"), "Basic YWJjZDEyMzQ6czNjcmV0");
}

TEST(VonageRequests, APicture) {
  OutgoingMessage out = message("look");
  out.media_urls = {"https://example.org/a.png"};
  const json::object body = body_of(make(messages_config())->build_send(out));
  EXPECT_EQ(body.at("channel"), "mms");
  EXPECT_EQ(body.at("message_type"), "image");
  EXPECT_EQ(body.at("image"), (json::value{{"url", "https://example.org/a.png"}, {"caption", "look"}}));
  EXPECT_FALSE(body.contains("text"));
  EXPECT_FALSE(body.contains("sms"));
  out.body.clear();
  EXPECT_FALSE(body_of(make(messages_config())->build_send(out)).at("image").as_object().contains("caption"));
}

TEST(VonageRequests, TheSmsApiSendsNoPictures) {
  OutgoingMessage out = message("look");
  EXPECT_FALSE(make()->refuses(out));
  out.media_urls = {"https://example.org/a.png"};
  ASSERT_TRUE(make()->refuses(out));
  EXPECT_EQ(make()->refuses(out)->outcome, Outcome::refused);
  EXPECT_EQ(make()->refuses(out)->error_class, ErrorClass::content);
  EXPECT_EQ(make()->media_rules().most, 0u);
  const auto messages = make(messages_config());
  EXPECT_FALSE(messages->refuses(out));
  EXPECT_EQ(messages->media_rules().most, 1u);
  EXPECT_EQ(messages->media_rules().types[0].most_bytes, 500'000u);
  out.media_urls.emplace_back("https://example.org/b.png");
  ASSERT_TRUE(messages->refuses(out));
  EXPECT_EQ(messages->refuses(out)->error_code, "too_many_media");
  out.media_urls = {"file:///etc/passwd"};
  EXPECT_EQ(messages->refuses(out)->error_code, "media_address");
}

TEST(VonageRequests, ATokenOfItsOwnForEachRequest) {
  const auto carrier = make(messages_config());
  const auto token = [&](const OutgoingMessage& out) {
    const HttpRequest request = carrier->build_send(out);
    return std::string(bearer_token(request.headers));
  };
  const std::string first = token(message());
  const auto claims = unchecked_claims(first);
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->at("application_id"), json::value(kApplication));
  EXPECT_EQ(claims->at("iat"), 1767323045);
  EXPECT_EQ(claims->at("exp"), 1767323045 + 900);
  const auto header = crypto::from_base64url(first.substr(0, first.find('.')));
  EXPECT_EQ(*parse_json(*header), (json::value{{"alg", "RS256"}, {"typ", "JWT"}}));
  const size_t last = first.rfind('.');
  const auto key = crypto::RsaKey::from_pem(Secret(testdata("private_key.pem")));
  EXPECT_TRUE(crypto::rsa_signature_fits(key->public_pem(), first.substr(0, last),
                                         *crypto::from_base64url(first.substr(last + 1))));
  EXPECT_FALSE(crypto::rsa_signature_fits(key->public_pem(), first.substr(0, last - 1),
                                          *crypto::from_base64url(first.substr(last + 1))));

  std::set<std::string> ids;
  const auto id_of = [&](const OutgoingMessage& out) {
    return std::string(unchecked_claims(token(out))->at("jti").as_string());
  };
  OutgoingMessage other = message(), again = message(), later = message();
  other.id = MessageId{43}, again.attempt = 2, later.now = kNow + 1;
  for (const auto& out : {message(), other, again, later}) ids.insert(id_of(out));
  EXPECT_EQ(ids.size(), 4u);
  EXPECT_EQ(id_of(message()), id_of(message())) << "building is pure";
  for (const auto& id : ids) EXPECT_TRUE(std::regex_match(id, std::regex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")));
}

}  // namespace
}  // namespace tidings::carrier::vonage

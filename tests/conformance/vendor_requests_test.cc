// Every request that the Twilio, Vonage and OpenPhone carriers build, held against what the vendors' descriptions say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "carrier/openphone/openphone.h"
#include "carrier/twilio/twilio.h"
#include "carrier/vonage/vonage.h"
#include "tests/conformance/vendor_apis.h"

namespace tidings {
namespace {

using carrier::CarrierConfig;
using carrier::OutgoingCall;
using carrier::OutgoingMessage;
using conformance::VendorApis;

const Instant kNow = *parse_utc("2026-01-02T03:04:05.250Z");
const std::string kTo = "+61400000001", kFrom = "+61400000002";

std::string private_key() {
  std::ifstream in(std::string(TIDINGS_SOURCE_DIR) + "/src/carrier/vonage/testdata/private_key.pem");
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

CarrierConfig twilio_config() {
  return {"main",
          "twilio",
          {{"account_sid", "AC" + std::string(32, '2')}, {"auth_token", std::string(32, 't')}},
          "https://tidings.example.org"};
}

CarrierConfig vonage_config(const std::string& api) {
  return {"oz",
          "vonage",
          {{"api", api},
           {"api_key", "abcd1234"},
           {"api_secret", "s3cret"},
           {"signature_secret", "vonage-test-secret"},
           {"signature_method", "sha512"},
           {"application_id", "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab"},
           {"private_key", private_key()}},
          "https://tidings.example.org"};
}

CarrierConfig openphone_config() {
  return {"quo",
          "openphone",
          {{"api_key", "k3y"},
           {"signing_key", "ABEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8="},
           {"phone_number_ids." + kFrom, "PNabc1"},
           {"user_id", "US123"},
           {"inbox_status", "done"}},
          "https://tidings.example.org"};
}

// Texts of every kind: short, as long as may be, beyond GSM-7, and what a form, JSON or XML would have to escape.
std::vector<OutgoingMessage> messages() {
  std::vector<OutgoingMessage> out;
  for (const auto& body : {std::string("x"), std::string(1600, 'x'), std::string("Привет 👋"),
                           std::string("a&b=c+d%20 \"<>' \\ \n\t {}[]")}) {
    for (const int validity_s : {0, 1, 900'000}) {
      OutgoingMessage message{.id = MessageId{9223372036854775807}, .to = kTo, .from = kFrom, .body = body};
      message.validity_s = validity_s, message.now = kNow, message.attempt = 1;
      out.push_back(std::move(message));
    }
  }
  return out;
}

std::vector<OutgoingCall> calls() {
  std::vector<OutgoingCall> out;
  for (const auto& text : {std::string("Hello"), std::string(1500, 'x'), std::string("a&b <c> \"d\" 👋")}) {
    for (const auto machine : {MachinePolicy::leave_text, MachinePolicy::hang_up}) {
      for (const int ring_s : {0, 30, 900}) {
        OutgoingCall call{.id = MessageId{42}, .to = kTo, .from = kFrom, .text = text};
        call.language = ring_s == 30 ? "" : "en-NZ", call.machine = machine, call.ring_s = ring_s, call.now = kNow;
        out.push_back(std::move(call));
      }
    }
  }
  return out;
}

class VendorRequests : public ::testing::Test {
 protected:
  void expect_described(const HttpRequest& request, const std::string& operation) {
    const auto verdict = apis_.judge(request);
    EXPECT_EQ(verdict.operation, operation) << request.method << " " << request.url;
    EXPECT_THAT(verdict.problems, ::testing::IsEmpty()) << request.url << "\n" << request.body;
    EXPECT_GT(request.timeout_ms, 0);
    seen_.insert(verdict.operation);
  }
  void expect_described(const std::optional<HttpRequest>& request, const std::string& operation) {
    ASSERT_TRUE(request) << operation;
    expect_described(*request, operation);
  }
  // Every operation of the file was asked for.
  void expect_none_left_out(const std::string& vendor) {
    for (const auto& operation : apis_.operations())
      EXPECT_TRUE(!operation.starts_with(vendor) || seen_.contains(operation)) << operation;
  }

  void twilio(const carrier::Carrier& carrier) {
    for (OutgoingMessage message : messages()) {
      expect_described(carrier.build_send(message), "twilio: create message");
      message.media_urls = {"https://example.org/a.png", "https://example.org/b?c=d&e"};
      expect_described(carrier.build_send(message), "twilio: create message");
      message.media_urls.assign(10, "https://example.org/a.png"), message.body.clear();
      expect_described(carrier.build_send(message), "twilio: create message");
    }
    const std::string message = "SM" + std::string(32, '1'), picture = "MM" + std::string(32, '1'),
                      call = "CA" + std::string(32, 'f');
    const carrier::FindQuery query{kTo, kFrom, kNow - 60'000, kNow, kNow};
    expect_described(carrier.build_find(query, ""), "twilio: list messages");
    expect_described(carrier.build_list({kNow - kDayMs, kNow}, ""), "twilio: list messages");
    for (const auto& id : {message, picture}) {
      expect_described(carrier.build_fetch(id), "twilio: fetch message");
      expect_described(carrier.build_cancel(id), "twilio: update message");
      expect_described(carrier.build_redact(id), "twilio: update message");
      expect_described(carrier.build_media(id), "twilio: list media");
    }
    for (const OutgoingCall& one : calls()) {
      ASSERT_FALSE(carrier.refuses_call(one));
      expect_described(carrier.build_call(one), "twilio: create call");
    }
    expect_described(carrier.build_find_call(query, ""), "twilio: list calls");
    expect_described(carrier.build_fetch_call(call, kNow), "twilio: fetch call");
    expect_described(carrier.build_cancel_call(call, kNow), "twilio: update call");
  }

  VendorApis apis_;
  std::set<std::string> seen_;
};

TEST_F(VendorRequests, Twilios) {
  twilio(**carrier::twilio::make_twilio(twilio_config()));
  CarrierConfig keyed = twilio_config();
  keyed.values["api_key"] = "SK" + std::string(32, 'a'), keyed.values["api_secret"] = "s3cret";
  keyed.values["messaging_service_sid"] = "MG" + std::string(32, '6');
  keyed.values["status_callback_url"] = "https://hooks.example.org/x?tenant=7#rc=3";
  twilio(**carrier::twilio::make_twilio(keyed));
  expect_none_left_out("twilio");
}

TEST_F(VendorRequests, Vonages) {
  for (const std::string api : {"sms", "messages"}) {
    for (const bool plain : {false, true}) {
      CarrierConfig config = vonage_config(api);
      if (plain) config.values.erase("application_id"), config.values.erase("private_key");
      const auto carrier = std::move(*carrier::vonage::make_vonage(config));
      const std::string send = api == "sms" ? "vonage: send text" : "vonage: send message";
      for (OutgoingMessage message : messages()) {
        expect_described(carrier->build_send(message), send);
        if (message.validity_s == 1) message.from = "AcmeInc";
        expect_described(carrier->build_send(message), send);
        if (api == "sms") continue;
        message.media_urls = {"https://example.org/a.png"};
        expect_described(carrier->build_send(message), send);
        message.body.clear();
        expect_described(carrier->build_send(message), send);
      }
      const carrier::FindQuery query{kTo, kFrom, kNow - 60'000, kNow, kNow - 1000};
      expect_described(carrier->build_find(query, ""), "vonage: read records");
      expect_described(carrier->build_fetch("aaaaaaaa-bbbb-cccc-dddd-0123456789ab"), "vonage: read records");
      expect_described(carrier->build_list({kNow - 3 * kDayMs, kNow}, ""), "vonage: read records");
      EXPECT_EQ(carrier->makes_calls(), !plain);
      if (plain) continue;
      for (OutgoingCall call : calls()) {
        ASSERT_FALSE(carrier->refuses_call(call));
        expect_described(carrier->build_call(call), "vonage: create call");
        call.voice = "2";
        expect_described(carrier->build_call(call), "vonage: create call");
      }
      const std::string id = "63f61863-4a51-4f6b-86e1-46edebcf9356";
      expect_described(carrier->build_find_call(query, ""), "vonage: list calls");
      expect_described(carrier->build_find_call(query, "https://api.nexmo.com/v1/calls?record_index=100"),
                       "vonage: list calls");
      expect_described(carrier->build_fetch_call(id, kNow), "vonage: fetch call");
      expect_described(carrier->build_cancel_call(id, kNow), "vonage: update call");
    }
  }
  for (const char* method : {"md5hash", "md5", "sha1", "sha256", "sha512"}) {
    CarrierConfig config = vonage_config("sms");
    config.values["sign_requests"] = "true", config.values["signature_method"] = method;
    const auto carrier = std::move(*carrier::vonage::make_vonage(config));
    for (const auto& message : messages()) expect_described(carrier->build_send(message), "vonage: send text");
  }
  expect_none_left_out("vonage");
}

TEST_F(VendorRequests, EveryLanguageIsOneThatVonageSpeaks) {
  const auto carrier = std::move(*carrier::vonage::make_vonage(vonage_config("sms")));
  OutgoingCall call = calls().front();
  for (const char* tag : {"ar-EG", "ca-ES", "cmn-CN", "zh-TW", "zh-HK", "de", "en-IE", "es-AR", "fil", "fr-CH", "he-IL",
                          "nb-NO", "no-NO", "pt-AO", "tl-PH", "vi-VN", "yue-CN"}) {
    call.language = tag;
    ASSERT_FALSE(carrier->refuses_call(call)) << tag;
    expect_described(carrier->build_call(call), "vonage: create call");
  }
}

TEST_F(VendorRequests, OpenPhones) {
  const auto carrier = std::move(*carrier::openphone::make_openphone(openphone_config()));
  for (OutgoingMessage message : messages()) {
    expect_described(carrier->build_send(message), "openphone: send text");
    message.from = "PNabc1";
    expect_described(carrier->build_send(message), "openphone: send text");
  }
  carrier::FindQuery query{kTo, kFrom, kNow - 60'000, kNow, kNow};
  expect_described(carrier->build_find(query, ""), "openphone: list texts");
  query.from = "+61400000003";
  expect_described(carrier->build_find(query, ""), "openphone: list the log");
  expect_described(carrier->build_fetch("AC123"), "openphone: fetch text");
  expect_described(carrier->build_list({kNow - kDayMs, kNow}, ""), "openphone: list the log");
  expect_none_left_out("openphone");
}

// What holds requests to account is held to account itself.
TEST(VendorApis, NamesWhatIsWrong) {
  const VendorApis apis;
  const auto twilio = std::move(*carrier::twilio::make_twilio(twilio_config()));
  const auto vonage = std::move(*carrier::vonage::make_vonage(vonage_config("messages")));
  const auto problems = [&](const HttpRequest& request) {
    std::string out;
    for (const auto& one : apis.judge(request).problems) out += one + "; ";
    return out;
  };
  const auto with_form = [&](FormFields form, const char* kind = "Messages") {
    HttpRequest request = twilio->build_send(messages().front());
    const size_t at = request.url.find("Messages");
    request.url.replace(at, 8, kind);
    request.body = encode_form(form);
    return problems(request);
  };
  EXPECT_EQ(with_form({{"To", kTo}, {"From", kFrom}, {"Body", "x"}}), "");
  EXPECT_EQ(with_form({{"From", kFrom}}), "To is missing; ");
  EXPECT_EQ(with_form({{"To", kTo}, {"Boddy", "x"}}), "Boddy is not known there; ");
  EXPECT_EQ(with_form({{"To", kTo}, {"To", kTo}}), "To stands there twice; ");
  EXPECT_EQ(with_form({{"To", kTo}, {"Body", std::string(1601, 'x')}}), "Body is longer than 1600; ");
  EXPECT_EQ(with_form({{"To", kTo}, {"ValidityPeriod", "36001"}}), "ValidityPeriod is above 36000; ");
  EXPECT_EQ(with_form({{"To", kTo}, {"ValidityPeriod", "1h"}}), "ValidityPeriod is no integer; ");
  EXPECT_EQ(with_form({{"To", kTo}, {"MediaUrl", "a.png"}}), "MediaUrl is no uri; ");
  EXPECT_EQ(with_form({{"To", kTo}, {"MessagingServiceSid", "MG1"}}),
            "MessagingServiceSid is shorter than 34; MessagingServiceSid does not look as described; ");
  EXPECT_EQ(with_form(FormFields(11, {"MediaUrl", "https://x/"})), "MediaUrl has too many; To is missing; ");
  EXPECT_EQ(with_form({{"To", kTo}, {"From", kFrom}, {"MachineDetection", "enable"}}, "Calls"),
            "MachineDetection is none of the words for it; ");
  EXPECT_EQ(with_form({{"To", kTo}, {"From", kFrom}, {"StatusCallbackEvent", "ringing"}, {"StatusCallbackEvent", "x"}},
                      "Calls"),
            "StatusCallbackEvent is none of the words for it; ");

  HttpRequest request = *twilio->build_fetch("XX" + std::string(32, '1'));
  EXPECT_EQ(problems(request), "Sid does not look as described; ");
  request = *twilio->build_list({}, "");
  request.url += "&Sort=up";
  EXPECT_EQ(problems(request), "Sort is not known there; ");
  request.body = "x";
  EXPECT_EQ(problems(request), "Sort is not known there; there is a body; ");
  request = twilio->build_send(messages().front());
  request.headers = {};
  EXPECT_EQ(problems(request), "it is not authorised by basic; the content type is not that of a form; ");
  request.method = "PUT";
  EXPECT_EQ(apis.judge(request).operation, "");
  EXPECT_THAT(problems(request), ::testing::StartsWith("there is no PUT of "));

  const auto with_json = [&](HttpRequest built, std::string_view name, const json::value& value) {
    json::object body = parse_json(built.body)->get_object();
    value.is_null() ? static_cast<void>(body.erase(name)) : static_cast<void>(body[name] = value);
    built.body = json::serialize(body);
    return problems(built);
  };
  const HttpRequest text = vonage->build_send(messages().front()), call = vonage->build_call(calls().front());
  EXPECT_EQ(with_json(text, "to", "+61400000001"), "to does not look as described; ");
  EXPECT_EQ(with_json(text, "text", nullptr), "text is missing; ");
  EXPECT_EQ(with_json(text, "ttl", "90"), "ttl is no integer; ");
  EXPECT_EQ(with_json(call, "ringing_timer", 121), "ringing_timer is above 120; ");
  EXPECT_EQ(with_json(call, "from", json::object{{"type", "phone"}}), "number is missing in from; ");
  EXPECT_EQ(with_json(call, "ncco", json::array{}), "ncco has too few; ");
  EXPECT_EQ(with_json(call, "ncco", json::array{json::object{{"action", "talk"}, {"text", "x"}, {"language", "xx"}}}),
            "ncco.language is none of the words for it; ");
  EXPECT_EQ(with_json(call, "answer_url", json::array{"https://x/"}), "answer_url is not known there; ");
  request = call;
  request.body = "{";
  EXPECT_EQ(problems(request), "the body is no JSON; ");
}

}  // namespace
}  // namespace tidings

// Helpers of this room's tests: cases as text, a configured carrier, answers as a runner reports them.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/json.h"
#include "carrier/twilio/twilio.h"

namespace tidings::carrier::twilio {

inline const std::string kAccount = "AC" + std::string(32, '2');
inline const std::string kToken = "12345678901234567890123456789012";
inline const std::string kSid = "SM" + std::string(32, '1');

inline json::array cases(const std::string& file) {
  std::ifstream in(std::string(TIDINGS_SOURCE_DIR) + "/src/carrier/twilio/testdata/" + file);
  std::stringstream text;
  text << in.rdbuf();
  auto value = parse_json(text.str());
  EXPECT_TRUE(value && value->is_array() && !value->get_array().empty()) << file << " does not read";
  return value ? value->get_array() : json::array{};
}

inline std::string str(const json::value& value, std::string_view key) {
  const auto* found = value.get_object().if_contains(key);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string{};
}

inline HttpHeaders headers_of(const json::value& value) {
  HttpHeaders out;
  if (const auto* found = value.get_object().if_contains("headers")) {
    for (const auto& [name, text] : found->get_object()) out.add(std::string(name), std::string(text.get_string()));
  }
  return out;
}

inline WebhookRequest request_of(const json::value& value) {
  return {str(value, "method"), str(value, "url"), headers_of(value), str(value, "body")};
}

inline CarrierConfig config() {
  CarrierConfig out;
  out.name = "main";
  out.type = "twilio";
  out.public_url = "https://tidings.example.org";
  out.values = {{"account_sid", kAccount}, {"auth_token", kToken}};
  return out;
}

inline std::unique_ptr<Carrier> make(const CarrierConfig& from = config()) {
  auto made = make_twilio(from);
  EXPECT_TRUE(made) << (made ? "" : made.error().describe());
  return made ? std::move(*made) : nullptr;
}

inline HttpResult answered(int status, std::string body, HttpHeaders headers = {}) {
  return {Transport::answered, {status, std::move(headers), std::move(body)}, {}};
}

inline std::string opt_name(CarrierOpt opt) {
  switch (opt) {
    case CarrierOpt::none:
      return "none";
    case CarrierOpt::stop:
      return "stop";
    case CarrierOpt::start:
      return "start";
    case CarrierOpt::help:
      return "help";
  }
  return "?";
}

inline std::string outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::accepted:
      return "accepted";
    case Outcome::refused:
      return "refused";
    case Outcome::busy:
      return "busy";
    case Outcome::unknown:
      return "unknown";
  }
  return "?";
}

inline json::value event_json(const WebhookEvent& event) {
  json::array media;
  for (const auto& [url, type] : event.media) media.push_back(json::array{url, type});
  return json::object{{"type", to_string(event.type)},
                      {"provider_id", event.provider_id},
                      {"event_id", event.event_id},
                      {"from", event.from},
                      {"to", event.to},
                      {"text", event.text},
                      {"media", media},
                      {"opt", opt_name(event.opt)},
                      {"provider_status", event.provider_status},
                      {"state", tidings::to_string(event.state)},
                      {"undelivered", event.undelivered},
                      {"error_code", event.error_code},
                      {"error_class", tidings::to_string(event.error_class)},
                      {"client_ref", event.client_ref}};
}

inline void expect_fields(const json::object& expected, const json::object& actual) {
  for (const auto& [key, value] : expected) {
    const auto* found = actual.if_contains(key);
    ASSERT_NE(found, nullptr) << "the case names an unknown field " << key;
    EXPECT_EQ(*found, value) << key;
  }
}

}  // namespace tidings::carrier::twilio

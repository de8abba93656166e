// Helpers of this room's tests: the case tables, a configuration of each API.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/json.h"
#include "base/limits.h"
#include "carrier/vonage/vonage.h"

namespace tidings::carrier::vonage {

inline const std::string kSignatureSecret = "vonage-test-secret";
inline const std::string kApplication = "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab";

inline std::string testdata(const std::string& file) {
  std::ifstream in(std::string(TIDINGS_SOURCE_DIR) + "/src/carrier/vonage/testdata/" + file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

inline json::array cases(const std::string& file) {
  auto value = parse_json(testdata(file));
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

inline HttpResult result_of(const json::value& value) {
  HttpResult out;
  const std::string transport = str(value, "transport");
  out.transport = transport == "answered"   ? Transport::answered
                  : transport == "not_sent" ? Transport::not_sent
                                            : Transport::maybe_sent;
  out.problem = str(value, "problem");
  if (transport == "answered")
    out.response = {static_cast<int>(value.at("status").get_int64()), headers_of(value), str(value, "body")};
  return out;
}

inline HttpResult answered(int status, std::string body, HttpHeaders headers = {}) {
  return {Transport::answered, {status, std::move(headers), std::move(body)}, {}};
}

inline CarrierConfig config() {
  CarrierConfig out;
  out.name = "main";
  out.type = "vonage";
  out.public_url = "https://tidings.example.org";
  out.values = {{"api_key", "abcd1234"},
                {"api_secret", "s3cret"},
                {"signature_secret", kSignatureSecret},
                {"signature_method", "sha256"}};
  return out;
}

inline CarrierConfig messages_config() {
  CarrierConfig out = config();
  out.values["api"] = "messages";
  out.values["application_id"] = kApplication;
  out.values["private_key"] = testdata("private_key.pem");
  return out;
}

inline std::unique_ptr<Carrier> make(const CarrierConfig& from = config()) {
  auto made = make_vonage(from);
  EXPECT_TRUE(made) << (made ? "" : made.error().describe());
  return made ? std::move(*made) : nullptr;
}

}  // namespace tidings::carrier::vonage

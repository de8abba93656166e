// Helpers of the carriers' tests: cases as text files, requests and answers as a runner reports them, and what a
// carrier made of them as JSON, so that a case names only the fields it is about.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "base/json.h"
#include "carrier/contract.h"

namespace tidings::carrier {

inline std::string testdata(std::string_view room, std::string_view file) {
  std::ifstream in(std::string(TIDINGS_SOURCE_DIR) + "/src/carrier/" + std::string(room) + "/testdata/" +
                   std::string(file));
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

inline json::array cases(std::string_view room, std::string_view file) {
  auto value = parse_json(testdata(room, file));
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

inline std::string outcome_name(Outcome outcome) {
  constexpr std::string_view kNames[] = {"accepted", "refused", "busy", "unknown"};
  return std::string(kNames[static_cast<size_t>(outcome)]);
}

inline json::array media_json(const std::vector<std::pair<std::string, std::string>>& media) {
  json::array out;
  for (const auto& [url, type] : media) out.push_back(json::array{url, type});
  return out;
}

inline json::object event_json(const WebhookEvent& event) {
  constexpr std::string_view kOpts[] = {"none", "stop", "start", "help"};
  return json::object{{"type", to_string(event.type)},
                      {"provider_id", event.provider_id},
                      {"event_id", event.event_id},
                      {"from", event.from},
                      {"to", event.to},
                      {"text", event.text},
                      {"media", media_json(event.media)},
                      {"opt", kOpts[static_cast<size_t>(event.opt)]},
                      {"provider_status", event.provider_status},
                      {"state", tidings::to_string(event.state)},
                      {"undelivered", event.undelivered},
                      {"error_code", event.error_code},
                      {"error_class", tidings::to_string(event.error_class)},
                      {"client_ref", event.client_ref},
                      {"partial", event.partial},
                      {"part_ref", event.part_ref},
                      {"part", event.part},
                      {"parts", event.parts},
                      {"of_a_part", event.of_a_part},
                      {"outcome", tidings::to_string(event.call.outcome)},
                      {"duration_s", event.call.duration_s},
                      {"sequence", event.call.sequence}};
}

inline json::object send_json(const SendResult& sent) {
  json::array more;
  for (const auto& id : sent.more_ids) more.emplace_back(id);
  return {{"outcome", outcome_name(sent.outcome)},
          {"provider_id", sent.provider_id},
          {"more_ids", std::move(more)},
          {"state", tidings::to_string(sent.state)},
          {"segments", sent.segments},
          {"error_class", tidings::to_string(sent.error_class)},
          {"error_code", sent.error_code},
          {"retry_after_ms", sent.retry_after_ms ? json::value(*sent.retry_after_ms) : json::value(nullptr)},
          {"busy_with", sent.busy_with == BusyWith::sender ? "sender" : "account"}};
}

inline json::object listed_json(const FoundMessage& found) {
  json::object out{{"provider_id", found.provider_id},
                   {"from", found.from},
                   {"to", found.to},
                   {"body", found.body},
                   {"inbound", found.inbound},
                   {"client_ref", found.client_ref},
                   {"created_at", found.created_at.ms == 0 ? std::string() : format_utc(found.created_at)},
                   {"updated_at", found.updated_at.ms == 0 ? std::string() : format_utc(found.updated_at)},
                   {"state", tidings::to_string(found.state)},
                   {"provider_status", found.provider_status}};
  if (found.call) {
    out["outcome"] = tidings::to_string(found.call->outcome);
    out["duration_s"] = found.call->duration_s;
  }
  return out;
}

inline void expect_fields(const json::object& expected, const json::object& actual) {
  for (const auto& [key, value] : expected) {
    const auto* found = actual.if_contains(key);
    ASSERT_NE(found, nullptr) << "the case names an unknown field " << key;
    EXPECT_EQ(*found, value) << key;
  }
}

// What every answer to a send or to a call must keep.
inline void expect_sound(const SendResult& sent, std::string_view number = "61400000001") {
  EXPECT_EQ((sent.error_text + sent.error_code).find(number), std::string::npos) << "a full number would reach the log";
  EXPECT_EQ(sent.outcome == Outcome::accepted, !sent.provider_id.empty());
  if (sent.outcome == Outcome::refused || sent.outcome == Outcome::unknown) EXPECT_FALSE(sent.error_text.empty());
}

}  // namespace tidings::carrier

// For the tests of look-up services: the cases of testdata/answers.json, an HTTP result and what is to be read from it.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/json.h"
#include "service/number_lookup.h"

namespace tidings::service::test {

inline std::string text_in(const json::object& of, std::string_view name) {
  const auto* found = of.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

inline HttpResult result_of(const json::object& from) {
  HttpResult out;
  const auto transport = text_in(from, "transport");
  out.transport = transport == "answered"   ? Transport::answered
                  : transport == "not_sent" ? Transport::not_sent
                                            : Transport::maybe_sent;
  out.problem = text_in(from, "problem");
  out.response.body = text_in(from, "body");
  if (const auto* status = from.if_contains("status")) out.response.status = static_cast<int>(status->as_int64());
  if (const auto* headers = from.if_contains("headers")) {
    for (const auto& [name, text] : headers->as_object()) {
      out.response.headers.add(std::string(name), std::string(text.as_string()));
    }
  }
  return out;
}

inline void expect_cases(const std::string& room, const NumberLookup& lookup, std::string_view number) {
  std::ifstream in(std::string(TIDINGS_SOURCE_DIR) + "/src/service/" + room + "/testdata/answers.json");
  std::stringstream text;
  text << in.rdbuf();
  const auto cases = parse_json(text.str());
  ASSERT_TRUE(cases && cases->is_array() && cases->get_array().size() > 40) << room;
  for (const auto& one : cases->get_array()) {
    const auto& object = one.as_object();
    SCOPED_TRACE(text_in(object, "name"));
    const auto got = lookup.read(result_of(object.at("result").as_object()), number);
    for (const auto& [key, value] : object.at("expect").as_object()) {
      if (key == "end") EXPECT_EQ(to_string(got.end), value.as_string());
      if (key == "valid") EXPECT_EQ(got.valid, value.as_bool());
      if (key == "type") EXPECT_EQ(to_string(got.type), value.as_string());
      if (key == "country") EXPECT_EQ(got.country, value.as_string());
      if (key == "carrier") EXPECT_EQ(got.carrier, value.as_string());
      if (key == "refusal") EXPECT_EQ(to_string(got.refusal), value.as_string());
      if (key == "retry_after_ms") EXPECT_EQ(got.retry_after_ms.value_or(-1), value.is_null() ? -1 : value.as_int64());
    }
    EXPECT_EQ(got.end == LookupEnd::answered, got.problem.empty());
    EXPECT_EQ(got.problem.find("61412345678"), std::string::npos) << got.problem;
    EXPECT_EQ(got.problem.find("k3y"), std::string::npos) << got.problem;
  }
}

}  // namespace tidings::service::test

#include "service/rest_register/rest_register.h"

#include <gtest/gtest.h>

namespace tidings::service::rest_register {
namespace {

const std::vector<std::string> kOne{"+61412345678"};
const std::vector<std::string> kTwo{"+61412345678", "+61398765432"};

Options single() {
  Options out;
  out.url = "https://register.example/v1/lookup?number={number}&ref={reference}";
  out.headers.emplace_back("Authorization", Secret("Bearer x"));
  out.result = "/registered";
  return out;
}
Options many() {
  Options out;
  out.url = "https://register.example/v1/wash";
  out.result_url = "https://register.example/v1/wash/{reference}";
  out.method = "POST";
  out.body = R"({"id":"{reference}","numbers":{numbers}})";
  out.form = NumberForm::digits;
  out.numbers = 50;
  out.list = "/data/results";
  out.number = "/phone";
  out.result = "/state";
  out.listed = {"Y", "listed"};
  out.clear = {"N"};
  return out;
}
std::unique_ptr<Washer> make(Options options) {
  auto made = make_rest_register(std::move(options));
  EXPECT_TRUE(made) << (made ? "" : made.error().describe());
  return std::move(*made);
}
HttpResult answered(const std::string& body, int status = 200) { return {Transport::answered, {status, {}, body}, {}}; }
std::string said(const WashAnswer& answer) {
  std::string out(to_string(answer.end));
  for (const auto& [number, word] : answer.words) out += " " + std::string(to_string(word));
  return out;
}

TEST(RestRegister, BuildsWhatIsConfigured) {
  const auto get = make(single())->build_wash("r1", kOne);
  EXPECT_EQ(get.method, "GET");
  EXPECT_EQ(get.url, "https://register.example/v1/lookup?number=%2B61412345678&ref=r1");
  EXPECT_EQ(get.headers.get("Authorization"), "Bearer x");
  EXPECT_EQ(get.body, "");
  EXPECT_FALSE(make(single())->build_result("r1"));
  EXPECT_FALSE(make(single())->build_balance());
  const auto post = make(many())->build_wash("r2", kTwo);
  EXPECT_EQ(post.method, "POST");
  EXPECT_EQ(post.body, R"({"id":"r2","numbers":["61412345678","61398765432"]})");
  EXPECT_EQ(post.headers.get("Content-Type"), "application/json");
  EXPECT_EQ(make(many())->build_result("r2")->url, "https://register.example/v1/wash/r2");
  EXPECT_EQ(make(many())->most_numbers(), 50U);
}

TEST(RestRegister, ReadsOneAnswer) {
  const auto washer = make(single());
  const std::pair<HttpResult, std::string> kCases[] = {
      {answered(R"({"registered":true})"), "answered listed"},
      {answered(R"({"registered":false})"), "answered clear"},
      {answered(R"({"registered":"true"})"), "answered listed"},
      {answered(R"({"registered":null})"), "answered unknown"},
      {answered(R"({"registered":{"a":1}})"), "answered unknown"},
      {answered(R"({"registered":"perhaps"})"), "answered unknown"},
      {answered(R"({"error":"no credit"})"), "unclear"},  // with 200
      {answered("[]"), "unclear"},
      {answered("oops"), "unclear"},
      {answered("", 500), "unclear"},
      {answered("", 503), "not_taken"},
      {answered("", 429), "not_taken"},
      {answered("", 401), "refused"},
      {answered("", 302), "unclear"},
      {{Transport::not_sent, {}, "no route"}, "not_taken"},
      {{Transport::maybe_sent, {}, "timed out"}, "unclear"},
  };
  for (const auto& [given, expected] : kCases)
    EXPECT_EQ(said(washer->read_wash(given, kOne)), expected) << given.response.body;
}

TEST(RestRegister, ReadsAList) {
  const auto washer = make(many());
  EXPECT_EQ(
      said(washer->read_wash(
          answered(
              R"({"data":{"results":[{"phone":"+61 398 765 432","state":"Y"},{"phone":61412345678,"state":"N"}]}})"),
          kTwo)),
      "answered clear listed");
  EXPECT_EQ(said(washer->read_wash(answered(R"({"data":{"results":[{"state":"Y"},{"phone":"61412345678"}]}})"), kTwo)),
            "answered unknown unknown");
  EXPECT_EQ(said(washer->read_wash(answered(R"({"data":{"results":"none"}})"), kTwo)), "unclear");
  EXPECT_EQ(said(washer->read_result(answered("", 404), kTwo)), "never_seen");
  EXPECT_EQ(said(washer->read_result(answered("", 202), kTwo)), "in_work");
}

TEST(RestRegister, WhatIsConfiguredIsChecked) {
  const auto problem = [](Options options, const std::function<void(Options&)>& spoil) {
    spoil(options);
    const auto made = make_rest_register(std::move(options));
    return made ? std::string("none") : made.error().where;
  };
  EXPECT_EQ(problem(single(), [](Options&) {}), "none");
  EXPECT_EQ(problem(many(), [](Options&) {}), "none");
  EXPECT_EQ(problem(single(), [](Options& o) { o.url = "register"; }), "url");
  EXPECT_EQ(problem(single(), [](Options& o) { o.url = "https://register.example/"; }), "url");
  EXPECT_EQ(problem(single(), [](Options& o) { o.method = "DELETE"; }), "method");
  EXPECT_EQ(problem(single(), [](Options& o) { o.result = ""; }), "result_pointer");
  EXPECT_EQ(problem(single(), [](Options& o) { o.result = "registered"; }), "result_pointer");
  EXPECT_EQ(problem(single(), [](Options& o) { o.numbers = 2; }), "numbers_per_call");
  EXPECT_EQ(problem(many(), [](Options& o) { o.number = ""; }), "number_pointer");
  EXPECT_EQ(problem(many(), [](Options& o) { o.result_url = "x"; }), "result_url");
  EXPECT_EQ(problem(many(), [](Options& o) { o.clear = {"Y"}; }), "listed_values");
  EXPECT_EQ(problem(many(), [](Options& o) { o.clear = {}; }), "listed_values");
}

}  // namespace
}  // namespace tidings::service::rest_register

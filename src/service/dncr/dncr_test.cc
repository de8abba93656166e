// The register's SOAP as texts: what we send is what its WSDL says, and every answer has one meaning.
#include "service/dncr/dncr.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "service/dncr/soap.h"

namespace tidings::service::dncr {
namespace {

const std::vector<std::string> kNumbers{"+61412345678", "+61398765432", "+611300655506"};

std::unique_ptr<Washer> make() {
  Options options;
  options.telemarketer_id = "1234";
  options.password = Secret("p<&>\"w");
  auto made = make_dncr(std::move(options));
  EXPECT_TRUE(made) << (made ? "" : made.error().describe());
  return std::move(*made);
}

HttpResult answered(const std::string& body, int status = 200) { return {Transport::answered, {status, {}, body}, {}}; }

std::string envelope(const std::string& inside) {
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?><soapenv:Envelope "
         "xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>" +
         inside + "</soapenv:Body></soapenv:Envelope>";
}
std::string wash(const std::string& inside) {
  return envelope("<ns1:WashNumbersResponse xmlns:ns1=\"http://rtw.dncrtelem\"><WashNumbersReturn>" + inside +
                  "</WashNumbersReturn></ns1:WashNumbersResponse>");
}
std::string result(const std::string& inside) {
  return envelope("<ns1:GetWashResultResponse xmlns:ns1=\"http://rtw.dncrtelem\"><GetWashResultReturn>" + inside +
                  "</GetWashResultReturn></ns1:GetWashResultResponse>");
}
const std::string kSubmitted =
    "<NumbersSubmitted><Number Result=\"N\" ErrorCode=\"0\">0412345678</Number>"
    "<Number Result=\"Y\" ErrorCode=\"0\"> (03) 9876-5432 </Number>"
    "<Number Result=\"I\" ErrorCode=\"12\">1300655506</Number></NumbersSubmitted>";

std::string said(const WashAnswer& answer) {
  std::string out(to_string(answer.end));
  for (const auto& [number, word] : answer.words) out += " " + number.substr(3) + "=" + std::string(to_string(word));
  return out;
}
constexpr const char* kAll = "answered 412345678=clear 398765432=listed 1300655506=unknown";

TEST(Dncr, WashesAsTheWsdlSays) {
  const auto request = make()->build_wash("tidings-1", kNumbers);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, kUrl);
  EXPECT_EQ(request.headers.get("SOAPAction"), "\"\"");
  EXPECT_EQ(request.headers.get("Content-Type"), "text/xml; charset=utf-8");
  EXPECT_EQ(
      request.body,
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
      "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" "
      "xmlns:soapenc=\"http://schemas.xmlsoap.org/soap/encoding/\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:rtw=\"http://rtw.dncrtelem\"><soapenv:Body>"
      "<rtw:WashNumbers soapenv:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\">"
      "<TelemarketerId xsi:type=\"xsd:string\">1234</TelemarketerId>"
      "<WashOnlyUserId xsi:type=\"xsd:string\"></WashOnlyUserId>"
      "<TelemarketerPassword xsi:type=\"xsd:string\">p&lt;&amp;&gt;\"w</TelemarketerPassword>"
      "<ClientReferenceId xsi:type=\"xsd:string\">tidings-1</ClientReferenceId>"
      "<NumbersToWash xsi:type=\"soapenc:Array\" soapenc:arrayType=\"xsd:anyType[3]\">"
      "<Number xsi:type=\"xsd:string\">0412345678</Number><Number xsi:type=\"xsd:string\">0398765432</Number>"
      "<Number xsi:type=\"xsd:string\">1300655506</Number></NumbersToWash>"
      "</rtw:WashNumbers></soapenv:Body></soapenv:Envelope>");
}

TEST(Dncr, AsksForAResultAndForTheBalance) {
  const auto fetch = make()->build_result("tidings-1");
  ASSERT_TRUE(fetch);
  EXPECT_NE(fetch->body.find("<rtw:GetWashResult "), std::string::npos);
  EXPECT_NE(
      fetch->body.find("<ClientReferenceId xsi:type=\"xsd:string\">tidings-1</ClientReferenceId></rtw:GetWashResult>"),
      std::string::npos);
  const auto balance = make()->build_balance();
  ASSERT_TRUE(balance);
  EXPECT_NE(balance->body.find("<rtw:GetAccountBalance "), std::string::npos);
  EXPECT_EQ(balance->body.find("ClientReferenceId"), std::string::npos);
}

TEST(Dncr, TakesAustralianNumbersOnly) {
  const auto washer = make();
  for (const char* yes : {"+61412345678", "+61298765432"}) EXPECT_TRUE(washer->takes(yes)) << yes;
  for (const char* no : {"+12025550123", "+6141234567", "+614123456789", "+61012345678", "+61", ""}) {
    EXPECT_FALSE(washer->takes(no)) << no;
  }
  EXPECT_EQ(washer->most_numbers(), 200U);
}

TEST(Dncr, EveryAnswerToAWashHasOneMeaning) {
  struct Case {
    std::string what;
    HttpResult result;
    std::string said;
  };
  const std::string fault = envelope(
      "<soapenv:Fault><faultcode>Server</faultcode><faultstring>0412345678 broke it</faultstring></soapenv:Fault>");
  const Case kCases[] = {
      {"Y is on the register, N is not, I is no number", answered(wash("<SystemCode>0</SystemCode>" + kSubmitted)),
       kAll},
      {"without a system code", answered(wash(kSubmitted)), kAll},
      {"in an element of its own", answered(wash("<WashResult SystemCode=\"0\">" + kSubmitted + "</WashResult>")),
       kAll},
      {"as text",
       answered(wash("&lt;r&gt;&lt;NumbersSubmitted&gt;&lt;Number Result=\"Y\"&gt;0412345678&lt;/Number&gt;"
                     "&lt;/NumbersSubmitted&gt;&lt;/r&gt;")),
       "answered 412345678=listed 398765432=unknown 1300655506=unknown"},
      {"a number left out",
       answered(wash("<NumbersSubmitted><Number Result=\"N\">0412345678</Number></NumbersSubmitted>")),
       "answered 412345678=clear 398765432=unknown 1300655506=unknown"},
      {"twice, the worse word",
       answered(wash("<NumbersSubmitted><Number Result=\"Y\">0412345678</Number>"
                     "<Number Result=\"N\">0412345678</Number></NumbersSubmitted>")),
       "answered 412345678=listed 398765432=unknown 1300655506=unknown"},
      {"another word",
       answered(wash("<NumbersSubmitted><Number Result=\"maybe\">0412345678</Number></NumbersSubmitted>")),
       "answered 412345678=unknown 398765432=unknown 1300655506=unknown"},
      {"bad input", answered(wash("<SystemCode>1</SystemCode>")), "refused"},
      {"no account", answered(wash("<SystemCode>3</SystemCode>")), "refused"},
      {"no subscription", answered(wash("<SystemCode>4</SystemCode>")), "refused"},
      {"low balance", answered(wash("<SystemCode>5</SystemCode>")), "refused"},
      {"a code nobody knows", answered(wash("<SystemCode>2</SystemCode>")), "unclear"},
      {"another", answered(wash("<SystemCode>77</SystemCode>" + kSubmitted)), "unclear"},
      {"done, without numbers", answered(wash("")), "unclear"},
      {"a fault", answered(fault, 500), "unclear"},
      {"a fault with 200", answered(fault), "unclear"},
      {"garbage", answered("<html><body>Sorry"), "unclear"},
      {"a page", answered("<html><body>Sorry</body></html>"), "unclear"},
      {"nothing", answered(""), "unclear"},
      {"half an answer", answered(wash(kSubmitted).substr(0, 300)), "unclear"},
      {"a gateway", answered("bad gateway", 502), "unclear"},
      {"not allowed", answered("no", 403), "refused"},
      {"too many", answered("slow down", 429), "not_taken"},
      {"no connection", {Transport::not_sent, {}, "no route"}, "not_taken"},
      {"no answer", {Transport::maybe_sent, {}, "timed out"}, "unclear"},
  };
  const auto washer = make();
  for (const auto& one : kCases) {
    const auto answer = washer->read_wash(one.result, kNumbers);
    EXPECT_EQ(said(answer), one.said) << one.what;
    if (answer.end != WashEnd::answered) EXPECT_FALSE(answer.problem.empty()) << one.what;
    EXPECT_EQ(answer.problem.find("0412345678"), std::string::npos) << "no number in what is logged";
  }
}

TEST(Dncr, EveryAnswerToAQuestionForAResultHasOneMeaning) {
  const std::pair<HttpResult, std::string> kCases[] = {
      {answered(result("<SystemCode>0</SystemCode>" + kSubmitted)), kAll},
      {answered(result("<SystemCode>2</SystemCode>")), "never_seen"},
      {answered(result("<SystemCode>4</SystemCode>")), "in_work"},
      {answered(result("<SystemCode>3</SystemCode>")), "unclear"},
      {answered(result("<SystemCode>0</SystemCode>")), "unclear"},
      {answered(result("")), "unclear"},
      {answered("nonsense"), "unclear"},
      {{Transport::maybe_sent, {}, "timed out"}, "unclear"},
      {{Transport::not_sent, {}, "no route"}, "not_taken"},
  };
  const auto washer = make();
  for (const auto& [given, expected] : kCases) EXPECT_EQ(said(washer->read_result(given, kNumbers)), expected);
}

TEST(Dncr, ReadsTheBalance) {
  const auto balance = [](const std::string& inside) {
    return make()->read_balance(answered(envelope("<GetAccountBalanceResponse><GetAccountBalanceReturn>" + inside +
                                                  "</GetAccountBalanceReturn></GetAccountBalanceResponse>")));
  };
  EXPECT_EQ(balance("<SystemCode>0</SystemCode><AccountBalance>4321</AccountBalance>").value_or(-1), 4321);
  EXPECT_EQ(balance("<Account Balance=\" 7 \"/>").value_or(-1), 7);
  EXPECT_EQ(balance("<SystemCode>1</SystemCode>").error().code, ErrorCode::unauthenticated);
  EXPECT_EQ(balance("<SystemCode>3</SystemCode>").error().code, ErrorCode::forbidden);
  EXPECT_EQ(balance("<AccountBalance>lots</AccountBalance>").error().code, ErrorCode::unavailable);
  EXPECT_FALSE(make()->read_balance({Transport::not_sent, {}, "no route"}));
}

TEST(Dncr, WhatIsConfiguredIsChecked) {
  const auto problem = [](const std::function<void(Options&)>& spoil) {
    Options options;
    options.telemarketer_id = "1";
    options.password = Secret("x");
    spoil(options);
    const auto made = make_dncr(std::move(options));
    return made ? std::string("none") : made.error().where;
  };
  EXPECT_EQ(problem([](Options&) {}), "none");
  EXPECT_EQ(problem([](Options& o) { o.url = "ftp://x"; }), "url");
  EXPECT_EQ(problem([](Options& o) { o.telemarketer_id = ""; }), "telemarketer_id");
  EXPECT_EQ(problem([](Options& o) { o.password = Secret(); }), "password");
  EXPECT_EQ(problem([](Options& o) { o.numbers = 501; }), "numbers_per_call");
  EXPECT_EQ(problem([](Options& o) { o.numbers = 0; }), "numbers_per_call");
}

TEST(Soap, DeepAndForeignXmlDoesNoHarm) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_FALSE(read_answer(deep));
  for (int i = 0; i < 100'000; ++i) deep += "</a>";
  EXPECT_TRUE(read_answer(envelope("<x>" + deep + "</x>")));
  const auto entity =
      read_answer("<!DOCTYPE e [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>" +
                  envelope("<r><WashNumbersReturn><SystemCode>&f;</SystemCode></WashNumbersReturn></r>"));
  if (entity) EXPECT_FALSE(entity->code);
}

}  // namespace
}  // namespace tidings::service::dncr

// What every webhook costs before the product thinks: its form body taken apart, its signature computed.
#include <benchmark/benchmark.h>

#include "base/crypto.h"
#include "base/http.h"
#include "base/json.h"

namespace tidings {
namespace {

constexpr std::string_view kForm =
    "ToCountry=US&SmsMessageSid=SM00000000000000000000000000000000&NumMedia=0&FromCity=&FromState=CA&SmsStatus=received"
    "&Body=Yes%2C+I+will+be+there+at+5&FromCountry=US&To=%2B15005550010&NumSegments=1&From=%2B15005550006"
    "&MessageSid=SM00000000000000000000000000000000&AccountSid=AC00000000000000000000000000000000&ApiVersion=2010-04-"
    "01";

void parse_webhook_form(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_form(kForm));
}
BENCHMARK(parse_webhook_form);

void sign_webhook(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(crypto::to_base64(crypto::hmac_sha1("0123456789abcdef0123456789abcdef", kForm)));
}
BENCHMARK(sign_webhook);

void parse_api_body(benchmark::State& state) {
  constexpr std::string_view body =
      R"({"to":"+15005550006","template":"Hello {{name}}","fields":{"name":"Ana"},"urgent":true})";
  for (auto _ : state) benchmark::DoNotOptimize(parse_json(body));
}
BENCHMARK(parse_api_body);

}  // namespace
}  // namespace tidings

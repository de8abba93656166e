// A webhook of a gateway set up by configuration, as anybody may send it: method, target and body. Nothing without the
// token or a signature is valid, and reading never fails but with an error.
#include <array>

#include "base/check.h"
#include "base/crypto.h"
#include "carrier/generic/generic.h"

namespace {
using tidings::carrier::Carrier;
using tidings::carrier::CarrierConfig;

constexpr const char* kToken = "a token that nobody out there has";

std::unique_ptr<Carrier> make(const std::string& fields, bool hmac) {
  CarrierConfig config{"gw", "generic", {}, "https://example.org"};
  const std::string mark = fields == "json" ? "/" : "";
  config.values = {{"send.url", "https://gateway.example/"},
                   {"receipt.fields", fields},
                   {"receipt.status", mark + "s"},
                   {"receipt.id", mark + "i"},
                   {"receipt.to", mark + "t"},
                   {"receipt.states.1", "delivered"},
                   {"inbound.fields", fields},
                   {"inbound.from", mark + "f"},
                   {"inbound.to", mark + "t"},
                   {"inbound.text", mark + "x"}};
  config.values[hmac ? "webhooks.hmac_key" : "webhooks.token"] = kToken;
  if (hmac) config.values["webhooks.hmac_header"] = "X-Signature";
  if (!hmac) config.values["webhooks.token_in"] = "header";
  auto made = tidings::carrier::generic::make_generic(config);
  tidings::check(made.has_value(), "the configuration is good");
  return std::move(*made);
}
std::string_view line(std::string_view& rest) {
  const size_t end = rest.find('\n');
  const std::string_view out = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return out;
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tidings;
  using namespace tidings::carrier;
  static const std::array<std::unique_ptr<Carrier>, 4> all{make("query", false), make("form", false),
                                                           make("json", false), make("json", true)};
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  WebhookRequest request;
  request.method = line(rest).starts_with('G') ? "GET" : "POST";
  const std::string_view target = line(rest);
  request.url = "https://example.org/webhooks/generic/gw/" +
                std::string(target.starts_with('i') ? "inbound?" : "receipt?") + std::string(target);
  request.body = rest;
  for (const auto& carrier : all) {
    check(carrier->check_signature(request, {}) != Signature::valid, "no proof, no trust");
    auto forged = request;
    forged.headers.add("X-Token", std::string(target));
    forged.headers.add("X-Signature", std::string(target));
    check(carrier->check_signature(forged, {}) != Signature::valid, "made-up proof is none");
    const auto event = carrier->read_webhook(request);
    if (!event || event->type == EventType::ignored) continue;
    check(event->type == EventType::inbound_message ? !event->from.empty()
                                                    : !event->provider_id.empty() || !event->client_ref.empty(),
          "what acts names somebody or something");
  }
  auto ours = request;
  ours.method = "POST";
  ours.headers.add("X-Token", kToken);
  check(all[2]->check_signature(ours, {}) == Signature::valid, "the token's holder is believed");
  ours.headers.add("X-Signature", crypto::to_hex(crypto::hmac_sha256(kToken, request.body)));
  const bool names_a_message = request.url.find("m=") != std::string::npos;
  check(names_a_message || all[3]->check_signature(ours, {}) == Signature::valid, "and so is what it signed");
  return 0;
}

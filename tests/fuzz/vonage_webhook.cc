// A webhook as anybody may send it: method, URL, credentials and body split at newlines. Nothing unsigned is valid, and
// what we sign ourselves always is, unless it could be read in two ways.
#include "base/check.h"
#include "base/crypto.h"
#include "carrier/vonage/parameters.h"
#include "carrier/vonage/token.h"
#include "carrier/vonage/vonage.h"

namespace {
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
  using namespace tidings::carrier::vonage;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  WebhookRequest request;
  request.method = line(rest).starts_with('G') ? "GET" : "POST";
  request.url = "https://example.org/" + std::string(line(rest));
  const std::string_view credentials = line(rest);
  if (!credentials.empty()) request.headers.add("Authorization", std::string(credentials));
  request.body = rest;
  const Instant now{1'767'323'045'000};
  const WebhookSecret by{"secret", {}, {}};

  check(check_vonage_signature(by, request, now) != Signature::valid, "nobody guesses a secret");
  const auto event = read_vonage_webhook(request);
  check(!event || event->type == EventType::ignored || !event->provider_id.empty(), "what acts names its message");
  if (event) {
    check(event->call.duration_s >= 0, "a time is a number");
    check(!event->partial || (event->part >= 1 && event->part <= event->parts && !event->part_ref.empty()),
          "a part says which it is");
  }

  WebhookRequest ours = request;
  ours.method = "POST", ours.headers = {};
  if (!ours.body.empty()) {
    const json::object claims{
        {"iat", 1'767'323'045}, {"iss", "Vonage"}, {"payload_hash", crypto::to_hex(crypto::sha256(ours.body))}};
    ours.headers.add("Authorization", "Bearer " + make_hs256_token("secret", claims));
    check(check_vonage_signature(by, ours, now) == Signature::valid, "what the account's token covers is valid");
    ours.body += ' ';
    check(check_vonage_signature(by, ours, now) == Signature::invalid, "and nothing else is");
  }
  Parameters parameters = parameters_of(request);
  std::erase_if(parameters.fields,
                [](const auto& field) { return field.first == "sig" || field.first == "timestamp"; });
  if (parameters.ambiguous || parameters.fields.size() > 900) return 0;
  parameters.fields.emplace_back("timestamp", "1767323045");
  for (const char* name : {"md5hash", "md5", "sha1", "sha256", "sha512"}) {
    FormFields all = parameters.fields;
    all.emplace_back("sig", sign("secret", *sign_method_from(name), parameters.fields));
    WebhookRequest form{"POST", "https://example.org/", {}, encode_form(all)};
    check(check_vonage_signature(by, form, now) == Signature::valid, "what the account signed is valid");
  }
  return 0;
}

// Requests as anybody on this machine may send them to the simulator: it answers every one, and its clock of events
// goes forward.
#include <algorithm>

#include "base/check.h"
#include "base/crypto.h"
#include "carrier/sandbox/sandbox.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tidings;
  using namespace tidings::carrier::sandbox;
  SandboxOptions options;
  options.inbound_url = "http://127.0.0.1:8080/in";
  SandboxCarrier sandbox(options, 1);
  Instant now{1'795'176'000'000};
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  for (int i = 0; i < 8 && !rest.empty(); ++i) {
    const std::string_view one = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    const size_t space = one.find(' ');
    HttpRequest request;
    request.method = one.starts_with('G') ? "GET" : one.starts_with('U') ? "PUT" : "POST";
    const std::string_view target =
        one.substr(one.empty() ? 0 : 1, space == std::string_view::npos ? space : space - 1);
    request.url = target.starts_with("/") ? std::string(target)
                                          : "/2010-04-01/Accounts/" + options.account_sid + "/" + std::string(target);
    if (space != std::string_view::npos) request.body = one.substr(space + 1);
    // Vonage's Voice API takes a token; the simulator is told nobody's key here, so anybody's will do.
    const auto part = [](std::string_view json) { return crypto::to_base64url(json); };
    const std::string token = part(R"({"alg":"RS256"})") + "." +
                              part(R"({"iat":1795176000,"exp":1795176900,"jti":"1","application_id":"a"})") + "." +
                              part("x");
    request.headers.add("Authorization",
                        target.starts_with("/v1/calls")
                            ? "Bearer " + token
                            : "Basic " + crypto::to_base64(options.account_sid + ":" + options.auth_token));
    const Handling handling = sandbox.handle(request, now);
    check(handling.response.status >= 200 && handling.response.status < 600, "every request is answered");
    now = now + 40;
  }
  for (int i = 0; i < 100; ++i) {
    const auto next = sandbox.next_due();
    if (!next) break;
    check(*next >= now - 400, "events are not left behind");
    now = std::max(now, *next);
    for (const Webhook& hook : sandbox.due(now)) sandbox.webhook_done(hook.id, {}, now);
    check(!sandbox.next_due() || *sandbox.next_due() > now, "what is due is done");
  }
  return 0;
}

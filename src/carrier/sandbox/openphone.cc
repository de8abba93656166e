// The parts of the simulator that speak OpenPhone: its requests, and its webhooks in the generation that is set.
#include <fmt/format.h>

#include "base/crypto.h"
#include "carrier/sandbox/openphone_rest.h"
#include "carrier/sandbox/rest.h"
#include "carrier/sandbox/sandbox.h"

namespace tidings::carrier::sandbox {
namespace {

constexpr int64_t kTwiceGapMs = 20;

std::string event_type(std::string_view word) { return "message." + std::string(word); }

}  // namespace

Handling SandboxCarrier::openphone(const HttpRequest& request, std::string_view path, std::string_view query,
                                   Instant now) {
  const auto answer = [&](HttpResponse response) { return Handling{options_.latency_ms, Action::answer, response}; };
  if (auto refused = check_openphone_access(request, options_)) {
    ++counts_["unauthenticated"];
    return answer(std::move(*refused));
  }
  const FormFields fields = parse_form(query);
  // Reading meets the fault of lookups, in this format's words.
  const auto looked_up = [&](const std::string& key, HttpResponse found) {
    Handling out = read(key, std::move(found));
    if (out.response.status == 503) out.response = openphone_error(503, 0);
    return out;
  };
  if (path == "/messages") {
    if (request.method != "GET" || request.headers.get("Quo-Api-Version") != "2026-03-30")
      return answer(openphone_error(400, 200'400));
    return looked_up("log " + std::string(form_get(fields, "to")), list_openphone_log(ledger_, fields));
  }
  if (path == "/v1/messages") {
    if (request.method == "GET") {
      return looked_up("list " + std::string(form_get(fields, "participants")),
                       list_openphone_conversation(ledger_, fields));
    }
    const auto form = read_openphone_message(request.body);
    if (request.method != "POST" || !form) return answer(openphone_error(400, 200'400));
    return create(*form, Tongue::openphone, now);
  }
  const std::string id(path.substr(std::string_view("/v1/messages/").size()));
  const Message* message = request.method == "GET" ? ledger_.by_sid(id) : nullptr;
  if (message == nullptr) return answer(openphone_error(404, 200'404));
  return looked_up(id, json_answer(200, json::object{{"data", openphone_message(*message)}}));
}

bool openphone_tells(std::string_view status, const SandboxOptions& options) {
  if (options.openphone_url.empty()) return false;
  return status == "delivered" ||
         (options.openphone_generation == 3 && (status == "failed" || status == "undelivered"));
}

std::string openphone_event(std::string_view word, const Message& m, int64_t generation) {
  json::object what = openphone_message(m);
  json::object out{{"id", (generation == 3 ? "evt_" : "EV") + m.sid.substr(2) + std::string(word.substr(0, 3))}};
  if (generation != 3) out["object"] = "event";
  out["apiVersion"] = generation == 1 ? "v2" : generation == 2 ? "v4" : "2026-03-30";
  out["createdAt"] = what.at("updatedAt");
  out["type"] = event_type(word);
  if (generation == 3) {
    json::object context{{"orgId", "ORsandbox"},
                         {"phoneNumberId", what.at("phoneNumberId")},
                         {"conversationId", "CNsandbox"},
                         {"userId", what.at("userId")},
                         {"contacts", json::array{}},
                         {"senderIdentifier", m.from},
                         {"recipientIdentifiers", json::array{m.to}}};
    for (const char* moved : {"from", "to", "phoneNumberId", "userId", "updatedAt"}) what.erase(moved);
    if (!what.contains("media")) what["media"] = json::array{};
    out["data"] =
        json::object{{"resource", std::move(what)}, {"context", std::move(context)}, {"links", json::object{}}};
    return json::serialize(out);
  }
  what["object"] = "message";
  if (generation == 1) {
    what["to"] = m.to;
    what["body"] = what.at("text");
    what.erase("text");
    if (!what.contains("media")) what["media"] = json::array{};
  }
  out["data"] = json::object{{"object", std::move(what)}};
  return json::serialize(out);
}

void SandboxCarrier::openphone_call_back(const Message& message, Instant at, const std::string& status, int copies) {
  PendingWebhook hook;
  hook.kind = WebhookKind::status;
  hook.tongue = Tongue::openphone;
  hook.url = options_.openphone_url;
  hook.message_sid = message.sid;
  hook.to_whom = message.to;
  hook.json = openphone_event(status, message, options_.openphone_generation);
  for (int copy = 0; copy < copies; ++copy) webhooks_.add(at + copy * kTwiceGapMs, hook);
}

void SandboxCarrier::openphone_inbound(const Message& message, Instant at, bool stop, int copies) {
  if (options_.openphone_url.empty()) return;
  PendingWebhook hook;
  hook.kind = stop ? WebhookKind::stop : WebhookKind::inbound;
  hook.tongue = Tongue::openphone;
  hook.url = options_.openphone_url;
  hook.message_sid = message.sid;
  hook.to_whom = message.from;
  hook.json = openphone_event("received", message, options_.openphone_generation);
  for (int copy = 0; copy < copies; ++copy) webhooks_.add(at + copy * kTwiceGapMs, hook);
}

// Signed when it leaves: a repeat is signed anew, as receivers refuse old ones.
void write_openphone_request(HttpRequest& out, const PendingWebhook& pending, const SandboxOptions& options,
                             Instant now) {
  out.body = pending.json;
  out.headers.add("Content-Type", "application/json");
  const bool forged = pending.kind == WebhookKind::forged;
  const std::string key =
      forged ? std::string("somebody else's key") : crypto::from_base64(options.openphone_key).value_or("");
  const auto mac = [&](std::string_view what) { return crypto::to_base64(crypto::hmac_sha256(key, what)); };
  if (options.openphone_generation != 3) {
    out.headers.add("openphone-signature",
                    fmt::format("hmac;1;{};{}", now.ms, mac(fmt::format("{}.{}", now.ms, pending.json))));
    return;
  }
  const std::string id = fmt::format("msg_{:016x}", pending.token);
  const int64_t seconds = now.ms / kSecondMs;
  out.headers.add("webhook-id", id);
  out.headers.add("webhook-timestamp", std::to_string(seconds));
  out.headers.add("webhook-signature", "v1," + mac(fmt::format("{}.{}.{}", id, seconds, pending.json)));
}

}  // namespace tidings::carrier::sandbox

#include "flow/intake/webhooks.h"

#include <algorithm>

#include "base/json.h"
#include "base/limits.h"

namespace tidings::intake {
namespace {

using store::events::WebhookRow;

// Keys that would let a reader of the journal act in somebody's name; reading the event never needs them.
bool is_secret(std::string_view header) {
  static constexpr std::string_view kSecret[] = {"authorization", "proxy-authorization", "cookie", "x-api-key"};
  return std::ranges::any_of(kSecret, [&](std::string_view name) {
    return std::ranges::equal(name, header, {}, {}, [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  });
}

std::string headers_json(const HttpHeaders& headers) {
  std::string out = "[";
  for (const auto& [name, value] : headers.all()) {
    if (is_secret(name)) continue;
    out += out.size() > 1 ? ",[" : "[";
    append_json_text(out, name);
    out += ',';
    append_json_text(out, value);
    out += ']';
  }
  return out += ']';
}

}  // namespace

bool is_stores_own(const Error& error) {
  return error.code == ErrorCode::storage_full || error.code == ErrorCode::unavailable ||
         error.code == ErrorCode::timeout;
}

std::string_view to_string(Verdict::Kind kind) {
  switch (kind) {
    case Verdict::Kind::event:
      return "event";
    case Verdict::Kind::forged:
      return "forged";
    case Verdict::Kind::stale:
      return "stale";
    case Verdict::Kind::malformed:
      return "malformed";
    case Verdict::Kind::unknown_carrier:
      return "unknown_carrier";
  }
  return "forged";
}

WebhookJournal::WebhookJournal(Env env, CarrierLookup carriers) : env_(env), carriers_(std::move(carriers)) {}

Verdict WebhookJournal::judge(std::string_view name, const carrier::WebhookRequest& request) const {
  using Kind = Verdict::Kind;
  const carrier::Carrier* carrier = carriers_(name);
  if (carrier == nullptr) return {Kind::unknown_carrier, {}, "no carrier of this name is configured"};
  switch (carrier->check_signature(request, env_.clock.now())) {
    case carrier::Signature::valid:
      break;
    case carrier::Signature::stale:
      return {Kind::stale, {}, "the signature is too old"};
    case carrier::Signature::absent:
      return {Kind::forged, {}, "the signature is missing"};
    case carrier::Signature::invalid:
      return {Kind::forged, {}, "the signature does not fit the public URL and the body"};
  }
  auto event = carrier->read_webhook(request);
  if (!event) return {Kind::malformed, {}, event.error().describe()};
  return {Kind::event, std::move(*event), {}};
}

WebhookRow WebhookJournal::row(const carrier::WebhookRequest& request, std::string_view carrier) const {
  return {.carrier = std::string(carrier),
          .received_at = env_.clock.now(),
          .method = request.method,
          .url = request.url,
          .headers = headers_json(request.headers),
          .body = request.body,
          .state = std::string(store::events::kPending),
          .next_at = env_.clock.now()};
}

WebhookEventId WebhookJournal::record(store::Session& s, const carrier::WebhookRequest& request,
                                      std::string_view carrier, bool applied, const std::string& problem) const {
  WebhookRow r = row(request, carrier);
  if (applied) {
    r.state = store::events::kApplied;
    r.attempts = 1;
  } else if (!problem.empty()) {
    r.attempts = 1;
    r.next_at = r.next_at + limits::kWebhookRetryDelaysMs[0];
    r.problem = problem;
  }
  return store::events::journal(s, r);
}

WebhookRow WebhookJournal::applied_row(const carrier::WebhookRequest& request, std::string_view carrier) const {
  WebhookRow r = row(request, carrier);
  r.state = store::events::kApplied;
  r.attempts = 1;
  return r;
}

WebhookEventId WebhookJournal::bury(store::Session& s, const carrier::WebhookRequest& request, std::string_view carrier,
                                    const std::string& problem) const {
  WebhookRow r = row(request, carrier);
  r.state = store::events::kDead;
  r.attempts = 1;
  r.problem = problem;
  return store::events::journal(s, r);
}

Result<> WebhookJournal::replay(store::Session& s, WebhookEventId id) const {
  auto found = store::events::by_id(s, id);
  if (!found) return fail(ErrorCode::not_found, "no webhook of this number", std::to_string(id.value));
  if (found->state != store::events::kDead) {
    return fail(ErrorCode::conflict,
                "only webhooks of the dead-letter list can be replayed; this one is " + found->state,
                std::to_string(id.value));
  }
  found->state = store::events::kPending;
  found->attempts = 0;
  found->next_at = env_.clock.now();
  store::events::settle(s, *found);
  return {};
}

int64_t WebhookJournal::replay_all(store::Session& s) const { return store::events::replay_all(s, env_.clock.now()); }

Result<carrier::WebhookRequest> request_of(const WebhookRow& row) {
  const auto broken = [&] {
    return fail(ErrorCode::corrupt, "the stored headers do not read back", std::to_string(row.id.value));
  };
  carrier::WebhookRequest request{row.method, row.url, {}, row.body};
  const auto headers = parse_json(row.headers);
  if (!headers || !headers->is_array()) return broken();
  for (const json::value& header : headers->get_array()) {
    if (!header.is_array() || header.get_array().size() != 2) return broken();
    const json::value &name = header.get_array()[0], &value = header.get_array()[1];
    if (!name.is_string() || !value.is_string()) return broken();
    request.headers.add(std::string(name.get_string()), std::string(value.get_string()));
  }
  return request;
}

}  // namespace tidings::intake

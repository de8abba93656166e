#include "carrier/sandbox/webhooks.h"

#include <fmt/format.h>

#include <set>

#include "base/crypto.h"
#include "base/limits.h"

namespace tidings::carrier::sandbox {
namespace {

constexpr int64_t kAnswerMs = 15'000;  // Twilio waits no longer for a webhook's answer

bool worth_repeating(const HttpResult& result, const SandboxOptions& options) {
  if (result.transport == Transport::not_sent) return true;
  if (!options.retry_answers) return false;
  return result.transport == Transport::maybe_sent || result.response.status >= 500;
}

void write_twilio_request(HttpRequest& out, const PendingWebhook& pending, const SandboxOptions& options) {
  out.body = encode_form(pending.fields);
  const bool forged = pending.kind == WebhookKind::forged;
  out.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
  out.headers.add(
      "X-Twilio-Signature",
      sign_form(forged ? std::string_view("somebody-elses-token") : options.auth_token, pending.url, pending.fields));
  out.headers.add("I-Twilio-Idempotency-Token", fmt::format("{:032x}", pending.token));
  out.headers.add("User-Agent", "TwilioProxy/1.1");
}

}  // namespace

std::string sign_form(std::string_view auth_token, std::string_view url, const FormFields& fields) {
  const std::set<std::pair<std::string, std::string>> sorted(fields.begin(), fields.end());
  std::string text(url);
  for (const auto& [name, value] : sorted) text.append(name).append(value);
  return crypto::to_base64(crypto::hmac_sha1(auth_token, text));
}

void WebhookQueue::add(Instant at, PendingWebhook webhook) {
  if (queue_.size() + out_.size() >= limits::kSandboxWebhooks) {
    ++totals_.dropped;
    return;
  }
  webhook.url.resize(std::min(webhook.url.find('#'), webhook.url.size()));  // tuning, never sent
  if (webhook.token == 0) webhook.token = next_token_++;
  queue_.emplace(Key{at.ms, next_order_++}, std::move(webhook));
}

std::vector<Webhook> WebhookQueue::due(Instant now, const SandboxOptions& options) {
  std::vector<Webhook> out;
  while (!queue_.empty() && queue_.begin()->first.first <= now.ms) {
    PendingWebhook pending = std::move(queue_.extract(queue_.begin()).mapped());
    Webhook hook;
    hook.id = next_id_++;
    hook.message_sid = pending.message_sid;
    hook.request.method = "POST";
    hook.request.url = pending.url;
    hook.request.timeout_ms = kAnswerMs;
    if (pending.kind == WebhookKind::media) {
      hook.request.method = "GET";
      ++pending.tries;
      out_.emplace(hook.id, std::move(pending));
      out.push_back(std::move(hook));
      continue;
    }
    switch (pending.tongue) {
      case Tongue::twilio:
        write_twilio_request(hook.request, pending, options);
        break;
      case Tongue::openphone:
        write_openphone_request(hook.request, pending, options, now);
        break;
      case Tongue::vonage_sms:
      case Tongue::vonage_messages:
      case Tongue::vonage_voice:
        write_vonage_request(hook.request, pending, options, now);
        break;
    }
    ++totals_.sent;
    if (pending.tries++ > 0) ++totals_.repeated;
    if (pending.kind == WebhookKind::forged) ++totals_.forged_sent;
    out_.emplace(hook.id, std::move(pending));
    out.push_back(std::move(hook));
  }
  return out;
}

std::optional<Instant> WebhookQueue::next_due() const {
  if (queue_.empty()) return std::nullopt;
  return Instant{queue_.begin()->first.first};
}

std::optional<WebhookQueue::Done> WebhookQueue::done(int64_t id, const HttpResult& result, Instant now,
                                                     const SandboxOptions& options) {
  auto node = out_.extract(id);
  if (node.empty()) return std::nullopt;
  PendingWebhook webhook = std::move(node.mapped());
  if (webhook.kind == WebhookKind::media) return Done{std::move(webhook), true};
  const int status = result.transport == Transport::answered ? result.response.status : 0;
  ++totals_.answers[status];
  if (status >= 200 && status < 300) {
    ++totals_.answered_2xx;
    if (webhook.kind == WebhookKind::forged) ++totals_.forged_taken;
    return Done{std::move(webhook), true};
  }
  ++totals_.failed;
  if (webhook.kind != WebhookKind::forged && webhook.tries <= options.webhook_retries &&
      worth_repeating(result, options)) {
    add(now + options.webhook_retry_ms, std::move(webhook));
    return std::nullopt;
  }
  if (webhook.kind != WebhookKind::forged) ++totals_.given_up;
  return Done{std::move(webhook), false};
}

void WebhookQueue::clear() {
  queue_.clear();
  out_.clear();
  totals_ = {};
}

}  // namespace tidings::carrier::sandbox

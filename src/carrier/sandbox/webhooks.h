// The simulator's outgoing webhooks: a queue by due time, signing, and repeats of failed ones. Pure state, one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/http.h"
#include "carrier/sandbox/ledger.h"
#include "carrier/sandbox/options.h"

namespace tidings::carrier::sandbox {

// A request the simulator wants made now. Every one given out must come back through webhook_done().
struct Webhook {
  int64_t id = 0;
  HttpRequest request;  // absolute URL, signed X-Twilio-Signature
  std::string message_sid;
};

enum class WebhookKind {
  status,
  inbound,
  stop,  // an inbound one whose text is a STOP
  forged,
  ask,    // what to say to whoever took a call
  media,  // a GET of a medium
};

struct WebhookTotals {
  uint64_t sent = 0, answered_2xx = 0, failed = 0, repeated = 0, given_up = 0, dropped = 0;
  uint64_t forged_sent = 0, forged_taken = 0;  // taken: answered 2xx, which nobody should
  std::map<int, uint64_t> answers;             // by HTTP status; 0 = none
};

// One webhook on its way: kept until it was answered or given up.
struct PendingWebhook {
  WebhookKind kind = WebhookKind::status;
  std::string url, message_sid, to_whom;  // to_whom: the recipient the message went to
  FormFields fields;
  std::string json;  // OpenPhone's, and of Vonage's Messages API: the body instead of fields
  Tongue tongue = Tongue::twilio;
  int64_t tries = 0;
  int64_t token = 0;
};

class WebhookQueue {
 public:
  void add(Instant at, PendingWebhook webhook);
  std::vector<Webhook> due(Instant now, const SandboxOptions& options);
  std::optional<Instant> next_due() const;
  struct Done {
    PendingWebhook webhook;
    bool taken = false;  // answered 2xx
  };
  // The webhook when it is settled; nothing when it will be repeated or is unknown.
  std::optional<Done> done(int64_t id, const HttpResult& result, Instant now, const SandboxOptions& options);
  void clear();  // ids go on, so an answer from before settles nothing
  const WebhookTotals& totals() const { return totals_; }
  size_t waiting() const { return queue_.size(); }
  size_t on_their_way() const { return out_.size(); }

 private:
  using Key = std::pair<int64_t, int64_t>;  // due, order of arrival
  std::map<Key, PendingWebhook> queue_;
  std::map<int64_t, PendingWebhook> out_;
  int64_t next_order_ = 1, next_id_ = 1, next_token_ = 1;
  WebhookTotals totals_;
};

// OpenPhone's webhooks: see openphone_webhooks.cc.
void write_openphone_request(HttpRequest& out, const PendingWebhook& pending, const SandboxOptions& options,
                             Instant now);

// Vonage's: see vonage.cc. The signature of parameters, as its accounts compute it.
void write_vonage_request(HttpRequest& out, const PendingWebhook& pending, const SandboxOptions& options, Instant now);
std::string sign_vonage(const SandboxOptions& options, const FormFields& fields);

// X-Twilio-Signature of a form POST: computed here again rather than shared with the code it tests.
std::string sign_form(std::string_view auth_token, std::string_view url, const FormFields& fields);

}  // namespace tidings::carrier::sandbox

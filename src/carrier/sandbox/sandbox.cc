#include "carrier/sandbox/sandbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/limits.h"
#include "carrier/sandbox/openphone_rest.h"
#include "carrier/sandbox/rest.h"
#include "carrier/sandbox/vonage_rest.h"
#include "sms/segments.h"

namespace tidings::carrier::sandbox {
namespace {

constexpr std::string_view kPrefix = "/2010-04-01/Accounts/";
constexpr std::string_view kJson = ".json";

std::string_view name_of(RequestFault fault) {
  switch (fault) {
    case RequestFault::none:
      return "none";
    case RequestFault::busy_429:
      return "429";
    case RequestFault::fail_500:
      return "500";
    case RequestFault::fail_500_after:
      return "500_after";
    case RequestFault::fail_503:
      return "503";
    case RequestFault::reset_before:
      return "reset_before";
    case RequestFault::reset_after:
      return "reset_after";
    case RequestFault::hang:
      return "hang";
  }
  return "none";
}

// In the words of whoever asked; code is Twilio's.
HttpResponse refusal(Tongue tongue, int status, int code) {
  if (tongue == Tongue::twilio) return api_error(status, code);
  return tongue == Tongue::openphone ? openphone_error(status, code) : vonage_error(tongue, status, code);
}

HttpResponse later(Tongue tongue, int status, int code, const SandboxOptions& options) {
  HttpResponse out = refusal(tongue, status, code);
  if (options.retry_after_s > 0) out.headers.add("Retry-After", std::to_string(options.retry_after_s));
  return out;
}

}  // namespace

SandboxCarrier::SandboxCarrier(SandboxOptions options, uint64_t seed)
    : options_(std::move(options)), seed_(seed), ledger_(seed), calls_(seed) {
  check(options_.validate().has_value(), "the sandbox is made from checked options");
}

Handling SandboxCarrier::handle(const HttpRequest& request, Instant now) {
  advance(now);
  const std::string_view target = std::string_view(request.url).substr(0, request.url.find('#'));
  const size_t mark = target.find('?');
  const std::string_view path = target.substr(0, mark);
  const std::string_view query = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
  if (path.starts_with("/sandbox/")) return {0, Action::answer, admin(request, path, parse_form(query), now)};
  ++counts_["requests"];
  if (vonage_door(request, path) != VonageDoor::none) return vonage(request, path, query, now);
  if (is_openphone_path(path)) return openphone(request, path, query, now);
  return rest(request, path, query, now);
}

Handling SandboxCarrier::rest(const HttpRequest& request, std::string_view path, std::string_view query, Instant now) {
  const auto answer = [&](HttpResponse response) { return Handling{options_.latency_ms, Action::answer, response}; };
  if (!path.starts_with(kPrefix)) return answer(api_error(404, 20404));
  path.remove_prefix(kPrefix.size());
  const size_t slash = path.find('/');
  const std::string_view account = path.substr(0, slash);
  const std::string_view rest = slash == std::string_view::npos ? std::string_view{} : path.substr(slash);
  if (auto refused = check_access(request, account, options_)) {
    ++counts_["unauthenticated"];
    return answer(std::move(*refused));
  }
  if (rest == "/Messages.json") {
    if (request.method == "POST") return create(parse_form(request.body), Tongue::twilio, now);
    if (request.method != "GET") return answer(api_error(405, 20004));
    const FormFields fields = parse_form(query);
    return read("list " + std::string(form_get(fields, "To")), list_messages(ledger_, fields, options_.account_sid));
  }
  if (rest == "/Calls.json" || (rest.starts_with("/Calls/") && rest.ends_with(kJson)))
    return twilio_calls(request, rest.substr(1), query, now);
  if (const size_t at = rest.find("/Media/"); at != std::string_view::npos && request.method == "GET")
    return media(rest.substr(0, at), rest.substr(at + std::string_view("/Media/").size()));
  if (!rest.starts_with("/Messages/") || !rest.ends_with(kJson)) return answer(api_error(404, 20404));
  std::string sid(rest.substr(10, rest.size() - 10 - kJson.size()));
  if (const size_t below = sid.find('/'); below != std::string::npos) {
    const Message* message =
        request.method == "GET" && sid.substr(below) == "/Media" ? ledger_.by_sid(sid.substr(0, below)) : nullptr;
    if (message == nullptr) return read(sid, api_error(404, 20404));
    return read(sid, json_answer(200, media_json(*message, options_.account_sid)));
  }
  Message* message = ledger_.by_sid(sid);
  if (message == nullptr) return read(sid, api_error(404, 20404));
  if (request.method == "GET") return read(sid, json_answer(200, message_json(*message, options_.account_sid)));
  if (request.method == "POST") return answer(update(*message, parse_form(request.body), now));
  return answer(api_error(405, 20004));
}

// As Twilio does: with the account's key, and it leads to where the bytes are.
Handling SandboxCarrier::media(std::string_view of, std::string_view name) {
  ++counts_["media asked"];
  // As its own list names it: that leads to where the webhook would have.
  const Message* message = of.starts_with("/Messages/") ? ledger_.by_sid(std::string(of.substr(10))) : nullptr;
  for (size_t i = 0; message != nullptr && i < message->media_urls.size(); ++i) {
    if (name != media_sid(*message, i)) continue;
    HttpResponse there;
    there.status = 307;
    there.headers.add("Location", message->media_urls[i]);
    return {options_.latency_ms, Action::answer, std::move(there)};
  }
  if (name == "slow.jpg") return {0, Action::hang, {}};
  HttpResponse out;
  out.status = name == "missing.jpg" ? 404 : 307;
  if (name == "loop.jpg") {
    out.headers.add("Location", "loop.jpg");
  } else if (name == "elsewhere.jpg") {
    out.headers.add("Location", "http://127.0.0.1:9/latest/meta-data");
  } else if (out.status == 307) {
    out.headers.add("Location", "/sandbox/media/" + std::string(name));
  }
  return {options_.latency_ms, Action::answer, std::move(out)};
}

// Reading meets its own fault, drawn by how often this was asked.
Handling SandboxCarrier::read(const std::string& key, HttpResponse answer) {
  ++counts_["lookups"];
  uint64_t attempt = 1;
  if (options_.rate_lookup_503 > 0 && (lookups_.size() < limits::kSandboxRecipients || lookups_.contains(key))) {
    attempt = ++lookups_[key];
  }
  if (Draws(seed_, key, attempt).unit("lookup") < options_.rate_lookup_503)
    answer = later(Tongue::twilio, 503, 20503, options_);
  return {options_.latency_ms, Action::answer, std::move(answer)};
}

Handling SandboxCarrier::create(const FormFields& form, Tongue tongue, Instant now) {
  const std::string_view to = form_get(form, "To");
  const uint64_t attempt = ++ledger_.recipient(to).attempts;
  const Fate fate = draw_fate(options_, seed_, to, attempt);
  return through_faults(fate, tongue, now, [&] { return accept_or_refuse(form, tongue, fate, attempt, now); });
}

Handling SandboxCarrier::through_faults(const Fate& fate, Tongue tongue, Instant now,
                                        const std::function<HttpResponse()>& process) {
  Handling out{fate.delay_ms, Action::answer, {}};
  if (too_many_at_once(now, fate.delay_ms) || steps_.size() + call_steps_.size() >= limits::kSandboxWebhooks) {
    ++counts_["fault concurrent"];
    out.response = later(tongue, 429, 20429, options_);
    return out;
  }
  if (fate.fault != RequestFault::none) ++counts_["fault " + std::string(name_of(fate.fault))];
  switch (fate.fault) {
    case RequestFault::none:
      out.response = process();
      break;
    case RequestFault::busy_429:
      out.response = later(tongue, 429, 20429, options_);
      break;
    case RequestFault::fail_500:
      out.response = refusal(tongue, 500, 20500);
      break;
    case RequestFault::fail_503:
      out.response = later(tongue, 503, 20503, options_);
      break;
    case RequestFault::fail_500_after:
      process();
      out.response = refusal(tongue, 500, 20500);
      break;
    case RequestFault::reset_before:
      out.action = Action::reset_before;
      break;
    case RequestFault::reset_after:
      process();
      out.action = Action::reset_after;
      break;
    case RequestFault::hang:
      process();
      out.action = Action::hang;
      break;
  }
  return out;
}

bool SandboxCarrier::too_many_at_once(Instant now, int64_t delay_ms) {
  if (options_.concurrent == 0) return false;
  answers_at_ms_.erase(answers_at_ms_.begin(), answers_at_ms_.upper_bound(now.ms));
  if (answers_at_ms_.size() >= static_cast<size_t>(options_.concurrent)) return true;
  answers_at_ms_.insert(now.ms + delay_ms);
  return false;
}

// How long this message waits for the sender's throughput; nullopt when its queue is full.
std::optional<int64_t> SandboxCarrier::queue_wait_ms(const std::string& from, int segments, Instant now) {
  if (options_.segments_per_s <= 0) return 0;
  auto found = free_at_ms_.find(from);
  if (found == free_at_ms_.end()) {
    if (free_at_ms_.size() >= limits::kSandboxSenders) return 0;
    found = free_at_ms_.emplace(from, 0.0).first;
  }
  const double start = std::max(found->second, static_cast<double>(now.ms));
  const double wait = start - static_cast<double>(now.ms);
  if (wait > static_cast<double>(options_.queue_s) * 1000.0) return std::nullopt;
  found->second = start + segments * 1000.0 / options_.segments_per_s;
  return static_cast<int64_t>(std::llround(wait));
}

HttpResponse SandboxCarrier::accept_or_refuse(const FormFields& form, Tongue tongue, const Fate& fate, uint64_t attempt,
                                              Instant now) {
  Message message;
  message.to = form_get(form, "To");
  message.from = form_get(form, "From");
  message.body = form_get(form, "Body");
  message.service_sid = form_get(form, "MessagingServiceSid");
  message.callback_url = form_get(form, "StatusCallback");
  message.media =
      static_cast<size_t>(std::ranges::count(form, std::string("MediaUrl"), &FormFields::value_type::first));
  message.segments = sms::count_segments(message.body).segments;
  message.tongue = tongue;
  message.client_ref = form_get(form, "ClientRef");
  message.status = message.service_sid.empty() ? "queued" : "accepted";
  message.attempt = attempt;

  int code = check_new_message(form);
  if (code == 0) {
    const auto& stopped = ledger_.recipient(message.to).stopped_from;
    if (std::ranges::find(stopped, message.from) != stopped.end()) code = 21610;
  }
  if (code == 0) code = fate.error;
  std::optional<int64_t> wait = 0;
  if (code == 0) {
    wait = queue_wait_ms(message.from, message.segments, now);
    if (!wait) code = 21611;
  }
  if (code != 0) {
    ++counts_["refused " + std::to_string(code)];
    return refusal(tongue, 400, code);
  }
  for (const auto& [name, value] : form) {
    if (name == "MediaUrl") message.media_urls.push_back(value);
  }
  Message& kept = ledger_.accept(std::move(message), now);
  if (options_.fetch_media) fetch_media(kept, now);
  steps_.emplace(std::pair{now.ms + *wait + options_.sent_ms, next_order_++}, NextStep{kept.number, Step::sent});
  if (tongue == Tongue::openphone) return json_answer(202, {{"data", openphone_message(kept)}});
  if (tongue != Tongue::twilio) return vonage_accepted(kept);
  return json_answer(201, message_json(kept, options_.account_sid));
}

// Cancelling what has not left yet, and removing the text of what has.
HttpResponse SandboxCarrier::update(Message& message, const FormFields& form, Instant now) {
  const bool redact = std::ranges::any_of(form, [](const auto& f) { return f.first == "Body" && f.second.empty(); });
  const std::string_view status = form_get(form, "Status");
  if (status == "canceled") {
    if (message.sent_at.ms != 0 || message.status == "canceled") return api_error(400, 20400);
    message.status = "canceled";
    message.updated_at = now;
    call_back(message, now, "canceled", 1);
  } else if (redact && message.sent_at.ms != 0) {
    message.body.clear();
    message.updated_at = now;
  } else {
    return api_error(400, 20400);
  }
  return json_answer(200, message_json(message, options_.account_sid));
}

std::optional<Instant> SandboxCarrier::next_due() const {
  std::optional<Instant> out = webhooks_.next_due();
  for (const int64_t step : {steps_.empty() ? INT64_MAX : steps_.begin()->first.first,
                             call_steps_.empty() ? INT64_MAX : call_steps_.begin()->first.first}) {
    if (step != INT64_MAX && (!out || step < out->ms)) out = Instant{step};
  }
  return out;
}

std::vector<Webhook> SandboxCarrier::due(Instant now) {
  advance(now);
  return webhooks_.due(now, options_);
}

void SandboxCarrier::webhook_done(int64_t id, const HttpResult& result, Instant now) {
  const auto done = webhooks_.done(id, result, now, options_);
  if (done && done->taken && done->webhook.kind == WebhookKind::stop) ledger_.stop_known(done->webhook.to_whom, now);
  if (done && done->webhook.kind == WebhookKind::media) fetched(done->webhook, result);
  if (done && done->webhook.kind == WebhookKind::ask) told(done->webhook.message_sid, result, done->taken, now);
}

}  // namespace tidings::carrier::sandbox

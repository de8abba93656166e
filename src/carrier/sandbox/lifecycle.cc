// What becomes of a message after it was accepted: sent, then delivered or not, the callbacks about it, and what the
// person at the other end writes back.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/limits.h"
#include "carrier/sandbox/openphone_rest.h"
#include "carrier/sandbox/rest.h"
#include "carrier/sandbox/sandbox.h"

namespace tidings::carrier::sandbox {
namespace {

constexpr std::string_view kPoolSender = "+15005550006";  // what a service without a From sends from
constexpr int64_t kReversedGapMs = 100;
constexpr int64_t kTwiceGapMs = 20;
constexpr int64_t kFetchAgainMs = 50;  // until the media are there
constexpr int kMediaNotFetched = 11200;

// "YYMMDDhhmm", as carriers report it.
std::string receipt_date(Instant at) {
  const std::string utc = format_utc(at);
  return utc.substr(2, 2) + utc.substr(5, 2) + utc.substr(8, 2) + utc.substr(11, 2) + utc.substr(14, 2);
}

}  // namespace

Fate SandboxCarrier::fate_of(const Message& message) const {
  return draw_fate(options_, seed_, message.to, message.attempt);
}

void SandboxCarrier::advance(Instant now) {
  while (!steps_.empty() && steps_.begin()->first.first <= now.ms) {
    const auto node = steps_.extract(steps_.begin());
    apply(node.mapped(), Instant{node.key().first});
  }
  while (!call_steps_.empty() && call_steps_.begin()->first.first <= now.ms) {
    const auto node = call_steps_.extract(call_steps_.begin());
    apply(node.mapped(), Instant{node.key().first});
  }
}

void SandboxCarrier::apply(const NextStep& next, Instant at) {
  Message* message = ledger_.by_number(next.number);
  if (message == nullptr || message->status == "canceled") return;
  const Fate fate = fate_of(*message);
  const Receipts& receipts = fate.receipts;
  if (next.step == Step::replied) {
    receive({message->to, message->from, "", next.text, {}, message->tongue}, at, next.twice);
    return;
  }
  if (next.step == Step::sent && message->fetching > 0) {
    steps_.emplace(std::pair{at.ms + kFetchAgainMs, next_order_++}, next);
    return;
  }
  message->updated_at = at;
  const auto missing = std::ranges::find_if(message->fetched, [](const Fetched& one) { return one.status != 200; });
  if (next.step == Step::sent && missing != message->fetched.end()) {
    message->status = "failed";
    message->error_code = kMediaNotFetched;
    ++counts_["failed"];
    return call_back(*message, at, "failed", receipts.final_lost ? 0 : receipts.final_double ? 2 : 1);
  }
  if (next.step == Step::sent) {
    message->status = "sent";
    message->sent_at = at;
    if (message->from.empty()) message->from = kPoolSender;
    const int64_t shift = receipts.reversed ? options_.delivered_ms + kReversedGapMs : 0;
    call_back(*message, at + shift, "sent", receipts.sent_lost ? 0 : receipts.sent_double ? 2 : 1);
    if (fate.forged) forge(*message, at);
    steps_.emplace(std::pair{at.ms + options_.delivered_ms, next_order_++}, NextStep{next.number, Step::finished});
    return;
  }
  message->status = !fate.undelivered ? "delivered" : fate.later < 30003 ? "failed" : "undelivered";
  message->error_code = fate.later;
  const int64_t shift = receipts.late ? options_.late_ms : 0;
  call_back(*message, at + shift, message->status, receipts.final_lost ? 0 : receipts.final_double ? 2 : 1);
  ++counts_[message->status];
  if (fate.undelivered) return;
  ++ledger_.recipient(message->to).delivered;
  if (is_own(message->to)) {
    receive({message->from, message->to, "", message->body, {}, message->tongue}, at, false);
    return;
  }
  reply(*message, fate, at);
}

// As a carrier does, before anything leaves. Nothing is asked for that is not on this machine.
void SandboxCarrier::fetch_media(Message& message, Instant at) {
  for (const auto& url : message.media_urls) {
    const auto parts = split_url(url);
    if (!parts || !is_loopback(*parts)) continue;
    PendingWebhook asked;
    asked.kind = WebhookKind::media;
    asked.url = url;
    asked.message_sid = message.sid;
    asked.to_whom = message.to;
    ++message.fetching;
    webhooks_.add(at, std::move(asked));
  }
}

void SandboxCarrier::fetched(const PendingWebhook& asked, const HttpResult& result) {
  Message* message = ledger_.by_sid(asked.message_sid);
  if (message == nullptr || message->fetching == 0) return;
  --message->fetching;
  Fetched one{asked.url, {}, 0, 0};
  if (result.transport == Transport::answered) {
    one.status = result.response.status;
    one.type = result.response.headers.get("Content-Type");
    one.bytes = result.response.body.size();
  }
  message->fetched.push_back(std::move(one));
}

bool SandboxCarrier::is_own(std::string_view number) const {
  std::string_view rest = options_.own_numbers;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(';'), rest.size());
    if (rest.substr(0, end) == number) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

// One of those that are to be lost by count, or by the draw.
bool SandboxCarrier::loses(int64_t& count, double rate, std::string_view whose, uint64_t number,
                           std::string_view what) {
  if (count > 0) {
    --count;
    return true;
  }
  return rate > 0 && Draws(seed_, whose, number).unit(what) < rate;
}

void SandboxCarrier::call_back(const Message& message, Instant at, const std::string& status, int copies) {
  const bool openphone = message.tongue == Tongue::openphone;
  if (openphone ? !openphone_tells(status, options_) : message.callback_url.empty()) return;
  if (copies == 0 || loses(options_.lose_receipts, 0, message.to, message.number, "receipt lost")) {
    ++counts_["callbacks lost"];
    ledger_.lose({false, message.sid, status, message.from, message.to, {}, at});
    return;
  }
  if (openphone) return openphone_call_back(message, at, status, copies);
  if (message.tongue != Tongue::twilio) return vonage_call_back(message, at, status, copies);
  PendingWebhook hook;
  hook.kind = WebhookKind::status;
  hook.url = message.callback_url;
  hook.message_sid = message.sid;
  hook.to_whom = message.to;
  hook.fields = {{"SmsSid", message.sid}, {"SmsStatus", status},  {"MessageStatus", status},
                 {"To", message.to},      {"From", message.from}, {"MessageSid", message.sid}};
  if (!message.service_sid.empty()) hook.fields.emplace_back("MessagingServiceSid", message.service_sid);
  if (message.error_code != 0) hook.fields.emplace_back("ErrorCode", std::to_string(message.error_code));
  if (status == "delivered" || status == "undelivered")
    hook.fields.emplace_back("RawDlrDoneDate", receipt_date(message.updated_at));
  hook.fields.emplace_back("AccountSid", options_.account_sid);
  hook.fields.emplace_back("ApiVersion", kApiVersion);
  for (int copy = 0; copy < copies; ++copy) webhooks_.add(at + copy * kTwiceGapMs, hook);
}

const std::string& SandboxCarrier::inbound_url(Tongue tongue) const {
  if (tongue == Tongue::twilio) return options_.inbound_url;
  return tongue == Tongue::openphone ? options_.openphone_url : options_.vonage_url;
}

void SandboxCarrier::reply(const Message& message, const Fate& fate, Instant at) {
  if (fate.reply == Reply::none) return;
  if (inbound_url(message.tongue).empty()) return;
  Recipient& person = ledger_.recipient(message.to);
  if (person.replies >= static_cast<uint64_t>(options_.replies_each)) return;
  ++person.replies;
  static constexpr std::string_view kNames[] = {"none", "stop", "soft_stop", "help", "yes", "other"};
  ++counts_["reply " + std::string(kNames[static_cast<size_t>(fate.reply)])];
  steps_.emplace(std::pair{at.ms + options_.reply_ms, next_order_++},
                 NextStep{message.number, Step::replied, fate.reply_text, fate.reply_double});
}

std::string SandboxCarrier::receive(Inbound inbound, Instant at, bool twice) {
  Message kept;
  kept.tongue = inbound.tongue;
  kept.from = inbound.from;
  kept.to = inbound.to;
  kept.body = inbound.body.value_or("");
  kept.media_urls = inbound.media;
  const Message& received = ledger_.receive(std::move(kept), at);
  const std::string sid = received.sid;
  const std::string_view text = inbound.body ? std::string_view(*inbound.body) : std::string_view{};
  const bool stop = is_stop_keyword(text) || inbound.opt_out_type == "STOP";
  Recipient& person = ledger_.recipient(inbound.from);
  if (stop && options_.remember_stop) person.stopped_from.push_back(inbound.to);
  if (is_start_keyword(text) || inbound.opt_out_type == "START") {
    std::erase(person.stopped_from, inbound.to);
    person.stop_known_at = {};
  }
  ++counts_["inbound"];
  if (loses(options_.lose_inbound, options_.rate_inbound_lost, inbound.from, received.number, "inbound lost")) {
    ++counts_["inbound lost"];
    ledger_.lose({true, sid, {}, inbound.from, inbound.to, std::string(text), at});
    return sid;
  }
  if (inbound.tongue == Tongue::openphone) return openphone_inbound(received, at, stop, twice ? 2 : 1), sid;
  if (inbound.tongue != Tongue::twilio) {
    vonage_inbound(received, at, stop ? WebhookKind::stop : WebhookKind::inbound, twice ? 2 : 1);
    return sid;
  }
  if (options_.inbound_url.empty()) return sid;
  PendingWebhook hook;
  hook.kind = stop ? WebhookKind::stop : WebhookKind::inbound;
  hook.url = options_.inbound_url;
  hook.message_sid = sid;
  hook.to_whom = inbound.from;
  hook.fields = {{"ToCountry", ""},
                 {"ToState", ""},
                 {"SmsMessageSid", sid},
                 {"NumMedia", std::to_string(inbound.media.size())},
                 {"ToCity", ""},
                 {"FromZip", ""},
                 {"SmsSid", sid},
                 {"FromState", ""},
                 {"SmsStatus", "received"},
                 {"FromCity", ""}};
  if (inbound.body) hook.fields.emplace_back("Body", *inbound.body);
  for (size_t i = 0; i < inbound.media.size(); ++i) {
    hook.fields.emplace_back(fmt::format("MediaUrl{}", i), inbound.media[i]);
    hook.fields.emplace_back(fmt::format("MediaContentType{}", i), "image/jpeg");
  }
  if (!inbound.opt_out_type.empty()) hook.fields.emplace_back("OptOutType", inbound.opt_out_type);
  for (const auto& [name, value] : FormFields{{"FromCountry", ""},
                                              {"To", inbound.to},
                                              {"ToZip", ""},
                                              {"NumSegments", "1"},
                                              {"MessageSid", sid},
                                              {"AccountSid", options_.account_sid},
                                              {"From", inbound.from},
                                              {"ApiVersion", std::string(kApiVersion)}}) {
    hook.fields.emplace_back(name, value);
  }
  for (int copy = 0; copy < (twice ? 2 : 1); ++copy) webhooks_.add(at + copy * kTwiceGapMs, hook);
  return sid;
}

// Somebody without the token claims that this recipient said STOP; nobody may believe it.
void SandboxCarrier::forge(const Message& message, Instant at) {
  PendingWebhook hook;
  hook.kind = WebhookKind::forged;
  hook.to_whom = message.to;
  hook.message_sid = message.sid;
  if (message.tongue == Tongue::openphone) {
    if (options_.openphone_url.empty()) return;
    Message claimed;
    claimed.sid = sid_of("AC", seed_ + 2, message.number);
    claimed.from = message.to, claimed.to = message.from, claimed.body = "STOP", claimed.created_at = at;
    claimed.inbound = true;
    hook.tongue = Tongue::openphone;
    hook.url = options_.openphone_url;
    hook.json = openphone_event("received", claimed, options_.openphone_generation);
  } else if (message.tongue != Tongue::twilio) {
    Message claimed;
    claimed.sid = sid_of("SM", seed_ + 2, message.number);
    claimed.tongue = message.tongue;
    claimed.from = message.to, claimed.to = message.from, claimed.body = "STOP", claimed.created_at = at;
    claimed.inbound = true;
    return vonage_inbound(claimed, at, WebhookKind::forged, 1);
  } else if (!options_.inbound_url.empty()) {
    hook.url = options_.inbound_url;
    hook.fields = {{"MessageSid", sid_of("SM", seed_ + 2, message.number)},
                   {"From", message.to},
                   {"To", message.from},
                   {"Body", "STOP"},
                   {"SmsStatus", "received"},
                   {"AccountSid", options_.account_sid}};
  } else if (!message.callback_url.empty()) {
    hook.url = message.callback_url;
    hook.fields = {{"MessageSid", message.sid},
                   {"MessageStatus", "failed"},
                   {"ErrorCode", "21610"},
                   {"From", message.from},
                   {"To", message.to}};
  } else {
    return;
  }
  webhooks_.add(at, std::move(hook));
}

}  // namespace tidings::carrier::sandbox

// A carrier's other side: a simulator that speaks Twilio's wire format and is asked by values, so that `tidings
// sandbox` (a server), `tidings demo`, the system tests and the simulator all run this one thing. It stands where
// Twilio stands: after dispatch, before intake.
//
// Pure state: no socket, thread or clock. One thread at a time. Times are the caller's. The same seed and the same
// calls give the same behaviour; who meets a fault depends on (seed, recipient, attempt) alone (fate.h).
//
// The caller: for each request, handle(), then do what the Handling says after delay_ms. When next_due() has come, make
// the webhooks of due() and bring each answer to webhook_done().
//
// Paths: Twilio's REST (POST and GET Messages.json, GET and POST Messages/{sid}.json, the same of Calls), OpenPhone's
// (POST and GET /v1/messages, GET /v1/messages/{id}, GET /messages; see openphone_rest.h), Vonage's (POST /sms/json,
// POST /v1/messages, GET /v2/reports/records, POST and GET /v1/calls, GET and PUT /v1/calls/{uuid}; see vonage_rest.h),
// and for tests, without a key:
//   GET  /sandbox/stats                       totals, doubles, most per recipient, peak of any second, webhooks
//   GET  /sandbox/recipients?after=&limit=&doubles=true&to=   counts of each recipient and of each of its texts
//   GET  /sandbox/messages?to=                what was accepted for one recipient
//   GET  /sandbox/calls?to=&after=&limit=     calls in order: to, from, text, who took it, what was said to them
//   GET  /sandbox/sent-log?after=&limit=      everything accepted, in order: time, to, from, text
//   GET  /sandbox/options   POST /sandbox/options {name: value}   faults while running
//   POST /sandbox/inbound {from, to, body?, opt_out_type?, media?: [url], as?}   somebody texts us now;
//                                             as: openphone, vonage (its SMS API), vonage_messages
//   GET  /sandbox/media/NAME                  what people send: see media.h
//   GET  /sandbox/lost                        webhooks that were never made, newest last
//   POST /sandbox/reset {seed?}               forget everything but the options
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/http.h"
#include "carrier/sandbox/call_book.h"
#include "carrier/sandbox/fate.h"
#include "carrier/sandbox/ledger.h"
#include "carrier/sandbox/options.h"
#include "carrier/sandbox/webhooks.h"

namespace tidings::carrier::sandbox {

enum class Action {
  answer,        // send the response
  reset_before,  // drop the connection; nothing was processed
  reset_after,   // processed; drop the connection without an answer
  hang,          // processed; keep the connection open and never answer
};

struct Handling {
  int64_t delay_ms = 0;  // before the action
  Action action = Action::answer;
  HttpResponse response;
};

class SandboxCarrier {
 public:
  SandboxCarrier(SandboxOptions options, uint64_t seed);  // options must be valid

  Handling handle(const HttpRequest& request, Instant now);  // url: the target, "/path?query"
  std::vector<Webhook> due(Instant now);
  std::optional<Instant> next_due() const;
  void webhook_done(int64_t id, const HttpResult& result, Instant now);

  const SandboxOptions& options() const { return options_; }
  const Ledger& ledger() const { return ledger_; }
  const CallBook& calls() const { return calls_; }
  const WebhookTotals& webhook_totals() const { return webhooks_.totals(); }

 private:
  enum class Step { sent, finished, replied };
  struct NextStep {
    uint64_t number = 0;
    Step step = Step::sent;
    std::string text = {};  // replied: as it was drawn, whatever the options say by then
    bool twice = false;
  };
  struct Inbound {
    std::string from, to, opt_out_type;
    std::optional<std::string> body;
    std::vector<std::string> media;
    Tongue tongue = Tongue::twilio;
  };

  enum class CallStep { dialled, rings, taken_or_not, over };
  struct NextCallStep {
    uint64_t number = 0;
    CallStep step = CallStep::dialled;
  };

  // sandbox.cc: Twilio's REST
  Handling rest(const HttpRequest& request, std::string_view path, std::string_view query, Instant now);
  Handling create(const FormFields& form, Tongue tongue, Instant now);
  Handling through_faults(const Fate& fate, Tongue tongue, Instant now, const std::function<HttpResponse()>& process);
  HttpResponse accept_or_refuse(const FormFields& form, Tongue tongue, const Fate& fate, uint64_t attempt, Instant now);
  Handling read(const std::string& key, HttpResponse answer);
  HttpResponse update(Message& message, const FormFields& form, Instant now);
  bool too_many_at_once(Instant now, int64_t delay_ms);
  std::optional<int64_t> queue_wait_ms(const std::string& from, int segments, Instant now);

  Handling media(std::string_view of, std::string_view name);

  // openphone.cc
  Handling openphone(const HttpRequest& request, std::string_view path, std::string_view query, Instant now);
  void openphone_call_back(const Message& message, Instant at, const std::string& status, int copies);
  void openphone_inbound(const Message& message, Instant at, bool stop, int copies);

  // vonage.cc
  Handling vonage(const HttpRequest& request, std::string_view path, std::string_view query, Instant now);
  void vonage_call_back(const Message& message, Instant at, const std::string& status, int copies);
  void vonage_inbound(const Message& message, Instant at, WebhookKind kind, int copies);

  // lifecycle.cc: what becomes of a message
  void advance(Instant now);
  void apply(const NextStep& next, Instant at);
  void fetch_media(Message& message, Instant at);
  void fetched(const PendingWebhook& asked, const HttpResult& result);
  void call_back(const Message& message, Instant at, const std::string& status, int copies);
  void reply(const Message& message, const Fate& fate, Instant at);  // later
  bool is_own(std::string_view number) const;
  const std::string& inbound_url(Tongue tongue) const;  // empty: nobody can be told
  bool loses(int64_t& count, double rate, std::string_view whose, uint64_t number, std::string_view what);
  std::string receive(Inbound inbound, Instant at, bool twice);  // the sid
  void forge(const Message& message, Instant at);
  Fate fate_of(const Message& message) const;

  // calls.cc
  Handling twilio_calls(const HttpRequest& request, std::string_view below, std::string_view query, Instant now);
  Handling vonage_calls(const HttpRequest& request, std::string_view path, std::string_view query, Instant now);
  Handling create_call(Call call, int code, Instant now);
  Fate fate_of(const Call& call) const;
  void next_call_step(const Call& call, Instant at, CallStep step);
  void apply(const NextCallStep& next, Instant at);
  void take_call(Call& call, std::string by, Instant at);
  void ask(const Call& call, Instant at);
  void told(std::string_view sid, const HttpResult& result, bool taken, Instant now);
  void hang_up(Call& call, Instant now);
  void end_call(Call& call, CallStatus status, Instant at);
  void tell(Call& call, CallStatus status, Instant at, std::string_view word = {});
  HttpResponse list_calls(const FormFields& query);

  // admin.cc
  HttpResponse admin(const HttpRequest& request, std::string_view path, const FormFields& query, Instant now);
  HttpResponse stats() const;
  HttpResponse list_recipients(const FormFields& query);
  HttpResponse list_sent(const FormFields& query);
  HttpResponse list_for(std::string_view to);
  HttpResponse list_lost() const;
  HttpResponse post_inbound(const json::value& body, Instant now);
  HttpResponse post_options(const json::value& body);
  HttpResponse post_reset(const json::value& body);

  SandboxOptions options_;
  uint64_t seed_;
  Ledger ledger_;
  CallBook calls_;
  WebhookQueue webhooks_;
  std::map<std::pair<int64_t, uint64_t>, NextStep> steps_;  // by due time and order
  std::map<std::pair<int64_t, uint64_t>, NextCallStep> call_steps_;
  uint64_t next_order_ = 1;
  std::map<std::string, double, std::less<>> free_at_ms_;  // of each From
  std::multiset<int64_t> answers_at_ms_;                   // requests under way
  std::map<std::string, uint64_t, std::less<>> lookups_;   // of each list or message, when they meet faults
  std::map<std::string, uint64_t, std::less<>> counts_;    // requests, faults, refusals, replies by name
};

}  // namespace tidings::carrier::sandbox

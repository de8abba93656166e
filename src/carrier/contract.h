// What a carrier is: pure functions from values to values. It builds requests, reads answers, checks and reads
// webhooks; one runner does the network. On the journey: between dispatch and the outside, and between the outside and
// intake. Any thread; objects are immutable once configured.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/http.h"
#include "base/result.h"
#include "domain/call.h"
#include "domain/delivery.h"
#include "domain/ids.h"

namespace tidings::carrier {

// ---- sending
// ----------------------------------------------------------------------------------------------------------

struct OutgoingMessage {
  MessageId id;        // travels in the callback URL, so a receipt can settle an unknown outcome
  std::string to;      // E.164; under test mode already the test recipient
  std::string from;    // sender address
  std::string body;    // UTF-8; empty only where there are media
  int validity_s = 0;  // seconds the carrier may keep it queued; 0 = its own default
  std::vector<std::string> media_urls;
  Instant now;      // for requests that carry their time: a signature, a token
  int attempt = 0;  // of this message, from 1: what tells one request from another
};

// The four outcomes of a send. There is no fifth. refused with class transient: not this time, it may be tried again a
// few times. busy: not processed, and nothing is wrong with the message; with class sender, the account's own trouble.
enum class Outcome { accepted, refused, busy, unknown };
// What a busy carrier has no room for: only that waits.
enum class BusyWith { account, sender };

struct SendResult {
  Outcome outcome = Outcome::unknown;
  std::string provider_id;                         // accepted; empty only where receipts name our own reference
  std::vector<std::string> more_ids;               // accepted: of the further parts, where each has an id of its own
  DeliveryState state = DeliveryState::unchanged;  // accepted: the carrier's first word, usually queued
  int segments = 0;                                // accepted: as the carrier counts, 0 when it does not say yet
  bool by_part = false;                            // accepted: each part has an id, and words, of its own
  ErrorClass error_class = ErrorClass::none;       // refused, busy
  std::string error_code;                          // the carrier's own, "21610", or "http_500", "timeout"
  std::string error_text;                          // plain words; never the message's text
  std::optional<int64_t> retry_after_ms;           // busy: the carrier's own word
  BusyWith busy_with = BusyWith::account;          // busy
};

// ---- calls
// -------------------------------------------------------------------------------------------------------------

// A message that is spoken. Its four outcomes are those of a send: accepted means the carrier will dial.
struct OutgoingCall {
  MessageId id;          // travels in the callback URL
  std::string to, from;  // E.164; under test mode `to` already is the test recipient
  std::string text;      // UTF-8, not empty: what is said
  std::string language;  // BCP 47, "en-AU"
  std::string voice;     // the carrier's own name of it; empty = its default for the language
  MachinePolicy machine = MachinePolicy::leave_text;
  int ring_s = 30;  // how long it may ring
  Instant now;
  int attempt = 0;
};

// What a carrier's word says about a call beyond its state.
struct CallWord {
  CallOutcome outcome = CallOutcome::none;
  int duration_s = 0;     // connected; 0 = not said
  int64_t sequence = -1;  // the carrier's order of its words about one call; -1 = it gives none
};

// ---- media
// -------------------------------------------------------------------------------------------------------------

struct MediaRule {
  std::string_view type;  // "image/jpeg", "image/*" or "*"; the first that fits counts
  size_t most_bytes = 0;
};

// What may go with a text. The carrier fetches it from a URL of ours.
struct MediaRules {
  size_t most = 0;  // pieces in one message; 0 = this carrier sends none
  std::vector<MediaRule> types;
  size_t most_bytes = 0;  // of all pieces together; 0 = no such limit
};

// ---- looking up
// -------------------------------------------------------------------------------------------------------

struct FindQuery {
  std::string to, from;
  Instant not_before;  // a little before handed at; a carrier may not filter by it, so compare created_at
  Instant now;         // for carriers that want to be told an end
  Instant handed_at;   // when the request left, by our clock
};

// Everything that went in and out of the account, for reconciliation.
struct ListQuery {
  Instant from, until;  // by the carrier's date of the message; until is not in it. A carrier may give more: compare
};

struct FoundMessage {
  std::string provider_id, to, from, body;
  bool inbound = false;
  std::vector<std::pair<std::string, std::string>> media;  // inbound: url, type; only where the list itself tells
  std::string client_ref;                                  // our message id, where the list tells it
  Instant created_at;
  DeliveryState state = DeliveryState::unchanged;
  bool undelivered = false;
  std::string provider_status, error_code;
  ErrorClass error_class = ErrorClass::none;
  Instant updated_at;            // of its last change; 0: the list does not tell
  bool answered = false;         // inbound: the carrier has answered the person itself
  bool of_a_part = false;        // outbound: it and its words are about one part alone, where a message has several
  std::optional<CallWord> call;  // it is a call
  int media_apart = 0;           // inbound: so many media that the list only counts; build_media asks for them
};

struct FoundPage {
  std::vector<FoundMessage> messages;
  std::string next_url;  // absolute; empty at the end
  bool whole = true;     // with the pages after it: what is not there was not there. Else it says only what is
};

// ---- webhooks
// ---------------------------------------------------------------------------------------------------------

// The request as the carrier sent it, with the public URL it was sent to (from configuration, not from the socket).
struct WebhookRequest {
  std::string method, url;
  HttpHeaders headers;
  std::string body;
};

enum class Signature { valid, invalid, stale, absent };
std::string_view to_string(Signature signature);

// call_asks: a call of ours was taken, and the carrier wants to know what to do. It changes nothing and is answered by
// Carrier::instruct at once.
enum class EventType { inbound_message, delivery_status, call_status, call_asks, ignored };
std::string_view to_string(EventType type);

enum class CarrierOpt { none, stop, start, help };  // the carrier's own opt-out signal

struct WebhookEvent {
  EventType type = EventType::ignored;
  std::string provider_id;
  std::string event_id;  // for telling repeats apart, where the carrier gives one
  std::string from, to;  // E.164 with plus where they are numbers
  std::string text;
  std::vector<std::pair<std::string, std::string>> media;  // url, type
  CarrierOpt opt = CarrierOpt::none;
  bool answered = false;  // the carrier confirms this opt-out or opt-in to the person itself
  std::string provider_status;
  DeliveryState state = DeliveryState::unchanged;
  bool undelivered = false;  // failed by the network's word, after it was sent
  std::string error_code;
  ErrorClass error_class = ErrorClass::none;
  std::string client_ref;   // our message id as it came back, or empty
  bool partial = false;     // inbound: one part of several; to be joined
  std::string part_ref;     // of a partial one: what its parts have in common, together with from and to
  int part = 0, parts = 0;  // of a partial one: which of how many, from 1
  bool of_a_part = false;   // a receipt about provider_id alone, where a message's parts have an id each
  Instant received_at;      // when it came, where it is applied later than that; 0 = now
  CallWord call;            // call_status, call_asks
  bool found = false;       // the carrier's own list told it, no webhook: received_at is by the carrier's clock
};

// ---- the contract
// -----------------------------------------------------------------------------------------------------

class Carrier {
 public:
  virtual ~Carrier() = default;
  virtual std::string_view name() const = 0;   // as configured: "twilio", "sandbox"
  virtual size_t most_characters() const = 0;  // of one body

  // Sends a second that the account is allowed, whoever sends; 0 = no limit of its own.
  virtual double requests_per_s() const { return 0; }
  // What a person should know about how it is set up; empty: nothing. Said at the start and by doctor.
  virtual std::string warning() const { return {}; }
  // What this carrier can never send, known without asking it: then there is no request. Always an outcome `refused`.
  virtual std::optional<SendResult> refuses(const OutgoingMessage&) const { return std::nullopt; }

  virtual HttpRequest build_send(const OutgoingMessage& message) const = 0;
  virtual SendResult read_send(const HttpResult& result) const = 0;

  // Of these nullopt says: this carrier cannot be asked that. The reading halves are only for answers to questions that
  // were built; unless overridden they answer with an error.

  // Unknown outcomes: the carrier's list of messages, newest first. page_url empty for the first page.
  virtual std::optional<HttpRequest> build_find(const FindQuery& query, std::string_view page_url) const;
  virtual Result<FoundPage> read_find(const HttpResult& result) const;
  virtual std::optional<HttpRequest> build_fetch(std::string_view provider_id) const;
  virtual Result<FoundMessage> read_fetch(const HttpResult& result) const;  // also the answer to a cancel, a redaction
  virtual std::optional<HttpRequest> build_cancel(std::string_view provider_id) const;
  // Takes the text out of the carrier's own log. It refuses while the message is under way: ask again later.
  virtual std::optional<HttpRequest> build_redact(std::string_view provider_id) const;
  // Reconciliation: the account's own log, newest first.
  virtual std::optional<HttpRequest> build_list(const ListQuery& query, std::string_view page_url) const;
  virtual Result<FoundPage> read_list(const HttpResult& result) const;
  // Media of an inbound message that its list only counts.
  virtual std::optional<HttpRequest> build_media(std::string_view provider_id) const;
  virtual Result<std::vector<std::pair<std::string, std::string>>> read_media(const HttpResult& result) const;

  // Calls; `makes_calls` says whether there are any. Without it nobody asks for the rest.
  virtual bool makes_calls() const { return false; }
  virtual size_t most_spoken_characters() const { return 0; }
  virtual double calls_per_s() const { return 1; }  // that the account is allowed, whoever calls
  virtual std::optional<SendResult> refuses_call(const OutgoingCall&) const { return std::nullopt; }
  virtual HttpRequest build_call(const OutgoingCall& call) const;
  virtual SendResult read_call(const HttpResult& result) const;
  virtual std::optional<HttpRequest> build_find_call(const FindQuery& query, std::string_view page_url) const;
  virtual Result<FoundPage> read_find_call(const HttpResult& result) const;
  virtual std::optional<HttpRequest> build_fetch_call(std::string_view provider_id, Instant now) const;
  virtual Result<FoundMessage> read_fetch_call(const HttpResult& result) const;  // also the answer to a cancel
  virtual std::optional<HttpRequest> build_cancel_call(std::string_view provider_id, Instant now) const;
  // To EventType::call_asks: what is said to whoever took it. A call with an empty text is hung up.
  virtual HttpResponse instruct(const OutgoingCall& call, const WebhookEvent& event) const;

  // Media that may go with a text; known before anything is sent.
  virtual const MediaRules& media_rules() const;
  // Asks for a piece of an inbound message, by the URL that a webhook or the list told, or the one that led to. The
  // account's credentials are in it only where the URL is the carrier's own and it asks for them.
  virtual HttpRequest build_fetch_media(std::string_view url, Instant now) const;
  // Where its API is, as configured, "https://api.twilio.com"; empty: at no one place. Only what is there may be plain
  // http, or on a private network, when media are fetched.
  virtual std::string_view api_url() const { return {}; }

  virtual Signature check_signature(const WebhookRequest& request, Instant now) const = 0;
  virtual Result<WebhookEvent> read_webhook(const WebhookRequest& request) const = 0;
  virtual HttpResponse answer(const WebhookEvent& event) const = 0;  // what the carrier wants to hear, 2xx
};

// ---- configuration
// ----------------------------------------------------------------------------------------------------

// One carrier's keys from the configuration file, already with secrets resolved. make() checks them all.
struct CarrierConfig {
  std::string name;  // what senders refer to
  std::string type;  // "twilio"; see list.cc
  std::map<std::string, std::string> values;
  std::string public_url;  // the deployment's, for callbacks and signatures, without a slash at the end
};

using CarrierFactory = Result<std::unique_ptr<Carrier>> (*)(const CarrierConfig& config);

}  // namespace tidings::carrier

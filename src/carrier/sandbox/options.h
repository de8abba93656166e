// What the carrier simulator does wrong, how often, and how slowly. Set at start, by the command line, or while it runs
// (POST /sandbox/options). One table in options.cc names every option, for text, JSON and help alike.
//
// Rates are probabilities 0…1. The rates of one stage share one draw and so may add up to 1 at most:
//   request   rate_429 rate_500 rate_500_after rate_503 rate_reset_before rate_reset_after rate_hang
//   errors    the codes answered at creation          later   the codes a status callback brings, and rate_undelivered
//   replies   rate_stop rate_soft_stop rate_help rate_yes rate_reply
//   calls     rate_machine rate_busy rate_no_answer rate_call_failed
//
// Forced faults (magic, on by default): recipients whose last seven digits are 555 and one of the suffixes listed in
// magic.cc meet that fault whatever the rates say, so a test can name who meets what.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace tidings::carrier::sandbox {

struct SandboxOptions {
  // who we are
  std::string account_sid = "AC00000000000000000000000000000000";
  std::string auth_token = "sandbox0sandbox0sandbox0sandbox0";
  std::string inbound_url;  // where replies go; empty = nobody replies
  // OpenPhone: its API key is auth_token; all its webhooks go to one URL
  std::string openphone_url;  // empty = none are made
  std::string openphone_key = "c2FuZGJveC1zYW5kYm94LXNhbmRib3gtc2FuZGJveDA=";
  int64_t openphone_generation = 2;  // of its webhooks: 1 made in the app, 2 by the API, 3 of 2026-03-30

  // the answer to a request
  int64_t latency_ms = 0;
  int64_t jitter_ms = 0;  // 0…jitter_ms more
  double rate_429 = 0;
  double rate_500 = 0;        // not processed
  double rate_500_after = 0;  // processed, and then 500
  double rate_503 = 0;        // not processed
  int64_t retry_after_s = 0;  // header of 429 and 503; 0 = none
  double rate_reset_before = 0;
  double rate_reset_after = 0;
  double rate_hang = 0;        // processed, never answered
  double rate_lookup_503 = 0;  // requests that read messages
  int64_t concurrent = 0;      // more requests than this at once: 429; 0 = no limit
  std::map<int, double> errors;

  bool fetch_media = true;  // at addresses of this machine only; what cannot be fetched fails, 11200

  // throughput of each From
  double segments_per_s = 0;  // 0 = no limit
  int64_t queue_s = 36'000;   // a longer queue: 21611

  // receipts
  int64_t sent_ms = 50;        // from acceptance
  int64_t delivered_ms = 200;  // from sent
  double rate_lost = 0;        // each callback
  double rate_late = 0;        // the last callback
  int64_t late_ms = 60'000;
  double rate_double = 0;    // each callback
  double rate_reversed = 0;  // delivered arrives before sent
  double rate_undelivered = 0;
  std::map<int, double> later;
  int64_t webhook_retries = 1;  // repeats of a webhook that could not connect, as Twilio does
  int64_t webhook_retry_ms = 1'000;
  bool retry_answers = false;  // repeats also after a reset, a timeout or a 5xx (Twilio: rp=all)

  // people
  int64_t reply_ms = 500;  // from delivered
  double rate_stop = 0;
  double rate_soft_stop = 0;  // "please stop texting me"
  double rate_help = 0;
  double rate_yes = 0;
  double rate_reply = 0;     // another text
  int64_t replies_each = 1;  // one person answers this many messages at most
  double rate_inbound_double = 0;
  double rate_forged = 0;      // beside a message: a webhook that claims a STOP, with a wrong signature
  bool remember_stop = false;  // after STOP, sending to that pair gives 21610, as Twilio does
  bool magic = true;

  // calls: taken by a person unless one of these
  double rate_machine = 0;
  double rate_busy = 0;
  double rate_no_answer = 0;
  double rate_call_failed = 0;
  int64_t call_ring_ms = 100;      // from the first ring until it is taken, or busy
  int64_t call_ring_out_ms = 500;  // until nobody has taken it; 0 = as long as the request says
  int64_t call_talk_ms = 200;      // from taken until it is over, when something is said

  // Vonage: vonage_key and auth_token as its secret; receipts go to each message's own URL
  std::string vonage_key = "sandbox1";
  std::string vonage_public_key;  // of the application whose tokens are taken; empty: of any
  std::string vonage_url;         // where people's texts go; empty = nobody writes
  std::string vonage_signature_secret = "sandbox-signature-secret";
  std::string vonage_signature_method = "sha256";  // md5hash, md5, sha1, sha256, sha512
  std::string vonage_send_by = "form";             // webhooks of the SMS API: get, form or json
  std::string own_numbers;  // numbers of this account, with semicolons: a text to one of them comes in again

  // webhooks lost for good, as if they had been made and went astray; GET /sandbox/lost lists them
  double rate_inbound_lost = 0;
  int64_t lose_receipts = 0;  // the next so many status callbacks, beside those of rate_lost
  int64_t lose_inbound = 0;   // the next so many inbound webhooks

  // Error: invalid_argument naming the option.
  Result<> validate() const;
};

// "latency_ms=50,rate_429=0.01,errors=21211:0.01;21610:0.02". Starts from `base`; the result is validated.
Result<SandboxOptions> parse_options(std::string_view text, SandboxOptions base = {});
// {"latency_ms":50,"errors":{"21211":0.01}}; options left out keep base's value.
Result<SandboxOptions> read_options(const json::value& value, SandboxOptions base = {});
json::object options_json(const SandboxOptions& options);  // without its secrets
std::string options_help();                                // one line an option

}  // namespace tidings::carrier::sandbox

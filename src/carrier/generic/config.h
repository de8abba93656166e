// The keys of a generic carrier, checked. docs/how-to/generic-carrier.md says what each means; generic.h sums it up.
#pragma once

#include <map>
#include <optional>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "carrier/contract.h"
#include "sms/template.h"

namespace tidings::carrier::generic {

// How values are written where they stand.
enum class Form { url, form, json, text };

// A part of an answer or of a webhook's body: by JSON pointer or by a regular expression's first group.
struct Finder {
  std::string pointer;
  std::optional<std::regex> regex;
  bool set() const { return !pointer.empty() || regex.has_value(); }
};

struct StatusRange {
  int from = 0, to = 0;
};

// Which answers mean what; the first that fits. What is not given fits all.
struct Rule {
  std::vector<StatusRange> statuses;
  std::optional<std::regex> body;
  std::vector<std::string> codes;
  Outcome outcome = Outcome::refused;
  ErrorClass cls = ErrorClass::none;
  BusyWith with = BusyWith::account;
};

struct Send {
  std::string method = "POST";
  sms::Template url;
  std::optional<sms::Template> body;
  Form body_form = Form::form;
  std::string content_type;
  std::vector<std::pair<std::string, sms::Template>> headers;
};

struct Answer {
  std::vector<StatusRange> statuses{{200, 299}};
  std::optional<std::regex> accepted;  // the body of a taken one
  Finder id, code;
};

// Where a webhook's fields stand.
enum class Where { query, form, json };

struct StateWord {
  DeliveryState state = DeliveryState::unchanged;
  bool undelivered = false;
  bool opted_out = false;
};

struct Receipt {
  Where where = Where::query;
  std::string id, ref, status, code, to;  // names, or JSON pointers; empty: not told
  std::string add_to_url;                 // to {{receipt_url}}: what the carrier fills in
  std::map<std::string, StateWord, std::less<>> states;
  std::map<std::string, ErrorClass, std::less<>> codes;
};

struct Inbound {
  Where where = Where::query;
  std::string id, from, to, text, media;
};

// How a webhook shows that it is the carrier's.
struct Proof {
  enum class Kind { token_in_url, token_in_header, hmac, none } kind = Kind::none;
  Secret key;
  std::string header, prefix;
  bool hex = true;
};

// What may go with a text: one piece, in the template as {{media_url}}.
struct Media {
  std::vector<std::string> types{"image/jpeg", "image/png", "image/gif"};
  size_t most_bytes = 500'000;
};

struct Config {
  std::string name, public_url;
  double requests_per_s = 0;
  size_t most_characters = 0;
  std::map<std::string, std::string, std::less<>> secrets;  // of the templates
  Send send;
  Answer answer;
  std::vector<Rule> rules;
  std::optional<Receipt> receipt;
  std::optional<Inbound> inbound;
  std::optional<Media> media;  // none: it sends none
  Proof proof;
  std::string webhook_answer, webhook_answer_type;
  int webhook_status = 200;
};

Result<Config> read_config(const CarrierConfig& config);

}  // namespace tidings::carrier::generic

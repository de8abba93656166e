// The contract of a service that is asked about one number: whether it is valid, what kind of line it is. Requests as
// values, answers as values. No socket, clock, retry or budget here. Beside the journey: flow/audience asks while a
// file is imported, never the gate. Implementations are const after construction and shared by threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/http.h"

namespace tidings::service {

// What services call a line, joined: each has more words of its own, which are `unknown`.
enum class LineType {
  unknown,
  mobile,
  landline,
  fixed_voip,
  non_fixed_voip,
  voip,
  personal,
  toll_free,
  premium,
  shared_cost,
  uan,
  voicemail,
  pager,
  payphone,
  special,
};
std::string_view to_string(LineType type);
std::optional<LineType> line_type_from(std::string_view name);  // of to_string
// A service's own word, compared without case, hyphens, underscores and blanks: "toll-free" is "tollFree".
LineType line_type_of_word(std::string_view word);
// Whether texts cannot get there. Only what is sure: of a type nobody knows, and of toll-free, voip and personal
// numbers, which get texts in some countries, the numbering plan's own word stands.
bool never_gets_texts(LineType type);

// How a question ended. A closed set.
enum class LookupEnd {
  answered,   // valid says what of the number, type what of its line
  not_taken,  // surely nothing was done and nothing charged: ask again later
  refused,    // the key, the quota or the account: a person has to do something
  unclear,    // it may have been charged; the same may be asked again
};
std::string_view to_string(LookupEnd end);

enum class LookupRefusal { none, key, quota, account };
std::string_view to_string(LookupRefusal refusal);

struct LookupAnswer {
  LookupEnd end = LookupEnd::unclear;
  bool valid = false;  // a match of the numbering plan; says nothing about the line being in service
  LineType type = LineType::unknown;
  std::string country;  // ISO 3166, or empty
  std::string carrier;  // its name, or empty
  LookupRefusal refusal = LookupRefusal::none;
  std::optional<int64_t> retry_after_ms;  // of not_taken, when the service said so
  std::string problem;                    // one line for people, without numbers and keys
};

class NumberLookup {
 public:
  virtual ~NumberLookup() = default;
  virtual HttpRequest build(std::string_view e164) const = 0;
  virtual LookupAnswer read(const HttpResult& result, std::string_view e164) const = 0;
};

// ---- for implementations
// What a result without an answer means.
LookupAnswer lookup_unanswered(const HttpResult& result);
// What a status means that is none of success: 401 and 403 refuse, 429 asks to wait. nullopt: it is a success.
std::optional<LookupAnswer> lookup_by_status(const HttpResponse& response);
LookupAnswer lookup_refused(LookupRefusal refusal, std::string problem);
// Without a trailing slash. Plain http only to this machine, unless allowed. Error: names base_url.
Result<std::string> lookup_base_url(std::string url, std::string_view standard, bool allow_plain_http);
// A text of an answer, valid UTF-8: cut to what is kept, without control characters.
std::string lookup_text(std::string_view text);

}  // namespace tidings::service

// Double opt-in: questions by text, open until they are answered or their time is over. At most one open question a
// number in the whole organisation. Written by flow/inbox; closed by every opt-out (store/stop_number.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/contact.h"
#include "store/database.h"

namespace tidings::store::opt_ins {

// Outcomes of a closed one.
inline constexpr std::string_view kYes = "yes";
inline constexpr std::string_view kStop = "stop";
inline constexpr std::string_view kNoAnswer = "no_answer";
inline constexpr std::string_view kNotSent = "not_sent";  // the question never left, or did not arrive

struct OptIn {
  int64_t id = 0;
  WorkspaceId workspace;
  ContactId contact;
  std::string phone;
  MessageId message;                   // the question
  WordingId wording;                   // its text
  Consent consent = Consent::express;  // what a YES gives
  int64_t limit_ms = 0;                // to answer in, once the question has left
  Instant asked_at;
  std::string asked_by;
  Instant due_at, look_at;
  Instant closed_at;  // 0 = open
  std::string outcome;
  InboundId inbound;  // the YES
  ConsentId given;    // its record
};

int64_t insert(Session& s, const OptIn& question);  // there must be none open for the number
std::optional<OptIn> open_of(Session& s, std::string_view phone);
std::optional<OptIn> newest(Session& s, std::string_view phone);
std::optional<OptIn> by_id(Session& s, int64_t id);
std::vector<OptIn> page(Session& s, std::string_view phone, int64_t after, int64_t most);
std::vector<OptIn> due(Session& s, Instant now, int64_t most);  // open ones to look at
void move(Session& s, int64_t id, Instant due_at, Instant look_at);
// False: it was closed before.
bool close(Session& s, int64_t id, Instant at, std::string_view outcome, InboundId inbound = {}, ConsentId given = {});
int64_t close_phone(Session& s, std::string_view phone, Instant at, std::string_view outcome);

}  // namespace tidings::store::opt_ins

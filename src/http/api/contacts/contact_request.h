// Reads what a person wants a contact to be, and says what is wrong with it. Inside the transaction that stores it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "domain/contact.h"

namespace tidings::http::contacts {

struct ContactChanges {
  std::vector<std::string> lists;  // joined
  std::optional<Consent> consent;  // given or taken back now
  std::string source, evidence;    // where, and in what words
  std::optional<std::vector<std::string>> tags;
};

// {status, consent:{type, source, text}, score, zone, zone_confirmed, place, case_ref, fields, tags, lists,
// sms_capable} brought into `contact`; a field set to null is taken away. The rest of the body was read by the caller
// through `in`. Errors: invalid_argument.
Result<ContactChanges> read_changes(JsonReader& in, Contact& contact, Instant now);

json::value contact_json(const Contact& contact);

}  // namespace tidings::http::contacts

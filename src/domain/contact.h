// A person (or office) that can be texted, and what is known of them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/ids.h"

namespace tidings {

enum class ContactStatus : int { active = 0, inactive = 1, blacklisted = 2 };
std::string_view to_string(ContactStatus status);
std::optional<ContactStatus> contact_status_from(std::string_view name);

// reference/compliance §3. unknown may not get marketing.
enum class Consent : int {
  unknown = 0,
  express_written = 1,
  express = 2,
  implied = 3,
  soft_opt_in = 4,
  transactional = 5,
  inbound = 6,
  revoked = 7
};
std::string_view to_string(Consent consent);
std::optional<Consent> consent_from(std::string_view name);
bool permits_marketing(Consent consent);

struct Contact {
  ContactId id;
  WorkspaceId workspace;
  std::string phone;        // E.164
  bool sms_capable = true;  // by the number's type
  std::string region;       // ISO 3166 of the number
  ContactStatus status = ContactStatus::active;
  Consent consent = Consent::unknown;
  int score = 0;
  std::string zone;  // IANA, as stated; may be empty
  bool zone_confirmed =
      false;          // the person's own word or a verified address: the only thing that narrows the candidates
  std::string place;  // ISO 3166-2, "US-CA"; may be empty
  std::string case_ref;
  std::map<std::string, std::string> fields;  // for templates; "name", "first_name", …
  std::vector<std::string> tags;
  std::string last_reply;
  Instant last_reply_at;  // 0 = never
  int64_t replies = 0;
  ImportId import;  // that brought it; 0 = none
};

}  // namespace tidings

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
bool permits_marketing(Consent consent);  // of a kind that may; where, the rule packs say (law/consent_terms.h)

// What a consent rests on, where that decides when it ends.
enum class ConsentBasis : int { none = 0, purchase = 1, inquiry = 2, contract = 3, request = 4 };
std::string_view to_string(ConsentBasis basis);
std::optional<ConsentBasis> consent_basis_from(std::string_view name);

// What a consent is for. One for informing only never lets marketing pass.
enum class ConsentPurpose : int { any = 0, marketing = 1, informational = 2 };
std::string_view to_string(ConsentPurpose purpose);
std::optional<ConsentPurpose> consent_purpose_from(std::string_view name);

// How a consent came to us.
enum class ConsentMethod : int {
  unknown = 0,
  form = 1,
  keyword = 2,  // a word by text
  paper = 3,
  voice = 4,
  import = 5,
  api = 6,
  opt_in = 7,  // the answer to our question by text
  record = 8,  // as it stood when the history began
};
std::string_view to_string(ConsentMethod method);
std::optional<ConsentMethod> consent_method_from(std::string_view name);

struct Contact {
  ContactId id;
  WorkspaceId workspace;
  std::string phone;        // E.164
  bool sms_capable = true;  // by the number's type
  std::string region;       // ISO 3166 of the number
  ContactStatus status = ContactStatus::active;
  Consent consent = Consent::unknown;
  // Of that consent. Moved with its record in the history, in one transaction (store/consents.h).
  ConsentBasis consent_basis = ConsentBasis::none;
  Instant consent_given_at;    // 0 = nobody knows
  Instant consent_expires_at;  // as it was agreed; 0 = no end of its own
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

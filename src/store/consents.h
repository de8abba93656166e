// The history of consents, append-only, and the wordings people agreed to. A contact's present consent is the record
// that stands: moved in the same transaction as the record is written. Source: reference/compliance §3.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/contact.h"
#include "store/database.h"

namespace tidings::store::consents {

struct Event {
  Consent consent = Consent::unknown;
  std::string source;    // who collected it, or which list it came with; of an opt-out, a source of store/optouts.h
  std::string evidence;  // words, or JSON of an import
  Instant at;            // when it was recorded
  std::optional<Instant> given_at = std::nullopt;  // when it was given; none: when it was recorded; 0: nobody knows
  ConsentMethod method = ConsentMethod::unknown;
  ConsentBasis basis = ConsentBasis::none;
  ConsentPurpose purpose = ConsentPurpose::any;
  std::string channels = {};  // "sms,voice"; empty = all
  WordingId wording = {};
  std::string url = {}, ip = {}, user_agent = {};
  InboundId inbound = {};
  std::string language = {};
  Instant expires_at = {};  // as it was agreed; 0 = no end of its own
  std::string actor = {};   // who recorded it
  ConsentId id = {};        // read only
  ContactId contact = {};   // read only
};

struct Recorded {
  ConsentId id;
  bool stands = false;  // it is the contact's present consent now
};
// Appends. It becomes the present consent unless what stands was given later (a refusal of a date nobody knows always
// does), it is not for text messages, or it is for informing only and something that permits more stands.
Recorded record(Session& s, ContactId contact, const Event& event);
// Appends, and it is the present consent whatever stood before: an opt-out, and one taken back.
ConsentId put_in_force(Session& s, ContactId contact, const Event& event);
// Appends alone, where insert() or update() of the same transaction writes the present consent.
void append(Session& s, ContactId contact, const Event& event);
// Whether a record of this kind and date takes the place of one of that kind and date.
bool supersedes(Consent kind, Instant given_at, Consent present, Instant present_given_at);

// What stood before the refusal at the end of a history, as far as marketing by text goes: what was given last, by its
// own date. nullptr = nothing did.
const Event* before_refusal(const std::vector<Event>& history);

// The consent that stands for calls, by the history alone: the same rules as for texts, of what concerns calls.
// nullptr: nothing ever did.
const Event* standing_for_calls(const std::vector<Event>& history);
// What a record says of marketing.
Consent kind_of(const Event& event);

ConsentId standing(Session& s, ContactId contact);          // the record of the present consent; 0 = none
std::vector<Event> history(Session& s, ContactId contact);  // oldest first
std::vector<Event> page(Session& s, ContactId contact, ConsentId after, int64_t most);

// A text as it was shown. Never changed once stored; the same text is stored once, whoever uses it.
struct Wording {
  WordingId id;
  WorkspaceId workspace;
  std::string version, language, hash;  // hash: SHA-256 of the text in hex
  Instant created_at;
  std::string created_by, text;
};
// nullopt: the workspace has this version already.
std::optional<WordingId> add_wording(Session& s, const Wording& wording);
std::optional<Wording> wording_by_id(Session& s, WordingId id);
std::optional<Wording> wording_by_version(Session& s, WorkspaceId workspace, std::string_view version);
std::vector<Wording> wordings(Session& s, WorkspaceId workspace, WordingId after, int64_t most);
std::map<std::string, WordingId, std::less<>> wording_ids(Session& s, WorkspaceId workspace);  // by version

}  // namespace tidings::store::consents

// One row of a contact file, judged: the contact it describes, or the reason why it is refused. Journey: between the
// reader of the file and the transaction that stores its rows; the costly part of an import (phone numbers) happens
// here, outside of any transaction. Pure: nothing of what is stored already is known here. Thread: the caller's.
//
// A column that was found by its name alone must not cost people their rows: a value of it that is not understood is
// left out and told (Misread). Where the column was asked for, such a value refuses the row.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/contact.h"
#include "flow/audience/import_evidence.h"
#include "flow/audience/import_request.h"
#include "flow/audience/lookups.h"

namespace tidings::flow {

// Reasons of ours; further ones are sms::PhoneProblem and RowFault. The code is what the reject file says.
enum class RowProblem {
  bad_status,
  bad_score,
  bad_consent,
  bad_zone,
  bad_country,
  bad_tags,
  bad_case_ref,
  value_too_long,
  bad_consent_at,
  bad_consent_basis,
  bad_consent_how,
  unknown_wording,
  erased,
  lookup_invalid,
  lookup_no_texts
};
std::string_view to_string(RowProblem problem);

// Plain words of any reason of a reject file; empty for a code that is none.
std::string_view reject_words(std::string_view reason);

struct ImportRow {
  struct Refusal {
    std::string column;  // the header's word
    std::string_view reason;
    std::string value;  // cut to limits::kRejectValueBytes, always UTF-8
  };
  struct Misread {
    ContactColumn column;
    std::string value;
  };

  uint64_t number = 0;
  CsvPosition after;
  std::optional<Refusal> refusal;
  std::vector<Misread> misreads;
  bool swallows_the_rest = false;  // a quote that never closes

  // Unless refused. Of the contact: phone, sms_capable, region, zone, place, case_ref, fields, tags, and of a new one
  // also status, score and consent, the request's where the row has none.
  Contact contact;
  int64_t digits = 0;  // of the phone number, as a number
  // What the row itself says.
  std::optional<ContactStatus> status;
  std::optional<int> score;
  std::optional<Consent> consent;
  std::optional<ConsentEvidence> evidence;
  // A kind that nothing proves, neither the row nor the request: it counts as unknown, and is written down as a claim.
  std::optional<Consent> claimed;
  // What a look-up service says of the number, where the import asked for it.
  std::optional<LookupWord> looked_up;

  // It takes something back: it counts whatever becomes of the rest of it.
  bool opts_out() const { return contact.consent == Consent::revoked || contact.status == ContactStatus::blacklisted; }
};

class RowJudge {
 public:
  // `plan` must outlive it. default_region: the workspace's, where the request names none.
  RowJudge(const ImportPlan& plan, WorkspaceId workspace, ImportId import, std::string_view default_region,
           JudgeFacts facts = {});
  ImportRow judge(const CsvRow& row) const;

 private:
  struct Cells;
  bool read_phone(const Cells& cells, ImportRow& out) const;
  void read_place(const Cells& cells, ImportRow& out) const;
  bool read_stated(const Cells& cells, ImportRow& out) const;
  bool read_evidence(const Cells& cells, ImportRow& out) const;
  void settle_consent(ImportRow& out) const;
  bool read_fields(const Cells& cells, ImportRow& out) const;
  void refuse(const Cells& cells, size_t column, std::string_view reason, ImportRow& out) const;
  bool misread(const Cells& cells, ContactColumn column, RowProblem problem, ImportRow& out) const;

  const ImportPlan& plan_;
  WorkspaceId workspace_;
  ImportId import_;
  std::string region_;
  JudgeFacts facts_;
  bool has_evidence_;  // a column of it is there
};

}  // namespace tidings::flow

// Stores judged rows of an import: contacts, list, tags, consent history, refusals, and the job's counts, all in the
// transaction of the session it is given. Journey: the last step of an import. What a person has said stays above what
// a file says: a revoked consent stays revoked, a blacklisted contact blacklisted, a confirmed zone confirmed; and an
// opt-out in a row that is otherwise passed over (a repeated number, on_duplicate "skip") still counts. A number that
// was erased at its owner's wish does not come back by a file.
#pragma once

#include "flow/audience/import_row.h"
#include "store/consents.h"
#include "store/contacts.h"
#include "store/erased_numbers.h"
#include "store/imports.h"

namespace tidings::flow {

// What an import tells besides its counts.
enum class ImportNote {
  not_understood,    // values of a column that were left out
  cannot_get_texts,  // landlines and the like: stored, but the gate will block them
  kept_revoked,
  kept_blacklisted,
  already_known,       // left as they were, as asked for
  opted_out_again,     // opt-outs taken from rows that were passed over
  too_many_fields,     // fields a contact had no room for
  column_left_out,     // of all_fields
  swallowed_the_rest,  // a quote that never closes
  no_evidence,         // a consent that nothing proves: kept as a claim
  older_consent,       // a consent given before the one that stands: in the history only
  line_not_known,      // looked up: valid, but nobody knows the kind of line
  not_looked_up,       // the look-up service gave no answer
  found_unreachable,   // known before; looked up: never texted from now on
};
std::string_view to_string(ImportNote note);
// For people. `note.column` and `note.example` are part of it.
std::string note_words(const store::imports::Note& note);
void add_note(std::vector<store::imports::Note>& notes, ImportNote note, std::string_view column = {},
              std::string_view example = {});

class ImportWriter {
 public:
  // `job` as this transaction sees it; its counts and notes are moved by add().
  ImportWriter(store::Session& s, store::imports::Job& job, const ImportPlan& plan, Instant now)
      : s_(s), job_(job), plan_(plan), now_(now), erased_(s) {}

  void add(const ImportRow& row);

 private:
  enum class Passed { repeated, known };  // why a row does not change its contact

  bool refuse_erased(const ImportRow& row);
  bool refuse_looked_up(const ImportRow& row);
  void refuse_number(const ImportRow& row, RowProblem why, std::string value);
  bool takes_texts(const ImportRow& row, const Contact& known);
  void add_once(const ImportRow& row);
  void add_to_dry_run(const ImportRow& row);
  void add_new(const ImportRow& row, ContactId made);
  void add_known(const ImportRow& row, Contact known);
  void add_repeated(const ImportRow& row, Contact known);
  void update(const ImportRow& row, Contact known);
  void opt_out(const ImportRow& row, Contact known, Passed why);
  void join(ContactId contact);
  void remember_consent(ContactId contact, const Contact& as, const ImportRow& row);
  void remember_claim(ContactId contact, const ImportRow& row);
  store::consents::Event event_of(Consent consent, const ImportRow& row);
  bool merge_consent(const ImportRow& row, Contact& known);
  bool merge(const ImportRow& row, Contact& known);

  store::Session& s_;
  store::imports::Job& job_;
  const ImportPlan& plan_;
  Instant now_;
  store::ErasedNumbers erased_;
  std::string evidence_;  // of a consent, what is the same in all rows; made when first needed
};

}  // namespace tidings::flow

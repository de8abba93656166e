// What a person asks of an import, and what the import made of it when it read the header. Journey: from the API or the
// command line (as JSON) to the job, which keeps the plan for as long as it runs: an import that goes on after a
// restart goes on with the same columns, whatever this program would find by itself by then. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "domain/contact.h"
#include "flow/audience/column_map.h"
#include "flow/audience/csv_reader.h"

namespace tidings::flow {

enum class OnDuplicate {
  update,  // what the file says is merged into the contact
  skip,    // a contact that is there already stays as it is; it still joins the list
};

// Rows whose number has no answer of the look-up service that was asked for.
enum class LookupMissing {
  wait,  // the import goes on when the service is there again
  keep,  // they are stored without, and counted
};
std::string_view to_string(LookupMissing what);
std::optional<LookupMissing> lookup_missing_from(std::string_view name);

struct ImportRequest {
  std::string name;       // for people: the file's name where it came from
  std::string list_name;  // the contacts join this list, made when new; empty = none
  std::string path;       // the spooled file, in the folder of imports. Set by the server, never read from a request
  ColumnWishes columns;
  std::string region;  // ISO 3166: national numbers and states are read in it; empty = the workspace's
  OnDuplicate on_duplicate = OnDuplicate::update;
  // For rows that say nothing else, and never over a consent that is known already.
  Consent consent = Consent::unknown;
  // Where it was given: "sign-up form". Required with a consent; without one it is what proves the consents of rows.
  std::string consent_source;
  std::string consent_text;  // what the person agreed to; may be empty
  // For new contacts whose row says nothing else.
  ContactStatus status = ContactStatus::active;
  int score = 0;
  std::vector<std::string> tags;  // added to every contact
  bool dry_run = false;           // reads, judges and counts everything, stores nobody
  std::string lookup;             // a [lookup.NAME] its numbers are looked up by; empty = none
  LookupMissing lookup_missing = LookupMissing::wait;
};

// {name, list, columns:{phone:"TELEPHONE", status:"-", …}, fields:{name:"COLUMN"}, all_fields, region,
//  on_duplicate:"update"|"skip", consent:{type, source, text}, status, score, tags:[…], dry_run, lookup,
//  lookup_missing:"wait"|"keep"}
// Errors: invalid_argument, too_large, naming the field.
Result<ImportRequest> read_import_request(const json::value& body);
// The same shape.
json::value import_request_json(const ImportRequest& request);

// The request and the file's header, joined.
struct ImportPlan {
  ImportRequest request;
  CsvHeader header;
  ColumnMap map;
};

std::string plan_text(const ImportPlan& plan);
Result<ImportPlan> read_plan(std::string_view text);  // error: corrupt

// The header's word for a column, or "column 3" where it has none.
std::string column_name(const CsvHeader& header, size_t column);

}  // namespace tidings::flow

// The flags of `tidings import` as the query of POST /api/imports. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/http.h"
#include "base/result.h"

namespace tidings::app::cli {

struct ImportFlags {
  std::string file, rejects;
  std::string name, list, region, on_duplicate, consent, evidence, evidence_text, set_status;
  // columns: the header's word, "-" = none
  std::string phone, first_name, last_name, full_name, state, zip, zone, country, score, status, tags, case_ref;
  std::vector<std::string> fields, columns, add_tags;
  std::optional<int64_t> set_score;
  std::string lookup, lookup_missing;
  bool dry_run = false;
};

// Errors: invalid_argument naming the flag.
Result<FormFields> import_query(const ImportFlags& flags);

}  // namespace tidings::app::cli

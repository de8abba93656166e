// Imports as people handle them: begin one, look at it, cancel it, get the rows it refused. Journey: behind the API and
// the command line; import_stage.h does the work. Any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/env.h"
#include "flow/audience/import_request.h"
#include "flow/audience/lookups.h"
#include "store/imports.h"

namespace tidings::flow {

using ImportJob = store::imports::Job;

class Imports {
 public:
  // import_dir: where spooled files lie. lookups: the services an import may name.
  Imports(Env env, store::Database& database, std::string import_dir, std::vector<LookupTerms> lookups = {});

  // Reads the header only; what is wrong with the file or its columns is said now, naming the columns there are. On an
  // error the spooled file is the caller's to remove; from then on it is the stage's. Errors: invalid_argument,
  // too_large, not_found (file or workspace), conflict (the file belongs to another import).
  Result<ImportJob> create(WorkspaceId workspace, const ImportRequest& request);

  Result<ImportJob> get(ImportId id);                                                         // error: not_found
  Result<std::vector<ImportJob>> list(WorkspaceId workspace, ImportId before, int64_t most);  // newest first; 0 = all
  // What is imported stays. Errors: not_found; conflict when it has ended.
  Result<ImportJob> cancel(ImportId id);

  Result<std::vector<store::imports::Reject>> rejects(ImportId id, int64_t after_row, int64_t most);
  // The reject file, a page at a time: begin with 0, go on with next until there is none.
  struct RejectPage {
    std::string csv;
    std::optional<int64_t> next;
  };
  Result<RejectPage> rejects_csv(ImportId id, int64_t after_row);

 private:
  Env env_;
  store::Database& database_;
  std::string import_dir_;
  std::vector<LookupTerms> lookups_;
};

}  // namespace tidings::flow

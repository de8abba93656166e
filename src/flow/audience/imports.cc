#include "flow/audience/imports.h"

#include <filesystem>
#include <limits>

#include "base/limits.h"
#include "flow/audience/import_file.h"
#include "flow/audience/import_json.h"
#include "flow/audience/import_writer.h"
#include "store/contacts.h"
#include "store/workspaces.h"

namespace tidings::flow {
namespace {

namespace imports = store::imports;
using store::Session;

std::unexpected<Error> no_import() { return fail(ErrorCode::not_found, "there is no such import", "import"); }

// The bare name of a file that lies in the folder of imports and nowhere else.
Result<std::string> spooled_name(const std::string& path, const std::string& import_dir) {
  const std::filesystem::path given(path);
  const std::string name = given.filename().string();
  const bool inside = !given.has_parent_path() ||
                      given.parent_path().lexically_normal() == std::filesystem::path(import_dir).lexically_normal();
  if (!inside || name.empty() || name == "." || name == "..") {
    return fail(ErrorCode::invalid_argument, "the file is not in the folder of imports", "path", "upload it first");
  }
  return name;
}

}  // namespace

Imports::Imports(Env env, store::Database& database, std::string import_dir, std::vector<LookupTerms> lookups)
    : env_(env), database_(database), import_dir_(std::move(import_dir)), lookups_(std::move(lookups)) {}

namespace {

Result<> take_lookup(const std::vector<LookupTerms>& services, const std::string& name, ImportJob& job) {
  if (name.empty()) return {};
  std::string known;
  for (const auto& one : services) {
    known += (known.empty() ? "" : ", ") + one.name;
    if (one.name != name) continue;
    job.lookup = name;
    job.lookup_price = one.price;
    job.lookup_currency = one.currency;
    return {};
  }
  return fail(ErrorCode::invalid_argument, "there is no look-up service '" + name + "'", "lookup",
              known.empty() ? "configure one as [lookup." + name + "]" : "known ones: " + known);
}

}  // namespace

Result<ImportJob> Imports::create(WorkspaceId workspace, const ImportRequest& request) {
  ImportPlan plan;
  plan.request = TRY(read_import_request(import_request_json(request)));  // what the API refuses, nobody may ask for
  ImportJob job;
  TRY(take_lookup(lookups_, plan.request.lookup, job));
  job.path = TRY(spooled_name(request.path, import_dir_));
  auto file = TRY(SpoolFile::open(import_dir_ + "/" + job.path));
  if (file.size() > limits::kUploadBytes) {
    return fail(ErrorCode::too_large, "the file is larger than 4 GiB", "the file", "split it");
  }
  plan.header = TRY(read_header(file));
  plan.map = TRY(map_columns(plan.header.names, plan.request.columns));
  for (const auto& column : plan.map.left_out) add_note(job.notes, ImportNote::column_left_out, column);

  job.workspace = workspace;
  job.list_name = plan.request.list_name;
  job.name = plan.request.name.empty() ? job.path : plan.request.name;
  job.plan = plan_text(plan);
  job.dry_run = plan.request.dry_run;
  job.bytes = file.size();
  job.byte_offset = static_cast<int64_t>(plan.header.after.offset);
  job.encoding = static_cast<int64_t>(plan.header.after.encoding);
  job.row_number = static_cast<int64_t>(plan.header.after.row);
  job.fingerprint = TRY(file.fingerprint(job.byte_offset));
  job.created_at = env_.clock.now();
  TRY(database_.write([&](Session& s) -> Result<> {
    if (!store::workspaces::by_id(s, workspace)) {
      return fail(ErrorCode::not_found, "there is no such workspace", "workspace");
    }
    if (imports::path_in_use(s, job.path)) {
      return fail(ErrorCode::conflict, "this file belongs to another import", "path", "upload it again");
    }
    if (!job.list_name.empty() && !job.dry_run) {
      job.list = store::contacts::list_of_name(s, workspace, job.list_name, job.created_at);
    }
    job.id = imports::insert(s, job);
    return {};
  }));
  env_.log.info("import_queued", {{"import", job.id.value}, {"bytes", job.bytes}, {"dry_run", job.dry_run}});
  return job;
}

Result<ImportJob> Imports::get(ImportId id) {
  return store::read_value<ImportJob>(database_, [&](Session& s) -> Result<ImportJob> {
    auto job = imports::by_id(s, id);
    if (!job) return no_import();
    return std::move(*job);
  });
}

Result<std::vector<ImportJob>> Imports::list(WorkspaceId workspace, ImportId before, int64_t most) {
  if (!before) before = ImportId{std::numeric_limits<int64_t>::max()};
  return store::read_value<std::vector<ImportJob>>(database_, [&](Session& s) -> Result<std::vector<ImportJob>> {
    return imports::page(s, workspace, before, std::min(most, limits::kPageMost));
  });
}

Result<ImportJob> Imports::cancel(ImportId id) {
  return store::write_value<ImportJob>(database_, [&](Session& s) -> Result<ImportJob> {
    const bool was_open = imports::finish(s, id, imports::State::cancelled, "", env_.clock.now());
    auto job = imports::by_id(s, id);
    if (!job) return no_import();
    if (was_open) return std::move(*job);
    return fail(ErrorCode::conflict, "this import is " + std::string(to_string(job->state)) + " already", "import");
  });
}

Result<std::vector<imports::Reject>> Imports::rejects(ImportId id, int64_t after_row, int64_t most) {
  return store::read_value<std::vector<imports::Reject>>(
      database_, [&](Session& s) -> Result<std::vector<imports::Reject>> {
        if (!imports::by_id(s, id)) return no_import();
        return imports::rejects(s, id, after_row, std::min(most, limits::kRejectPage));
      });
}

Result<Imports::RejectPage> Imports::rejects_csv(ImportId id, int64_t after_row) {
  const auto rows = TRY(rejects(id, after_row, limits::kRejectPage));
  RejectPage page;
  if (after_row == 0) page.csv = reject_csv_header();
  for (const auto& row : rows) append_reject_csv(row, page.csv);
  if (static_cast<int64_t>(rows.size()) == limits::kRejectPage) page.next = rows.back().row;
  return page;
}

}  // namespace tidings::flow

#include "store/imports.h"

#include <array>

#include "base/json.h"
#include "store/sql.h"

namespace tidings::store::imports {
namespace {

constexpr std::array<std::string_view, 5> kStates{"queued", "running", "done", "failed", "cancelled"};

State state_from(std::string_view name) {
  for (size_t i = 0; i < kStates.size(); ++i) {
    if (kStates[i] == name) return static_cast<State>(i);
  }
  throw StoreFailure{{ErrorCode::corrupt, "an import has an unknown state", "import_job", {}}};
}

std::string notes_text(const std::vector<Note>& notes) {
  json::array out;
  for (const auto& note : notes) {
    out.push_back(json::object{{"code", note.code}, {"column", note.column}, {"n", note.n}, {"example", note.example}});
  }
  return json::serialize(out);
}

std::vector<Note> read_notes(std::string_view text) {
  std::vector<Note> out;
  const auto value = parse_json(text);
  if (!value || !value->is_array()) return out;
  for (const auto& one : value->get_array()) {
    JsonReader in(one);
    out.push_back({in.text("code").value_or(""), in.text("column").value_or(""), in.integer("n").value_or(0),
                   in.text("example").value_or("")});
  }
  return out;
}

Job read_job(Cursor& c) {
  Job out;
  int i = 0;
  out.id = c.id<ImportId>(i++);
  out.workspace = c.id<WorkspaceId>(i++);
  out.list = c.id<ListId>(i++);
  out.list_name = c.string(i++);
  out.name = c.string(i++);
  out.path = c.string(i++);
  out.plan = c.string(i++);
  out.dry_run = c.boolean(i++);
  out.state = state_from(c.text(i++));
  out.bytes = c.integer(i++);
  out.byte_offset = c.integer(i++);
  out.encoding = c.integer(i++);
  out.row_number = c.integer(i++);
  out.fingerprint = c.string(i++);
  out.imported = c.integer(i++);
  out.updated = c.integer(i++);
  out.duplicates = c.integer(i++);
  out.rejected = c.integer(i++);
  out.notes = read_notes(c.text(i++));
  out.problem = c.string(i++);
  out.created_at = c.instant(i++);
  out.finished_at = c.instant(i++);
  out.lookup = c.string(i++);
  out.lookup_price = c.integer(i++);
  out.lookup_currency = c.string(i++);
  out.lookups = c.integer(i++);
  out.looked_up = c.integer(i++);
  out.not_looked_up = c.integer(i++);
  out.waits_for = c.string(i++);
  return out;
}

std::optional<Job> first(std::unique_ptr<Cursor> rows, const Here& here = {}) {
  while (rows->next()) {
    auto job = read_job(*rows);
    if (!here || here(job)) return job;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(State state) { return kStates[static_cast<size_t>(state)]; }

ImportId insert(Session& s, const Job& j) {
  return ImportId{s.one(sql::imports::insert, j.workspace, j.list, j.list_name, j.name, j.path, j.plan, j.dry_run,
                        j.bytes, j.byte_offset, j.encoding, j.row_number, j.fingerprint, notes_text(j.notes),
                        j.created_at, j.lookup, j.lookup_price, j.lookup_currency)
                      .value_or(0)};
}

std::optional<Job> by_id(Session& s, ImportId id) { return first(s.query(sql::imports::by_id, id)); }

std::vector<Job> page(Session& s, WorkspaceId workspace, ImportId before, int64_t most) {
  std::vector<Job> out;
  auto rows = s.query(sql::imports::page, workspace, before, most);
  while (rows->next()) out.push_back(read_job(*rows));
  return out;
}

std::optional<Job> next_open(Session& s, Turn turn, const Here& here) {
  return first(s.query(turn == Turn::oldest ? sql::imports::next_oldest : sql::imports::next_shortest), here);
}
std::optional<Job> next_uncleaned(Session& s, const Here& here) {
  return first(s.query(sql::imports::next_uncleaned), here);
}
bool path_in_use(Session& s, std::string_view path) { return s.one(sql::imports::path_in_use, path).has_value(); }

bool progress(Session& s, const Job& j) {
  return s.exec(sql::imports::progress, j.id, to_string(j.state), j.byte_offset, j.encoding, j.row_number,
                j.fingerprint, j.imported, j.updated, j.duplicates, j.rejected, notes_text(j.notes), j.finished_at,
                j.lookups, j.looked_up, j.not_looked_up) > 0;
}

bool asked(Session& s, ImportId id) { return s.exec(sql::imports::asked, id) > 0; }
void waits(Session& s, ImportId id, std::string_view what) { s.exec(sql::imports::waits, id, what); }

bool finish(Session& s, ImportId id, State state, std::string_view problem, Instant at) {
  return s.exec(sql::imports::finish, id, to_string(state), problem, at) > 0;
}

void set_cleaned(Session& s, ImportId id) { s.exec(sql::imports::cleaned, id); }

bool meet(Session& s, ImportId id, int64_t number) { return s.exec(sql::imports::meet, id, number) > 0; }

int64_t forget(Session& s, ImportId id, size_t most) { return s.exec(sql::imports::forget, id, most); }

int64_t met(Session& s, ImportId id) { return s.one(sql::imports::met, id).value_or(0); }

void add_reject(Session& s, ImportId id, const Reject& r) {
  s.exec(sql::imports::reject, id, r.row, r.column, r.reason, r.value);
}

std::vector<Reject> rejects(Session& s, ImportId id, int64_t after_row, int64_t most) {
  std::vector<Reject> out;
  auto rows = s.query(sql::imports::rejects, id, after_row, most);
  while (rows->next()) out.push_back({rows->integer(0), rows->string(1), rows->string(2), rows->string(3)});
  return out;
}

}  // namespace tidings::store::imports

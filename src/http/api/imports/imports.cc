#include "http/api/imports/imports.h"

#include <fmt/format.h>

#include "flow/audience/import_json.h"
#include "flow/audience/imports.h"
#include "http/api/imports/spool.h"

namespace tidings::http::imports {
namespace {

// Options of a file that are also names of columns are meant as options; columns of those names: ?column=status=STATE.
struct Wanted {
  std::optional<int64_t> workspace;
  flow::ImportRequest request;
};

Result<Wanted> read_query(QueryReader& query) {
  Wanted out;
  out.workspace = query.integer("workspace");
  auto& request = out.request;
  request.name = query.text("name").value_or("");
  request.list_name = query.text("list").value_or("");
  request.region = query.text("region").value_or("");
  if (const auto phone = query.text("phone")) request.columns.columns[flow::ContactColumn::phone] = *phone;
  for (const auto& field : query.texts("field")) TRY(request.columns.add_field(field));
  for (const auto& column : query.texts("column")) {
    const size_t equals = column.find('=');
    const auto known = flow::contact_column_from(column.substr(0, equals));
    if (!known || equals == std::string::npos) {
      query.problem("column", "must be NAME=COLUMN, where NAME is one of phone, name, zone, …");
    } else {
      request.columns.columns[*known] = column.substr(equals + 1);
    }
  }
  if (const auto what = query.text("on_duplicate")) {
    if (*what != "update" && *what != "skip") query.problem("on_duplicate", "must be update or skip");
    request.on_duplicate = *what == "skip" ? flow::OnDuplicate::skip : flow::OnDuplicate::update;
  }
  if (const auto consent = query.text("consent")) {
    const auto known = consent_from(*consent);
    if (!known) query.problem("consent", "is not a kind of consent, such as express_written");
    request.consent = known.value_or(Consent::unknown);
  }
  request.consent_source = query.text("consent_source").value_or("");
  request.consent_text = query.text("consent_text").value_or("");
  if (const auto status = query.text("status")) {
    const auto known = contact_status_from(*status);
    if (!known) query.problem("status", "must be active, inactive or blacklisted");
    request.status = known.value_or(ContactStatus::active);
  }
  request.score = static_cast<int>(query.integer("score").value_or(0));
  request.tags = query.texts("tag");
  request.dry_run = query.boolean("dry_run").value_or(false);
  request.lookup = query.text("lookup").value_or("");
  if (const auto what = query.text("lookup_missing")) {
    const auto known = flow::lookup_missing_from(*what);
    if (!known) query.problem("lookup_missing", "must be wait or keep");
    if (request.lookup.empty()) query.problem("lookup_missing", "is only of use with lookup");
    request.lookup_missing = known.value_or(flow::LookupMissing::wait);
  }
  TRY(query.done());
  return out;
}

flow::Imports imports_of(Call& call, InSession& database) {
  return {call.services.env, database, call.services.import_dir, call.services.lookups};
}

}  // namespace

Result<HttpResponse> list(Call& call) {
  QueryReader query(call.query);
  const auto asked = query.integer("workspace");
  const auto after = query.after();
  const auto limit = query.limit();
  TRY(query.done());
  const auto workspace = TRY(workspace_of(call.s(), asked));
  InSession database(call.s());
  const auto page = TRY(imports_of(call, database).list(workspace.id, ImportId{after}, limit));
  json::array items;
  for (const auto& job : page) items.push_back(flow::import_json(job));
  const bool more = static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? json::value(page.back().id.value) : json::value(nullptr));
}

Result<HttpResponse> create(Call& call) {
  QueryReader query(call.query);
  auto wanted = TRY(read_query(query));
  const auto spool = std::static_pointer_cast<Spool>(call.upload);
  if (!spool || spool->bytes() == 0) {
    return fail(ErrorCode::invalid_argument, "the file is empty", "the body",
                "send the CSV file as the body: curl --data-binary @people.csv");
  }
  const auto workspace = TRY(workspace_of(call.s(), wanted.workspace));
  wanted.request.path = spool->name();
  InSession database(call.s());
  const auto job = TRY(imports_of(call, database).create(workspace.id, wanted.request));
  spool->adopt();
  call.audit("import.create", fmt::format("import {}", job.id.value), job.name);
  return answer(flow::import_json(job), 202);
}

Result<HttpResponse> show(Call& call) {
  const ImportId id{TRY(call.id())};
  InSession database(call.s());
  return answer(flow::import_json(TRY(imports_of(call, database).get(id))));
}

// text/csv, or JSON with ?format=json.
Result<HttpResponse> rejects(Call& call) {
  QueryReader query(call.query);
  int64_t after = query.after();
  const auto limit = query.limit();
  const auto format = query.text("format").value_or("csv");
  if (format != "csv" && format != "json") query.problem("format", "must be csv or json");
  TRY(query.done());
  const ImportId id{TRY(call.id())};
  InSession database(call.s());
  auto all = imports_of(call, database);
  if (format == "json") {
    const auto page = TRY(all.rejects(id, after, limit));
    json::array items;
    for (const auto& one : page) items.push_back(flow::reject_json(one));
    const bool more = static_cast<int64_t>(page.size()) == limit;
    return list_answer(std::move(items), more ? json::value(page.back().row) : json::value(nullptr));
  }
  std::string text;
  std::optional<int64_t> next = after;
  for (int64_t rows = 0; next && rows < limits::kExportRows; rows += limits::kRejectPage) {
    auto page = TRY(all.rejects_csv(id, *next));
    text += page.csv;
    next = page.next;
  }
  auto out = csv_answer(std::move(text), fmt::format("import-{}-rejects.csv", id.value));
  if (next) out.headers.add("Link", fmt::format("<{}?after={}>; rel=\"next\"", call.path, *next));
  return out;
}

Result<HttpResponse> cancel(Call& call) {
  JsonReader in(call.body);
  TRY(in.done());
  const ImportId id{TRY(call.id())};
  InSession database(call.s());
  const auto job = TRY(imports_of(call, database).cancel(id));
  call.audit("import.cancel", fmt::format("import {}", id.value));
  return answer(flow::import_json(job));
}

}  // namespace tidings::http::imports

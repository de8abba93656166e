#include "flow/audience/import_request.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "domain/place.h"

namespace tidings::flow {
namespace {

constexpr int64_t kScoreMost = 1'000'000;

void read_columns(JsonReader& in, ImportRequest& out) {
  if (const auto* columns = in.object("columns")) {
    for (const auto& [name, column] : *columns) {
      const std::string where = "columns." + std::string(name);
      const auto known = contact_column_from(name);
      if (!known) {
        in.problem(where, "is no known column; give a field of your own under fields");
      } else if (!column.is_string() || column.get_string().empty()) {
        in.problem(where, "must be the name of a column of the file, or \"-\" for none");
      } else {
        out.columns.columns.emplace(*known, std::string(column.get_string()));
      }
    }
  }
  if (const auto* fields = in.object("fields")) {
    for (const auto& [name, column] : *fields) {
      const std::string where = "fields." + std::string(name);
      if (name.empty() || !column.is_string() || column.get_string().empty()) {
        in.problem(where, "must be the name of a column of the file");
        continue;
      }
      const auto added = out.columns.add_field(std::string(name) + "=" + std::string(column.get_string()));
      if (!added) in.problem(where, added.error().what);
    }
  }
  out.columns.all_fields = in.boolean("all_fields").value_or(false);
}

Result<> read_consent(JsonReader& in, ImportRequest& out) {
  const auto* object = in.object("consent");
  if (object == nullptr) return {};
  const json::value value(*object);
  JsonReader consent(value, "consent");
  const std::string type = consent.required_text("type");
  if (const auto known = consent_from(type)) {
    out.consent = *known;
  } else if (!type.empty()) {
    consent.problem("type",
                    "must be express_written, express, implied, soft_opt_in, transactional, inbound or revoked");
  }
  out.consent_source = consent.text("source").value_or("");
  out.consent_text = consent.text("text").value_or("");
  if (out.consent != Consent::unknown && out.consent_source.empty()) {
    consent.problem("source", "is required: where these people gave it");
  }
  if (out.consent_source.size() + out.consent_text.size() > limits::kImportEvidenceBytes) {
    consent.problem("text", fmt::format("is longer than {} bytes", limits::kImportEvidenceBytes));
  }
  return consent.done();
}

void read_defaults(JsonReader& in, ImportRequest& out) {
  if (const auto status = in.text("status")) {
    const auto known = contact_status_from(*status);
    if (known) out.status = *known;
    if (!known) in.problem("status", "must be active, inactive or blacklisted");
  }
  if (const auto score = in.integer("score")) {
    if (*score < -kScoreMost || *score > kScoreMost) in.problem("score", "is too large");
    out.score = static_cast<int>(*score);
  }
  if (const auto* tags = in.array("tags")) {
    for (const auto& tag : *tags) {
      const bool fits = tag.is_string() && !tag.get_string().empty() && tag.get_string().size() <= limits::kTagBytes;
      if (fits) out.tags.emplace_back(tag.get_string());
      if (!fits) in.problem("tags", fmt::format("each must be a text of 1 to {} bytes", limits::kTagBytes));
    }
    if (out.tags.size() > limits::kContactTags) in.problem("tags", "are too many");
  }
  if (const auto text = in.text("on_duplicate")) {
    if (*text == "skip") out.on_duplicate = OnDuplicate::skip;
    if (*text != "skip" && *text != "update") in.problem("on_duplicate", "must be update or skip");
  }
}

void read_lookup(JsonReader& in, ImportRequest& out) {
  out.lookup = in.text("lookup").value_or("");
  if (out.lookup.size() > limits::kImportNameBytes) in.problem("lookup", "is too long");
  if (const auto text = in.text("lookup_missing")) {
    const auto known = lookup_missing_from(*text);
    if (!known) in.problem("lookup_missing", "must be wait or keep");
    if (known && out.lookup.empty()) in.problem("lookup_missing", "is only of use with lookup");
    out.lookup_missing = known.value_or(LookupMissing::wait);
  }
}

json::object columns_json(const ColumnWishes& wishes) {
  json::object out;
  for (const auto& [column, name] : wishes.columns) out[to_string(column)] = name;
  return out;
}

json::value map_json(const ColumnMap& map) {
  json::object known;
  for (size_t i = 0; i < kContactColumns; ++i) {
    const auto& one = map.known[i];
    if (!one) continue;
    known[to_string(static_cast<ContactColumn>(i))] =
        json::object{{"column", one->column}, {"detected", one->detected}};
  }
  json::array fields;
  for (const auto& field : map.fields) fields.push_back(json::object{{"name", field.name}, {"column", field.column}});
  return json::object{{"known", std::move(known)}, {"fields", std::move(fields)}};
}

std::unexpected<Error> corrupt() {
  return fail(ErrorCode::corrupt, "the plan of an import cannot be read", "import_job");
}

Result<size_t> read_index(JsonReader& in, size_t columns) {
  const int64_t index = in.integer("column").value_or(-1);
  if (index < 0 || static_cast<size_t>(index) >= columns) return corrupt();
  return static_cast<size_t>(index);
}

Result<ColumnMap> read_map(const json::value& value, size_t columns) {
  ColumnMap map;
  JsonReader in(value);
  const auto* known = in.object("known");
  const auto* fields = in.array("fields");
  if (known == nullptr || fields == nullptr) return corrupt();
  for (const auto& [name, where] : *known) {
    const auto column = contact_column_from(name);
    if (!column) return corrupt();
    JsonReader one(where);
    map.known[static_cast<size_t>(*column)] =
        ColumnMap::Known{TRY(read_index(one, columns)), one.boolean("detected").value_or(false)};
  }
  for (const auto& field : *fields) {
    JsonReader one(field);
    map.fields.push_back({one.text("name").value_or(""), TRY(read_index(one, columns))});
  }
  if (!map[ContactColumn::phone]) return corrupt();
  return map;
}

}  // namespace

std::string_view to_string(LookupMissing what) { return what == LookupMissing::wait ? "wait" : "keep"; }

std::optional<LookupMissing> lookup_missing_from(std::string_view name) {
  if (name == "wait") return LookupMissing::wait;
  if (name == "keep") return LookupMissing::keep;
  return std::nullopt;
}

Result<ImportRequest> read_import_request(const json::value& body) {
  ImportRequest out;
  JsonReader in(body);
  out.name = in.text("name").value_or("");
  out.list_name = in.text("list").value_or("");
  for (const auto& [field, text] : {std::pair("name", &out.name), std::pair("list", &out.list_name)}) {
    if (text->size() > limits::kImportNameBytes) {
      in.problem(field, fmt::format("is longer than {} bytes", limits::kImportNameBytes));
    }
  }
  read_columns(in, out);
  out.region = in.text("region").value_or("");
  for (char& c : out.region) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (!out.region.empty() && !is_country(out.region))
    in.problem("region", "must be the two letters of a country, as US");
  TRY(read_consent(in, out));
  read_defaults(in, out);
  out.dry_run = in.boolean("dry_run").value_or(false);
  read_lookup(in, out);
  TRY(in.done());
  return out;
}

json::value import_request_json(const ImportRequest& r) {
  json::object out{{"name", r.name}, {"list", r.list_name}, {"columns", columns_json(r.columns)}};
  json::object fields;
  for (const auto& [name, column] : r.columns.fields) fields[name] = column;
  out["fields"] = std::move(fields);
  out["all_fields"] = r.columns.all_fields;
  out["region"] = r.region;
  out["on_duplicate"] = r.on_duplicate == OnDuplicate::skip ? "skip" : "update";
  if (r.consent != Consent::unknown || !r.consent_source.empty()) {
    out["consent"] =
        json::object{{"type", to_string(r.consent)}, {"source", r.consent_source}, {"text", r.consent_text}};
  }
  out["status"] = to_string(r.status);
  out["score"] = r.score;
  json::array tags;
  for (const auto& tag : r.tags) tags.emplace_back(tag);
  out["tags"] = std::move(tags);
  out["dry_run"] = r.dry_run;
  if (!r.lookup.empty()) {
    out["lookup"] = r.lookup;
    out["lookup_missing"] = to_string(r.lookup_missing);
  }
  return out;
}

std::string plan_text(const ImportPlan& plan) {
  json::array names;
  for (const auto& name : plan.header.names) names.emplace_back(name);
  return json::serialize(json::object{{"request", import_request_json(plan.request)},
                                      {"header", std::move(names)},
                                      {"delimiter", std::string_view(&plan.header.delimiter, 1)},
                                      {"map", map_json(plan.map)}});
}

Result<ImportPlan> read_plan(std::string_view text) {
  const auto value = parse_json(text);
  if (!value) return corrupt();
  JsonReader in(*value);
  const auto* request = in.object("request");
  const auto* names = in.array("header");
  const auto* map = in.object("map");
  const std::string delimiter = in.required_text("delimiter");
  if (request == nullptr || names == nullptr || map == nullptr || delimiter.empty()) return corrupt();
  ImportPlan plan;
  plan.request = TRY(read_import_request(json::value(*request)));
  for (const auto& name : *names) {
    if (!name.is_string()) return corrupt();
    plan.header.names.emplace_back(name.get_string());
  }
  plan.header.delimiter = delimiter.front();
  plan.map = TRY(read_map(json::value(*map), plan.header.names.size()));
  return plan;
}

std::string column_name(const CsvHeader& header, size_t column) {
  if (column < header.names.size() && !header.names[column].empty()) return header.names[column];
  return fmt::format("column {}", column + 1);
}

}  // namespace tidings::flow

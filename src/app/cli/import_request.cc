#include "app/cli/import_request.h"

namespace tidings::app::cli {

Result<FormFields> import_query(const ImportFlags& flags) {
  FormFields out;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) out.emplace_back(name, value);
  };
  const auto column = [&](const char* name, const std::string& of_file) {
    if (!of_file.empty()) out.emplace_back("column", std::string(name) + "=" + of_file);
  };
  const size_t slash = flags.file.find_last_of('/');
  add("name", flags.name.empty() ? flags.file.substr(slash == std::string::npos ? 0 : slash + 1) : flags.name);
  add("list", flags.list);
  add("region", flags.region);
  add("phone", flags.phone);
  for (const auto& field : flags.fields) {
    if (field != "*" && (field.find('=') == std::string::npos || field.starts_with('='))) {
      return fail(ErrorCode::invalid_argument, "'" + field + "' names no field", "--field",
                  "write --field name=COLUMN, or --field '*' for every column");
    }
    add("field", field);
  }
  for (const auto& one : flags.columns) {
    if (one.find('=') == std::string::npos || one.starts_with('=')) {
      return fail(ErrorCode::invalid_argument, "'" + one + "' names no column", "--column",
                  "write --column consent_at=COLUMN");
    }
    add("column", one);
  }
  column("name", flags.full_name);
  column("first_name", flags.first_name);
  column("last_name", flags.last_name);
  column("state", flags.state);
  column("zip", flags.zip);
  column("zone", flags.zone);
  column("country", flags.country);
  column("score", flags.score);
  column("status", flags.status);
  column("tags", flags.tags);
  column("case_ref", flags.case_ref);
  add("on_duplicate", flags.on_duplicate);
  if (!flags.consent.empty() && flags.evidence.empty()) {
    return fail(ErrorCode::invalid_argument, "a consent needs to say where it was given", "--evidence",
                "for example --evidence \"sign-up form, spring 2026\"");
  }
  add("consent", flags.consent);
  add("consent_source", flags.evidence);
  add("consent_text", flags.evidence_text);
  add("status", flags.set_status);
  if (flags.set_score) add("score", std::to_string(*flags.set_score));
  for (const auto& tag : flags.add_tags) add("tag", tag);
  add("lookup", flags.lookup);
  add("lookup_missing", flags.lookup_missing);
  if (flags.dry_run) add("dry_run", "true");
  return out;
}

}  // namespace tidings::app::cli

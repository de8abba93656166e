#include "flow/audience/import_json.h"

#include <fmt/format.h>

#include <algorithm>

#include "flow/audience/import_row.h"
#include "flow/audience/import_writer.h"

namespace tidings::flow {
namespace {

json::value text_or_null(std::string_view text) { return text.empty() ? json::value(nullptr) : json::value(text); }

json::value instant_or_null(Instant at) { return at.ms == 0 ? json::value(nullptr) : json::value(format_utc(at)); }

// Rounded down: 100 is the end only.
int64_t percent(const store::imports::Job& job) {
  if (job.state == store::imports::State::done || job.bytes == 0) return 100;
  return job.byte_offset * 100 / job.bytes;
}

// Millionths as a decimal with what is needed of it: 0.0075.
std::string money(int64_t millionths) {
  std::string text = fmt::format("{}.{:06}", millionths / 1'000'000, millionths % 1'000'000);
  while (text.ends_with('0') && text[text.size() - 3] != '.') text.pop_back();
  return text;
}

json::value lookup_json(const store::imports::Job& job) {
  if (job.lookup.empty()) return nullptr;
  json::object out{{"service", job.lookup},
                   {"calls", job.lookups},
                   {"looked_up", job.looked_up},
                   {"not_looked_up", job.not_looked_up},
                   {"waits_for", text_or_null(job.waits_for)},
                   {"cost", nullptr}};
  if (!job.lookup_currency.empty()) {
    out["cost"] = json::object{{"amount", money(job.lookups * job.lookup_price)}, {"currency", job.lookup_currency}};
  }
  return out;
}

bool runs_as_formula(std::string_view cell) {
  if (cell.empty()) return false;
  if (cell.front() == '=' || cell.front() == '@' || cell.front() == '\t' || cell.front() == '\r') return true;
  const bool sign = cell.front() == '+' || cell.front() == '-';
  return sign && cell.find_first_not_of("0123456789 ()./-", 1) != std::string_view::npos;
}

void append_cell(std::string_view cell, std::string& out) {
  const std::string_view guard = runs_as_formula(cell) ? "'" : "";
  if (cell.find_first_of("\",\r\n") == std::string_view::npos) {
    out.append(guard).append(cell);
    return;
  }
  out.append("\"").append(guard);
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

json::value import_json(const store::imports::Job& job) {
  json::array warnings;
  for (const auto& note : job.notes) {
    warnings.push_back(json::object{{"code", note.code},
                                    {"column", text_or_null(note.column)},
                                    {"n", note.n},
                                    {"example", text_or_null(note.example)},
                                    {"words", note_words(note)}});
  }
  return json::object{{"id", job.id.value},
                      {"workspace", job.workspace.value},
                      {"name", job.name},
                      {"list", text_or_null(job.list_name)},
                      {"dry_run", job.dry_run},
                      {"state", to_string(job.state)},
                      {"bytes", job.bytes},
                      {"byte_offset", job.byte_offset},
                      {"percent", percent(job)},
                      {"rows", job.rows()},
                      {"imported", job.imported},
                      {"updated", job.updated},
                      {"duplicates", job.duplicates},
                      {"rejected", job.rejected},
                      {"lookup", lookup_json(job)},
                      {"warnings", std::move(warnings)},
                      {"problem", text_or_null(job.problem)},
                      {"created_at", instant_or_null(job.created_at)},
                      {"finished_at", instant_or_null(job.finished_at)}};
}

json::value reject_json(const store::imports::Reject& reject) {
  return json::object{{"row", reject.row},
                      {"column", text_or_null(reject.column)},
                      {"reason", reject.reason},
                      {"words", reject_words(reject.reason)},
                      {"value", reject.value}};
}

std::string_view reject_csv_header() { return "row,column,reason,words,value\r\n"; }

void append_reject_csv(const store::imports::Reject& reject, std::string& out) {
  out += std::to_string(reject.row);
  for (const std::string_view cell : {std::string_view(reject.column), std::string_view(reject.reason),
                                      reject_words(reject.reason), std::string_view(reject.value)}) {
    out += ',';
    append_cell(cell, out);
  }
  out += "\r\n";
}

}  // namespace tidings::flow

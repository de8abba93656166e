#include "http/call.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "access/audit.h"
#include "domain/place.h"
#include "store/workspaces.h"

namespace tidings::http {
namespace {

std::optional<int64_t> whole_number(std::string_view text) {
  int64_t out = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (ec != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return out;
}

}  // namespace

Result<int64_t> Call::id(size_t nth) const {
  const auto value = nth < params.size() ? whole_number(params[nth]) : std::nullopt;
  if (!value || *value <= 0)
    return fail(ErrorCode::not_found, "this is not the number of anything", path, "ids are whole numbers");
  return *value;
}

void Call::audit(std::string_view action, std::string_view subject, std::string_view detail) const {
  access::record(s(), who.name, action, subject, detail, now);
}

HttpResponse answer(const json::value& value, int status) {
  HttpResponse out;
  out.status = status;
  out.headers.add("Content-Type", "application/json");
  out.body = json::serialize(value);
  return out;
}

HttpResponse csv_answer(std::string text, std::string_view file_name) {
  HttpResponse out;
  out.headers.add("Content-Type", "text/csv; charset=utf-8");
  out.headers.add("Content-Disposition", fmt::format("attachment; filename=\"{}\"", file_name));
  out.body = std::move(text);
  return out;
}

HttpResponse list_answer(json::array items, json::value next) {
  return answer(json::object{{"items", std::move(items)}, {"next", std::move(next)}});
}

json::value plain_number(double number) {
  return number == std::floor(number) ? json::value(static_cast<int64_t>(number)) : json::value(number);
}
json::value instant_or_null(Instant at) { return at.ms == 0 ? json::value(nullptr) : json::value(format_utc(at)); }
json::value text_or_null(std::string_view text) { return text.empty() ? json::value(nullptr) : json::value(text); }
json::value id_or_null(int64_t id) { return id == 0 ? json::value(nullptr) : json::value(id); }

std::optional<std::string> QueryReader::text(std::string_view name) {
  auto all = texts(name);
  if (all.empty()) return std::nullopt;
  if (all.size() > 1) problem(name, "is given more than once");
  return std::move(all.front());
}

std::vector<std::string> QueryReader::texts(std::string_view name) {
  known_.emplace_back(name);
  std::vector<std::string> out;
  for (const auto& [key, value] : fields_) {
    if (key == name) out.push_back(value);
  }
  return out;
}

std::optional<int64_t> QueryReader::integer(std::string_view name) {
  const auto value = text(name);
  if (!value) return std::nullopt;
  const auto number = whole_number(*value);
  if (!number) problem(name, "must be a whole number");
  return number;
}

std::optional<bool> QueryReader::boolean(std::string_view name) {
  const auto value = text(name);
  if (!value) return std::nullopt;
  if (*value == "true" || *value == "1") return true;
  if (*value != "false" && *value != "0") problem(name, "must be true or false");
  return false;
}

std::optional<Instant> QueryReader::instant(std::string_view name) {
  const auto value = text(name);
  if (!value) return std::nullopt;
  const auto at = parse_utc(*value);
  if (at) return *at;
  problem(name, "must be a time like 2026-11-20T09:00:00Z");
  return std::nullopt;
}

int64_t QueryReader::limit() {
  const int64_t asked = integer("limit").value_or(limits::kPageDefault);
  if (asked < 1) problem("limit", "must be at least 1");
  if (asked > static_cast<int64_t>(limits::kPageMost))
    problem("limit", fmt::format("must be at most {}", limits::kPageMost));
  return std::clamp<int64_t>(asked, 1, limits::kPageMost);
}

int64_t QueryReader::after() {
  const int64_t asked = integer("after").value_or(0);
  if (asked < 0) problem("after", "must be the `next` of the page before");
  return asked;
}

void QueryReader::problem(std::string_view name, std::string_view what) {
  if (!error_) error_ = Error{ErrorCode::invalid_argument, fmt::format("{} {}", name, what), std::string(name), {}};
}

Result<> QueryReader::done() {
  for (const auto& [key, value] : fields_) {
    if (error_) break;
    if (std::ranges::find(known_, key) == known_.end()) {
      error_ = Error{ErrorCode::invalid_argument, fmt::format("unknown parameter '{}'", key), key,
                     known_.empty() ? "this takes none" : fmt::format("known: {}", fmt::join(known_, ", "))};
    }
  }
  if (error_) return std::unexpected(*error_);
  return {};
}

Result<std::string> read_region(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (text.empty() || is_country(text)) return text;
  return fail(ErrorCode::invalid_argument, "region must be a country's two letters, such as US", "region");
}

Result<Workspace> workspace_of(store::Session& s, std::optional<int64_t> id) {
  if (id) {
    auto found = store::workspaces::by_id(s, WorkspaceId{*id});
    if (!found) return fail(ErrorCode::not_found, fmt::format("there is no workspace {}", *id), "workspace");
    return std::move(*found);
  }
  auto all = store::workspaces::all(s);
  if (all.empty()) return fail(ErrorCode::not_found, "there is no workspace yet", "workspace");
  if (all.size() > 1) {
    return fail(ErrorCode::invalid_argument, "say which workspace: there are several", "workspace",
                "GET /api/workspaces lists them");
  }
  return std::move(all.front());
}

Result<> InSession::backup(const std::string&) {
  return fail(ErrorCode::conflict, "a backup cannot be made inside a transaction");
}

}  // namespace tidings::http

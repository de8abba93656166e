#include "flow/audience/column_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/limits.h"

namespace tidings::flow {
namespace {

constexpr size_t kColumnsShown = 60;  // in an error message

struct Synonyms {
  ContactColumn column;
  std::string_view flag;
  std::vector<std::string_view> names;  // folded
};

const std::array<Synonyms, kContactColumns>& synonyms() {
  static const std::array<Synonyms, kContactColumns> table{{
      {ContactColumn::phone,
       "phone",
       {"phone", "phonenumber", "phoneno", "telephone", "telephonenumber", "tel", "mobile", "mobilenumber",
        "mobilephone", "cell", "cellphone", "cellnumber", "msisdn", "contactnumber", "smsnumber", "e164"}},
      {ContactColumn::name, "name", {"name", "fullname", "contactname", "displayname"}},
      {ContactColumn::first_name, "first_name", {"firstname", "givenname", "forename"}},
      {ContactColumn::last_name, "last_name", {"lastname", "surname", "familyname"}},
      {ContactColumn::state, "state", {"state", "stateprovince", "province", "statecode", "place"}},
      {ContactColumn::zip, "zip", {"zip", "zipcode", "postcode", "postalcode"}},
      {ContactColumn::zone, "zone", {"zone", "timezone", "tz", "ianazone", "ianatimezone"}},
      {ContactColumn::country, "country", {"country", "countrycode", "region"}},
      {ContactColumn::score, "score", {"score", "leadscore"}},
      {ContactColumn::status, "status", {"status", "contactstatus"}},
      {ContactColumn::tags, "tags", {"tags", "tag", "labels"}},
      {ContactColumn::consent, "consent", {"consent", "consenttype", "smsconsent"}},
      {ContactColumn::case_ref, "case_ref", {"caseref", "casereference", "caseid", "casenumber"}},
      {ContactColumn::consent_at,
       "consent_at",
       {"consentat", "consentdate", "consenttime", "consenttimestamp", "consentgivenat", "consentgiven", "optindate",
        "optinat", "optintime", "optintimestamp"}},
      {ContactColumn::consent_basis, "consent_basis", {"consentbasis"}},
      {ContactColumn::consent_how, "consent_how", {"consenthow", "consentmethod", "optinmethod"}},
      {ContactColumn::consent_source, "consent_source", {"consentsource", "optinsource"}},
      {ContactColumn::consent_wording,
       "consent_wording",
       {"consentwording", "consentversion", "consentwordingversion", "optinwording"}},
      {ContactColumn::consent_url, "consent_url", {"consenturl", "optinurl", "consentpage"}},
      {ContactColumn::consent_ip, "consent_ip", {"consentip", "consentipaddress", "optinip", "optinipaddress"}},
  }};
  return table;
}

std::string folded(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == ' ' || c == '\t' || c == '_' || c == '-' || c == '.') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  }
  return out;
}

// A header line that is a row of data: people forget the header.
bool looks_like_phone(std::string_view cell) {
  const auto digits = std::count_if(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 7 && cell.find_first_not_of("0123456789+-(). /") == std::string_view::npos;
}

std::string listed(std::span<const std::string> header) {
  std::string out;
  for (size_t i = 0; i < header.size() && i < kColumnsShown; ++i) {
    if (header[i].empty()) continue;
    out += (out.empty() ? "" : ", ") + (looks_like_phone(header[i]) ? "(a number)" : header[i]);  // errors are logged
  }
  return header.size() > kColumnsShown ? out + fmt::format(" and {} more", header.size() - kColumnsShown) : out;
}

Result<size_t> find_column(std::span<const std::string> header, std::string_view wanted, std::string_view flag) {
  std::vector<size_t> exact;
  std::vector<size_t> alike;
  const std::string folded_wanted = folded(wanted);
  for (size_t i = 0; i < header.size(); ++i) {
    if (header[i] == wanted) exact.push_back(i);
    if (!folded_wanted.empty() && folded(header[i]) == folded_wanted) alike.push_back(i);
  }
  const auto& found = exact.empty() ? alike : exact;
  if (found.size() == 1) return found.front();
  const auto what = found.empty() ? "the file has no column '{}'" : "the file has more than one column '{}'";
  return fail(ErrorCode::invalid_argument, fmt::format(fmt::runtime(what), wanted), std::string(flag),
              "its columns are: " + listed(header));
}

Result<std::optional<size_t>> detect(std::span<const std::string> header, const Synonyms& known,
                                     const std::set<size_t>& asked_for) {
  std::vector<size_t> found;
  for (size_t i = 0; i < header.size(); ++i) {
    if (asked_for.contains(i)) continue;  // the person said what that column is
    const std::string name = folded(header[i]);
    if (std::find(known.names.begin(), known.names.end(), name) != known.names.end()) found.push_back(i);
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) return std::nullopt;
  std::string candidates;
  for (const size_t i : found) candidates += (candidates.empty() ? "" : ", ") + header[i];
  return fail(ErrorCode::invalid_argument,
              fmt::format("more than one column could be the {}: {}", known.flag, candidates), "header line",
              fmt::format("say which: --{} '{}'", known.flag, header[found.front()]));
}

Result<> require_phone(std::span<const std::string> header, const ColumnMap& map) {
  if (map[ContactColumn::phone]) return {};
  if (std::any_of(header.begin(), header.end(), looks_like_phone)) {
    return fail(ErrorCode::invalid_argument, "the first line looks like data, not like a header", "header line",
                "put a line with the column names on top, for example: phone,first_name,state");
  }
  return fail(ErrorCode::invalid_argument, "no column looks like the phone number", "header line",
              "say which with --phone COLUMN; the columns are: " + listed(header));
}

void add_all_fields(std::span<const std::string> header, ColumnMap& map) {
  std::set<size_t> used;
  std::set<std::string> names;
  for (const auto& known : map.known) {
    if (known) used.insert(known->column);
  }
  for (const auto& field : map.fields) {
    used.insert(field.column);
    names.insert(field.name);
  }
  for (size_t i = 0; i < header.size(); ++i) {
    if (used.contains(i)) continue;
    const bool fits = map.fields.size() < limits::kContactFields && !header[i].empty();
    if (fits && names.insert(header[i]).second) {
      map.fields.push_back({header[i], i});
    } else {
      map.left_out.push_back(header[i].empty() ? fmt::format("column {}", i + 1) : header[i]);
    }
  }
}

}  // namespace

std::string_view to_string(ContactColumn column) { return synonyms()[static_cast<size_t>(column)].flag; }

std::optional<ContactColumn> contact_column_from(std::string_view name) {
  for (const auto& known : synonyms()) {
    if (known.flag == name) return known.column;
  }
  return std::nullopt;
}

Result<> ColumnWishes::add_field(std::string_view text) {
  if (text == "*") {
    all_fields = true;
    return {};
  }
  const size_t equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos || equals + 1 == text.size()) {
    return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not a field", text), "--field",
                "write --field name=COLUMN, or --field '*' for all columns");
  }
  const std::string name(text.substr(0, equals));
  const std::string column(text.substr(equals + 1));
  const auto known = contact_column_from(name);
  const bool fresh = known ? columns.emplace(*known, column).second : fields.emplace(name, column).second;
  if (fresh) return {};
  return fail(ErrorCode::invalid_argument, fmt::format("the field '{}' is given twice", name), "--field",
              "name each field once");
}

Result<ColumnMap> map_columns(std::span<const std::string> header, const ColumnWishes& wishes) {
  ColumnMap map;
  std::set<size_t> asked_for;
  for (const auto& [column, name] : wishes.columns) {
    if (name == "-") continue;
    const size_t at = TRY(find_column(header, name, "--" + std::string(to_string(column))));
    map.known[static_cast<size_t>(column)] = ColumnMap::Known{at, false};
    asked_for.insert(at);
  }
  for (const auto& [name, column] : wishes.fields) {
    map.fields.push_back({name, TRY(find_column(header, column, "--field " + name))});
    asked_for.insert(map.fields.back().column);
  }
  if (map.fields.size() > limits::kContactFields) {
    return fail(ErrorCode::too_large, fmt::format("{} fields are asked for", map.fields.size()), "--field",
                fmt::format("a contact keeps at most {}", limits::kContactFields));
  }
  for (const auto& known : synonyms()) {
    if (wishes.columns.contains(known.column)) continue;
    const auto found = TRY(detect(header, known, asked_for));
    if (found) map.known[static_cast<size_t>(known.column)] = ColumnMap::Known{*found, true};
  }
  TRY(require_phone(header, map));
  if (wishes.all_fields) add_all_fields(header, map);
  return map;
}

}  // namespace tidings::flow

// Which column of a contact file means what: by the flags of the import, else by the names in the header.
// Journey: between reading the header and the first row of an import. Pure.
//
// Names are compared without regard to case, blanks, '_', '-' and '.', an exact match first. A column that is asked for
// and is not there, or could be two, is an error that names the columns there are. So is a file whose phone column, or
// any other column found by itself, is not certain: the wrong phone column would text the wrong people.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tidings::flow {

enum class ContactColumn {
  phone,
  name,
  first_name,
  last_name,
  state,  // ISO 3166-2 or its local part
  zip,
  zone,     // IANA
  country,  // ISO 3166, the region a national number is read in
  score,
  status,
  tags,
  consent,
  case_ref,
  // what proves the consent
  consent_at,       // when it was given
  consent_basis,    // purchase, inquiry, …
  consent_how,      // form, paper, …
  consent_source,   // who collected it
  consent_wording,  // the version of the text that was shown
  consent_url,
  consent_ip,
};
inline constexpr size_t kContactColumns = 20;

std::string_view to_string(ContactColumn column);  // also the name of its flag: "first_name"
std::optional<ContactColumn> contact_column_from(std::string_view name);

// What the person asked for.
struct ColumnWishes {
  std::map<ContactColumn, std::string> columns;  // --phone TELEPHONE; "-" means: none, even if the header has one
  std::map<std::string, std::string> fields;     // --field name=COLUMN, free fields for templates
  bool all_fields = false;                       // --field '*': every column that has no other use

  // One "name=COLUMN" or "*" of --field. A name of ContactColumn is that column's flag. Error: invalid_argument.
  Result<> add_field(std::string_view text);
};

struct ColumnMap {
  struct Known {
    size_t column = 0;
    bool detected = false;  // by its name in the header, not asked for
  };
  struct Field {
    std::string name;
    size_t column = 0;
  };

  std::array<std::optional<Known>, kContactColumns> known;
  std::vector<Field> fields;          // at most limits::kContactFields
  std::vector<std::string> left_out;  // of all_fields: beyond the limit, without a name, or a name a second time

  const std::optional<Known>& operator[](ContactColumn column) const { return known[static_cast<size_t>(column)]; }
};

Result<ColumnMap> map_columns(std::span<const std::string> header, const ColumnWishes& wishes);

}  // namespace tidings::flow

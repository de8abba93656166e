// A named SQL statement of sql/<resource>.sql and a numbered migration, as the build embeds them
// (generated/store/sql.h).
#pragma once

#include <string_view>

namespace tidings::store {

// Parameters are ?1, ?2, …; @tokens@ stand for what differs between the engines and are replaced when it is prepared.
struct Statement {
  int index;  // dense, so an engine can keep prepared statements in an array
  std::string_view name;
  std::string_view sql;
};

struct Migration {
  int number;
  std::string_view name;
  std::string_view sql;
};

}  // namespace tidings::store

// Uploaded do-not-contact lists as people handle them: begin one, take one away. Inside the transaction of whoever
// asks. The numbers follow in list_stage.h. Errors: invalid_argument names the parameter; conflict; not_found.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/dnc_register.h"
#include "store/registers.h"

namespace tidings::registers {

struct ListRequest {
  std::string name;                 // the register
  std::string source;               // where the list is from
  std::string snapshot, expires;    // "2026-11-20" or an instant; expires may be empty
  std::string region;               // empty: the register's country
  std::string column;               // empty: a number a line
  std::vector<std::string> covers;  // "+1202"; empty: the list speaks of every number
  std::string path;                 // in the folder of uploads
  int64_t bytes = 0;
  std::string actor;
};

Result<store::registers::List> begin_list(store::Session& s, std::span<const DncRegister> configured,
                                          const ListRequest& request, Instant now);
Result<store::registers::Known> remove_list(store::Session& s, const std::string& name);

// A day, which begins at midnight UTC, or an instant.
Result<Instant> read_day(const std::string& text);

}  // namespace tidings::registers

// Imports and refused rows as the API and the reject file show them. The shapes are promises: tests hold them golden.
// Instants are ISO 8601 UTC or null. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "store/imports.h"

namespace tidings::flow {

// {id, workspace, name, list, dry_run, state, bytes, byte_offset, percent, rows, imported, updated, duplicates,
//  rejected, warnings:[{code, column, n, example, words}], problem, created_at, finished_at}
json::value import_json(const store::imports::Job& job);
// {row, column, reason, words, value}
json::value reject_json(const store::imports::Reject& reject);

// CSV of RFC 4180: row,column,reason,words,value. A cell that a spreadsheet would run as a formula gets a leading '.
std::string_view reject_csv_header();
void append_reject_csv(const store::imports::Reject& reject, std::string& out);

}  // namespace tidings::flow

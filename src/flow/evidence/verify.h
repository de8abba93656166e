// Whether an evidence pack is what a deployment signed: nothing changed, missing, added, moved or cut off. Needs the
// file alone. A line at a time; pure.
#pragma once

#include <istream>
#include <map>
#include <string>

#include "base/json.h"

namespace tidings::evidence {

struct Verdict {
  bool good = false;
  int64_t line = 0;     // the first that is wrong, from 1
  std::string problem;  // of that line, in words
  // Of a good one:
  int64_t lines = 0;
  std::string public_key;  // who signed, in hex: only whoever knows this key of the deployment knows it is theirs
  json::object manifest;
};

// wanted_key: the deployment's public key in hex; empty: any.
Verdict verify(std::istream& in, std::string_view wanted_key = {});

}  // namespace tidings::evidence

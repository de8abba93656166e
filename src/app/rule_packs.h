// The rule packs of a deployment: the program's own and the operator's files, read at start and again whenever a file
// changes. A pack with a fault keeps the process from starting; later it is refused, said once, and the old packs stay
// in force. When the rules (or the machine's zones) are others than those of the last start, everything they held is
// decided anew. One thread (the stage loop), after begin().
#pragma once

#include <string>
#include <vector>

#include "base/env.h"
#include "base/result.h"
#include "law/law_shelf.h"
#include "store/database.h"

namespace tidings::app {

struct LawConfig {
  bool standard = true;  // the program's own pack; without it only the operator's rules bind
  std::vector<std::string> packs;
};

// All packs of a configuration, in order. Errors: not_found (a file), or of the pack, with file and line.
Result<std::vector<law::Pack>> read_packs(const LawConfig& config);

class RulePacks {
 public:
  RulePacks(Env env, store::Database& database, LawConfig config, law::LawShelf& shelf, std::string tz_version)
      : env_(env), database_(database), config_(std::move(config)), shelf_(shelf), tz_version_(std::move(tz_version)) {}

  Result<> begin();
  Result<> tick();  // looks whether a file has changed

 private:
  Result<> take(std::vector<law::Pack> packs);
  std::string marks() const;  // changes with any file

  Env env_;
  store::Database& database_;
  const LawConfig config_;
  law::LawShelf& shelf_;
  const std::string tz_version_;
  std::string seen_;
};

}  // namespace tidings::app

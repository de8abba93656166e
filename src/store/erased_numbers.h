// Is this number one that was erased? Asked where a number comes in: the gate's facts, the import, everybody who asks
// what stands against a number. While nobody was ever erased it costs one small question a transaction and nothing a
// number. Lives inside one transaction.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"

namespace tidings::store {

class ErasedNumbers {
 public:
  explicit ErasedNumbers(Session& s);

  bool any() const { return !keys_.empty(); }
  // Under which a suppression of the number may stand; empty while nobody was erased.
  std::vector<std::string> names_of(std::string_view phone) const;
  // Every key that was ever used is at hand. If not, nobody can say that a number was not erased.
  bool complete() const { return complete_; }
  // Erased and not lifted since.
  bool contains(std::string_view phone) const;

 private:
  Session& s_;
  std::vector<std::string> keys_;
  bool complete_ = true;
};

}  // namespace tidings::store

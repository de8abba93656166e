#include "store/erased_numbers.h"

#include <algorithm>

#include "store/number_keys.h"
#include "store/sql.h"

namespace tidings::store {

ErasedNumbers::ErasedNumbers(Session& s) : s_(s) {
  auto rows = s.query(sql::erasures::keys);
  while (rows->next()) keys_.push_back(rows->string(0));
  complete_ = std::ranges::all_of(keys_, [&](const std::string& key) {
    return s.number_keys != nullptr && !s.number_keys->name_of(key, {}).empty();
  });
}

std::vector<std::string> ErasedNumbers::names_of(std::string_view phone) const {
  std::vector<std::string> out;
  if (s_.number_keys == nullptr) return out;
  for (const auto& key : keys_) {
    if (auto name = s_.number_keys->name_of(key, phone); !name.empty()) out.push_back(std::move(name));
  }
  return out;
}

bool ErasedNumbers::contains(std::string_view phone) const {
  return std::ranges::any_of(names_of(phone), [&](const std::string& name) {
    return s_.one(sql::erasures::erased, std::string_view(name)).value_or(0) != 0;
  });
}

}  // namespace tidings::store

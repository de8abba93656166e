// Strong ids: one 64-bit integer each, given by the store, never mixed up with another kind's.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace tidings {

template <class Tag>
struct Id {
  int64_t value = 0;

  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return value != 0; }  // 0 is "none"; the store starts at 1
};

}  // namespace tidings

template <class Tag>
struct std::hash<tidings::Id<Tag>> {
  size_t operator()(const tidings::Id<Tag>& id) const noexcept { return std::hash<int64_t>{}(id.value); }
};

// src/layers.txt as data: the rooms and what each may include.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/structure/tree.h"

namespace tidings::structure {

struct Room {
  std::string name;  // "flow/dispatch"
  std::set<std::string> may_include;
  bool everything = false;  // "*"
  size_t line = 0;
};

struct Layers {
  std::vector<Room> rooms;  // lowest first

  const Room* find(std::string_view name) const;
  // The room of a path below src/: the longest listed folder it lies in. Null when no room is listed for it.
  const Room* room_of(std::string_view path_below_src) const;
};

// Lines "room : room room…"; '#' begins a comment line. Lines that are neither are left to check_layers().
Layers parse_layers(std::string_view text);

}  // namespace tidings::structure

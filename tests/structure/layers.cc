#include "tests/structure/layers.h"

#include <algorithm>
#include <sstream>

namespace tidings::structure {

const Room* Layers::find(std::string_view name) const {
  const auto it = std::ranges::find(rooms, name, &Room::name);
  return it == rooms.end() ? nullptr : &*it;
}

const Room* Layers::room_of(std::string_view path) const {
  while (true) {
    const size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return nullptr;
    path = path.substr(0, slash);
    if (const Room* room = find(path)) return room;
  }
}

Layers parse_layers(std::string_view text) {
  Layers out;
  std::istringstream in{std::string(text)};
  std::string line;
  for (size_t number = 1; std::getline(in, line); ++number) {
    const size_t colon = line.find(':');
    if (line.starts_with('#') || colon == std::string::npos) continue;
    Room room;
    room.line = number;
    std::istringstream(line.substr(0, colon)) >> room.name;
    std::istringstream others(line.substr(colon + 1));
    for (std::string other; others >> other;) {
      if (other == "*")
        room.everything = true;
      else
        room.may_include.insert(other);
    }
    out.rooms.push_back(std::move(room));
  }
  return out;
}

}  // namespace tidings::structure

// The machine's steady clock, for this room's own timeouts: sockets keep real time, also where the product's Clock is
// turned.
#pragma once

#include <chrono>
#include <cstdint>

namespace tidings::net {

inline int64_t steady_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace tidings::net

#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace tidings {

void check_failed(std::string_view what, const std::source_location& at) {
  std::fprintf(stderr, "tidings: broken invariant: %.*s (%s:%u)\n", static_cast<int>(what.size()), what.data(),
               at.file_name(), static_cast<unsigned>(at.line()));
  std::fflush(stderr);
  std::abort();
}

}  // namespace tidings

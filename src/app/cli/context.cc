#include "app/cli/context.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace tidings::app::cli {

bool Context::out_is_terminal() const {
  const int fd = ::fileno(out);
  return fd >= 0 && ::isatty(fd) == 1;
}

int Context::out_columns() const {
  winsize size{};
  const int fd = ::fileno(out);
  if (fd >= 0 && ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 100;
}

std::string Context::variable(const std::string& name, std::string_view otherwise) const {
  const auto it = environment.find(name);
  return it == environment.end() ? std::string(otherwise) : it->second;
}

void put(std::FILE* to, std::string_view text) { std::fwrite(text.data(), 1, text.size(), to); }

}  // namespace tidings::app::cli

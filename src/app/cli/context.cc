#include "app/cli/context.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/limits.h"

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

std::string why_not(int error_number) { return std::generic_category().message(error_number); }

Result<std::string> read_all(std::FILE* from) {
  std::string out;
  char piece[16 << 10];
  while (const size_t n = std::fread(piece, 1, sizeof piece, from)) {
    out.append(piece, n);
    if (out.size() > limits::kHttpBodyBytes)
      return fail(ErrorCode::too_large, "the input is too long", {}, "at most 1 MiB");
  }
  return out;
}

Result<std::string> read_whole_file(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    return fail(ErrorCode::not_found, fmt::format("the file cannot be read: {}", why_not(errno)), path,
                "check the path and its permissions");
  }
  auto out = read_all(file);
  std::fclose(file);
  return out;
}

Result<> check_readable(const std::string& path) {
  struct stat facts{};
  if (::stat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode)) {
    return fail(ErrorCode::invalid_argument, "this is a folder, not a file", path, "name the file in it");
  }
  if (::access(path.c_str(), R_OK) == 0) return {};
  return fail(ErrorCode::not_found, fmt::format("the file cannot be read: {}", why_not(errno)), path,
              "check the path and its permissions");
}

Result<> write_file(const std::string& path, std::string_view text) {
  const std::string part = path + ".part";
  std::FILE* file = std::fopen(part.c_str(), "wb");
  const auto failed = [&] {
    return fail(ErrorCode::storage_full, fmt::format("the file cannot be written: {}", why_not(errno)), path,
                "check the folder and its space");
  };
  if (file == nullptr) return failed();
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = std::fclose(file) == 0;
  if (!written || !closed || std::rename(part.c_str(), path.c_str()) != 0) {
    auto error = failed();
    ::unlink(part.c_str());
    return error;
  }
  return {};
}

void put(std::FILE* to, std::string_view text) { std::fwrite(text.data(), 1, text.size(), to); }

}  // namespace tidings::app::cli

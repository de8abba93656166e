// A disk whose power can be cut, put before a process by LD_PRELOAD. Everything under POWER_CUT_FOLDER is on it: what
// was written since a file's last fsync or fdatasync stands in a cache; at the cut each sector of it is on the disk or
// is not, at random, and so is each file's new length, and each file made, removed or renamed since its directory was
// synced. Then the process is gone. Nothing is really synced, which makes it quick.
//
//   POWER_CUT_FOLDER  the folder that is on this disk
//   POWER_CUT_AFTER   cut at this call (write, truncate, sync, …) to it, counted from the start; 0 or none: never
//   POWER_CUT_SEED    what survives
//   POWER_CUT_STUCK   (optional) while this file exists nothing can be changed, as after a kernel has met a broken
//   disk;
//                     if it holds a name, only the file of that name cannot be written: no space
//   POWER_CUT_PRAGMA  (optional) "OFF" or "NORMAL": SQLite is told this instead of synchronous=FULL. For the proof that
//                     the tests notice it
//
// One lock around every call: as the threads of a process see one kernel. SQLite's -shm is left alone: it is memory.
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

constexpr off_t kSector = 512;

template <class F>
F* next(const char* name) {
  return reinterpret_cast<F*>(::dlsym(RTLD_NEXT, name));
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// What of one file is not synced: each touched sector as it stood on the disk, and the length there.
struct File {
  std::string path;  // where it is now
  std::map<off_t, std::string> old_sectors;
  off_t old_size = -1;  // -1: synced
};

// One change of a directory that is not synced: what to do to take it back.
struct NameChange {
  std::string directory;
  std::string made = {};  // this name came …
  std::string from = {};  // … by a rename from here
  std::string gone = {};  // this name went; what it meant is kept at `kept`
  std::string kept = {};
};

using Key = std::pair<dev_t, ino_t>;

struct Disk {
  std::recursive_mutex mutex;
  std::string folder = variable("POWER_CUT_FOLDER");
  std::string stuck_flag = variable("POWER_CUT_STUCK");
  unsigned long after = std::strtoul(variable("POWER_CUT_AFTER").c_str(), nullptr, 10);
  std::mt19937_64 random{std::strtoul(variable("POWER_CUT_SEED").c_str(), nullptr, 10)};
  unsigned long calls = 0;
  unsigned long kept = 0;
  std::map<Key, File> files;
  std::vector<NameChange> names;

  bool chance() { return (random() & 1) != 0; }
  bool holds(const std::string& path) const {
    return !folder.empty() && path.starts_with(folder + "/") && !path.ends_with("-shm");
  }
};

Disk& disk() {
  static auto* const it = new Disk;  // outlives every destructor that still writes
  return *it;
}

std::string directory_of(const std::string& path) { return path.substr(0, path.find_last_of('/')); }

std::string absolute(const char* path) {
  if (path[0] == '/') return path;
  char here[PATH_MAX];
  return ::getcwd(here, sizeof here) == nullptr ? path : std::string(here) + "/" + path;
}

std::string path_of(int fd) {
  char name[64], path[PATH_MAX];
  std::snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  const ssize_t n = ::readlink(name, path, sizeof path);
  return n <= 0 ? "" : std::string(path, static_cast<size_t>(n));
}

// The file behind fd when it is a file of this disk.
File* file_of(int fd) {
  const std::string path = path_of(fd);
  struct stat st{};
  if (!disk().holds(path) || ::fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) return nullptr;
  File& file = disk().files[{st.st_dev, st.st_ino}];
  file.path = path;
  if (file.old_size < 0) file.old_size = st.st_size;
  return &file;
}

// A descriptor of our own for reading what stands there: the caller's may be write-only.
void remember(File& file, off_t from, off_t to) {
  int fd = -1;
  for (off_t at = from / kSector * kSector; at < to; at += kSector) {
    if (file.old_sectors.contains(at)) continue;
    if (fd < 0) fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, file.path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string bytes(kSector, '\0');
    const ssize_t n = fd < 0 ? 0 : ::syscall(SYS_pread64, fd, bytes.data(), bytes.size(), at);
    bytes.resize(n > 0 ? static_cast<size_t>(n) : 0);
    file.old_sectors.emplace(at, std::move(bytes));
  }
  if (fd >= 0) ::syscall(SYS_close, fd);
}

void restore(File& file) {
  if (file.old_size < 0) return;
  const int fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, file.path.c_str(), O_WRONLY | O_CLOEXEC));
  if (fd < 0) return;  // its name is gone for good
  struct stat st{};
  ::fstat(fd, &st);
  const off_t size = st.st_size == file.old_size || disk().chance() ? st.st_size : file.old_size;
  for (const auto& [at, bytes] : file.old_sectors) {
    // What a lost truncation cut off was never touched: it is there.
    if (at >= size || (at < st.st_size && disk().chance())) continue;
    // A sector beyond the old end that did not arrive holds what was there: nothing.
    std::string there = bytes;
    there.resize(static_cast<size_t>(std::min(kSector, std::max<off_t>(size, file.old_size) - at)), '\0');
    ::syscall(SYS_pwrite64, fd, there.data(), there.size(), at);
  }
  ::syscall(SYS_ftruncate, fd, size);
  ::syscall(SYS_close, fd);
}

void take_back(const NameChange& change) {
  if (!change.from.empty()) {
    ::syscall(SYS_rename, change.made.c_str(), change.from.c_str());
  } else if (!change.made.empty()) {
    ::syscall(SYS_unlink, change.made.c_str());
  }
  if (!change.gone.empty()) ::syscall(SYS_rename, change.kept.c_str(), change.gone.c_str());
}

[[noreturn]] void cut() {
  Disk& d = disk();
  for (auto& [key, file] : d.files) restore(file);
  // Directories keep the order of their changes: some of the newest are lost.
  while (!d.names.empty() && d.chance()) {
    take_back(d.names.back());
    d.names.pop_back();
  }
  for (const auto& change : d.names) {
    if (!change.kept.empty()) ::syscall(SYS_unlink, change.kept.c_str());
  }
  ::kill(::getpid(), SIGKILL);
  while (true) ::pause();
}

// Before every call that changes something on this disk.
void count() {
  Disk& d = disk();
  if (d.after == 0) return;
  if (++d.calls >= d.after) cut();
}

// Whether nothing can be written to this path now; errno says why.
bool stuck(const std::string& path) {
  Disk& d = disk();
  if (d.stuck_flag.empty() || ::access(d.stuck_flag.c_str(), F_OK) != 0) return false;
  const int fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, d.stuck_flag.c_str(), O_RDONLY | O_CLOEXEC));
  char full[PATH_MAX];
  const ssize_t n = fd < 0 ? 0 : ::read(fd, full, sizeof full);
  if (fd >= 0) ::syscall(SYS_close, fd);
  if (n > 0 && !path.ends_with("/" + std::string(full, static_cast<size_t>(n)))) return false;
  errno = n > 0 ? ENOSPC : EROFS;
  return true;
}

// Keeps what `path` means beside the folder until its directory is synced.
std::string keep(const std::string& path) {
  Disk& d = disk();
  const std::string at = d.folder + ".lost" + std::to_string(::getpid()) + "-" + std::to_string(++d.kept);
  return ::link(path.c_str(), at.c_str()) == 0 ? at : "";
}

int synced(int fd) {
  const std::lock_guard lock(disk().mutex);
  Disk& d = disk();
  const std::string path = path_of(fd);
  if (path == d.folder || d.holds(path)) {
    if (stuck(path)) return -1;
    count();
    if (File* file = file_of(fd)) {
      file->old_sectors.clear();
      file->old_size = -1;
    }
    std::erase_if(d.names, [&](const NameChange& change) {
      if (change.directory != path) return false;
      if (!change.kept.empty()) ::syscall(SYS_unlink, change.kept.c_str());
      return true;
    });
  }
  return 0;
}

template <class Real>
ssize_t written(int fd, off_t at, size_t n, Real real) {
  if (disk().folder.empty()) return real();
  const std::lock_guard lock(disk().mutex);
  if (File* file = file_of(fd)) {
    if (stuck(file->path)) return -1;
    count();
    struct stat st{};
    ::fstat(fd, &st);
    if (at < 0) at = (::fcntl(fd, F_GETFL) & O_APPEND) != 0 ? st.st_size : ::lseek(fd, 0, SEEK_CUR);
    remember(*file, std::min<off_t>(at, st.st_size), at + static_cast<off_t>(n));
  }
  return real();
}

template <class Real>
int truncated(int fd, off_t size, Real real) {
  if (disk().folder.empty()) return real();
  const std::lock_guard lock(disk().mutex);
  if (File* file = file_of(fd)) {
    if (stuck(file->path)) return -1;
    count();
    struct stat st{};
    ::fstat(fd, &st);
    remember(*file, std::min(size, st.st_size), std::max(size, st.st_size));
  }
  return real();
}

template <class Real>
int opened(const char* path, int flags, Real real) {
  const std::string full = absolute(path);
  if ((flags & (O_CREAT | O_TRUNC)) == 0 || !disk().holds(full)) return real();
  const std::lock_guard lock(disk().mutex);
  const bool there = ::access(full.c_str(), F_OK) == 0;
  if (stuck(full) && (errno == EROFS || !there)) return -1;
  count();
  if (there && (flags & O_TRUNC) != 0) {
    const int fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC));
    if (fd >= 0) truncated(fd, 0, [] { return 0; });
    if (fd >= 0) ::syscall(SYS_close, fd);
  }
  const int fd = real();
  struct stat st{};
  if (fd >= 0 && !there && ::fstat(fd, &st) == 0) {
    disk().files.erase({st.st_dev, st.st_ino});  // of an earlier file with this number
    disk().names.push_back({.directory = directory_of(full), .made = full});
  }
  return fd;
}

int mode_of(int flags, va_list list) { return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, int) : 0; }

// "PRAGMA synchronous=FULL" as POWER_CUT_PRAGMA wants it.
const char* lowered(const char* sql) {
  static const auto* const wanted = new std::string("PRAGMA synchronous=" + variable("POWER_CUT_PRAGMA"));
  if (wanted->ends_with('=') || sql == nullptr || std::strcmp(sql, "PRAGMA synchronous=FULL") != 0) return sql;
  return wanted->c_str();
}

}  // namespace

extern "C" {

#define PUBLIC __attribute__((visibility("default")))

PUBLIC int open(const char* path, int flags, ...) {
  static auto* const real = next<int(const char*, int, ...)>("open");
  va_list list;
  va_start(list, flags);
  const int mode = mode_of(flags, list);
  va_end(list);
  return opened(path, flags, [&] { return real(path, flags, mode); });
}

PUBLIC int open64(const char* path, int flags, ...) {
  static auto* const real = next<int(const char*, int, ...)>("open64");
  va_list list;
  va_start(list, flags);
  const int mode = mode_of(flags, list);
  va_end(list);
  return opened(path, flags, [&] { return real(path, flags, mode); });
}

PUBLIC ssize_t write(int fd, const void* bytes, size_t n) {
  static auto* const real = next<ssize_t(int, const void*, size_t)>("write");
  return written(fd, -1, n, [&] { return real(fd, bytes, n); });
}

PUBLIC ssize_t pwrite(int fd, const void* bytes, size_t n, off_t at) {
  static auto* const real = next<ssize_t(int, const void*, size_t, off_t)>("pwrite");
  return written(fd, at, n, [&] { return real(fd, bytes, n, at); });
}

PUBLIC ssize_t pwrite64(int fd, const void* bytes, size_t n, off64_t at) {
  static auto* const real = next<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
  return written(fd, at, n, [&] { return real(fd, bytes, n, at); });
}

PUBLIC ssize_t writev(int fd, const iovec* parts, int count) {
  static auto* const real = next<ssize_t(int, const iovec*, int)>("writev");
  size_t n = 0;
  for (int i = 0; i < count; ++i) n += parts[i].iov_len;
  return written(fd, -1, n, [&] { return real(fd, parts, count); });
}

PUBLIC int ftruncate(int fd, off_t size) {
  static auto* const real = next<int(int, off_t)>("ftruncate");
  return truncated(fd, size, [&] { return real(fd, size); });
}

PUBLIC int ftruncate64(int fd, off64_t size) {
  static auto* const real = next<int(int, off64_t)>("ftruncate64");
  return truncated(fd, size, [&] { return real(fd, size); });
}

PUBLIC int fsync(int fd) { return synced(fd); }
PUBLIC int fdatasync(int fd) { return synced(fd); }

PUBLIC int unlink(const char* path) {
  static auto* const real = next<int(const char*)>("unlink");
  const std::string full = absolute(path);
  if (!disk().holds(full)) return real(path);
  const std::lock_guard lock(disk().mutex);
  if (stuck(full)) return -1;
  count();
  const std::string kept = keep(full);
  const int code = real(path);
  if (code == 0 && !kept.empty()) {
    disk().names.push_back({.directory = directory_of(full), .gone = full, .kept = kept});
  }
  return code;
}

PUBLIC int remove(const char* path) {
  static auto* const real = next<int(const char*)>("remove");
  return disk().holds(absolute(path)) ? unlink(path) : real(path);
}

PUBLIC int rename(const char* from, const char* to) {
  static auto* const real = next<int(const char*, const char*)>("rename");
  const std::string source = absolute(from), target = absolute(to);
  if (!disk().holds(target)) return real(from, to);
  const std::lock_guard lock(disk().mutex);
  if (stuck(target)) return -1;
  count();
  const std::string kept = ::access(to, F_OK) == 0 ? keep(target) : "";
  const int code = real(from, to);
  if (code == 0) {
    for (auto& [key, file] : disk().files) {
      if (file.path == source) file.path = target;
    }
    disk().names.push_back({.directory = directory_of(target),
                            .made = target,
                            .from = source,
                            .gone = kept.empty() ? "" : target,
                            .kept = kept});
  }
  return code;
}

struct sqlite3;
struct sqlite3_stmt;
PUBLIC int sqlite3_prepare_v3(sqlite3* db, const char* sql, int n, unsigned flags, sqlite3_stmt** out,
                              const char** tail) {
  static auto* const real =
      next<int(sqlite3*, const char*, int, unsigned, sqlite3_stmt**, const char**)>("sqlite3_prepare_v3");
  if (n >= 0) return real(db, sql, n, flags, out, tail);
  return real(db, lowered(sql), n, flags, out, tail);
}

}  // extern "C"

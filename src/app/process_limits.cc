#include "app/process_limits.h"

#include <sys/resource.h>

#include <algorithm>
#include <csignal>

namespace tidings::app {
namespace {

constexpr size_t kForFiles = 64;     // database, imports, log, event loops
constexpr size_t kLeast = 64;        // below this a server is of no use; accepting simply waits
constexpr rlim_t kEnough = 1 << 20;  // more costs tools that close all descriptors, and nobody needs it

}  // namespace

void prepare_process() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kEnough) return;
  limit.rlim_cur = std::min(limit.rlim_max, kEnough);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

size_t connections_within_limit(size_t wanted, size_t for_carriers) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return wanted;
  const size_t all = limit.rlim_cur;
  const size_t kept = kForFiles + std::min(for_carriers, all / 4);
  return std::min(wanted, std::max(kLeast, all > kept ? all - kept : 0));
}

}  // namespace tidings::app

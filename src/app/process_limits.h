// What the process may ask of the system, set once at its start: main() only.
#pragma once

#include <cstddef>

namespace tidings::app {

// A shell's usual 1024 open files are too few for a server: the soft limit is raised to the hard one. A file that may
// not grow (RLIMIT_FSIZE) is an error of the write instead of the end of the process; so is a closed pipe.
void prepare_process();

// Connections a server may take so that files and carriers still find descriptors; never more than `wanted`.
size_t connections_within_limit(size_t wanted, size_t for_carriers);

}  // namespace tidings::app

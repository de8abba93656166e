// The embedded engine behind store::Database. One writer thread gathers the writes of all threads into group commits; a
// pool of read connections serves snapshots. In inline mode (simulator, tools) everything runs in the caller's thread.
#pragma once

#include <memory>
#include <string>

#include "base/env.h"
#include "base/limits.h"
#include "store/database.h"

namespace tidings::store::sqlite {

struct Options {
  std::string path;            // file; made when missing. Its folder must exist
  bool inline_writes = false;  // no writer thread: one thread only
  int64_t linger_us = limits::kCommitLingerUs;
  size_t readers = limits::kReadConnections;
  bool check_integrity = true;              // quick_check at opening …
  int64_t check_up_to = 16 << 20;           // … of a file of so many bytes at most: a start never takes long
  std::shared_ptr<NumberKeys> number_keys;  // of every session
  Result<> validate() const;
};

// Opens, checks the integrity of a small file and takes the file's one-writer lock. Error: corrupt, unavailable,
// storage_full.
Result<std::unique_ptr<Database>> open(Env env, const Options& options);

}  // namespace tidings::store::sqlite

// The engine for several nodes behind store::Database. One writer thread gathers the writes of all threads into group
// commits; a pool of read connections serves snapshots. In inline mode (tools, tests) everything runs in the caller's
// thread. A server that goes away is connected to again: writes wait for it a few seconds, then fail as unavailable.
#pragma once

#include <memory>
#include <string>

#include "base/env.h"
#include "base/limits.h"
#include "store/database.h"

namespace tidings::store::postgres {

struct Options {
  std::string url;             // postgres://user:password@host:port/database, or key words as libpq reads them
  bool inline_writes = false;  // no writer thread: one thread only
  int64_t linger_us = limits::kCommitLingerUs;
  size_t readers = limits::kReadConnections;
  std::shared_ptr<NumberKeys> number_keys;  // of every session
  Result<> validate() const;
};

// Connects and looks at the server. Error: unavailable, forbidden, not_found (no such database), version_mismatch (an
// old server), corrupt.
Result<std::unique_ptr<Database>> open(Env env, const Options& options);

// One short look or change over a connection of its own. Errors: open()'s, version_mismatch (not this program's
// schema), the work's own.
Result<> read_beside(const std::string& url, const Database::Work& work);
Result<> write_beside(const std::string& url, const Database::Work& work);

// Nobody else of ours is connected: what is to be moved must not be worked with. Errors: conflict, open()'s.
Result<> alone(const std::string& url);

// The URL without its password, for people to read.
std::string shown_url(const std::string& url);

}  // namespace tidings::store::postgres

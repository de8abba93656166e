// Makes evidence packs, one at a time, into a folder of their own, and hands them out a piece at a time. The server
// makes the whole of a pack: nothing that comes from outside is ever signed but the reason, inside its own field. Any
// thread.
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <string>

#include "base/env.h"
#include "base/json.h"
#include "base/new_file.h"
#include "base/signature.h"
#include "store/database.h"

namespace tidings::evidence {

struct Question {
  std::string phone;   // E.164
  std::string actor;   // who asks
  std::string reason;  // and why
  Instant at;
  json::object versions;  // of program, tz database and rule packs, for the manifest
  std::function<bool()> gone = {};
};

struct Made {
  std::string id;  // hard to guess
  int64_t bytes = 0, lines = 0;
  std::string public_key;  // in hex
};

struct Piece {
  std::string text;  // whole lines
  int64_t next = 0;  // where the next piece begins; 0: this was the last
};

class Packs {
 public:
  // Makes the deployment's key at first need.
  using Key = std::function<Result<crypto::SigningKey>()>;
  Packs(Env env, store::Database& database, std::string folder, Key key);
  Packs(const Packs&) = delete;

  // The folder is there, and what an earlier run left in it is not. Before the others.
  Result<> begin();
  // The asking is written to the audit chain before anything is read, so the pack has it too. Waits for the store and
  // the disk. Errors: unavailable (another one is being made), too_large, storage_full, timeout.
  Result<Made> make(const Question& question);
  // From this byte, which must be 0 or the `next` of a piece. Errors: not_found, invalid_argument.
  Result<Piece> piece(const std::string& id, int64_t from);
  // Those that are too old. From time to time.
  void forget_old();

 private:
  struct Kept {
    std::string id;
    int64_t bytes = 0, made_ms = 0;
  };
  std::string path_of(const std::string& id) const { return folder_ + "/" + id + ".jsonl"; }
  Result<Made> write(const Question& question, const std::string& id, const crypto::SigningKey& key);
  void keep(const Made& made);

  Env env_;
  store::Database& database_;
  std::string folder_;
  Key key_;
  std::mutex making_;
  std::mutex lock_;  // of what follows
  std::deque<Kept> kept_;
};

}  // namespace tidings::evidence

// Works imports off: a bounded chunk of one of them each tick, its contacts, refusals, counts and the place in
// the file in one transaction. So a crash anywhere, also in the middle of a chunk, goes on exactly there: nobody is
// counted twice and nobody is lost. Phone numbers, the costly part, are read outside of the transaction, which holds up
// other writers: those of the next chunk while the store writes this one.
// Chunks are small while others wait to write, and large enough to be cheap while nobody does.
// Whose turn it is: a small import is not behind a large one, unless that is of the same workspace and came first;
// every fourth turn is the oldest's. After an import has ended, its spooled file and the numbers it had met are
// removed, a bounded piece each tick. An import whose numbers are looked up stores no row before its number has an
// answer, or is not to have one; meanwhile other imports have their turns. On the journey: the first stage. One thread.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/env.h"
#include "base/limits.h"
#include "flow/audience/import_file.h"
#include "store/imports.h"

namespace tidings::flow {

struct ImportStageOptions {
  size_t chunk = limits::kImportChunk;      // rows in one transaction, at most
  size_t cleanup = limits::kImportCleanup;  // met numbers forgotten in one transaction
  Result<> validate() const;
};

inline constexpr std::string_view kUploadPrefix = "upload-";  // of the names of spooled files

class ImportStage {
 public:
  // import_dir: where spooled files lie. The options must be valid. lookups: of the same thread; may be none.
  ImportStage(Env env, store::Database& database, std::string import_dir, ImportStageOptions options = {},
              Lookups* lookups = nullptr);

  // At start, before uploads can come: removes those that an earlier process did not live to receive whole. How many.
  Result<size_t> begin();

  // How much was done: rows, numbers forgotten, imports ended. 0 = idle. An error is the store's or the disk's: nothing
  // of the chunk is stored, and the next tick tries it again. What is wrong with a file ends its import as failed.
  Result<size_t> tick();

 private:
  // Why one waits for the look-up service, until when it is not looked at again.
  struct Waits {
    uint64_t stirred;
    int64_t until_ms;
    std::string why;
  };
  bool waits(const store::imports::Job& job) const;
  Result<bool> look_up(const store::imports::Job& job);
  Result<> tell_waits(const store::imports::Job& job, std::string why);
  Result<size_t> import_chunk(const store::imports::Job& job);
  Result<> open(const store::imports::Job& job);
  Result<> store_batch(const store::imports::Job& job, const ImportFile::Batch& batch);
  Result<size_t> fail_job(const store::imports::Job& job, const Error& problem);
  Result<size_t> clean_up(const store::imports::Job& job);
  void pace(size_t rows, int64_t held_ms, bool others_wait);
  void tell(const store::imports::Job& before, const store::imports::Job& after);

  Env env_;
  store::Database& database_;
  std::string import_dir_;
  ImportStageOptions options_;
  Lookups* lookups_;
  std::map<ImportId, Waits> waits_;
  std::unique_ptr<ImportFile> file_;  // of import open_; its waiting rows are not stored yet
  ImportId open_;
  size_t chunk_;  // rows of the next transaction
  uint64_t turns_ = 0;
  Counter &imported_, &updated_, &duplicates_, &rejected_;
};

}  // namespace tidings::flow

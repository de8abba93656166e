// Brings uploaded do-not-contact lists in, a chunk at a time; puts a list in force when all of it is here; cleans away
// what is not in force any more. On the journey: between an upload (http) and the gate. Every node has one: it works on
// the lists whose file it took. One thread; tick() until it returns 0.
//
// After a crash a list is read again from its first line: storing a number twice changes nothing.
#pragma once

#include <memory>
#include <string>

#include "base/env.h"
#include "base/limits.h"
#include "flow/registers/list_file.h"
#include "store/database.h"

namespace tidings::registers {

class ListStage {
 public:
  ListStage(Env env, store::Database& database, std::string upload_dir, size_t chunk = limits::kRegisterChunk);

  // How much was done; 0 = nothing waits.
  Result<size_t> tick();

 private:
  using List = store::registers::List;
  Result<size_t> load(List list);
  Result<size_t> end_as_failed(const List& list, const std::string& problem);
  Result<size_t> clean(const List& list);
  void pace(size_t numbers, int64_t held_ms, bool others_wait);

  Env env_;
  store::Database& database_;
  const std::string upload_dir_;
  const size_t most_;
  size_t chunk_;
  RegisterListId open_;
  std::unique_ptr<ListFile> file_;
};

}  // namespace tidings::registers

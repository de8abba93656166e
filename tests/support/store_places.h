// The engines of the store, for tests that every engine must pass. A StorePlace is one database, empty at first, that
// can be opened again and again, and the harm a test may do to it. A new engine is a class here and a line in
// store_engines().
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "base/env.h"
#include "store/database.h"

namespace tidings::test {

// How an engine finds the rows of a statement: one step a table that is read, and one for a sort.
struct PlanStep {
  std::string said;      // by the engine
  std::string index;     // empty: the whole table
  bool entered = false;  // at a value of the index's first column, not from its beginning
};
inline constexpr std::string_view kSort = "a sort";  // stands in PlanStep::index: what was found is put in order

class StorePlace {
 public:
  virtual ~StorePlace() = default;
  virtual Result<std::unique_ptr<store::Database>> open(Env env, bool inline_writes = false) = 0;
  // The engine makes a backup by itself; otherwise it names the tool that does.
  virtual bool backs_up() const { return true; }
  // What Database::backup() of this place wrote under that name, opened as a database of its own.
  virtual std::string backup_path(std::string_view name) const = 0;
  virtual Result<std::unique_ptr<store::Database>> open_backup(Env env, std::string_view name) = 0;

  virtual void damage() = 0;  // of the closed database: most of its bytes are overwritten
  // Scripts for a write: no room beyond what is there, room again; no writing at all until it is opened again.
  virtual std::string no_room() const = 0;
  virtual std::string room() const = 0;
  virtual std::string read_only() const = 0;
  // Of tables that grow; those that stay small may be read as the engine likes.
  virtual std::vector<PlanStep> plan_of(store::Session& s, const store::Statement& statement) const = 0;
};

struct StoreEngine {
  std::string name;
  std::function<std::unique_ptr<StorePlace>()> make;
  friend std::ostream& operator<<(std::ostream& out, const StoreEngine& engine) { return out << engine.name; }
};
const std::vector<StoreEngine>& store_engines();

}  // namespace tidings::test

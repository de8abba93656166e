// Do-not-contact registers: lists that were uploaded, and what services said of single numbers. Inside a transaction.
// Numbers are the digits of E.164 as an integer (domain/dnc_register.h). A register's list is replaced by a newer one
// at once: the old one stays in force until all of the new one is here.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "domain/dnc_register.h"
#include "domain/ids.h"
#include "store/database.h"

namespace tidings::store::registers {

enum class ListState { loading, in_force, replaced, failed, removed };
std::string_view to_string(ListState state);

struct List {
  RegisterListId id;
  RegisterId of;
  int64_t slot = 0;  // where its numbers are; 0 = they are gone
  ListState state = ListState::loading;
  std::string source;               // where it is from, for people
  Instant snapshot_at, expires_at;  // expires_at 0: not by itself
  std::vector<std::string> covers;  // beginnings of numbers it speaks of; empty = all
  std::string region, column;       // how its lines are read
  std::string path;                 // in the folder of uploads; empty once it is gone
  int64_t bytes = 0, read_bytes = 0, lines = 0, numbers = 0, rejected = 0;
  std::string problem;
  Instant created_at;
  std::string created_by;
  Instant finished_at;
};

// A register and its list in force, if there is one.
struct Known {
  RegisterId id;
  std::string name;
  RegisterListId list;  // 0 = none
  int64_t slot = 0;
  Instant snapshot_at, expires_at;
  std::vector<std::string> covers;
};

RegisterId put(Session& s, std::string_view name, Instant now);  // made when it is new
std::optional<Known> by_name(Session& s, std::string_view name);
std::vector<Known> all(Session& s);

// ---- lists
// Takes a free slot. Error: unavailable when there is none (thousands of lists are being cleaned away).
Result<RegisterListId> add_list(Session& s, const List& list);
std::optional<List> list_by_id(Session& s, RegisterListId id);
std::vector<List> lists_of(Session& s, RegisterId id, RegisterListId before, int64_t most);  // newest first
std::vector<List> lists_here(Session& s);  // whose numbers are here, oldest first
bool path_in_use(Session& s, std::string_view path);

void add_numbers(Session& s, const List& list, std::span<const int64_t> numbers);
bool progress(Session& s, const List& list);  // read_bytes, lines, rejected; false: it is not loading any more
int64_t count_numbers(Session& s, const List& list);
// All of it is here: it takes the place of the list in force before.
void put_in_force(Session& s, const List& list, int64_t numbers, Instant now);
void fail_list(Session& s, RegisterListId id, std::string_view problem, Instant now);
// Ends the list in force, without another in its place. false: there is none.
bool remove_list(Session& s, const Known& of);

// Of lists that ended: how many numbers went, 0 = all are gone. Then their slot can be given back.
int64_t forget_numbers(Session& s, const List& list, size_t most);
void path_gone(Session& s, RegisterListId id);
void cleaned(Session& s, RegisterListId id);

struct Reject {
  int64_t line = 0;
  std::string reason, value;
  bool operator==(const Reject&) const = default;
};
void add_rejects(Session& s, RegisterListId id, std::span<const Reject> rejects);
std::vector<Reject> rejects(Session& s, RegisterListId id, int64_t after_line, int64_t most);

// ---- what is said of numbers, many at once
struct ListAsked {
  int64_t slot = 0, number = 0;
};
void listed(Session& s, const std::vector<ListAsked>& asked, const std::function<void(size_t, bool)>& each);

struct Word {
  RegisterAnswer answer = RegisterAnswer::unknown;
  Instant at, expires_at;
};
struct WordAsked {
  RegisterId of;
  int64_t number = 0;
};
void words(Session& s, const std::vector<WordAsked>& asked,
           const std::function<void(size_t, std::optional<Word>)>& each);
void put_words(Session& s, RegisterId of, WashBatchId batch, std::span<const std::pair<int64_t, Word>> words);

}  // namespace tidings::store::registers

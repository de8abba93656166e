// Import jobs: how far each has come in its file, what it counted, the rows it refused and the numbers it has met.
// Written by flow/audience only. What a job was asked for (plan) is that room's JSON.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/ids.h"
#include "store/database.h"

namespace tidings::store::imports {

enum class State { queued, running, done, failed, cancelled };
std::string_view to_string(State state);
inline bool open(State state) { return state == State::queued || state == State::running; }

// Something worth saying that refused no row; one for each code and column.
struct Note {
  std::string code;
  std::string column;  // may be empty
  int64_t n = 0;
  std::string example;  // may be empty

  bool operator==(const Note&) const = default;
};

struct Job {
  ImportId id;
  WorkspaceId workspace;
  ListId list;            // 0 = none, or a dry run
  std::string list_name;  // empty = none
  std::string name;       // for people: the file's name where it came from
  std::string path;       // name of the spooled file
  std::string plan;
  bool dry_run = false;
  State state = State::queued;
  int64_t bytes = 0;  // size of the file

  // A border between two rows of the file: all before it is counted and stored.
  int64_t byte_offset = 0;
  int64_t encoding = 0;
  int64_t row_number = 0;
  std::string fingerprint;  // of the bytes just before it

  int64_t imported = 0, updated = 0, duplicates = 0, rejected = 0;
  std::vector<Note> notes;
  std::string problem;
  Instant created_at, finished_at;

  std::string lookup;        // the service its numbers are looked up by; empty = none
  int64_t lookup_price = 0;  // of one call, in millionths of the currency
  std::string lookup_currency;
  int64_t lookups = 0;                       // calls begun; of a dry run: that would have to be made
  int64_t looked_up = 0, not_looked_up = 0;  // rows whose number has, or has not, an answer
  std::string waits_for;                     // why it does not go on at the moment; empty = it does

  int64_t rows() const { return imported + updated + duplicates + rejected; }
};

ImportId insert(Session& s, const Job& job);  // queued
std::optional<Job> by_id(Session& s, ImportId id);
std::vector<Job> page(Session& s, WorkspaceId workspace, ImportId before, int64_t most);  // newest first
// Which open job goes on: of each workspace only the oldest, for what a later file says stands above an earlier one;
// dry runs, which change nothing, wait for nobody. The one with the least left to do, or the oldest.
enum class Turn { shortest, oldest };
// here: those this node can work on, all when it is empty.
using Here = std::function<bool(const Job&)>;
std::optional<Job> next_open(Session& s, Turn turn, const Here& here = {});
bool path_in_use(Session& s, std::string_view path);

// State, border, counts, notes and finished_at of an open job, which waits for nothing then. false: it is not open any
// more.
bool progress(Session& s, const Job& job);
// A call is about to be made for it. false: it is not open any more, nobody wants the answer.
bool asked(Session& s, ImportId id);
// It is running, and does not go on for now.
void waits(Session& s, ImportId id, std::string_view what);
bool finish(Session& s, ImportId id, State state, std::string_view problem, Instant at);

// Ended jobs whose file and met numbers are still there.
std::optional<Job> next_uncleaned(Session& s, const Here& here = {});
void set_cleaned(Session& s, ImportId id);

// false: this job has met the number before. Digits of E.164 without the plus. Not asked of contacts it brought itself.
bool meet(Session& s, ImportId id, int64_t number);
int64_t forget(Session& s, ImportId id, size_t most);  // how many were forgotten
int64_t met(Session& s, ImportId id);

struct Reject {
  int64_t row = 0;
  std::string column, reason, value;

  bool operator==(const Reject&) const = default;
};
void add_reject(Session& s, ImportId id, const Reject& reject);
std::vector<Reject> rejects(Session& s, ImportId id, int64_t after_row, int64_t most);

}  // namespace tidings::store::imports

#include "store/registers.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/check.h"
#include "store/sql.h"

namespace tidings::store::registers {
namespace {

constexpr std::array<std::string_view, 5> kStates{"loading", "in_force", "replaced", "failed", "removed"};
constexpr int64_t kSlotSpan = int64_t{1} << 50;  // more than any number has digits
constexpr int64_t kSlots = int64_t{1} << 13;     // so that the highest key is below 2^63

int64_t key_of(int64_t high, int64_t number) {
  check(high > 0 && high < kSlots && number > 0 && number < kSlotSpan, "a key of a register is in its range");
  return high * kSlotSpan + number;
}

ListState state_from(std::string_view name) {
  for (size_t i = 0; i < kStates.size(); ++i) {
    if (kStates[i] == name) return static_cast<ListState>(i);
  }
  throw StoreFailure{{ErrorCode::corrupt, "a list of a register has an unknown state", "register_list", {}}};
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    out.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return out;
}

std::string join(const std::vector<std::string>& all) {
  std::string out;
  for (const auto& one : all) out += (out.empty() ? "" : ",") + one;
  return out;
}

List read_list(Cursor& c) {
  List out;
  int i = 0;
  out.id = c.id<RegisterListId>(i++);
  out.of = c.id<RegisterId>(i++);
  out.slot = c.integer(i++);
  out.state = state_from(c.text(i++));
  out.source = c.string(i++);
  out.snapshot_at = c.instant(i++);
  out.expires_at = c.instant(i++);
  out.covers = split(c.text(i++));
  out.region = c.string(i++);
  out.column = c.string(i++);
  out.path = c.string(i++);
  out.bytes = c.integer(i++);
  out.read_bytes = c.integer(i++);
  out.lines = c.integer(i++);
  out.numbers = c.integer(i++);
  out.rejected = c.integer(i++);
  out.problem = c.string(i++);
  out.created_at = c.instant(i++);
  out.created_by = c.string(i++);
  out.finished_at = c.instant(i++);
  return out;
}

std::vector<List> read_lists(std::unique_ptr<Cursor> c) {
  std::vector<List> out;
  while (c->next()) out.push_back(read_list(*c));
  return out;
}

}  // namespace

std::string_view to_string(ListState state) { return kStates[static_cast<size_t>(state)]; }

RegisterId put(Session& s, std::string_view name, Instant now) {
  s.exec(sql::registers::insert, name, now);
  const auto id = s.one(sql::registers::by_name, name);
  check(id.has_value(), "a register that was put is there");
  return RegisterId{*id};
}

std::optional<Known> by_name(Session& s, std::string_view name) {
  for (auto& one : all(s)) {
    if (one.name == name) return std::move(one);
  }
  return std::nullopt;
}

std::vector<Known> all(Session& s) {
  std::vector<Known> out;
  auto c = s.query(sql::registers::all, 0);
  while (c->next()) {
    Known one;
    one.id = c->id<RegisterId>(0);
    one.name = c->string(1);
    one.list = c->id<RegisterListId>(2);
    if (one.list && !c->null(3)) {
      one.slot = c->integer(3);
      one.snapshot_at = c->instant(4);
      one.expires_at = c->instant(5);
      one.covers = split(c->text(6));
    }
    out.push_back(std::move(one));
  }
  return out;
}

Result<RegisterListId> add_list(Session& s, const List& list) {
  std::set<int64_t> taken;
  for (const auto& one : lists_here(s)) taken.insert(one.slot);
  int64_t slot = 1;
  while (taken.contains(slot)) ++slot;
  if (slot >= kSlots) return fail(ErrorCode::unavailable, "too many lists are here at once", "register_list");
  const auto id =
      s.one(sql::registers::list_insert, list.of, slot, list.source, list.snapshot_at, list.expires_at,
            join(list.covers), list.region, list.column, list.path, list.bytes, list.created_at, list.created_by);
  check(id.has_value(), "an inserted list has an id");
  return RegisterListId{*id};
}

std::optional<List> list_by_id(Session& s, RegisterListId id) {
  auto found = read_lists(s.query(sql::registers::list_by_id, id));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<List> lists_of(Session& s, RegisterId id, RegisterListId before, int64_t most) {
  return read_lists(s.query(sql::registers::lists_of, id, before, most));
}

std::vector<List> lists_here(Session& s) { return read_lists(s.query(sql::registers::lists_here)); }

bool path_in_use(Session& s, std::string_view path) { return s.one(sql::registers::path_in_use, path).has_value(); }

void add_numbers(Session& s, const List& list, std::span<const int64_t> numbers) {
  std::vector<Param> params;
  params.reserve(numbers.size());
  for (const int64_t number : numbers) params.emplace_back(key_of(list.slot, number));
  if (!params.empty()) s.run_all(sql::registers::entry, params, 1);
}

bool progress(Session& s, const List& list) {
  return s.exec(sql::registers::list_progress, list.id, list.read_bytes, list.lines, list.rejected) > 0;
}

int64_t count_numbers(Session& s, const List& list) {
  return s.one(sql::registers::count_entries, list.slot * kSlotSpan, (list.slot + 1) * kSlotSpan).value_or(0);
}

void put_in_force(Session& s, const List& list, int64_t numbers, Instant now) {
  for (const auto& one : all(s)) {
    if (one.id == list.of && one.list && one.list != list.id) {
      s.exec(sql::registers::list_leave, one.list, to_string(ListState::replaced));
    }
  }
  s.exec(sql::registers::list_end, list.id, to_string(ListState::in_force), "", numbers, now);
  s.exec(sql::registers::put_in_force, list.of, list.id);
}

void fail_list(Session& s, RegisterListId id, std::string_view problem, Instant now) {
  s.exec(sql::registers::list_end, id, to_string(ListState::failed), problem, 0, now);
}

bool remove_list(Session& s, const Known& of) {
  if (!of.list) return false;
  s.exec(sql::registers::list_leave, of.list, to_string(ListState::removed));
  s.exec(sql::registers::put_in_force, of.id, 0);
  return true;
}

int64_t forget_numbers(Session& s, const List& list, size_t most) {
  return s.exec(sql::registers::forget_entries, list.slot * kSlotSpan, (list.slot + 1) * kSlotSpan, most);
}

void path_gone(Session& s, RegisterListId id) { s.exec(sql::registers::list_path_gone, id); }

void cleaned(Session& s, RegisterListId id) { s.exec(sql::registers::list_cleaned, id); }

void add_rejects(Session& s, RegisterListId id, std::span<const Reject> rejects) {
  for (const auto& one : rejects) s.exec(sql::registers::reject, id, one.line, one.reason, one.value);
}

std::vector<Reject> rejects(Session& s, RegisterListId id, int64_t after_line, int64_t most) {
  std::vector<Reject> out;
  auto c = s.query(sql::registers::rejects, id, after_line, most);
  while (c->next()) out.push_back({c->integer(0), c->string(1), c->string(2)});
  return out;
}

void listed(Session& s, const std::vector<ListAsked>& asked, const std::function<void(size_t, bool)>& each) {
  if (asked.empty()) return;
  std::vector<Param> params;
  params.reserve(asked.size());
  for (const auto& one : asked) params.emplace_back(key_of(one.slot, one.number));
  s.open_many(sql::registers::has_entry, params, 1,
              [&](size_t i, Cursor& row) { each(i, row.next() && row.boolean(0)); });
}

void words(Session& s, const std::vector<WordAsked>& asked,
           const std::function<void(size_t, std::optional<Word>)>& each) {
  if (asked.empty()) return;
  std::vector<Param> params;
  params.reserve(asked.size());
  for (const auto& one : asked) params.emplace_back(key_of(one.of.value, one.number));
  s.open_many(sql::registers::word, params, 1, [&](size_t i, Cursor& row) {
    if (!row.next()) return each(i, std::nullopt);
    each(i, Word{static_cast<RegisterAnswer>(row.integer(0)), row.instant(1), row.instant(2)});
  });
}

void put_words(Session& s, RegisterId of, WashBatchId batch, std::span<const std::pair<int64_t, Word>> words) {
  for (const auto& [number, word] : words) {
    s.exec(sql::registers::put_word, key_of(of.value, number), word.answer, word.at, word.expires_at, batch);
  }
}

}  // namespace tidings::store::registers

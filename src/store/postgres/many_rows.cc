#include "store/postgres/many_rows.h"

#include <endian.h>
#include <fmt/format.h>

#include <cctype>
#include <cstring>
#include <unordered_set>

#include "store/postgres/dialect.h"

namespace tidings::store::postgres {
namespace {

constexpr std::string_view kTypes[] = {"", "bigint", "double precision", "text"};
constexpr uint32_t kOids[] = {0, 20, 701, 25};

// Calls each(position, depth) for every character outside of quotes.
template <class F>
void outside_quotes(std::string_view sql, F each) {
  int depth = 0;
  bool quoted = false;
  for (size_t at = 0; at < sql.size(); ++at) {
    if (sql[at] == '\'') quoted = !quoted;
    if (quoted) continue;
    if (sql[at] == ')') --depth;
    each(at, depth);
    if (sql[at] == '(') ++depth;
  }
}

// The first such word that stands in no brackets; npos: none. Key words are in capitals everywhere in store/sql.
size_t find_word(std::string_view sql, std::string_view word) {
  size_t found = std::string_view::npos;
  outside_quotes(sql, [&](size_t at, int depth) {
    if (found != std::string_view::npos || depth != 0 || !sql.substr(at).starts_with(word)) return;
    const auto letter = [&](size_t i) { return i < sql.size() && std::isalpha(static_cast<unsigned char>(sql[i])); };
    if ((at == 0 || !letter(at - 1)) && !letter(at + word.size())) found = at;
  });
  return found;
}

// ?N becomes a column of the rows.
std::string of_rows(std::string_view sql) {
  std::string out;
  size_t done = 0;
  outside_quotes(sql, [&](size_t at, int) {
    if (sql[at] != '?') return;
    out.append(sql, done, at - done);
    out += "rows._";
    done = at + 1;
  });
  return out.append(sql, done);
}

std::string rows_of(std::span<const Param::Type> types) {
  std::string arrays, names;
  for (size_t i = 1; i <= types.size(); ++i) {
    arrays += fmt::format("{}?{}::{}[]", i > 1 ? ", " : "", i, kTypes[static_cast<size_t>(types[i - 1])]);
    names += fmt::format("_{}, ", i);
  }
  return fmt::format("unnest({}) WITH ORDINALITY AS rows ({}_row)", arrays, names);
}

std::optional<ManyRows> insert(std::string_view sql, const std::string& rows) {
  const size_t values = find_word(sql, "VALUES"), select = find_word(sql, "SELECT");
  const size_t conflict = find_word(sql, "ON CONFLICT"), returning = find_word(sql, "RETURNING");
  const size_t body = std::min(values, select), end = std::min({conflict, returning, sql.size()});
  const auto tail = sql.substr(end);
  if (body >= end || tail.contains('?')) return std::nullopt;
  const bool some = tail.contains("DO NOTHING");
  const auto shape = some ? RowsShape::some : RowsShape::insert;
  const std::string head(sql.substr(0, body));
  if (body == values) {
    const size_t open = sql.find('(', values), close = sql.rfind(')', end - 1);
    return ManyRows{fmt::format("{}SELECT {} FROM {} ORDER BY rows._row {}", head,
                                of_rows(sql.substr(open + 1, close - open - 1)), rows, tail),
                    shape, conflict != std::string_view::npos && !some};
  }
  return ManyRows{fmt::format("{}SELECT made.* FROM {}, LATERAL ({} OFFSET 0) AS made ORDER BY rows._row {}", head,
                              rows, of_rows(sql.substr(body, end - body)), tail),
                  shape, true};
}

void append_number(std::string& out, uint32_t value) {
  value = htobe32(value);
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace

std::optional<ManyRows> many_rows(std::string_view sql, std::span<const Param::Type> types) {
  if (types.empty() || sql.contains('@')) return std::nullopt;
  if (std::ranges::count(types, Param::Type::blob) > 0) return std::nullopt;  // large: one at a time
  const std::string rows = rows_of(types);
  if (sql.starts_with("INSERT")) return insert(sql, rows);
  if (sql.starts_with("SELECT")) {
    // OFFSET 0: asked for each of the rows, whatever the planner thinks of it.
    return ManyRows{fmt::format("SELECT found.*, rows._row FROM {}, LATERAL ({} OFFSET 0) AS found ORDER BY rows._row",
                                rows, of_rows(sql)),
                    RowsShape::query, false};
  }
  const size_t where = find_word(sql, "WHERE");
  const std::string_view source = sql.starts_with("UPDATE") ? "FROM" : sql.starts_with("DELETE") ? "USING" : "";
  // Only by the key, which is where each of the rows leads to. Not as an equality: that a planner may turn round and
  // read the whole table in the order of its key.
  constexpr std::string_view kKey = "WHERE id = ?1";
  if (source.empty() || where == std::string_view::npos || !sql.substr(where).starts_with(kKey) ||
      find_word(sql, "RETURNING") != std::string_view::npos) {
    return std::nullopt;
  }
  return ManyRows{fmt::format("{}{} {} WHERE id = ANY (ARRAY[rows._1]){} RETURNING rows._row",
                              of_rows(sql.substr(0, where)), source, rows, of_rows(sql.substr(where + kKey.size()))),
                  RowsShape::update, true};
}

std::optional<std::vector<Param::Type>> types_of(const std::vector<Param>& params, size_t width) {
  std::vector<Param::Type> out(width, Param::Type::null);
  for (size_t i = 0; i < params.size(); ++i) {
    auto& type = out[i % width];
    if (type == Param::Type::null) type = params[i].type();
    if (params[i].type() != Param::Type::null && params[i].type() != type) return std::nullopt;
  }
  if (std::ranges::find(out, Param::Type::null) != out.end()) return std::nullopt;
  return out;
}

bool first_differs(const std::vector<Param>& params, size_t width) {
  std::unordered_set<int64_t> numbers;
  std::unordered_set<std::string_view> texts;
  for (size_t at = 0; at < params.size(); at += width) {
    const bool fresh = params[at].type() == Param::Type::text ? texts.insert(params[at].text()).second
                                                              : numbers.insert(params[at].integer()).second;
    if (!fresh) return false;
  }
  return true;
}

std::string array_of(std::span<const Param> rows, size_t width, size_t column, Param::Type type) {
  const size_t count = rows.size() / width;
  std::string out;
  out.reserve(20 + count * 12);
  append_number(out, 1);  // dimensions
  append_number(out, 1);  // there may be nulls
  append_number(out, kOids[static_cast<size_t>(type)]);
  append_number(out, static_cast<uint32_t>(count));
  append_number(out, 1);  // counted from
  for (size_t at = column; at < rows.size(); at += width) {
    const Param& value = rows[at];
    if (value.type() == Param::Type::null) {
      append_number(out, ~0U);
    } else if (type == Param::Type::text) {
      const auto encoded = encode_text(value.text());
      const std::string_view text = encoded ? std::string_view(*encoded) : value.text();
      append_number(out, static_cast<uint32_t>(text.size()));
      out += text;
    } else {
      uint64_t bits = static_cast<uint64_t>(value.integer());
      if (type == Param::Type::real) {
        const double real = value.real();
        std::memcpy(&bits, &real, sizeof bits);
      }
      append_number(out, sizeof bits);
      bits = htobe64(bits);
      out.append(reinterpret_cast<const char*>(&bits), sizeof bits);
    }
  }
  return out;
}

}  // namespace tidings::store::postgres

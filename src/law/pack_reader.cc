#include "law/pack_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <span>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/toml.h"
#include "domain/place.h"

namespace tidings::law {
namespace {

// Reads the tables of one pack and remembers the first thing that is wrong.
class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  void wrong(const toml::node& at, std::string what, std::string expected) {
    if (!error_) {
      error_ = Error{ErrorCode::invalid_argument, std::move(what),
                     fmt::format("{} line {}", file_, at.source().begin.line), std::move(expected)};
    }
  }
  const std::optional<Error>& error() const { return error_; }

  void only(const toml::table& table, std::string_view title, std::initializer_list<std::string_view> known) {
    for (const auto& [key, value] : table) {
      if (std::ranges::find(known, key.str()) != known.end()) continue;
      std::string all;
      for (const auto word : known) all += (all.empty() ? "" : ", ") + std::string(word);
      wrong(value, fmt::format("{} has no '{}'", title, key.str()), "one of " + all);
    }
  }
  const toml::node* field(const toml::table& table, std::string_view key, bool required) {
    const auto* node = table.get(key);
    if (node == nullptr && required) wrong(table, fmt::format("'{}' is missing", key), fmt::format("{} = …", key));
    return node;
  }
  std::string text(const toml::table& table, std::string_view key, bool required = true) {
    const auto* node = field(table, key, required);
    if (node == nullptr) return {};
    const auto value = node->value_exact<std::string>();
    if (!value || (required && value->empty()))
      wrong(*node, fmt::format("'{}' is not a text", key), "a text in quotes");
    return value.value_or("");
  }
  std::optional<bool> flag(const toml::table& table, std::string_view key) {
    const auto* node = field(table, key, false);
    if (node == nullptr) return std::nullopt;
    const auto value = node->value_exact<bool>();
    if (!value) wrong(*node, fmt::format("'{}' is neither true nor false", key), "true or false");
    return value;
  }
  // A date or a quoted one.
  std::string date_of(const toml::node& node, std::string_view key) {
    if (const auto date = node.value_exact<toml::date>()) {
      const auto text = fmt::format("{:04d}-{:02d}-{:02d}", date->year, date->month, date->day);
      if (parse_utc(text + "T00:00:00Z")) return text;
    }
    wrong(node, fmt::format("'{}' is not a date", key), "2026-12-25, without quotes");
    return {};
  }
  std::string date(const toml::table& table, std::string_view key, bool required = false) {
    const auto* node = field(table, key, required);
    return node == nullptr ? std::string() : date_of(*node, key);
  }
  std::vector<std::pair<std::string, const toml::node*>> texts(const toml::table& table, std::string_view key) {
    std::vector<std::pair<std::string, const toml::node*>> out;
    const auto* node = field(table, key, false);
    if (node == nullptr) return out;
    const auto* array = node->as_array();
    if (array == nullptr) {
      wrong(*node, fmt::format("'{}' is not a list", key), fmt::format("{} = [\"…\", \"…\"]", key));
      return out;
    }
    for (const auto& one : *array) {
      const auto value = one.value_exact<std::string>();
      if (!value || value->empty())
        wrong(one, fmt::format("'{}' holds something that is no text", key), "a text in quotes");
      out.emplace_back(value.value_or(""), &one);
    }
    return out;
  }
  template <class T>
  T word(const toml::table& table, std::string_view key, std::optional<T> otherwise, std::span<const T> all) {
    const auto* node = field(table, key, !otherwise);
    if (node == nullptr) return otherwise.value_or(all.front());
    std::string words;
    const auto value = node->template value_exact<std::string>();
    for (const T one : all) {
      if (value && *value == to_string(one)) return one;
      words += (words.empty() ? "" : ", ") + std::string(to_string(one));
    }
    wrong(*node, fmt::format("'{}' is none of its words", key), "one of " + words);
    return all.front();
  }
  // The tables [[name]].
  template <class F>
  void each(const toml::table& root, std::string_view name, F read) {
    const auto* node = root.get(name);
    if (node == nullptr) return;
    const auto* array = node->as_array();
    if (array == nullptr || !array->is_homogeneous<toml::table>()) {
      wrong(*node, fmt::format("'{}' is not a list of tables", name), fmt::format("[[{}]] before each of them", name));
      return;
    }
    for (const auto& one : *array) read(*one.as_table());
  }

 private:
  std::string file_;
  std::optional<Error> error_;
};

constexpr Applies kApplies[] = {Applies::calls, Applies::texts, Applies::both};
constexpr RuleKind kKinds[] = {RuleKind::law, RuleKind::carrier, RuleKind::code, RuleKind::advice};
constexpr ConsentLifts kLifts[] = {ConsentLifts::no, ConsentLifts::unclear, ConsentLifts::yes};
constexpr Mark kMarks[] = {Mark::verified, Mark::second_hand, Mark::unverified};

bool is_place(std::string_view place) {
  const auto dash = place.find('-');
  if (!is_country(place.substr(0, dash))) return false;
  if (dash == std::string_view::npos) return true;
  const auto rest = place.substr(dash + 1);
  if (rest == "*") return true;
  return !rest.empty() && rest.size() <= 3 &&
         std::ranges::all_of(rest, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

std::string place(Reader& in, const toml::table& table) {
  auto out = in.text(table, "place");
  if (!out.empty() && !is_place(out)) {
    in.wrong(*table.get("place"), fmt::format("'{}' is no place", out),
             "a country or a part of one: US, US-FL, or US-* where the part is unknown");
  }
  return out;
}

Rule read_rule(Reader& in, const toml::table& table) {
  in.only(table, "a rule",
          {"id", "place", "hours", "holidays", "applies", "kind", "consent_lifts", "caps", "mark", "on", "from",
           "until", "source"});
  Rule rule;
  rule.id = in.text(table, "id");
  rule.place = place(in, table);
  if (const auto hours = in.text(table, "hours"); !hours.empty()) {
    auto read = parse_allowed_hours(hours);
    if (read) {
      rule.hours = std::move(*read);
    } else {
      in.wrong(*table.get("hours"), read.error().what,
               read.error().hint.empty() ? "1-5 09:00-20:00;6 10:00-17:00" : read.error().hint);
    }
  }
  for (const auto& [calendar, node] : in.texts(table, "holidays")) rule.holidays.push_back(calendar);
  rule.applies = in.word<Applies>(table, "applies", std::nullopt, kApplies);
  rule.kind = in.word<RuleKind>(table, "kind", std::nullopt, kKinds);
  rule.consent_lifts = in.word<ConsentLifts>(table, "consent_lifts", ConsentLifts::unclear, kLifts);
  for (const auto& [text, node] : in.texts(table, "caps")) {
    if (auto cap = read_sliding_cap(text)) {
      rule.caps.push_back(std::move(*cap));
    } else {
      in.wrong(*node, fmt::format("'{}' is no cap", text), "messages in hours or days: 3/24h, 4/30d");
    }
  }
  rule.mark = in.word<Mark>(table, "mark", std::nullopt, kMarks);
  rule.on = in.flag(table, "on").value_or(rule.mark != Mark::unverified);
  rule.from = in.date(table, "from");
  rule.until = in.date(table, "until");
  if (!rule.from.empty() && !rule.until.empty() && rule.from >= rule.until) {
    in.wrong(*table.get("until"), "the rule ends before it begins", "a date later than 'from'");
  }
  rule.source = in.text(table, "source");
  return rule;
}

// A kind of consent that somebody can have given.
bool is_given(Consent kind) { return kind != Consent::unknown && kind != Consent::revoked; }

ConsentRow read_consent_row(Reader& in, const toml::table& table) {
  in.only(table, "a consent",
          {"id", "place", "accepts", "question_needs_consent", "kind", "basis", "term", "mark", "on", "source"});
  ConsentRow row;
  row.id = in.text(table, "id");
  row.place = place(in, table);
  for (const auto& [text, node] : in.texts(table, "accepts")) {
    const auto kind = consent_from(text);
    if (!kind || !is_given(*kind))
      in.wrong(*node, fmt::format("'{}' is no kind of consent", text),
               "express_written, express, implied, soft_opt_in");
    row.accepts.push_back(kind.value_or(Consent::unknown));
  }
  row.question_needs_consent = in.flag(table, "question_needs_consent").value_or(false);
  if (row.accepts.empty()) {
    const auto kind = in.text(table, "kind");
    row.kind = consent_from(kind).value_or(Consent::unknown);
    if (!kind.empty() && !is_given(row.kind))
      in.wrong(*table.get("kind"), fmt::format("'{}' is no kind of consent", kind),
               "one of express_written, express, implied, soft_opt_in, transactional, inbound");
    if (const auto basis = in.text(table, "basis", false); !basis.empty()) {
      if (const auto known = consent_basis_from(basis))
        row.basis = *known;
      else
        in.wrong(*table.get("basis"), fmt::format("'{}' is no basis", basis), "purchase, inquiry, contract, request");
    }
    const auto term = in.text(table, "term");
    if (const auto read = term_from(term))
      row.term = *read;
    else if (!term.empty())
      in.wrong(*table.get("term"), fmt::format("'{}' is no term", term), "18 months, 2 years or 90 days");
    if (row.question_needs_consent)
      in.wrong(*table.get("question_needs_consent"), "it goes with 'accepts'", "a row of its own with accepts = […]");
  } else {
    for (const auto* key : {"kind", "basis", "term"}) {
      if (const auto* node = table.get(key))
        in.wrong(*node, fmt::format("'{}' does not go with 'accepts'", key), "a row of its own for a term");
    }
  }
  row.mark = in.word<Mark>(table, "mark", std::nullopt, kMarks);
  row.on = in.flag(table, "on").value_or(row.mark != Mark::unverified);
  row.source = in.text(table, "source");
  return row;
}

Holidays read_holidays(Reader& in, const toml::table& table) {
  in.only(table, "a list of holidays", {"calendar", "year", "dates", "mark", "source"});
  Holidays out;
  out.calendar = in.text(table, "calendar");
  if (const auto* node = in.field(table, "year", true)) {
    const auto year = node->value_exact<int64_t>();
    if (!year || *year < 2000 || *year > 2100) in.wrong(*node, "'year' is no year of ours", "2026");
    out.year = static_cast<int>(year.value_or(0));
  }
  if (const auto* node = in.field(table, "dates", true)) {
    if (const auto* array = node->as_array()) {
      for (const auto& one : *array) {
        const auto date = in.date_of(one, "dates");
        if (!date.empty() && date.substr(0, 4) != fmt::format("{:04d}", out.year)) {
          in.wrong(one, fmt::format("{} is not of the year {}", date, out.year), "a list for each year");
        }
        out.dates.push_back(date);
      }
    } else {
      in.wrong(*node, "'dates' is not a list", "dates = [2026-01-01, 2026-12-25]");
    }
  }
  std::ranges::sort(out.dates);
  out.mark = in.word<Mark>(table, "mark", Mark::unverified, kMarks);
  out.source = in.text(table, "source", false);
  return out;
}

Freeze read_freeze(Reader& in, const toml::table& table) {
  in.only(table, "a freeze", {"id", "place", "from", "until", "reason"});
  Freeze out{.id = in.text(table, "id"),
             .place = place(in, table),
             .from = in.date(table, "from", true),
             .until = in.date(table, "until"),
             .reason = in.text(table, "reason")};
  if (!out.until.empty() && out.from >= out.until) {
    in.wrong(*table.get("until"), "the freeze ends before it begins", "a date later than 'from'");
  }
  return out;
}

Switch read_switch(Reader& in, const toml::table& table) {
  in.only(table, "a switch", {"rule", "on", "reason"});
  Switch out{.rule = in.text(table, "rule"), .on = false, .reason = in.text(table, "reason")};
  if (in.field(table, "on", true) != nullptr) out.on = in.flag(table, "on").value_or(false);
  return out;
}

}  // namespace

Result<Pack> read_pack(const std::string& toml_text, const std::string& file) {
  const toml::table root = TRY(parse_toml(toml_text, file));
  Reader in(file);
  in.only(root, "a pack", {"pack", "rule", "holidays", "freeze", "switch", "consent"});
  Pack out;
  out.file = file;
  out.digest = crypto::to_hex(crypto::sha256(toml_text)).substr(0, 8);
  if (const auto* node = in.field(root, "pack", true)) {
    if (const auto* table = node->as_table()) {
      in.only(*table, "[pack]", {"id", "version"});
      out.id = in.text(*table, "id");
      out.version = in.text(*table, "version");
    } else {
      in.wrong(*node, "'pack' is not a table", "[pack] with id and version");
    }
  }
  std::set<std::string> ids;
  const auto once = [&](const toml::table& table, const std::string& id) {
    if (!id.empty() && !ids.insert(id).second)
      in.wrong(table, fmt::format("'{}' is there twice", id), "each once in a pack");
  };
  in.each(root, "rule", [&](const toml::table& table) {
    out.rules.push_back(read_rule(in, table));
    out.rules.back().pack = out.id + " " + out.version;
    once(table, out.rules.back().id);
  });
  in.each(root, "holidays", [&](const toml::table& table) {
    out.holidays.push_back(read_holidays(in, table));
    once(table, fmt::format("{} {}", out.holidays.back().calendar, out.holidays.back().year));
  });
  in.each(root, "freeze", [&](const toml::table& table) {
    out.freezes.push_back(read_freeze(in, table));
    once(table, out.freezes.back().id);
  });
  in.each(root, "consent", [&](const toml::table& table) {
    out.consents.push_back(read_consent_row(in, table));
    out.consents.back().pack = out.id + " " + out.version;
    once(table, out.consents.back().id);
  });
  in.each(root, "switch", [&](const toml::table& table) { out.switches.push_back(read_switch(in, table)); });
  if (in.error()) return std::unexpected(*in.error());
  return out;
}

}  // namespace tidings::law

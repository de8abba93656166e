// Regular expressions over digits, many at once: the language numbering plans are written in, as one table walked a
// digit at a time. What a table says is what the expressions say, by construction; an expression with anything else in
// it is not taken. Used by phone_plan.h only. Any thread once built; pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tidings::sms {

class DigitTable {
 public:
  using State = uint16_t;
  static constexpr State kNowhere = 0;  // no expression can match any more
  static constexpr State kStart = 1;

  State step(State state, char digit) const { return next_[size_t{state} * 10 + static_cast<size_t>(digit - '0')]; }
  // The digits from the start on; kNowhere when they lead nowhere.
  State walk(std::string_view digits) const;
  // Which set of expressions matches what led here: an index for set(); 0 = none of them.
  uint16_t matched(State state) const { return matched_[state]; }
  bool matches(std::string_view digits) const { return matched(walk(digits)) != 0; }
  const std::vector<uint16_t>& set(uint16_t index) const { return sets_[index]; }  // ordinals, ascending
  size_t sets() const { return sets_.size(); }

 private:
  friend class DigitPatterns;
  std::vector<State> next_;
  std::vector<uint16_t> matched_;
  std::vector<std::vector<uint16_t>> sets_;
};

class DigitPatterns {
 public:
  enum class Extent { whole, beginning };  // beginning: any digits may follow

  DigitPatterns();
  // false: not understood, nothing was added. Expressions are known by their ordinals: 0, 1, … as they were added.
  // Understood: digits, \d, [1-3], groups, |, and the quantifiers ? * + {n} {n,} {n,m}.
  bool add(std::string_view pattern, Extent extent);
  // nullopt: too large for a table.
  std::optional<DigitTable> build() const;

 private:
  friend class DigitPatternReader;
  using Place = uint32_t;
  struct Edge {
    uint16_t digits;  // a bit each; 0 = without reading
    Place to;
  };
  struct Spot {
    std::vector<Edge> edges;
    std::optional<uint16_t> ends;  // ordinal of the expression that is whole here
  };

  Place new_place();
  void link(Place from, Place to, uint16_t digits = 0) { spots_[from].edges.push_back({digits, to}); }
  std::vector<Place> reached(std::vector<Place> places) const;

  std::vector<Spot> spots_;
  uint16_t added_ = 0;
};

}  // namespace tidings::sms

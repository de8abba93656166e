#include "sms/digit_patterns.h"

#include <algorithm>
#include <map>
#include <memory>

namespace tidings::sms {
namespace {

constexpr uint16_t kAnyDigit = 0x3FF;
constexpr size_t kMostPlaces = 200'000;
constexpr size_t kMostStates = 60'000;
constexpr int kMostRepeats = 32;
constexpr int kMostDepth = 32;
constexpr int kUnbounded = -1;

bool digit(char c) { return c >= '0' && c <= '9'; }
uint16_t bit(char c) { return static_cast<uint16_t>(1U << (c - '0')); }

struct Node {
  enum class Kind { digits, sequence, choice, repeat };
  Kind kind;
  uint16_t digits = 0;
  int least = 1, most = 1;
  std::vector<Node> parts;
};

}  // namespace

DigitTable::State DigitTable::walk(std::string_view digits) const {
  State state = kStart;
  for (const char c : digits) state = step(state, c);
  return state;
}

// Reads one expression into a tree, then lays the tree out as places and edges.
class DigitPatternReader {
 public:
  explicit DigitPatternReader(std::string_view text) : text_(text) {}

  std::optional<Node> read() {
    Node out = choice(0);
    if (!good_ || at_ != text_.size()) return std::nullopt;
    return out;
  }

  static DigitPatterns::Place lay(DigitPatterns& all, const Node& node, DigitPatterns::Place from) {
    switch (node.kind) {
      case Node::Kind::digits: {
        const auto to = all.new_place();
        all.link(from, to, node.digits);
        return to;
      }
      case Node::Kind::sequence:
        for (const auto& part : node.parts) from = lay(all, part, from);
        return from;
      case Node::Kind::choice: {
        const auto to = all.new_place();
        for (const auto& part : node.parts) all.link(lay(all, part, from), to);
        return to;
      }
      case Node::Kind::repeat:
        return lay_repeat(all, node, from);
    }
    return from;
  }

 private:
  static DigitPatterns::Place lay_repeat(DigitPatterns& all, const Node& node, DigitPatterns::Place from) {
    const Node& part = node.parts.front();
    for (int i = 0; i < node.least && all.spots_.size() < kMostPlaces; ++i) from = lay(all, part, from);
    const auto end = all.new_place();
    if (node.most == kUnbounded) {
      const auto loop = all.new_place();
      all.link(from, loop);
      all.link(lay(all, part, loop), loop);
      all.link(loop, end);
      return end;
    }
    all.link(from, end);
    for (int i = node.least; i < node.most && all.spots_.size() < kMostPlaces; ++i) {
      from = lay(all, part, from);
      all.link(from, end);
    }
    return end;
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  Node choice(int depth) {
    Node out{.kind = Node::Kind::choice};
    if (depth > kMostDepth) good_ = false;
    do {
      out.parts.push_back(sequence(depth));
    } while (good_ && take("|"));
    return out;
  }

  Node sequence(int depth) {
    Node out{.kind = Node::Kind::sequence};
    while (good_ && at_ < text_.size() && peek() != '|' && peek() != ')') out.parts.push_back(repeated(depth));
    return out;
  }

  Node repeated(int depth) {
    Node part = one(depth);
    int least = 1, most = 1;
    if (take("?")) {
      least = 0;
    } else if (take("*")) {
      least = 0;
      most = kUnbounded;
    } else if (take("+")) {
      most = kUnbounded;
    } else if (take("{")) {
      least = most = number();
      if (take(",")) most = peek() == '}' ? kUnbounded : number();
      good_ &= take("}") && (most == kUnbounded || most >= least);
    } else {
      return part;
    }
    // Lazy, possessive and doubled quantifiers are not read.
    if (peek() == '?' || peek() == '+' || peek() == '*' || peek() == '{') good_ = false;
    Node out{.kind = Node::Kind::repeat, .least = least, .most = most};
    out.parts.push_back(std::move(part));
    return out;
  }

  Node one(int depth) {
    if (take("(")) {
      if (take("?")) good_ &= take(":");
      Node out = choice(depth + 1);
      good_ &= take(")");
      return out;
    }
    Node out{.kind = Node::Kind::digits};
    if (take("\\d")) {
      out.digits = kAnyDigit;
    } else if (take("[")) {
      out.digits = set();
    } else if (digit(peek())) {
      out.digits = bit(text_[at_++]);
    } else {
      good_ = false;
    }
    return out;
  }

  uint16_t set() {
    uint16_t out = 0;
    while (good_ && !take("]")) {
      if (take("\\d")) {
        out |= kAnyDigit;
        continue;
      }
      if (!digit(peek())) {
        good_ = false;
        break;
      }
      const char first = text_[at_++];
      char last = first;
      if (take("-")) {
        good_ &= digit(peek());
        if (!good_) break;
        last = text_[at_++];
      }
      good_ &= first <= last;
      for (char c = first; c <= last; ++c) out |= bit(c);
    }
    good_ &= out != 0;
    return out;
  }

  int number() {
    int out = 0;
    good_ &= digit(peek());
    while (digit(peek()) && out <= kMostRepeats) out = out * 10 + (text_[at_++] - '0');
    good_ &= out <= kMostRepeats;
    return out;
  }

  std::string_view text_;
  size_t at_ = 0;
  bool good_ = true;
};

DigitPatterns::DigitPatterns() { new_place(); }

DigitPatterns::Place DigitPatterns::new_place() {
  spots_.emplace_back();
  return static_cast<Place>(spots_.size() - 1);
}

bool DigitPatterns::add(std::string_view pattern, Extent extent) {
  const auto tree = DigitPatternReader(pattern).read();
  if (!tree) return false;
  const Place begin = new_place();
  Place end = DigitPatternReader::lay(*this, *tree, begin);
  if (extent == Extent::beginning) link(end, end, kAnyDigit);
  const Place last = new_place();
  link(end, last);
  link(0, begin);
  spots_[last].ends = added_++;
  return true;
}

// The places and all that can be reached from them without reading, ascending.
std::vector<DigitPatterns::Place> DigitPatterns::reached(std::vector<Place> places) const {
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  std::vector<Place> waiting = places;
  std::vector<Place> more;
  std::vector<bool> seen(spots_.size());
  for (const Place place : places) seen[place] = true;
  while (!waiting.empty()) {
    const Place place = waiting.back();
    waiting.pop_back();
    for (const auto& edge : spots_[place].edges) {
      if (edge.digits != 0 || seen[edge.to]) continue;
      seen[edge.to] = true;
      waiting.push_back(edge.to);
      more.push_back(edge.to);
    }
  }
  places.insert(places.end(), more.begin(), more.end());
  // Places that only lead on say nothing by themselves.
  std::erase_if(places, [&](Place p) {
    const auto& spot = spots_[p];
    return !spot.ends && std::all_of(spot.edges.begin(), spot.edges.end(), [](Edge e) { return e.digits == 0; });
  });
  std::sort(places.begin(), places.end());
  return places;
}

std::optional<DigitTable> DigitPatterns::build() const {
  if (spots_.size() >= kMostPlaces) return std::nullopt;
  DigitTable out;
  out.sets_.emplace_back();
  std::map<std::vector<uint16_t>, uint16_t> sets{{{}, 0}};
  std::map<std::vector<Place>, DigitTable::State> states;
  std::vector<const std::vector<Place>*> found;
  const auto state_of = [&](std::vector<Place> places) {
    const auto [at, made] = states.emplace(std::move(places), static_cast<DigitTable::State>(found.size()));
    if (!made) return at->second;
    std::vector<uint16_t> ends;
    for (const Place p : at->first) {
      if (spots_[p].ends) ends.push_back(*spots_[p].ends);
    }
    std::sort(ends.begin(), ends.end());
    const auto [set, new_set] = sets.emplace(ends, static_cast<uint16_t>(out.sets_.size()));
    if (new_set) out.sets_.push_back(ends);
    found.push_back(&at->first);
    out.matched_.push_back(set->second);
    return at->second;
  };
  state_of({});
  state_of(reached({0}));
  for (size_t i = 0; i < found.size(); ++i) {
    if (found.size() > kMostStates) return std::nullopt;
    std::vector<Place> targets[10];
    for (const Place p : *found[i]) {
      for (const auto& edge : spots_[p].edges) {
        for (size_t d = 0; d < 10; ++d) {
          if (edge.digits >> d & 1) targets[d].push_back(edge.to);
        }
      }
    }
    for (auto& target : targets) out.next_.push_back(target.empty() ? 0 : state_of(reached(std::move(target))));
  }
  return out;
}

}  // namespace tidings::sms

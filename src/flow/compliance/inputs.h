// What a rule looked at, as short text for the trace. The words are made when somebody reads them: a decision is made
// for every message, its trace is read for few, and most inputs are constant words around a few numbers. Any thread;
// plain value.
//   Inputs{"score={} threshold={} of={}", score, 85, Words("workspace")}   constant words and what stands in them
//   Inputs{cached, " from={}", Words("number")}                            after a text that many messages share
//   Inputs{std::string(…)}                                                 any text
// Constant words are literals: the compiler refuses others. Enums stand as their to_string() says; instants in UTC,
// "unknown" if 0.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/clock.h"

namespace tidings::compliance {

// Text that lives as long as the program.
struct Words {
  template <size_t N>
  consteval Words(const char (&literal)[N]) : text(literal, N - 1) {}  // implicit: a literal is words
  std::string_view text;
};

class Inputs {
 public:
  using Shared = std::shared_ptr<const std::string>;
  static constexpr size_t kMost = 5;  // values
  class Value {
   public:
    Value() = default;
    template <std::integral T>
    Value(T number) : number_(static_cast<int64_t>(number)) {}
    Value(Words words) : text_(words.text.data()), number_(static_cast<int64_t>(words.text.size())) {}
    template <class E>
      requires std::is_enum_v<E>
    Value(E named) : Value(to_string(named)) {}  // implicit: to_string() of an enum gives literals
    Value(Instant at) : text_(kInstant), number_(at.ms) {}
    void append_to(std::string& out) const;

   private:
    explicit Value(std::string_view text) : text_(text.data()), number_(static_cast<int64_t>(text.size())) {}
    static constexpr char kInstant[] = "an instant";  // its address says so
    const char* text_ = nullptr;                      // none: a number; else number_ characters
    int64_t number_ = 0;
  };

  Inputs() = default;
  template <class S>
    requires std::same_as<std::remove_cvref_t<S>, std::string>
  Inputs(S&& text) : before_(std::make_shared<const std::string>(std::forward<S>(text))) {}
  template <std::convertible_to<Value>... V>
    requires(sizeof...(V) <= kMost)
  Inputs(Words words, V... values) : words_(words.text), values_{Value(values)...} {}
  template <std::convertible_to<Value>... V>
    requires(sizeof...(V) <= kMost)
  Inputs(Shared before, Words words, V... values)
      : before_(std::move(before)), words_(words.text), values_{Value(values)...} {}

  bool empty() const { return words_.empty() && (!before_ || before_->empty()); }
  void append_to(std::string& out) const;
  std::string text() const;
  size_t find(std::string_view part) const { return text().find(part); }

  Inputs& operator=(Words words) { return *this = Inputs(words); }
  friend bool operator==(const Inputs& a, const Inputs& b) { return a.text() == b.text(); }
  friend bool operator==(const Inputs& a, std::string_view b) { return a.text() == b; }
  friend std::ostream& operator<<(std::ostream& out, const Inputs& inputs) { return out << inputs.text(); }

 private:
  Shared before_;
  std::string_view words_;  // of the program; each {} is the place of a value
  std::array<Value, kMost> values_;
};

}  // namespace tidings::compliance

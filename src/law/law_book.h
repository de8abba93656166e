// All rule packs in force, as one book: later packs replace rules of the same id, switch others on or off, and add
// holidays and freezes. On the journey: made at start, asked by the gate. Never changes once made; any thread.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "law/pack.h"

namespace tidings::law {

// What is asked about one recipient.
struct Question {
  std::span<const std::string> places;  // where they may be, sorted: "US-FL", "US"; empty = nobody knows
  Channel channel = Channel::text;
  bool texts_are_calls = true;  // rules written for calls bind texts too, where the place has none for texts
  bool consent_lifts = false;   // there is consent of the kind that lifts hours where a rule says so
  std::string_view date;        // today, local; for rules with a beginning or an end
};

class LawBook {
 public:
  // In this order. Errors name the pack's file: a switch of a rule that nobody knows, a freeze named twice.
  static Result<LawBook> of(std::vector<Pack> packs);
  // The pack that comes with the program, alone.
  static const LawBook& standard();

  const std::vector<Rule>& rules() const { return rules_; }  // those that are off too
  const std::vector<Freeze>& freezes() const { return freezes_; }
  const ConsentTerms& consent_terms() const { return consent_terms_; }
  const std::vector<std::pair<std::string, std::string>>& packs() const { return packs_; }  // id, version
  // "standard 2026-11-20#1f3a90c2, ours 3#77e0b1aa": what a trace keeps.
  const std::string& version() const { return version_; }

  // What binds a message; pointers live as long as the book.
  std::vector<const Rule*> binding(const Question& question) const;
  // The longest span of a cap that may bind texts to somebody at these places; 0 = no cap does.
  int64_t cap_window_ms(std::span<const std::string> places) const;
  std::vector<const Freeze*> freezing(std::span<const std::string> places, std::string_view date) const;

 private:
  std::vector<Rule> rules_;  // by place
  std::vector<Freeze> freezes_;
  std::vector<std::pair<std::string, std::string>> packs_;
  std::string version_;
  ConsentTerms consent_terms_;
  std::map<std::string, std::vector<size_t>, std::less<>> by_place_;
};

// The text of the standard pack.
std::string_view standard_pack();

// Whether a rule's holidays of that year are known.
bool knows_year(const Rule& rule, int year);

}  // namespace tidings::law

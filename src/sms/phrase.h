// A small matcher of word patterns, for the tables of reply_phrases.cc. One pattern is words with blanks between:
//   stop|quit     one of these words            ?me|us    one of them, or none
//   @texts        a class of words              ?@texts   the same, or none
//   *3            up to three words of any kind, in the same clause
//   !you|him      here must not follow one of these (an end of the clause is fine)
//   <not|never    the word before must not be one of these (only at the front)
//   ^   $         start and end of the clause, not counting openers ("hi", "ok") and closers ("thanks", "now")
//   ^^  $$        start and end of the whole reply, not counting the same words: what is said in passing is not meant
//   ~8            the whole reply has at most eight words (only at the front)
//   %name %doing  something like a name; a word in -ing that is about no message; may stand among other words
// Patterns never reach over a clause end. Matching is bounded: gaps are short and patterns have at most three.
// Any thread after construction.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tidings::sms {

using WordId = uint16_t;
inline constexpr WordId kUnknownWord = 0;

struct WordClass {
  std::string_view name;   // without the @
  std::string_view words;  // blank-separated
};
struct PhraseGroup {
  std::string_view because;   // short plain words
  std::string_view patterns;  // one a line; \\ at a line's end continues it, // is a comment
};

struct PhraseWord {
  WordId id = kUnknownWord;
  uint16_t clause = 0;
  bool masked = false;  // part of a harmless phrase: matches nothing any more
  bool opener = false, closer = false;
  bool name = false, doing = false;
};

class Vocabulary {
 public:
  explicit Vocabulary(std::span<const WordClass> classes);
  WordId id(std::string_view word) const;  // kUnknownWord when no pattern names it
  WordId add(std::string_view word);
  std::span<const WordId> members(std::string_view name) const;
  std::string_view word(WordId id) const { return words_[id]; }

 private:
  std::vector<std::string> words_;
  std::unordered_map<std::string, WordId> ids_;
  std::map<std::string, std::vector<WordId>, std::less<>> classes_;
};

class PhraseTable {
 public:
  struct Match {
    size_t first, end;  // words [first, end)
    std::string_view because;
  };

  PhraseTable(std::span<const PhraseGroup> groups, Vocabulary& vocabulary);
  // The first match that begins at word `at` or later.
  std::optional<Match> find(std::span<const PhraseWord> words, size_t at = 0) const;

 private:
  enum class Kind : uint8_t { word, gap, not_next, not_before, start, end, reply_start, reply_end, few };
  struct Element {
    Kind kind = Kind::word;
    bool optional = false;
    bool name = false, doing = false;
    uint8_t most = 0;           // of a gap; of the words of the reply
    std::vector<WordId> words;  // sorted
  };
  struct Phrase {
    std::vector<Element> elements;
    std::string_view because;
  };

  void add(std::string_view pattern, std::string_view because, Vocabulary& vocabulary);
  static std::optional<size_t> match(std::span<const Element> elements, std::span<const PhraseWord> words, size_t begin,
                                     size_t at);

  std::vector<Phrase> phrases_;
  std::vector<std::vector<uint16_t>> by_first_;  // word id -> phrases that can begin with it
  std::vector<uint16_t> by_any_;                 // phrases that begin with no particular word
};

}  // namespace tidings::sms

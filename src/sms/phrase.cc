#include "sms/phrase.h"

#include <algorithm>

#include "base/check.h"

namespace tidings::sms {
namespace {

// Calls `take` with every non-empty part between separators.
template <class Take>
void each_part(std::string_view text, char separator, Take take) {
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find(separator, at), text.size());
    if (end > at) take(text.substr(at, end - at));
    at = end + 1;
  }
}

bool same_clause(std::span<const PhraseWord> words, size_t at, size_t other) {
  return words[at].clause == words[other].clause;
}

enum class Of { clause, reply };
constexpr size_t kAround = 16;  // words that may open or close; more would make long replies slow to read

bool at_start(std::span<const PhraseWord> words, size_t at, Of what) {
  for (size_t i = at; i > 0 && at < words.size() && (what == Of::reply || same_clause(words, at, i - 1)); --i) {
    if (!words[i - 1].opener || words[i - 1].masked || at - i == kAround) return false;
  }
  return true;
}

bool at_end(std::span<const PhraseWord> words, size_t at, Of what) {
  if (at == 0) return false;
  for (size_t i = at; i < words.size() && (what == Of::reply || same_clause(words, at - 1, i)); ++i) {
    if (!words[i].closer || words[i].masked || i - at == kAround) return false;
  }
  return true;
}

}  // namespace

Vocabulary::Vocabulary(std::span<const WordClass> classes) {
  words_.emplace_back();  // kUnknownWord
  for (const auto& word_class : classes) {
    auto& members = classes_[std::string(word_class.name)];
    each_part(word_class.words, ' ', [&](std::string_view word) {
      if (word.starts_with('@')) {
        const auto& others = this->members(word.substr(1));
        members.insert(members.end(), others.begin(), others.end());
      } else {
        members.push_back(add(word));
      }
    });
    std::ranges::sort(members);
    members.erase(std::unique(members.begin(), members.end()), members.end());
  }
}

WordId Vocabulary::add(std::string_view word) {
  const auto [at, fresh] = ids_.try_emplace(std::string(word), static_cast<WordId>(words_.size()));
  if (fresh) words_.emplace_back(word);
  return at->second;
}

WordId Vocabulary::id(std::string_view word) const {
  const auto found = ids_.find(std::string(word));
  return found == ids_.end() ? kUnknownWord : found->second;
}

std::span<const WordId> Vocabulary::members(std::string_view name) const {
  const auto found = classes_.find(name);
  check(found != classes_.end(), "a phrase names a word class that is not there");
  return found->second;
}

PhraseTable::PhraseTable(std::span<const PhraseGroup> groups, Vocabulary& vocabulary) {
  for (const auto& group : groups) {
    std::string pattern;
    each_part(group.patterns, '\n', [&](std::string_view line) {
      const size_t from = line.find_first_not_of(' ');
      if (from == std::string_view::npos || line.substr(from).starts_with("//")) return;
      pattern += line.substr(from);
      if (pattern.ends_with('\\')) {
        pattern.pop_back();
        return;
      }
      add(pattern, group.because, vocabulary);
      pattern.clear();
    });
  }
}

void PhraseTable::add(std::string_view pattern, std::string_view because, Vocabulary& vocabulary) {
  Phrase phrase{{}, because};
  each_part(pattern, ' ', [&](std::string_view part) {
    Element element;
    if (part == "^") {
      element.kind = Kind::start;
    } else if (part == "$") {
      element.kind = Kind::end;
    } else if (part == "^^") {
      element.kind = Kind::reply_start;
    } else if (part == "$$") {
      element.kind = Kind::reply_end;
    } else if (part.starts_with('~')) {
      check(part.size() == 2 && part[1] >= '1' && part[1] <= '9', "a bound on the reply is written ~1 to ~9");
      element.kind = Kind::few;
      element.most = static_cast<uint8_t>(part[1] - '0');
    } else if (part.starts_with('*')) {
      check(part.size() == 2 && part[1] >= '1' && part[1] <= '6', "a gap in a phrase is written *1 to *6");
      element.kind = Kind::gap;
      element.most = static_cast<uint8_t>(part[1] - '0');
    } else {
      if (part.starts_with('?')) {
        element.optional = true;
        part.remove_prefix(1);
      } else if (part.starts_with('!') || part.starts_with('<')) {
        element.kind = part[0] == '!' ? Kind::not_next : Kind::not_before;
        part.remove_prefix(1);
      }
      each_part(part, '|', [&](std::string_view word) {
        if (word == "%name") {
          element.name = true;
        } else if (word == "%doing") {
          element.doing = true;
        } else if (word.starts_with('@')) {
          const auto members = vocabulary.members(word.substr(1));
          element.words.insert(element.words.end(), members.begin(), members.end());
        } else {
          element.words.push_back(vocabulary.add(word));
        }
      });
      std::ranges::sort(element.words);
    }
    phrase.elements.push_back(std::move(element));
  });
  const auto number = static_cast<uint16_t>(phrases_.size());
  const auto first = std::ranges::find_if(phrase.elements, [](const Element& e) {
    return e.kind != Kind::start && e.kind != Kind::reply_start && e.kind != Kind::not_before && e.kind != Kind::few;
  });
  check(first != phrase.elements.end() && !first->optional && first->kind != Kind::gap && first->kind != Kind::not_next,
        "a phrase must begin with a word");
  if (!first->name && !first->doing) {
    for (const WordId word : first->words) {
      if (by_first_.size() <= word) by_first_.resize(word + 1);
      if (by_first_[word].empty() || by_first_[word].back() != number) by_first_[word].push_back(number);
    }
  } else {
    by_any_.push_back(number);
  }
  phrases_.push_back(std::move(phrase));
}

std::optional<size_t> PhraseTable::match(std::span<const Element> elements, std::span<const PhraseWord> words,
                                         size_t begin, size_t at) {
  if (elements.empty()) return at;
  const Element& element = elements.front();
  const auto rest = elements.subspan(1);
  const auto is_one_of = [&](size_t i) {
    return (element.name && words[i].name) || (element.doing && words[i].doing) ||
           (words[i].id != kUnknownWord && std::ranges::binary_search(element.words, words[i].id));
  };
  const auto readable = [&](size_t i) {  // there is a word at i, in the clause the match is in
    return i < words.size() && !words[i].masked && same_clause(words, begin, i);
  };
  switch (element.kind) {
    case Kind::start:
      return at_start(words, at, Of::clause) ? match(rest, words, begin, at) : std::nullopt;
    case Kind::end:
      return at_end(words, at, Of::clause) ? match(rest, words, begin, at) : std::nullopt;
    case Kind::reply_start:
      return at_start(words, at, Of::reply) ? match(rest, words, begin, at) : std::nullopt;
    case Kind::reply_end:
      return at_end(words, at, Of::reply) ? match(rest, words, begin, at) : std::nullopt;
    case Kind::few:
      return words.size() <= element.most ? match(rest, words, begin, at) : std::nullopt;
    case Kind::not_before:
      if (at > 0 && same_clause(words, at, at - 1) && is_one_of(at - 1)) return std::nullopt;
      return match(rest, words, begin, at);
    case Kind::not_next:
      if (at < words.size() && same_clause(words, begin, at) && is_one_of(at)) return std::nullopt;
      return match(rest, words, begin, at);
    case Kind::gap:
      for (size_t skipped = 0;; ++skipped) {
        if (const auto found = match(rest, words, begin, at + skipped)) return found;
        if (skipped == element.most || !readable(at + skipped)) return std::nullopt;
      }
    case Kind::word: {
      if (readable(at) && is_one_of(at)) {
        if (const auto found = match(rest, words, begin, at + 1)) return found;
      }
      return element.optional ? match(rest, words, begin, at) : std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<PhraseTable::Match> PhraseTable::find(std::span<const PhraseWord> words, size_t at) const {
  for (; at < words.size(); ++at) {
    if (words[at].masked) continue;
    const auto attempt = [&](uint16_t number) -> std::optional<Match> {
      const Phrase& phrase = phrases_[number];
      if (const auto end = match(phrase.elements, words, at, at)) return Match{at, *end, phrase.because};
      return std::nullopt;
    };
    if (words[at].id < by_first_.size()) {
      for (const uint16_t number : by_first_[words[at].id]) {
        if (const auto found = attempt(number)) return found;
      }
    }
    for (const uint16_t number : by_any_) {
      if (const auto found = attempt(number)) return found;
    }
  }
  return std::nullopt;
}

}  // namespace tidings::sms

#include "sms/keywords.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "sms/misspelt.h"
#include "sms/phrase.h"
#include "sms/reply_phrases.h"
#include "sms/reply_text.h"

namespace tidings::sms {
namespace {

enum class Role { stop, start, help, filler, maybe_stop };
constexpr size_t kKeywordWords = 3;  // the longest keyword
constexpr size_t kKeywordLetters = 16;
constexpr size_t kShortReply = 6;  // words; in a longer one "stop the …" is about something else

using WordSet = std::unordered_set<std::string>;

// Calls `take` with every item between commas, without the blanks and line ends around it.
template <class Take>
void each_item(std::string_view text, Take take) {
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find(',', at), text.size());
    const std::string item = fold_words(text.substr(at, end - at));
    if (!item.empty()) take(item);
    at = end + 1;
  }
}
WordSet word_set(std::string_view text) {
  WordSet out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find_first_of(" \n", at), text.size());
    if (end > at) out.emplace(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

// Everything that is made once from the tables.
struct Tables {
  std::unordered_map<std::string, Role> roles;
  WordSet maybe_in;  // "it fine"
  std::vector<std::string> pieces;
  WordSet emphasis = word_set(replies::kEmphasis), swearing = word_set(replies::kSwearing),
          swearing_along = word_set(replies::kSwearingAlong), not_names = word_set(replies::kNotNames),
          first_names = word_set(replies::kFirstNames), message_verbs = word_set(replies::kMessageVerbs),
          openers = word_set(replies::kOpeners), closers = word_set(replies::kClosers);
  Vocabulary vocabulary{replies::kClasses};
  PhraseTable complaints{replies::kComplaints, vocabulary}, harmless{replies::kHarmless, vocabulary},
      refusals{replies::kRefusals, vocabulary}, people{replies::kRefusalsPeople, vocabulary},
      abroad{replies::kRefusalsAbroad, vocabulary}, soft{replies::kSoft, vocabulary};

  Tables() {
    const auto add = [this](std::string_view items, Role role) {
      each_item(items, [&](const std::string& item) { roles.try_emplace(item, role); });
    };
    add(replies::kStop, Role::stop);
    add(replies::kStart, Role::start);
    add(replies::kHelp, Role::help);
    add(replies::kFiller, Role::filler);
    add(replies::kMaybeStop, Role::maybe_stop);
    each_item(replies::kPieces, [this](const std::string& item) { pieces.push_back(item); });
    each_item(replies::kMaybeStopIn, [this](const std::string& item) { maybe_in.insert(item); });
  }
};

const Tables& tables() {
  static const Tables made;
  return made;
}

Classification suspected(std::string because) { return {ReplyClass::suspected_stop, std::move(because)}; }

std::string shouting(std::string_view keyword) {
  std::string out(keyword);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

// --- the whole body ------------------------------------------------------------------------------------------------

// "stoptextingme" is three words; "stopall" is a keyword and stays one.
std::vector<ReplyWord> take_apart(std::vector<ReplyWord> words) {
  std::vector<ReplyWord> out;
  out.reserve(words.size());
  for (auto& word : words) {
    const auto pieces = tables().roles.contains(word.text) ? std::vector<std::string_view>{} : unglued(word.text);
    for (const auto piece : pieces) out.push_back({std::string(piece), word.clause, word.shouted, false});
    if (pieces.empty()) out.push_back(std::move(word));
  }
  return out;
}

// "s t o p" is one word; so is "stopstop".
std::vector<std::string> whole_body_words(const std::vector<ReplyWord>& words) {
  std::vector<std::string> out;
  for (size_t i = 0; i < words.size();) {
    size_t end = i;
    std::string joined;
    while (end < words.size() && words[end].text.size() == 1 && joined.size() < kKeywordLetters)
      joined += words[end++].text;
    if (joined.size() >= 3) {
      const auto role = tables().roles.find(joined);
      if (role != tables().roles.end() && role->second == Role::stop) {
        out.push_back(std::move(joined));
        i = end;
        continue;
      }
    }
    std::string_view word = is_drawn_out(words[i].text, "please") ? "please" : std::string_view(words[i].text);
    while (word.size() > 4 && word.starts_with("stopstop")) word.remove_prefix(4);
    out.emplace_back(word);
    ++i;
  }
  return out;
}

struct WholeBody {
  int stops = 0, starts = 0, helps = 0, maybes = 0, misspelt = 0, fillers = 0, others = 0;
  std::string first;  // the first keyword that says stop
  std::string rest;   // all words that are no filler, joined
};

WholeBody read_whole_body(const std::vector<std::string>& words, std::string_view lang) {
  const Tables& t = tables();
  WholeBody body;
  bool joiner = false;  // "stop to end", "stop 2 quit": only between two stop keywords
  for (size_t i = 0; i < words.size();) {
    std::optional<Role> role;
    size_t taken = 1;
    for (size_t n = std::min(kKeywordWords, words.size() - i); n >= 1 && !role; --n) {
      std::string key = words[i];
      for (size_t k = 1; k < n; ++k) key += ' ' + words[i + k];
      if (const auto found = t.roles.find(key); found != t.roles.end()) {
        role = found->second;
        taken = n;
        if ((role == Role::stop || role == Role::maybe_stop) && body.first.empty()) body.first = key;
      }
    }
    if (!role && !lang.empty() && t.maybe_in.contains(fold_words(lang.substr(0, 2)) + " " + words[i]))
      role = Role::maybe_stop;
    const bool is_joiner =
        words[i] == "to" || words[i] == "2" || words[i] == "and" || words[i] == "or" || words[i] == "at";
    if (!role && is_joiner && body.stops > 0 && i + 1 < words.size()) {
      joiner = true;
      ++i;
      continue;
    }
    if (joiner && (!role || role == Role::filler || role == Role::maybe_stop)) ++body.others;
    joiner = false;
    if (role != Role::filler) {
      for (size_t k = 0; k < taken; ++k) body.rest += words[i + k];
    }
    if (!role) {
      const auto meant = misspelt_stop(words[i]);
      (meant.empty() ? body.others : body.misspelt) += 1;
      if (!meant.empty() && body.first.empty()) body.first = meant;
    } else {
      switch (*role) {
        case Role::stop:
          ++body.stops;
          break;
        case Role::start:
          ++body.starts;
          break;
        case Role::help:
          ++body.helps;
          break;
        case Role::maybe_stop:
          ++body.maybes;
          break;
        case Role::filler:
          ++body.fillers;
          break;
      }
    }
    i += taken;
  }
  return body;
}

std::optional<Classification> by_whole_body(const std::vector<ReplyWord>& words, std::string_view lang) {
  const auto all = whole_body_words(words);
  const WholeBody body = read_whole_body(all, lang);
  if (body.others == 0) {
    const int wants = body.stops + body.maybes + body.misspelt, opposite = body.starts + body.helps;
    if (wants > 0 && opposite > 0)
      return suspected(fmt::format("contradicts itself: {} and its opposite", shouting(body.first)));
    if (body.stops > 0 && body.maybes + body.misspelt == 0) {
      const std::string_view how = body.fillers > 0 ? " and polite words only"
                                   : body.stops > 1 ? " more than once"
                                                    : "";
      return Classification{ReplyClass::stop,
                            fmt::format("the whole reply is the keyword {}{}", shouting(body.first), how)};
    }
    if (body.misspelt > 0) return suspected(fmt::format("looks like a misspelt {}", shouting(body.first)));
    if (body.maybes > 0) return suspected(fmt::format("the whole reply is '{}', which may mean stop", body.first));
    if (opposite == 1 && body.fillers == 0) {
      if (body.starts == 1) return Classification{ReplyClass::start, "the whole reply is a start keyword"};
      return Classification{ReplyClass::help, "the whole reply is a help keyword"};
    }
  }
  if (all.size() == 2 && misspelt_stop(body.rest) == "optout") return suspected("looks like a misspelt OPT OUT");
  const auto joined = tables().roles.find(body.rest);
  if (all.size() <= 6 && all.size() > 1 && joined != tables().roles.end() && joined->second == Role::stop &&
      body.rest.size() >= 4) {
    return suspected(fmt::format("looks like {} in pieces", shouting(body.rest)));
  }
  return std::nullopt;
}

// --- sentences -----------------------------------------------------------------------------------------------------

constexpr std::pair<std::string_view, std::string_view> kPairs[] = {
    // with "not" or the like behind: one word
    {"do", "dont"},     {"did", "didnt"}, {"does", "doesnt"},     {"is", "isnt"},       {"are", "arent"},
    {"was", "wasnt"},   {"will", "wont"}, {"can", "cant"},        {"could", "couldnt"}, {"would", "wouldnt"},
    {"have", "havent"}, {"has", "hasnt"}, {"should", "shouldnt"}, {"donot", "dont"},
};
constexpr std::pair<std::string_view, std::string_view> kSame[] = {
    {"u", "you"},        {"ur", "your"},         {"r", "are"},          {"dnt", "dont"},       {"dont't", "dont"},
    {"donot", "dont"},   {"dunt", "dont"},       {"cannot", "cant"},    {"wan", "want"},       {"stahp", "stop"},
    {"stap", "stop"},    {"yous", "you"},        {"numb", "number"},    {"nmbr", "number"},    {"nbr", "number"},
    {"numbr", "number"}, {"nber", "number"},     {"mssg", "message"},   {"mssgs", "messages"}, {"msgz", "msgs"},
    {"texr", "text"},    {"textign", "texting"}, {"texing", "texting"}, {"tex", "text"},       {"opt-out", "optout"},
    {"wrng", "wrong"},   {"worng", "wrong"},     {"dis", "this"},       {"remve", "remove"},   {"rmove", "remove"},
    {"rmv", "remove"},   {"frm", "from"},
};

// The sentence in the uniform words the tables are written in.
class Skeleton {
 public:
  explicit Skeleton(const ReplyText& reply) : t_(tables()) {
    const auto& said = reply.words;
    words.reserve(said.size());
    for (size_t i = 0; i < said.size(); ++i) {
      const bool has_next = i + 1 < said.size() && said[i + 1].clause == said[i].clause;
      const std::string_view next = has_next ? std::string_view(said[i + 1].text) : std::string_view{};
      if (said[i].text == "the" &&
          (next == "hell" || next == "heck" || next.starts_with("fuck") || next.starts_with("f*"))) {
        ++i;
        continue;
      }
      if (t_.emphasis.contains(said[i].text) || said[i].text.contains('*') || is_drawn_out(said[i].text, "please"))
        continue;
      if (const std::string_view merged = merge(said[i].text, next); !merged.empty()) {
        put(merged, said[i]);
        ++i;
        continue;
      }
      const bool leads = i == 0 || said[i - 1].clause != said[i].clause;
      const bool polite = said[i].text == "stp" && !leads;  // "photo stp": please, in French
      put(polite ? std::string_view(said[i].text) : uniform(said[i].text), said[i]);
    }
  }

  std::vector<PhraseWord> words;
  std::vector<bool> shouted;

 private:
  static std::string_view merge(std::string_view word, std::string_view next) {
    if (next == "not" || next == "nt" || next == "t") {
      for (const auto& [first, both] : kPairs) {
        if (word == first && (next != "t" || word == "do")) return both;
      }
      if (word == "don" && next == "t") return "dont";
      if (word == "can" && next == "t") return "cant";
    }
    if (word == "do" && next == "no") return {};
    if (word == "i" && (next == "am" || next == "m")) return "im";
    if ((word == "you" || word == "u") && (next == "are" || next == "r")) return "youre";
    if (word == "it" && next == "is") return "its";
    if (word == "that" && next == "is") return "thats";
    if (word == "i" && next == "will") return "ill";
    if (word == "i" && next == "have") return "ive";
    if (word == "sign" && next == "ups") return "signup";
    return {};
  }

  std::string_view uniform(std::string_view word) const {
    for (const auto& [from, to] : kSame) {
      if (word == from) return to;
    }
    const auto meant = misspelt_in_sentence(word);
    return meant.empty() ? word : meant;
  }

  void put(std::string_view text, const ReplyWord& from) {
    PhraseWord word{.id = t_.vocabulary.id(text), .clause = from.clause};
    const std::string key(text);
    word.opener = t_.openers.contains(key);
    word.closer = t_.closers.contains(key);
    word.name = text.size() > 1 && (is_first_name(key) || (from.capital && !t_.not_names.contains(key)));
    word.doing = text.size() >= 5 && text.ends_with("ing") && !t_.message_verbs.contains(key);
    words.push_back(word);
    shouted.push_back(from.shouted);
  }

  bool is_first_name(const std::string& word) const {  // "steve", "steves"
    return t_.first_names.contains(word) ||
           (word.ends_with('s') && t_.first_names.contains(word.substr(0, word.size() - 1)));
  }

  const Tables& t_;
};

// The words of our tables in a match; what the person added stays out.
std::string name_match(const std::vector<PhraseWord>& words, const PhraseTable::Match& match) {
  std::string said;
  for (size_t i = match.first; i < match.end; ++i) {
    const std::string_view word =
        words[i].id == kUnknownWord ? std::string_view("…") : tables().vocabulary.word(words[i].id);
    if (!said.empty()) said += ' ';
    said += word;
  }
  return fmt::format("{}: '{}'", match.because, said);
}

std::optional<Classification> by_leftover_stop(const Skeleton& sentence, const ReplyText& reply) {
  const WordId stop = tables().vocabulary.id("stop");
  for (size_t i = 0; i < sentence.words.size(); ++i) {
    if (sentence.words[i].id != stop || sentence.words[i].masked) continue;
    const auto clause = sentence.words[i].clause;
    const auto in_clause = std::ranges::count(sentence.words, clause, &PhraseWord::clause);
    const bool first = i == 0 || sentence.words[i - 1].clause != clause;
    const auto shouts_too = [&](size_t other) {
      return other < sentence.words.size() && sentence.words[other].clause == clause && sentence.shouted[other];
    };
    // "please STOP it" stresses the keyword, "STOP IT i'm crying" the whole clause
    if (sentence.shouted[i] && reply.mixed_case && !shouts_too(i + 1) && !(i > 0 && shouts_too(i - 1)))
      return suspected("contains STOP in capitals");
    if (first && in_clause <= 3 && sentence.words.size() <= kShortReply) return suspected("begins with stop");
  }
  return std::nullopt;
}

bool is_swearing_alone(const std::vector<ReplyWord>& words) {
  const Tables& t = tables();
  bool swears = false;
  for (const auto& word : words) {
    if (t.swearing.contains(word.text)) {
      swears = true;
    } else if (!t.swearing_along.contains(word.text) && !t.emphasis.contains(word.text)) {
      return false;
    }
  }
  return swears;
}

// Languages that write no blanks between words are looked at in pieces.
std::optional<Classification> by_piece(const std::vector<ReplyWord>& words) {
  std::string text;
  for (const auto& word : words) {
    if (static_cast<unsigned char>(word.text[0]) >= 0x80) text += word.text;
  }
  for (const auto& piece : tables().pieces) {
    if (text.contains(piece)) return suspected(fmt::format("asks to end messages: '{}'", piece));
  }
  return std::nullopt;
}

Classification by_sentence(const ReplyText& reply) {
  const Tables& t = tables();
  Skeleton sentence(reply);
  auto& words = sentence.words;
  if (const auto found = t.complaints.find(words)) return suspected(name_match(words, *found));

  std::string_view harmless;
  for (auto found = t.harmless.find(words); found; found = t.harmless.find(words, found->end)) {
    if (found->first == 0 && found->end == words.size() && found->because == replies::kOwnFooter) {
      return suspected("the whole reply repeats our opt-out line");
    }
    harmless = found->because;
    for (size_t i = found->first; i < found->end; ++i) words[i].masked = true;
    if (found->end <= found->first) break;
  }
  if (const auto found = t.refusals.find(words)) return suspected(name_match(words, *found));
  if (const auto found = t.people.find(words)) return suspected(name_match(words, *found));
  if (const auto found = t.abroad.find(words)) return suspected(name_match(words, *found));
  if (auto piece = by_piece(reply.words)) return std::move(*piece);
  if (auto left = by_leftover_stop(sentence, reply)) return std::move(*left);
  if (is_swearing_alone(reply.words)) return suspected("swearing alone");
  if (const auto found = t.soft.find(words)) return {ReplyClass::none, std::string(found->because)};
  if (!harmless.empty()) return {ReplyClass::none, std::string(harmless)};
  return {ReplyClass::none, reply.quotation ? "quotes our own text" : "nothing in it asks to stop"};
}

}  // namespace

std::string_view to_string(ReplyClass reply_class) {
  switch (reply_class) {
    case ReplyClass::stop:
      return "stop";
    case ReplyClass::suspected_stop:
      return "suspected_stop";
    case ReplyClass::start:
      return "start";
    case ReplyClass::help:
      return "help";
    case ReplyClass::none:
      return "none";
  }
  return "none";
}

Classification classify_reply(std::string_view utf8, std::string_view lang) {
  ReplyText reply = read_reply(utf8);
  if (reply.words.empty()) {
    if (reply.quotation) return {ReplyClass::none, "quotes our own text"};
    if (reply.stop_sign) return suspected("nothing but a stop sign");
    if (reply.rude_sign) return suspected("swearing alone");
    return {ReplyClass::none, "there are no words in it"};
  }
  reply.words = take_apart(std::move(reply.words));
  if (auto whole = by_whole_body(reply.words, lang)) return std::move(*whole);
  return by_sentence(reply);
}

}  // namespace tidings::sms

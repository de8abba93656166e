#include "sms/misspelt.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <unordered_set>

#include "sms/reply_phrases.h"
#include "sms/utf8.h"

namespace tidings::sms {
namespace {

struct Keyword {
  std::string_view word;
  int slips;  // letters wrong, missing, too many, or two changed places
};
constexpr Keyword kKeywords[] = {{"stop", 1},     {"unsubscribe", 3}, {"unsubscribed", 2}, {"cancel", 1},
                                 {"optout", 1},   {"stopall", 1},     {"quit", 1},         {"arret", 1},
                                 {"remove", 1},   {"revoke", 1},      {"abmelden", 1},     {"afmelden", 1},
                                 {"cancelar", 1}, {"desabonner", 2},  {"uitschrijven", 2}};
constexpr size_t kLongest = 16;
constexpr std::string_view kStopSlips[] = {"stp",  "stpo",  "sotp",  "tsop", "stpp", "st0p", "s7op",
                                           "sto",  "stip",  "stopp", "stoo", "syop", "dtop", "atop",
                                           "stob", "stopo", "stopl", "s*op", "st*p", "sstop"};

// Slips between two short words (optimal string alignment), bounded by the arrays.
int distance(std::string_view a, std::string_view b) {
  std::array<std::array<uint8_t, kLongest + 1>, kLongest + 1> d{};
  for (size_t i = 0; i <= a.size(); ++i) d[i][0] = static_cast<uint8_t>(i);
  for (size_t j = 0; j <= b.size(); ++j) d[0][j] = static_cast<uint8_t>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      int best = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) best = std::min(best, d[i - 2][j - 2] + 1);
      d[i][j] = static_cast<uint8_t>(best);
    }
  }
  return d[a.size()][b.size()];
}

// What a glued word may begin with, and what may follow.
constexpr std::string_view kGluedFirst[] = {"stop", "dont", "unsubscribe", "remove", "pls", "plz", "please", "leave"};
constexpr std::string_view kGluedRest[] = {
    "stop",   "texting",  "text",   "messaging", "messages",    "message", "texts",  "sms",   "calling",
    "call",   "spamming", "spam",   "me",        "now",         "it",      "this",   "these", "all",
    "please", "pls",      "plz",    "alone",     "unsubscribe", "remove",  "2",      "to",    "end",
    "quit",   "my",       "number", "thanks",    "again",       "anymore", "already"};
constexpr size_t kGluedBytes = 24, kGluedPieces = 5;

bool split_rest(std::string_view rest, std::vector<std::string_view>& pieces) {
  if (rest.empty()) return true;
  if (pieces.size() == kGluedPieces) return false;
  return std::ranges::any_of(kGluedRest, [&](std::string_view piece) {
    if (!rest.starts_with(piece)) return false;
    pieces.push_back(rest.substr(0, piece.size()));
    if (split_rest(rest.substr(piece.size()), pieces)) return true;
    pieces.pop_back();
    return false;
  });
}

std::string squeezed(std::string_view word) {
  std::string out;
  for (const char c : word) {
    if (out.empty() || out.back() != c) out += c;
  }
  return out;
}

// Digits and Cyrillic or Greek letters that look like Latin ones.
std::string look_alike(std::string_view word) {
  constexpr std::u32string_view kFrom = U"015$|авеѕкмнорстуіјқαβεικνορτυѵ";
  constexpr std::string_view kTo = "oisslabeskmhopctyijkabeiknoptuv";
  static_assert(kFrom.size() == kTo.size());
  std::string out;
  for (size_t at = 0; at < word.size();) {
    const auto [c, bytes] = decode_char(word, at);
    const size_t found = kFrom.find(c);
    if (found != std::u32string_view::npos) {
      out += kTo[found];
    } else {
      out += word.substr(at, bytes);
    }
    at += bytes;
  }
  return out;
}

const std::unordered_set<std::string>& spared() {
  static const std::unordered_set<std::string> made = [] {
    std::unordered_set<std::string> words;
    const std::string_view text = replies::kNearStop;
    for (size_t at = 0; at < text.size();) {
      const size_t end = std::min(text.find_first_of(" \n", at), text.size());
      if (end > at) words.emplace(text.substr(at, end - at));
      at = end + 1;
    }
    return words;
  }();
  return made;
}

}  // namespace

std::vector<std::string_view> unglued(std::string_view word) {
  std::vector<std::string_view> pieces;
  if (word.size() > kGluedBytes) return pieces;
  for (const auto first : kGluedFirst) {
    if (word.size() <= first.size() || !word.starts_with(first)) continue;
    pieces.push_back(word.substr(0, first.size()));
    if (split_rest(word.substr(first.size()), pieces)) return pieces;
    pieces.clear();
  }
  return pieces;
}

bool is_drawn_out(std::string_view word, std::string_view plain) {
  return word.size() > plain.size() && word.starts_with(plain[0]) && squeezed(word) == plain;
}

std::string_view misspelt_stop(std::string_view word) {
  if (word.size() < 3 || word.size() > 2 * kLongest) return {};
  if (spared().contains(std::string(word))) return {};
  if (is_drawn_out(word, "stop")) return "stop";
  if (is_drawn_out(word, "end") || word == "edn") return "end";  // too short for slips
  const std::string plain = look_alike(word);
  if (plain.size() > kLongest) return {};
  for (const auto& keyword : kKeywords) {
    if (plain.size() + keyword.slips < keyword.word.size() || plain.size() > keyword.word.size() + keyword.slips)
      continue;
    if (plain == keyword.word || distance(plain, keyword.word) <= keyword.slips) return keyword.word;
  }
  return {};
}

std::string_view misspelt_in_sentence(std::string_view word) {
  if (word.size() < 3 || word.size() > kLongest) return {};
  if (std::ranges::find(kStopSlips, word) != std::end(kStopSlips)) return "stop";
  if (is_drawn_out(word, "stop") && !spared().contains(std::string(word))) return "stop";
  const bool may_be = word.size() >= 8 && (word[0] == 'u' || word[0] == 'n' || word[1] == 'n') && word.contains('b');
  if (may_be && word != "unsubscribe" && !spared().contains(std::string(word)) && distance(word, "unsubscribe") <= 3) {
    return "unsubscribe";
  }
  return {};
}

}  // namespace tidings::sms

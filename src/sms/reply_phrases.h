// The tables of reply classification, data only (pattern language: phrase.h). All words are folded: small letters, no
// accents, no apostrophes. Before phrases are matched, words are made uniform: "do not" is dont, "i am" is im, "is not"
// is isnt, u is you, ur is your, misspelt stop is stop; emphasis (please, just, f…ing) is left out. Source: reference
// "opt-out, opt-in, help" 2.1 and 2.2.
#pragma once

#include <span>
#include <string_view>

#include "sms/phrase.h"

namespace tidings::sms::replies {

// Whole-body keywords, between commas; several words are one keyword.
extern const std::string_view kStop;
extern const std::string_view kStart;
extern const std::string_view kHelp;
extern const std::string_view kFiller;     // may stand beside a stop keyword
extern const std::string_view kMaybeStop;  // stop words of other languages, or ambiguous: a person decides
// "fine" is a stop word in Italian only: `lang word`.
extern const std::string_view kMaybeStopIn;

// Pieces of sentences in languages without blanks between words.
extern const std::string_view kPieces;

extern const std::string_view kNearStop;  // real words one letter from a keyword
extern const std::string_view kEmphasis;  // left out before matching
extern const std::string_view kOpeners;   // words that may come before the start of a clause
extern const std::string_view kClosers;   // words that may follow its end
extern const std::string_view kSwearing;
extern const std::string_view kSwearingAlong;  // words that keep a body "swearing alone"
extern const std::string_view kNotNames;       // words after "I'm not" that are no names
extern const std::string_view kFirstNames;     // names people write small
extern const std::string_view kMessageVerbs;   // -ing words that are about messages, or are no verbs

// The reason of the harmless group that recognises our own opt-out line.
inline constexpr std::string_view kOwnFooter = "repeats our opt-out line";

extern const std::span<const WordClass> kClasses;
extern const std::span<const PhraseGroup>
    kComplaints;                                      // looked for first: stop words after "not" that still ask to stop
extern const std::span<const PhraseGroup> kHarmless;  // then these are masked
extern const std::span<const PhraseGroup> kRefusals;  // then these are looked for in the rest
extern const std::span<const PhraseGroup> kRefusalsPeople;
extern const std::span<const PhraseGroup> kRefusalsAbroad;
extern const std::span<const PhraseGroup> kSoft;  // and these only explain a "none"

}  // namespace tidings::sms::replies

// Grapheme clusters, compactly: how far the user-perceived character at a place reaches. Covers what UAX 29 asks for
// except the prefixed format characters of a few scripts: combining and spacing marks, variation selectors, keycaps,
// skin tones, emoji joined by ZWJ, flags (pairs and tags), Hangul syllables from jamo. CR LF stays two, as in Twilio's
// counter. Any thread; pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace tidings::sms {

// Number of code points, at least 1, of the cluster that begins at text[at].
size_t cluster_length(std::u32string_view text, size_t at);

// Whether a character only modifies the one before it (marks, joiners, variation selectors, skin tones, tags).
bool attaches_to_previous(char32_t code_point);

}  // namespace tidings::sms

// Folding of text for comparison: accents away, compatibility forms (full width, mathematical, circled, squared, small
// capitals) to plain letters, invisible characters dropped. Latin letters keep their case; Greek and Cyrillic become
// small. Enough of NFKC for keywords; not for storage. Any thread; pure.
#pragma once

#include <string>

namespace tidings::sms {

enum class CharKind { dropped, letter, space, line_end, quote, apostrophe, dash, stop_sign, rude_sign, other };

// Appends the folded character to `out` (letters and ASCII as themselves, quotes as ", apostrophes as ', dashes as -,
// spaces as one space, every sign and emoji as \x01) and says what it was.
CharKind append_folded(std::string& out, char32_t code_point);

}  // namespace tidings::sms

// Stop keywords as fingers make them: "stpo", "unsubcribe", "STOOOP", "st0p", Cyrillic look-alikes. Any thread; pure.
#pragma once

#include <string_view>
#include <vector>

namespace tidings::sms {

// For a word that is the whole reply: the keyword it is one slip away from, or empty. Real words near one are spared.
std::string_view misspelt_stop(std::string_view word);

// For a word inside a sentence: only slips that are no word of their own ("stpo texting me"), or empty.
std::string_view misspelt_in_sentence(std::string_view word);

// Words written without blanks: "stoptextingme", "plsstop", "stop2quit". Empty when `word` is no such thing; the pieces
// live as long as `word`.
std::vector<std::string_view> unglued(std::string_view word);

// "pleeease" is please: the word with letters held down. `plain` itself is not drawn out.
bool is_drawn_out(std::string_view word, std::string_view plain);

}  // namespace tidings::sms

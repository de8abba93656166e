// The ways one URL may have been written when it was signed: with or without its port, as a WHATWG URL parser would
// write it, and with its query escaped anew. Pure text; used by signature.cc only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tidings::carrier::twilio {

// Every writing worth trying, without repeats, the likeliest first. The fragment is never part of it.
std::vector<std::string> url_forms(std::string_view url);

// As a WHATWG parser writes it again: scheme and host in lower case, default port gone, dot segments resolved, spaces
// and other bytes escaped. Not done: punycode and numeric hosts. A text that is no http(s) URL comes back as it is.
std::string reserialise_url(std::string_view url);

// The query decoded and escaped again, repeats of a name moved to its first place.
std::string reencode_query(std::string_view url);

}  // namespace tidings::carrier::twilio

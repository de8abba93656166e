// Links in a message, as a phone would make them tappable: http(s) addresses, www. names, bare domains under a known
// top level domain. Any thread; pure. On the journey: the content lint (shorteners, bare IPs) and link counting.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace tidings::sms {

struct Link {
  size_t position = 0;    // byte offset in the text
  std::string_view text;  // as written, without the punctuation that follows it; points into the caller's text
  std::string_view host;  // as written, without port and user
  bool operator==(const Link&) const = default;
};

// In order, not overlapping. Mail addresses are no links.
std::vector<Link> find_links(std::string_view utf8);

// A host that shortens links for everybody: carriers filter and refuse them, redirects included.
bool is_shared_shortener(std::string_view host);
// A bare address of a machine instead of a name: 203.0.113.7, [2001:db8::1].
bool is_raw_address(std::string_view host);

}  // namespace tidings::sms

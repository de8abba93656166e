// Which URL a carrier's word, or a redirect, may make this program ask. What its host leads to is looked at where it is
// connected to (net/http_client.h: public_only). Pure, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tidings::media {

// "https://host:port" of an absolute URL, as written; empty when it is none, or names a user.
std::string origin_of(std::string_view url);

// own: the origin of the API of the carrier that named it, all: those of all carriers. https, or anything at the
// carrier's own place; never at another carrier's that is private. Error: invalid_argument, in words for people.
Result<> may_fetch(std::string_view url, std::string_view own, const std::vector<std::string>& all);

// Where a redirect leads (RFC 3986 §5.2, as far as redirects need it). Empty: nowhere.
std::string resolve(std::string_view base, std::string_view location);

}  // namespace tidings::media

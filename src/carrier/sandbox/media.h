// What people send with their messages. A test names one as
//   http://SANDBOX/2010-04-01/Accounts/AC…/Messages/MM…/Media/NAME
// which wants the account's key and leads on to /sandbox/media/NAME, which wants none, and is given it by nobody who
// keeps keys to himself: with a key it answers 400. NAME: picture.jpg, picture.png, note.txt, page.jpg (a web page that
// calls itself a picture), large.jpg (longer than we take), empty.jpg; on the way there: missing.jpg (404), slow.jpg
// (no answer), loop.jpg (leads to itself), elsewhere.jpg (leads to this machine's port 9). Pure.
#pragma once

#include <string_view>

#include "base/http.h"

namespace tidings::carrier::sandbox {

HttpResponse media_file(std::string_view name, bool with_key);

}  // namespace tidings::carrier::sandbox

// What bytes are, by the bytes alone: names and headers are anybody's. Pure, any thread. Sources: the signatures of the
// formats' own specifications; WHATWG MIME Sniffing for those it names.
#pragma once

#include <string_view>

namespace tidings::media {

inline constexpr std::string_view kUnknownType = "application/octet-stream";

// image/jpeg, image/png, image/gif, image/webp, image/heic, video/mp4, video/3gpp, video/quicktime, audio/mpeg,
// audio/mp4, audio/amr, audio/ogg, audio/wav, application/pdf, text/vcard, text/plain, or kUnknownType: also of what a
// browser would run, such as HTML and SVG.
std::string_view sniff(std::string_view bytes);

// Shown in place by a browser; everything else is offered as a file.
bool shown_inline(std::string_view type);

// "jpg" for image/jpeg; "bin" for what is not known.
std::string_view extension_of(std::string_view type);

}  // namespace tidings::media
